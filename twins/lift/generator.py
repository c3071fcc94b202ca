"""Publishes what a simulated lift measures: `python twins/lift/generator.py --help`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from twins.lift.physics import Lift
from twins.simulator import run

if __name__ == "__main__":
    run(Lift, name="lift")
