"""Publishes what a simulated building measures: `python twins/energy_hvac/generator.py --help`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from twins.energy_hvac.physics import Building
from twins.simulator import run

if __name__ == "__main__":
    run(Building, name="energy_hvac", speed=120.0)
