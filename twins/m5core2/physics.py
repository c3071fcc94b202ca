"""The M5Core2 as a whole: inertial sensor, battery, buttons, temperature and Wi-Fi."""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Iterable, Mapping
from typing import ClassVar

from twins.m5core2.battery import Battery
from twins.m5core2.hand import Hand
from twins.simulator import Message

TWIN = "dtp.m5core2:desk-1"
TOPIC = f"dtp/twins/{TWIN}/reported"
VOLTAGE_TOPIC = "dtp/m5core2/desk-1/battery/voltage"

# The MPU6886 by its data sheet, and what is usual on the bench.
ACCEL_NOISE_G, ACCEL_OFFSET_G = 0.008, 0.008
GYRO_NOISE_DPS, GYRO_BIAS_DPS = 0.1, 0.8
ACCEL_RANGE_G, GYRO_RANGE_DPS = 8.0, 2000.0
ANGLE_NOISE_DEG = 0.15

WARM_UP_S = 120.0
ROOM_C, SELF_HEATING_C, CHARGING_C = 23.0, 13.0, 5.0
RSSI_DBM, RSSI_SPREAD_DB, RSSI_MEMORY_S, HAND_LOSS_DB = -58.0, 3.0, 8.0, 7.0
PRESS_EVERY_S = 9.0

Vector = tuple[float, float, float]


class M5Core2:
    """A device on a desk. Somebody reaches for it two seconds after the start."""

    rates: ClassVar[Mapping[str, float]] = {"imu": 5.0, "buttons": 1.0, "battery": 0.5, "device": 0.5}

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.hand = Hand(rng)
        self.battery = Battery()
        self._accel_offset = self._noise(ACCEL_OFFSET_G)
        self._gyro_bias = self._noise(GYRO_BIAS_DPS)
        self._temperature, self._fading, self._uptime = 31.0, 0.0, 0.0
        self._presses, self._last_button = {"a": 0, "b": 0, "c": 0}, "none"
        self._measure()

    def step(self, dt: float) -> None:
        self._uptime += dt
        self.hand.step(dt)
        self.battery.step(dt)
        self._press_buttons(dt)
        self._warm_up(dt)
        self._fade(dt)
        self._measure()

    def _noise(self, spread: float) -> Vector:
        gauss = self._rng.gauss
        return gauss(0.0, spread), gauss(0.0, spread), gauss(0.0, spread)

    def _press_buttons(self, dt: float) -> None:
        """A hand that holds the device presses a button every few seconds."""
        if self.hand.activity == "picked_up" and self._rng.random() < 1 - math.exp(-4 * dt / PRESS_EVERY_S):
            self._last_button = self._rng.choice("abc")
            self._presses[self._last_button] += 1

    def _warm_up(self, dt: float) -> None:
        goal = ROOM_C + SELF_HEATING_C + CHARGING_C * self.battery.is_charging
        self._temperature += (goal - self._temperature) * (1 - math.exp(-dt / WARM_UP_S))

    def _fade(self, dt: float) -> None:
        kept = math.exp(-dt / RSSI_MEMORY_S)
        self._fading = self._fading * kept + self._rng.gauss(0.0, RSSI_SPREAD_DB * math.sqrt(1 - kept**2))

    def _measure(self) -> None:
        """Sensors are read once a step, so that asking for messages changes nothing."""
        gravity, shock, rates = self.hand.gravity(), self.hand.shock(), self.hand.rates()
        self._accel = _sum(gravity, shock, self._accel_offset, self._noise(ACCEL_NOISE_G), limit=ACCEL_RANGE_G)
        self._gyro = _sum(rates, self._gyro_bias, self._noise(GYRO_NOISE_DPS), limit=GYRO_RANGE_DPS)
        self._tilt_noise = self._noise(ANGLE_NOISE_DEG)
        self._voltage = self.battery.voltage + self._rng.gauss(0.0, 0.002)

    def readings(self) -> dict[str, dict[str, object]]:
        """What every sensor shows, by feature."""
        pitch = self.hand.pitch.value + self._tilt_noise[0]
        roll = self.hand.roll.value + self._tilt_noise[1]
        is_held = self.hand.activity != "resting"
        return {
            "imu": {
                **_axes("accel", self._accel, 4),
                **_axes("gyro", self._gyro, 2),
                "pitch": _rounded(pitch, 1),
                "roll": _rounded(roll, 1),
                "activity": self.hand.activity,
            },
            "buttons": {**self._presses, "last": self._last_button},
            "battery": {
                "voltage": round(self._voltage, 3),
                "level": round(100 * self.battery.charge),
                "charging": self.battery.is_charging,
            },
            "device": {
                "temperature": round(self._temperature, 1),
                "rssi": round(RSSI_DBM + self._fading - HAND_LOSS_DB * is_held),
                "uptime": round(self._uptime),
            },
        }

    def messages(self, now_ms: int, features: Collection[str] | None = None) -> list[Message]:
        """Features on the default topics of the twin; the voltage as a bare number on a topic of its own."""
        wanted = {name: values for name, values in self.readings().items() if features is None or name in features}
        return list(_encode(now_ms, wanted))


def _sum(*vectors: Vector, limit: float) -> Vector:
    """Added up axis by axis, as far as the sensor reaches."""
    x, y, z = (min(limit, max(-limit, sum(axis))) for axis in zip(*vectors, strict=True))
    return x, y, z


def _axes(name: str, vector: Vector, digits: int) -> dict[str, float]:
    return {f"{name}_{axis}": _rounded(value, digits) for axis, value in zip("xyz", vector, strict=True)}


def _rounded(value: float, digits: int) -> float:
    return round(value, digits) + 0.0  # makes -0.0 a plain 0


def _encode(now_ms: int, readings: Mapping[str, dict[str, object]]) -> Iterable[Message]:
    for feature, values in readings.items():
        voltage = values.pop("voltage", None)
        if isinstance(voltage, float):
            yield VOLTAGE_TOPIC, voltage
        yield f"{TOPIC}/{feature}", {"ts": now_ms, **values}
