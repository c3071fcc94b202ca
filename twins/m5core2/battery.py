"""A single lithium cell, drained and charged within minutes so that a visitor sees it happen."""

from __future__ import annotations

from itertools import pairwise

DISCHARGE_S, CHARGE_S = 900.0, 300.0  # from full to empty and back; the real device takes hours
PLUG_IN_BELOW, UNPLUG_ABOVE = 0.20, 0.97
SAG_V, LIFT_V = 0.04, 0.06  # over the inner resistance, under load and on the charger

# The voltage of the resting cell by its state of charge.
CURVE = ((0.0, 3.30), (0.1, 3.58), (0.2, 3.67), (0.4, 3.75), (0.6, 3.84), (0.8, 3.99), (1.0, 4.17))


class Battery:
    """Somebody plugs the cable in when the battery is low, and pulls it out when it is full."""

    def __init__(self, charge: float = 0.62) -> None:
        self.charge = charge
        self.is_charging = False

    def step(self, dt: float) -> None:
        self.charge += dt / CHARGE_S if self.is_charging else -dt / DISCHARGE_S
        self.charge = min(1.0, max(0.0, self.charge))
        if self.charge < PLUG_IN_BELOW:
            self.is_charging = True
        elif self.charge > UNPLUG_ABOVE:
            self.is_charging = False

    @property
    def voltage(self) -> float:
        """V at the terminals."""
        (low, empty), (high, full) = next((left, right) for left, right in pairwise(CURVE) if self.charge <= right[0])
        resting = empty + (full - empty) * (self.charge - low) / (high - low)
        return resting + LIFT_V if self.is_charging else resting - SAG_V
