"""Publishes what a simulated M5Core2 measures: `python twins/m5core2/generator.py --help`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from twins.m5core2.physics import M5Core2
from twins.simulator import run

if __name__ == "__main__":
    run(M5Core2, name="m5core2")
