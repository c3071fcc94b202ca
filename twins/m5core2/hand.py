"""What happens to the device: it lies on a desk until a hand picks it up, tilts it or shakes it."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import Literal

Activity = Literal["resting", "picked_up", "tilted", "shaken"]

SUBSTEP_S = 0.02
SETTLE_S = 0.12  # how quickly a hand turns the device
TREMBLE_HZ = 9.0
RELEASE_S = 0.8  # the last part of an episode brings it back to the desk


@dataclass(frozen=True, slots=True)
class Episode:
    """One way to handle the device."""

    seconds: tuple[float, float]
    reach: tuple[float, float, float]  # how far pitch, roll and yaw go, in degrees
    sway: float  # how far it wavers around that, in degrees
    sway_hz: tuple[float, float]
    weight: int  # how often, compared with the others


EPISODES: dict[Activity, Episode] = {
    "picked_up": Episode((3.5, 6.0), (35.0, 20.0, 60.0), 2.5, (0.5, 0.9), 4),
    "tilted": Episode((4.0, 8.0), (70.0, 75.0, 15.0), 1.5, (0.3, 0.6), 4),
    "shaken": Episode((2.0, 3.5), (20.0, 20.0, 20.0), 5.0, (3.2, 4.2), 3),
}
REST_S = (5.0, 14.0)
FIRST_REST_S = 2.0


@dataclass(slots=True)
class Angle:
    """One axis of the attitude in degrees, drawn to its goal like a critically damped spring."""

    value: float = 0.0
    rate: float = 0.0
    goal: float = 0.0
    sway: float = 0.0

    def step(self, dt: float) -> None:
        stiffness = 1 / SETTLE_S
        acceleration = stiffness**2 * (self.goal + self.sway - self.value) - 2 * stiffness * self.rate
        self.rate += acceleration * dt
        self.value += self.rate * dt


class Hand:
    """Random episodes and the movement they cause: attitude, rates, and the case's own acceleration."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._left, self._elapsed, self._length = FIRST_REST_S, 0.0, FIRST_REST_S
        self._sway_hz, self._shake = 0.0, (0.0, 0.0, 0.0)
        self.activity: Activity = "resting"
        self.pitch, self.roll, self.yaw = Angle(), Angle(), Angle()

    def step(self, dt: float) -> None:
        substeps = max(1, math.ceil(dt / SUBSTEP_S))
        for _ in range(substeps):
            self._advance(dt / substeps)

    def _advance(self, dt: float) -> None:
        self._left -= dt
        self._elapsed += dt
        if self._left <= 0:
            self._begin(self._next_activity())
        self._aim()
        for angle in (self.pitch, self.roll, self.yaw):
            angle.step(dt)

    def _aim(self) -> None:
        """The hand sways around where it wants to be; before it lets go, it puts the device down flat."""
        if self._left < RELEASE_S:
            self.pitch.sway = self.roll.sway = self.pitch.goal = self.roll.goal = 0.0
        else:
            swing = math.sin(math.tau * self._sway_hz * self._elapsed)
            sway = EPISODES[self.activity].sway if self.activity in EPISODES else 0.0
            self.pitch.sway, self.roll.sway = sway * swing, -0.6 * sway * swing

    def _next_activity(self) -> Activity:
        if self.activity != "resting":
            return "resting"
        kinds = list(EPISODES)
        return self._rng.choices(kinds, [EPISODES[kind].weight for kind in kinds])[0]

    def _begin(self, activity: Activity) -> None:
        rng = self._rng
        self.activity, self._elapsed = activity, 0.0
        if activity == "resting":
            self._left = self._length = rng.uniform(*REST_S)
            return
        episode = EPISODES[activity]
        self._left = self._length = rng.uniform(*episode.seconds)
        for angle, most in zip((self.pitch, self.roll, self.yaw), episode.reach, strict=True):
            angle.goal = rng.uniform(0.4, 1.0) * most * rng.choice((-1, 1))
        self._sway_hz = rng.uniform(*episode.sway_hz)
        self._shake = (rng.uniform(0.8, 1.8), rng.uniform(0.3, 1.0), rng.uniform(0.2, 0.6))

    def gravity(self) -> tuple[float, float, float]:
        """What an accelerometer feels while it stands still, in g: lying flat is (0, 0, 1)."""
        pitch, roll = math.radians(self.pitch.value), math.radians(self.roll.value)
        return -math.sin(pitch), math.sin(roll) * math.cos(pitch), math.cos(roll) * math.cos(pitch)

    def shock(self) -> tuple[float, float, float]:
        """The acceleration of the case in g: a shake, or being lifted and then held by a trembling hand."""
        if self.activity == "resting":
            return 0.0, 0.0, 0.0
        if self.activity == "shaken":
            swell = math.sqrt(math.sin(math.pi * min(1.0, self._elapsed / self._length)))
            swing = swell * math.sin(math.tau * self._sway_hz * self._elapsed)
            x, y, z = (reach * swing for reach in self._shake)
            return x, y, z
        lift = 0.35 * math.sin(math.tau * min(1.0, self._elapsed))
        tremble = 0.02 * math.sin(math.tau * TREMBLE_HZ * self._elapsed)
        x, y, z = (lift * axis + tremble for axis in self.gravity())
        return x, y, z

    def rates(self) -> tuple[float, float, float]:
        """Angular velocity in °/s around the axes of the device, from the rates of roll, pitch and yaw."""
        pitch, roll = math.radians(self.pitch.value), math.radians(self.roll.value)
        droll, dpitch, dyaw = self.roll.rate, self.pitch.rate, self.yaw.rate
        return (
            droll - dyaw * math.sin(pitch),
            dpitch * math.cos(roll) + dyaw * math.sin(roll) * math.cos(pitch),
            -dpitch * math.sin(roll) + dyaw * math.cos(roll) * math.cos(pitch),
        )
