"""One room: its air and walls as a thermal network, its people, its air quality and its thermostat."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import Literal

from twins.energy_hvac.weather import HOUR_S, Weather

Mode = Literal["heating", "cooling", "off"]

AIR_HEAT = 330.0  # Wh/(1000 m³ K), what it takes to warm air
PERSON_W, PERSON_CO2, PERSON_VAPOUR = 75.0, 0.018, 55.0  # W, m³/h, g/h
FRESH_AIR_PER_SEAT = 32.0  # m³/h at full ventilation
HEAT_RECOVERY = 0.75
LEAKS = 0.3  # air changes an hour with the ventilation off
OUTDOOR_CO2 = 420.0  # ppm
ACTUATOR_S = 240.0  # a thermal actuator takes minutes from closed to open

COMFORT, SETBACK = 22.0, 20.0  # °C
OPENS_AT, CLOSES_AT = 6.0, 18.5  # hours; heating starts before people come
HEAT_ON, HEAT_OFF, COOL_ON, COOL_OFF = -0.4, 0.2, 1.3, 0.7  # K from the setpoint


@dataclass(frozen=True, slots=True)
class Design:
    """How a room is built and used."""

    area: float  # m²
    glass: float  # m², as if it faced the sun
    seats: int
    stay_h: float  # how long people stay
    heating_w: float
    cooling_w: float
    busy: tuple[tuple[float, float, float], ...]  # from hour, to hour, share of the seats taken

    @property
    def volume(self) -> float:
        return self.area * 3.0


class Room:
    """Air and furniture over walls (two capacities), with a fan coil that a two-point thermostat switches."""

    def __init__(self, rng: random.Random, design: Design, temperature: float) -> None:
        self._rng, self._design = rng, design
        self._walls = temperature + 0.3
        self._vapour = 8.0  # g/m³
        self.temperature, self.co2, self.people = temperature, 520.0, 0
        self.setpoint = COMFORT
        self.mode: Mode = "heating"
        self.valve = 0.0  # from -1, all cold, to 1, all warm

    @property
    def occupied(self) -> bool:
        return self.people > 0

    @property
    def humidity(self) -> float:
        """Relative humidity in %, by the Magnus formula."""
        saturated = 6.112 * math.exp(17.62 * self.temperature / (243.12 + self.temperature))
        return min(100.0, self._vapour * (self.temperature + 273.15) / 2.167 / saturated)

    @property
    def heating(self) -> float:
        """W into the room."""
        return self._design.heating_w * self.valve if self.valve > 0 else 0.0

    @property
    def cooling(self) -> float:
        """W out of the room."""
        return -self._design.cooling_w * self.valve if self.valve < 0 else 0.0

    def step(self, dt: float, weather: Weather) -> None:
        self._move_people(dt, weather.hour)
        self._control(dt, weather.hour)
        fresh = self._fresh_air(weather.hour)
        self._exchange_air(dt, fresh, weather)
        self._exchange_heat(dt, fresh, weather)

    def _move_people(self, dt: float, hour: float) -> None:
        """Each seat is taken and left at random, so that on average the share of the timetable is taken."""
        share = next((share for start, end, share in self._design.busy if start <= hour < end), 0.0)
        chance = dt / (self._design.stay_h * HOUR_S)
        free = self._design.seats - self.people
        come = sum(self._rng.random() < chance * share / (1 - share) for _ in range(free))
        leave = sum(self._rng.random() < chance * (1 if share else 4) for _ in range(self.people))
        self.people += come - leave

    def _control(self, dt: float, hour: float) -> None:
        """Two-point control with hysteresis; nobody is cooled at night."""
        is_open = OPENS_AT <= hour < CLOSES_AT
        self.setpoint = COMFORT if is_open else SETBACK
        above = self.temperature - self.setpoint
        if above < HEAT_ON:
            self.mode = "heating"
        elif above > COOL_ON and is_open:
            self.mode = "cooling"
        elif (self.mode == "heating" and above > HEAT_OFF) or (self.mode == "cooling" and above < COOL_OFF):
            self.mode = "off"
        if not is_open and self.mode == "cooling":
            self.mode = "off"
        target = {"heating": 1.0, "cooling": -1.0, "off": 0.0}[self.mode]
        travel = dt / ACTUATOR_S
        self.valve += min(travel, max(-travel, target - self.valve))

    def _fresh_air(self, hour: float) -> float:
        """m³/h: leaks at all times, and in opening hours ventilation that follows the CO₂."""
        demand = min(1.0, max(0.15, (self.co2 - 600) / 400)) if OPENS_AT <= hour < CLOSES_AT + 1 else 0.0
        return LEAKS * self._design.volume + FRESH_AIR_PER_SEAT * self._design.seats * demand

    def _exchange_air(self, dt: float, fresh: float, weather: Weather) -> None:
        hours, volume = dt / HOUR_S, self._design.volume
        renewed = fresh / volume * hours
        self.co2 += self.people * PERSON_CO2 / volume * 1e6 * hours - (self.co2 - OUTDOOR_CO2) * renewed
        self._vapour += self.people * PERSON_VAPOUR / volume * hours - (self._vapour - weather.VAPOUR) * renewed

    def _exchange_heat(self, dt: float, fresh: float, weather: Weather) -> None:
        design = self._design
        leaks = LEAKS * design.volume
        to_outside = 1.1 * design.glass + AIR_HEAT / 1000 * (leaks + (fresh - leaks) * (1 - HEAT_RECOVERY))
        gains = self.people * (PERSON_W + 90.0) + 0.45 * design.glass * weather.irradiance
        to_walls = 7.0 * design.area * (self._walls - self.temperature)
        air = gains + self.heating - self.cooling + to_walls + to_outside * (weather.temperature - self.temperature)
        walls = 0.8 * design.area * (weather.temperature - self._walls) - to_walls
        self.temperature += air * dt / (36_000.0 * design.area)
        self._walls += walls * dt / (240_000.0 * design.area)
