"""The figures as `docs/benchmarks.md`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.bench.browser import CARDS, UPDATES, Latency, PageCost
from tests.bench.ingest import TWINS, VALUES, Step


@dataclass(frozen=True, slots=True)
class Results:
    at: datetime
    machine: str
    seconds: float
    start_cold: float
    start_warm: float
    memory_mb: float
    steps: dict[str, list[Step]]
    latency: Latency | None
    latency_direct: Latency | None
    page: PageCost | None


def write(results: Results, path: Path) -> str:
    text = "\n".join([*_head(results), *_summary(results), *_steps(results)]) + "\n"
    path.write_text(text)
    return text


def _head(results: Results) -> list[str]:
    return [
        "# Benchmarks",
        "",
        "Written by `make bench` (`BENCH_SECONDS` is the length of a step). Everything is the real thing: the embedded",
        "platform as one process, a broker, a load driver and Chromium, all on the same machine, which they share.",
        "Machines differ and are noisy: compare the figures of one run with each other.",
        "",
        f"Last run {results.at:%Y-%m-%d}, {results.machine}, steps of {results.seconds:g} s.",
        "",
    ]


def _summary(results: Results) -> list[str]:
    rows = [
        ("Start to ready, first time / again", f"{results.start_cold:.1f} s / {results.start_warm:.1f} s"),
        ("Memory of the platform's process, three simulated twins", f"{results.memory_mb:.0f} MB"),
    ]
    for broker, steps in results.steps.items():
        best = max((step.rate for step in steps if step.is_sustained), default=0)
        highest = max(step.rss_mb for step in steps)
        where = "a child process" if broker == "mosquitto" else "inside the process"
        rows.append((f"Sustained with {broker} ({where})", f"{best:,} messages/s, {best * VALUES:,} values/s"))
        rows.append((f"Memory at the end of that load, {broker}", f"{highest:.0f} MB"))
    for name, found in (("200 ms coalescing", results.latency), ("no coalescing", results.latency_direct)):
        if found:
            value = f"p50 {found.p50:.0f} ms, p95 {found.p95:.0f} ms ({found.count} probes)"
            rows.append((f"Device's publish to the number on the card, {name}", value))
    if results.page:
        cost = f"{results.page.script:.1%} of a core in script, {results.page.everything:.1%} in all"
        rows.append((f"A page of {CARDS} cards at {UPDATES} updates/s", cost))
        rows.append(("Longest task on that page", f"{results.page.longest_task_ms:.0f} ms (0: none over 50 ms)"))
    return ["| what | figure |", "|---|---|", *(f"| {what} | {figure} |" for what, figure in rows), ""]


def _steps(results: Results) -> list[str]:
    lines = [
        "## Rates",
        "",
        f"{TWINS} twins, {VALUES} values a message, QoS 1, one publisher. A rate is sustained when everything that was",
        "sent is in the history at most one second after the last message.",
        "",
        "| broker | messages/s | behind | CPU a message | memory | sustained |",
        "|---|---|---|---|---|---|",
    ]
    for broker, steps in results.steps.items():
        for step in steps:
            verdict = "yes" if step.is_sustained else f"no ({step.written:,} of {step.sent:,} written)"
            figures = f"{step.behind_seconds:.2f} s | {step.cpu_ms_per_message:.2f} ms | {step.rss_mb:.0f} MB"
            lines.append(f"| {broker} | {step.rate:,} | {figures} | {verdict} |")
    return lines
