"""How many messages a second the embedded platform takes in without falling behind, and what that costs."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.platform import ROOT, Platform, running_platform

TWINS = 100
VALUES = 3
_RATES = (500, 1000, 1500, 2000, 3000, 4000, 5000, 6000, 8000, 10000)
# A rate is sustained when what was sent is written at most this long after the last message.
_SETTLED_SECONDS = 1.0
_GIVE_UP_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Step:
    """One rate: whether it was sustained, how long the rest took to be written, CPU seconds per 1,000 messages."""

    rate: int
    sent: int
    written: int
    behind_seconds: float
    cpu_ms_per_message: float
    rss_mb: float

    @property
    def is_sustained(self) -> bool:
        return self.written == self.sent and self.behind_seconds <= _SETTLED_SECONDS


def make_twins(folder: Path, count: int, *, card: str = "") -> Path:
    """A folder that declares `bench:0` … with three numbers each."""
    for number in range(count):
        (folder / f"t{number}").mkdir(parents=True)
        (folder / f"t{number}" / "twin.yaml").write_text(
            f'"@id": bench:{number}\nname: Bench {number:03}\ntenant: bench\n'
            "features: {f: {interval: 60s, properties: {a: integer, b: number, c: integer}}}\n" + card
        )
    return folder


def steps(folder: Path, broker: str, seconds: float) -> list[Step]:
    """Rising rates until one is not sustained."""
    found: list[Step] = []
    with running_platform(folder, make_twins(folder / "twins", TWINS), DTP_DEMO="0", DTP_BROKER=broker) as platform:
        for rate in _RATES:
            found.append(_step(platform, rate, seconds))
            print(f"  {broker:<10} {_line(found[-1])}", flush=True)
            if not found[-1].is_sustained:
                break
    return found


def _line(step: Step) -> str:
    verdict = "sustained" if step.is_sustained else f"behind by {step.behind_seconds:.1f} s"
    return f"{step.rate:>6} msg/s: {verdict}, {step.cpu_ms_per_message:.2f} ms CPU a message, {step.rss_mb:.0f} MB"


def _step(platform: Platform, rate: int, seconds: float) -> Step:
    process = psutil.Process(platform.process.pid)
    before, cpu_before = _written(platform), sum(process.cpu_times()[:2])
    arguments = [str(platform.mqtt_port), str(rate), str(seconds), str(TWINS)]
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load", *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
    sent = json.loads(done.stdout)["sent"]
    while (written := _written(platform) - before) < sent and time.monotonic() - started < seconds + _GIVE_UP_SECONDS:
        time.sleep(0.05)
    behind = max(0.0, time.monotonic() - started - seconds)
    cpu = sum(process.cpu_times()[:2]) - cpu_before
    return Step(rate, sent, written, behind, cpu / sent * 1000, process.memory_info().rss / 1e6)


def _written(platform: Platform) -> int:
    """Messages whose values are all in the history."""
    with sqlite3.connect(platform.data_dir / "dtp.sqlite3") as connection:
        rows: int = connection.execute("SELECT count(*) FROM observation").fetchone()[0]
    connection.close()
    return rows // VALUES
