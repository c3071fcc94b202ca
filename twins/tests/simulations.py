"""The three samples by the name of their folder, and what the tests ask of all of them."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from twins.energy_hvac.physics import Building
from twins.lift.physics import Lift
from twins.m5core2.physics import M5Core2
from twins.simulator import Simulation

TWINS = Path(__file__).resolve().parents[1]
SIMULATIONS: dict[str, Callable[[random.Random], Simulation]] = {
    "lift": Lift,
    "energy_hvac": Building,
    "m5core2": M5Core2,
}
SPEEDS = {"lift": 1.0, "energy_hvac": 120.0, "m5core2": 1.0}
NAMES = sorted(SIMULATIONS)
FIRST_MS = 1_795_000_000_000


def declaration(name: str) -> dict[str, Any]:
    """The twin.yaml of a sample, as plain data."""
    read: dict[str, Any] = yaml.safe_load((TWINS / name / "twin.yaml").read_text(encoding="utf-8"))
    return read


def command(name: str, *arguments: object) -> list[str]:
    """The command line that starts a generator the way a person does."""
    return [sys.executable, str(TWINS / name / "generator.py"), *map(str, arguments)]


def texts(name: str, seed: int, ticks: int) -> Iterator[tuple[str, str]]:
    """Topics and payloads of so many ticks, one a second of the demonstration, as they go over the wire."""
    simulation = SIMULATIONS[name](random.Random(seed))
    for tick in range(ticks):
        for topic, payload in simulation.messages(FIRST_MS + 1_000 * tick):
            yield topic, json.dumps(payload, allow_nan=False)
        simulation.step(SPEEDS[name])
