"""The building: three rooms under one weather, served by one heat pump behind one electricity meter."""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import ClassVar

from twins.energy_hvac.room import Design, Room
from twins.energy_hvac.weather import HOUR_S, Weather
from twins.simulator import Message

TOPIC = "dtp/energy/building-1"
SIGNAL_TOPIC = "dtp/sensors/room1/temp"
SIGNAL_ID = "2f1d7a52-6d0c-5c1e-9a53-0b7c1f6f4e01"
SUBSTEP_S = 20.0
BASE_KW, FAN_KW, PERSON_KW = 0.7, 0.12, 0.09  # servers and stand-by; per running fan coil; screen and light

OFFICE_DAY = ((7.5, 9.0, 0.5), (9.0, 12.0, 0.85), (12.0, 13.0, 0.45), (13.0, 16.5, 0.85), (16.5, 18.0, 0.4))
MEETINGS = ((8.5, 10.0, 0.75), (10.5, 12.0, 0.85), (13.5, 14.5, 0.6), (15.0, 16.5, 0.8))
LECTURES = ((9.0, 12.0, 0.5), (13.0, 17.0, 0.6))

DESIGNS = {
    "room1": Design(area=35, glass=4, seats=10, stay_h=0.4, heating_w=2600, cooling_w=2600, busy=MEETINGS),
    "room2": Design(area=90, glass=15, seats=14, stay_h=1.2, heating_w=5200, cooling_w=7000, busy=OFFICE_DAY),
    "room3": Design(area=60, glass=8, seats=12, stay_h=0.8, heating_w=3800, cooling_w=4500, busy=LECTURES),
}
MORNING = {"room1": 20.4, "room2": 19.6, "room3": 20.9}  # °C, after a night of setback


class HeatPump:
    """A reversible air-water heat pump, at a fixed share of what Carnot allows."""

    QUALITY, STANDBY_KW = 0.42, 0.05

    def heating_cop(self, outdoor: float) -> float:
        hot, cold = 273.15 + 42, 273.15 + outdoor - 6
        return min(6.0, self.QUALITY * hot / (hot - cold))

    def cooling_cop(self, outdoor: float) -> float:
        hot, cold = 273.15 + max(outdoor, 15.0) + 12, 273.15 + 7
        return min(6.0, self.QUALITY * cold / (hot - cold))

    def power(self, heating_kw: float, cooling_kw: float, outdoor: float) -> float:
        """Electrical kW to deliver so much heat and cold."""
        return heating_kw / self.heating_cop(outdoor) + cooling_kw / self.cooling_cop(outdoor) + self.STANDBY_KW


class Building:
    """Wakes up at half past six, when the heating brings the rooms from setback to comfort."""

    rates: ClassVar[Mapping[str, float]] = dict.fromkeys([*DESIGNS, "energy", "weather"], 1.0)

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._pump = HeatPump()
        self._kwh = 48_210.0
        self.weather = Weather(rng, seconds=6.5 * HOUR_S)
        self.rooms = {name: Room(rng, design, MORNING[name]) for name, design in DESIGNS.items()}
        self._measure()

    def step(self, dt: float) -> None:
        substeps = max(1, math.ceil(dt / SUBSTEP_S))
        for _ in range(substeps):
            self._advance(dt / substeps)
        self._measure()

    def _advance(self, dt: float) -> None:
        self.weather.step(dt)
        for room in self.rooms.values():
            room.step(dt, self.weather)
        self._kwh += self.power * dt / HOUR_S

    @property
    def heating(self) -> float:
        """kW of heat, all rooms together."""
        return sum(room.heating for room in self.rooms.values()) / 1000

    @property
    def cooling(self) -> float:
        """kW of cold, all rooms together."""
        return sum(room.cooling for room in self.rooms.values()) / 1000

    @property
    def power(self) -> float:
        """Electrical kW of the whole building."""
        rooms = self.rooms.values()
        users = PERSON_KW * sum(room.people for room in rooms) + FAN_KW * sum(room.valve != 0 for room in rooms)
        return BASE_KW + users + self._pump.power(self.heating, self.cooling, self.weather.temperature)

    @property
    def cop(self) -> float:
        """Heat and cold delivered for each kW of the heat pump; 0 while it rests."""
        delivered = self.heating + self.cooling
        return delivered / self._pump.power(self.heating, self.cooling, self.weather.temperature)

    def _measure(self) -> None:
        """Sensors are read once a step, so that asking for messages changes nothing."""
        features = {name: self._room(room) for name, room in self.rooms.items()}
        heat = {"heating": round(self.heating, 2), "cooling": round(self.cooling, 2)}
        meter = {"power": round(self.power, 3), "energy": round(self._kwh, 3), "cop": round(self.cop, 2)}
        outdoors = {
            "outdoor_temperature": round(self.weather.temperature + self._rng.gauss(0, 0.03), 2),
            "irradiance": round(self.weather.irradiance, 1),
            "clock": self.weather.clock,
        }
        self._readings: dict[str, dict[str, object]] = {
            **features,
            "energy": {**meter, **heat},
            "weather": outdoors,
        }

    def _room(self, room: Room) -> dict[str, object]:
        return {
            "temperature": round(room.temperature + self._rng.gauss(0, 0.02), 2),
            "setpoint": room.setpoint,
            "co2": round(room.co2 + self._rng.gauss(0, 4)),
            "humidity": round(room.humidity + self._rng.gauss(0, 0.2), 1),
            "valve": round(100 * abs(room.valve)),
            "mode": room.mode,
            "occupied": room.occupied,
            "people": room.people,
        }

    def readings(self) -> dict[str, dict[str, object]]:
        """What every sensor shows, by feature."""
        return {feature: dict(values) for feature, values in self._readings.items()}

    def messages(self, now_ms: int, features: Collection[str] | None = None) -> list[Message]:
        """Each feature with its time and values; the temperature of room 1 from a sensor of another make."""
        wanted = {name: values for name, values in self.readings().items() if features is None or name in features}
        return list(_encode(now_ms, wanted))


def _encode(now_ms: int, readings: Mapping[str, dict[str, object]]) -> Iterable[Message]:
    for feature, values in readings.items():
        if feature == "room1":
            yield SIGNAL_TOPIC, _signal(now_ms, values.pop("temperature"))
        yield f"{TOPIC}/{feature}", {"ts": now_ms, "values": values}


def _signal(now_ms: int, value: object) -> dict[str, object]:
    at = datetime.fromtimestamp(now_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "signal_id": SIGNAL_ID,
        "name": "temp_room_1",
        "unit": "°C",
        "value": value,
        "ts": at,
        "source": "sim-publisher",
    }
