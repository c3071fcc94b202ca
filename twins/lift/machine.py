"""The machine room: what the motor draws, and how the bearing of the traction sheave shakes and warms."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from twins.lift.motion import ACCELERATION, RATED_SPEED, Motion

GRAVITY = 9.81
RATED_LOAD = 630.0  # kg, eight persons
CAR_MASS = 900.0
COUNTERWEIGHT = CAR_MASS + RATED_LOAD / 2  # balances the half-full car
ROTATING_MASS = 350.0  # sheave and ropes, as if they were hanging in the shaft
FRICTION = 300.0  # N
MOTORING, REGENERATING = 0.82, 0.65  # efficiencies of motor and converter
AMPERES_PER_NEWTON = 0.0042
STANDBY_KW, DOOR_KW = 0.30, 0.20


@dataclass(frozen=True, slots=True)
class Draw:
    """Motor current in A; electrical power of the installation in kW, negative while it feeds back."""

    current: float
    power: float


def draw(motion: Motion, load: float, is_door_moving: bool) -> Draw:
    """Lifting the heavier side costs power and lowering it returns some; a held brake costs no current."""
    base = STANDBY_KW + DOOR_KW * is_door_moving
    if motion.speed == 0 and motion.acceleration == 0:
        return Draw(0.0, base)
    moved = CAR_MASS + load + COUNTERWEIGHT + ROTATING_MASS
    force = (CAR_MASS + load - COUNTERWEIGHT) * GRAVITY + moved * motion.acceleration
    force += math.copysign(FRICTION, motion.speed)
    shaft_kw = force * motion.speed / 1000
    power = shaft_kw / MOTORING if shaft_kw > 0 else shaft_kw * REGENERATING
    return Draw(abs(force) * AMPERES_PER_NEWTON, base + power)


class Bearing:
    """Wears out within minutes, so that a visitor sees it happen, and is as good as new after maintenance.

    Vibration is a velocity in mm/s as ISO 10816 has it, measured as a condition monitor does on a machine
    that stops all the time: the energy is averaged while the sheave turns and all but held while it rests.
    """

    LIFE_S = (190.0, 205.0)
    AVERAGING_S, HOLDING_S = 6.0, 90.0
    WARMING_S = 45.0
    AMBIENT = 24.0
    HEALTHY = 1.1

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._strongest = 0.0
        self.temperature = self.AMBIENT + 5.0
        self.renew()

    def renew(self) -> None:
        self._age, self._life = 0.0, self._rng.uniform(*self.LIFE_S)
        self._mean_square = self.HEALTHY**2

    @property
    def wear(self) -> float:
        """From 0, new, to 1, worn out: nothing for a while, then faster and faster, then flattening out."""
        x = min(1.0, max(0.0, (self._age / self._life - 0.2) / 0.6))
        return x * x * (3 - 2 * x)

    @property
    def is_worn_out(self) -> bool:
        return self._age >= self._life

    def step(self, dt: float, motion: Motion, is_door_moving: bool) -> None:
        self._age += dt
        turning = abs(motion.speed) / RATED_SPEED
        level = math.hypot(
            0.45,
            1.1 * turning,
            0.5 * motion.acceleration / ACCELERATION,
            0.4 * is_door_moving,
            7.5 * self.wear * turning,
        )
        self._strongest = max(self._strongest, level)
        averaging = self.AVERAGING_S if turning > 0.5 else self.HOLDING_S
        self._mean_square += (level**2 - self._mean_square) * min(1.0, dt / averaging)
        heat = self.AMBIENT + (20.0 + 70.0 * self.wear) * turning
        self.temperature += (heat - self.temperature) * min(1.0, dt / self.WARMING_S)

    def vibration(self) -> tuple[float, float]:
        """RMS, and the peak since last asked, in mm/s; a damaged bearing knocks, so its peak grows more."""
        rms = math.sqrt(self._mean_square) * self._rng.gauss(1.0, 0.015)
        peak = self._strongest * (2.2 + 0.8 * self.wear) * self._rng.gauss(1.0, 0.04)
        self._strongest = 0.0
        return rms, peak
