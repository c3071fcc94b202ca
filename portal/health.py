"""The health of the platform's own parts: the badges under the portal's title."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from common import clock, heartbeat
from common.version import VERSION
from live import history

OK, WARNING, CRITICAL, OFF, UNKNOWN = "ok", "warning", "critical", "off", "unknown"
_WORST_FIRST = (CRITICAL, WARNING, UNKNOWN, OK)
_CRON_LATE_SECONDS = 60
_INGEST_LATE_SECONDS = 10
_LAG_WARNING_MS = 2000
_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}

_since: dict[str, tuple[str, datetime]] = {}


@dataclass(frozen=True, slots=True)
class Component:
    """One part: its state, a sentence for people, and since when this process has seen it in that state."""

    name: str
    state: str
    detail: str
    since: datetime

    def as_dict(self) -> dict[str, Any]:
        return {"name": self.name, "state": self.state, "detail": self.detail, "since": clock.iso(self.since)}


def components() -> list[Component]:
    """All parts, in the order of the badges. Never raises: a part that cannot be asked is critical and says why."""
    asked: list[tuple[str, Callable[[], tuple[str, str]]]] = [
        ("DB", _database),
        ("Influx", _influx),
        ("Cron", _cron),
        ("Ingest", _ingest),
        ("History", _history),
    ]
    parts = [_component(name, *ask()) for name, ask in asked]
    return [_component("Backend", OK, f"Serving, version {VERSION}"), _overall(parts), *parts]


def _component(name: str, state: str, detail: str) -> Component:
    before = _since.get(name)
    if before is None or before[0] != state:
        before = _since[name] = (state, clock.now())
    return Component(name, state, detail, before[1])


def _overall(parts: list[Component]) -> Component:
    ill = [part for part in parts if part.state not in {OK, OFF}]
    state = next((s for s in _WORST_FIRST if any(part.state == s for part in parts)), OK)
    detail = "; ".join(f"{part.name}: {part.detail}" for part in ill) or "All checks pass"
    return _component("Health", state, detail)


def _database() -> tuple[str, str]:
    name = _DATABASES.get(connection.vendor, connection.vendor)
    started = time.perf_counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return CRITICAL, f"{name} does not answer: {error}"
    return OK, f"{name}, {(time.perf_counter() - started) * 1000:.1f} ms"


def _history() -> tuple[str, str]:
    found = history.health()
    return (OK, f"{found.detail}, {found.latency_ms:.1f} ms") if found.ok else (CRITICAL, found.detail)


def _influx() -> tuple[str, str]:
    return OFF, "Not configured: history is kept in the embedded store"


def _cron() -> tuple[str, str]:
    beat = heartbeat.last("cron")
    if beat is None:
        return UNKNOWN, "Scheduled work has not run yet"
    detail = f"Last run {beat.age_seconds():.0f} s ago"
    return (
        (OK, detail) if beat.age_seconds() < _CRON_LATE_SECONDS else (CRITICAL, f"{detail}: is the scheduler running?")
    )


def _ingest() -> tuple[str, str]:
    beat = heartbeat.last("ingest")
    if beat is None:
        return UNKNOWN, "Ingest has not started"
    if beat.age_seconds() > _INGEST_LATE_SECONDS:
        return CRITICAL, f"No sign of life for {beat.age_seconds():.0f} s"
    facts = beat.facts
    if not facts["connected"]:
        return (
            CRITICAL,
            f"Not connected to the MQTT broker {settings.DTP['DTP_MQTT_URL'].rpartition('@')[2]}".rstrip(),
        )
    if facts.get("refused"):
        return WARNING, f"The MQTT broker forbids the topics {', '.join(facts['refused'])}"
    detail = f"{facts['rate']:g} messages/s, lag {facts['lag_ms']:.0f} ms"
    return (WARNING if facts["lag_ms"] > _LAG_WARNING_MS else OK), detail
