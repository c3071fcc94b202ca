"""How a lift car travels between two floors: an S-curve, limited in speed, acceleration and jerk."""

from __future__ import annotations

import math
from dataclasses import dataclass

RATED_SPEED = 1.6  # m/s
ACCELERATION = 0.9  # m/s²
JERK = 1.0  # m/s³, what passengers call smooth


@dataclass(frozen=True, slots=True)
class Motion:
    """Where the car is, in m, m/s and m/s²; upwards is positive."""

    position: float
    speed: float = 0.0
    acceleration: float = 0.0


@dataclass(frozen=True, slots=True)
class Trip:
    """A journey from rest to rest. Known in closed form at departure, so no error adds up on the way."""

    start: float
    finish: float
    segments: tuple[tuple[float, float], ...]
    """Seven pairs of duration and jerk."""

    @classmethod
    def plan(cls, start: float, finish: float) -> Trip:
        distance = abs(finish - start)
        way = math.copysign(1.0, finish - start)
        ramp, steady = _acceleration_phase(distance)
        peak = JERK * ramp * (ramp + steady)
        cruise = max(0.0, distance / peak - (2 * ramp + steady)) if peak else 0.0
        jerk = way * JERK
        up = ((ramp, jerk), (steady, 0.0), (ramp, -jerk))
        down = ((ramp, -jerk), (steady, 0.0), (ramp, jerk))
        return cls(start, finish, (*up, (cruise, 0.0), *down))

    @property
    def duration(self) -> float:
        return sum(duration for duration, _ in self.segments)

    def at(self, seconds: float) -> Motion:
        """The motion so long after departure; at rest before it and after arrival."""
        if seconds <= 0:
            return Motion(self.start)
        if seconds >= self.duration:
            return Motion(self.finish)
        position, speed, acceleration = self.start, 0.0, 0.0
        for duration, jerk in self.segments:
            t = min(seconds, duration)
            position += speed * t + acceleration * t**2 / 2 + jerk * t**3 / 6
            speed += acceleration * t + jerk * t**2 / 2
            acceleration += jerk * t
            seconds -= t
        return Motion(position, speed, acceleration)


def _acceleration_phase(distance: float) -> tuple[float, float]:
    """For how long the acceleration changes and for how long it holds, so that the car can stop in time.

    A long way reaches the rated speed, a shorter one only the full acceleration, a very short one neither.
    """
    ramp = ACCELERATION / JERK
    if distance >= RATED_SPEED * (RATED_SPEED / ACCELERATION + ramp):
        return ramp, RATED_SPEED / ACCELERATION - ramp
    if distance >= 2 * ACCELERATION * ramp**2:
        peak = ACCELERATION / 2 * (math.sqrt(ramp**2 + 4 * distance / ACCELERATION) - ramp)
        return ramp, peak / ACCELERATION - ramp
    return math.cbrt(distance / (2 * JERK)), 0.0
