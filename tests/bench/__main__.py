"""`make bench`."""

from __future__ import annotations

import os
import platform as machine
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

from dtp.embedded.broker import find_mosquitto
from tests.bench import browser, ingest
from tests.bench.report import Results, write
from tests.browser import chromium_path
from tests.platform import copy_twins, running_platform


def start_up(folder: Path) -> tuple[float, float, float]:
    """Seconds from the command to "Ready", the first time and again, and MB of memory after ten quiet seconds."""
    twins_dir = copy_twins(folder)
    taken = []
    for _ in range(2):
        started = time.monotonic()
        with running_platform(folder, twins_dir) as platform:
            taken.append(time.monotonic() - started)
            time.sleep(10 if len(taken) == 2 else 0)
            memory = psutil.Process(platform.process.pid).memory_info().rss / 1e6
    return taken[0], taken[1], memory


def main() -> None:
    seconds = float(os.environ.get("BENCH_SECONDS", "10"))
    with tempfile.TemporaryDirectory(prefix="dtp-bench-") as name:
        root = Path(name)
        print("Start-up", flush=True)
        cold, warm, memory = start_up(root / "start")
        brokers = ["mosquitto", "amqtt"] if find_mosquitto() else ["amqtt"]
        print("Ingest", flush=True)
        steps = {broker: ingest.steps(root / broker, broker, seconds) for broker in brokers}
        page = coalesced = direct = None
        if chromium_path():
            print("Browser", flush=True)
            coalesced, page = browser.measure(root / "page", seconds * 2)
            direct, _ = browser.measure(root / "direct", seconds * 2, DTP_LIVE_INTERVAL="1ms")
    results = Results(
        at=datetime.now(UTC),
        machine=f"{psutil.cpu_count()} cores, Python {machine.python_version()}, {machine.system()}",
        seconds=seconds,
        start_cold=cold,
        start_warm=warm,
        memory_mb=memory,
        steps=steps,
        latency=coalesced,
        latency_direct=direct,
        page=page,
    )
    print(write(results, Path("docs/benchmarks.md")))


if __name__ == "__main__":
    main()
