"""What the person sees: from a device's publish to the number on the card, and what live cards cost the browser."""

from __future__ import annotations

import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.ingest import make_twins
from tests.browser import FLAGS, chromium_path
from tests.platform import ROOT, Platform, running_platform

if TYPE_CHECKING:
    from playwright.sync_api import Page

CARDS = 50
UPDATES = 100
_PROBE = "bench:0"
_PROBES_A_SECOND = 4.0

# Notes when each new number of the probe's card is on the page.
_WATCH = """(id) => {
    const value = document.querySelector(`[data-testid=card][data-twin-id="${id}"] [data-testid=card-value]`);
    window.shown = [];
    new MutationObserver(() => window.shown.push([value.textContent, Date.now()]))
        .observe(value, {subtree: true, childList: true, characterData: true});
}"""


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds from publish to page."""

    count: int
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class PageCost:
    """Shares of one core over a stretch of time."""

    script: float
    everything: float
    longest_task_ms: float


def measure(folder: Path, seconds: float, **settings: str) -> tuple[Latency, PageCost]:
    """50 cards, 100 updates a second; the first card also gets the probes."""
    from playwright.sync_api import sync_playwright

    card = "ui: {headline: [f.a, f.b, f.c]}\n"
    twins_dir = make_twins(folder / "twins", CARDS, card=card)
    with running_platform(folder, twins_dir, DTP_DEMO="0", **settings) as platform, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(platform.sign_in_link())
        page.wait_for_selector("[data-testid=card]")
        load = _start_load(platform, seconds * 2 + 6)
        time.sleep(2)
        cost = _cost(page, seconds)
        latency = _latency(page, platform, seconds)
        load.wait()
        browser.close()
    return latency, cost


def _start_load(platform: Platform, seconds: float) -> subprocess.Popen[bytes]:
    arguments = [str(platform.mqtt_port), str(UPDATES), str(seconds), str(CARDS)]
    command = [sys.executable, "-m", "tests.bench.load", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)


def _cost(page: Page, seconds: float) -> PageCost:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.evaluate(
        """() => {
            window.longest = 0;
            const note = list => list.getEntries().forEach(e => window.longest = Math.max(window.longest, e.duration));
            new PerformanceObserver(note).observe({entryTypes: ['longtask']});
        }"""
    )

    def read() -> dict[str, float]:
        return {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}

    before = read()
    page.wait_for_timeout(seconds * 1000)
    after = read()
    elapsed = after["Timestamp"] - before["Timestamp"]
    longest: float = page.evaluate("() => window.longest")
    shares = [(after[name] - before[name]) / elapsed for name in ("ScriptDuration", "TaskDuration")]
    return PageCost(shares[0], shares[1], longest)


def _latency(page: Page, platform: Platform, seconds: float) -> Latency:
    page.evaluate(_WATCH, _PROBE)
    sent: dict[str, float] = {}
    thread = threading.Thread(target=_probe, args=(platform, seconds, sent))
    thread.start()
    page.wait_for_timeout(seconds * 1000 + 1000)
    thread.join()
    shown: list[list[Any]] = page.evaluate("() => window.shown")
    seen: dict[str, float] = {}
    for text, at in shown:
        seen.setdefault("".join(filter(str.isdigit, text)), at)
    delays = sorted(seen[number] - at for number, at in sent.items() if number in seen)
    assert len(delays) > len(sent) / 2, f"only {len(delays)} of {len(sent)} probes were seen on the page"
    return Latency(len(delays), statistics.median(delays), delays[int(len(delays) * 0.95)])


def _probe(platform: Platform, seconds: float, sent: dict[str, float]) -> None:
    """Publish numbers that only a probe can be, unevenly, so that they meet the coalescing at every phase."""
    from paho.mqtt.client import Client
    from paho.mqtt.enums import CallbackAPIVersion

    client = Client(CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", platform.mqtt_port)
    client.loop_start()
    ends, number = time.monotonic() + seconds, 500_000
    while time.monotonic() < ends:
        number += 1
        sent[str(number)] = time.time() * 1000
        client.publish(f"dtp/twins/{_PROBE}/reported/f", b'{"a": %d}' % number, qos=1)
        time.sleep(1 / _PROBES_A_SECOND * (0.7 + 0.6 * (number * 0.618 % 1)))
    client.disconnect()
    client.loop_stop()
