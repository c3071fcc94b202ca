"""A mild spring day around the building, cold enough to heat at dawn and sunny enough to cool at noon."""

from __future__ import annotations

import math
import random

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S


class Drift:
    """Noise with a memory (Ornstein-Uhlenbeck): it wanders around zero and forgets within `memory_s`."""

    def __init__(self, rng: random.Random, *, spread: float, memory_s: float) -> None:
        self._rng, self._spread, self._memory = rng, spread, memory_s
        self.value = rng.gauss(0.0, spread)

    def step(self, dt: float) -> None:
        kept = math.exp(-dt / self._memory)
        self.value = self.value * kept + self._rng.gauss(0.0, self._spread * math.sqrt(1 - kept**2))


class Weather:
    """Outdoor temperature as a sine of the day with drifting noise, and the sun behind passing clouds."""

    MEAN, SWING = 9.0, 6.5  # °C
    WARMEST, SUNRISE, SUNSET = 15.0, 6.0, 20.0  # hours
    CLEAR_NOON = 860.0  # W/m²
    VAPOUR = 7.0  # g/m³

    def __init__(self, rng: random.Random, seconds: float) -> None:
        self.seconds = seconds
        self._noise = Drift(rng, spread=0.8, memory_s=2 * HOUR_S)
        self._clouds = Drift(rng, spread=0.25, memory_s=0.7 * HOUR_S)

    def step(self, dt: float) -> None:
        self.seconds += dt
        self._noise.step(dt)
        self._clouds.step(dt)

    @property
    def hour(self) -> float:
        return self.seconds % DAY_S / HOUR_S

    @property
    def temperature(self) -> float:
        """°C, warmest in the middle of the afternoon."""
        return self.MEAN + self.SWING * math.cos((self.hour - self.WARMEST) / 24 * math.tau) + self._noise.value

    @property
    def irradiance(self) -> float:
        """Global radiation in W/m²; nothing at night."""
        height = math.sin((self.hour - self.SUNRISE) / (self.SUNSET - self.SUNRISE) * math.pi)
        clearness = min(1.0, max(0.2, 0.8 + self._clouds.value))
        return self.CLEAR_NOON * max(0.0, height) * clearness

    @property
    def clock(self) -> str:
        minutes = int(self.hour * 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
