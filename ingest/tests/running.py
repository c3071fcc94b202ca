"""A pump that runs in a thread of its own, as the platform runs it, and ways to wait for what it does."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

from django.db import connection, connections

from ingest.batch import Message
from ingest.consumer import Arrived, Consumer
from ingest.pump import Pump
from live.models import FeatureState

DEADLINE = 10.0
NOW = 1_795_000_000_000_000
LIFT = "acme.lift:lift-1"


def until(condition: Callable[[], Any], what: str = "") -> None:
    """Wait until the condition holds; fail at the deadline."""
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, what or "It did not happen in time."
        time.sleep(0.005)


@contextmanager
def running(pump: Pump) -> Iterator[None]:
    """The pump at work; stopped at the end, and what it raised raised again here."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            pump.run()
        except BaseException as error:  # noqa: BLE001
            failed.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, name="ingest")
    thread.start()
    try:
        yield
    finally:
        pump.stop()
        thread.join(DEADLINE)
    assert not thread.is_alive(), "The pump did not stop."
    if failed:
        raise failed[0]


@contextmanager
def without_table(name: str) -> Iterator[Callable[[], None]]:
    """The database cannot serve: a table is missing. The yielded function brings it back early."""
    away = [True]

    def bring_back() -> None:
        if away:
            away.clear()
            _execute(f"ALTER TABLE {name}_away RENAME TO {name}")

    _execute(f"ALTER TABLE {name} RENAME TO {name}_away")
    try:
        yield bring_back
    finally:
        bring_back()


@contextmanager
def refusing(table: str, condition: str) -> Iterator[None]:
    """The database refuses some rows of a table."""
    _execute(
        f"CREATE TRIGGER refusing_{table} BEFORE INSERT ON {table} WHEN {condition} "
        "BEGIN SELECT RAISE(ABORT, 'unlucky'); END"
    )
    try:
        yield
    finally:
        _execute(f"DROP TRIGGER refusing_{table}")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def reported(twin: str = LIFT) -> dict[str, Any]:
    """What a twin reported: `{feature: {property: value}}`."""
    return dict(FeatureState.objects.filter(twin=twin).values_list("feature", "reported"))


class FakeConsumer:
    """The consumer without a broker: what is sent is collected, what is acknowledged is noted."""

    def __init__(self) -> None:
        self.arrived: queue.Queue[Arrived] = queue.Queue()
        self.connected = True
        self.refused: frozenset[str] = frozenset()
        self.filters: frozenset[str] = frozenset()
        self.acknowledged: list[int] = []
        self.on_acknowledge: Callable[[], None] = lambda: None
        self.started = self.stopped = False

    def send(self, topic: str, payload: bytes = b'{"position": 1}', *, mid: int = 1) -> None:
        self.arrived.put(Arrived(Message(topic, payload, NOW), mid, 1))

    def start(self) -> None:
        self.started = True

    def stop(self) -> None:
        self.stopped = True

    def follow(self, filters: frozenset[str]) -> None:
        self.filters = filters

    def acknowledge(self, arrived: Iterable[Arrived]) -> None:
        self.on_acknowledge()
        self.acknowledged += [each.mid for each in arrived]

    def collect(self, limit: int, wait: float, idle: float) -> list[Arrived]:
        found: list[Arrived] = []
        with suppress(queue.Empty):
            found.append(self.arrived.get(timeout=0.01))
            while len(found) < limit:
                found.append(self.arrived.get_nowait())
        return found

    def pump(self) -> Pump:
        return Pump(cast(Consumer, self))
