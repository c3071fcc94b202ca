"""The loop of ingest: collect a batch, read it, hand it over, acknowledge it; follow the registry meanwhile.

A batch that cannot be written is kept and tried again with growing pauses, unacknowledged: nothing is lost while the
database is away. A batch that fails for what is in it is split until the faulty message alone goes to dead letters.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections import deque
from typing import Any

from django.conf import settings
from django.db import OperationalError, close_old_connections

from common import clock, heartbeat
from ingest.batch import Batch, Dead, Message, read_batch
from ingest.consumer import Arrived, Consumer
from ingest.routing import Routes, StrictTwin
from ingest.tasks import send_batch
from registry import queries, signals
from stores.errors import StoreError

log = logging.getLogger(__name__)

_IDLE_SECONDS = 0.2
_POLL_SECONDS = 1.0
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 10.0
_PATIENT_ATTEMPTS = 5


def load_routes() -> Routes:
    """The routing table of the registry as it is now."""
    twins = queries.receiving_twins()
    strict = {
        twin_id: StrictTwin({name: frozenset(f.get("properties") or {}) for name, f in features.items()})
        for twin_id, features in twins.items()
        if features is not None
    }
    return Routes(twins, queries.mqtt_streams(), strict)


class Pump:
    """Runs in one thread of its own: `run` returns after `stop`."""

    def __init__(self, consumer: Consumer) -> None:
        self.consumer = consumer
        self.routes = Routes()
        self._stopping = threading.Event()
        self._registry_moved = threading.Event()
        self._seen_change = -1
        self._next_poll = 0.0
        self._rate = Rate()

    def run(self) -> None:
        signals.streams_changed.connect(self._on_streams_changed)
        try:
            self._survive(self._follow_registry)
            self.consumer.start()
            while not self._stopping.is_set():
                self._guarded_turn()
        finally:
            signals.streams_changed.disconnect(self._on_streams_changed)
            self.consumer.stop()

    def stop(self) -> None:
        self._stopping.set()

    def _guarded_turn(self) -> None:
        """Whatever happens in one turn, the next one comes: this thread is the only way in."""
        try:
            self._turn()
        except Exception:
            log.exception("Ingest stumbled and goes on; what it did not acknowledge stays with the broker.")
            self._stopping.wait(_POLL_SECONDS)

    def _turn(self) -> None:
        if self._registry_moved.is_set() or time.monotonic() >= self._next_poll:
            close_old_connections()
            self._survive(self._follow_registry)
        limits = settings.DTP
        arrived = self.consumer.collect(limits["DTP_BATCH_SIZE"], limits["DTP_BATCH_WAIT"], _IDLE_SECONDS)
        if arrived and self._write(arrived):
            self.consumer.acknowledge(arrived)
            self._rate.add(len(arrived))

    def _on_streams_changed(self, sender: Any, **kwargs: Any) -> None:
        self._registry_moved.set()

    def _follow_registry(self) -> None:
        """Load the routes again when the registry moved, by this process or another."""
        self._registry_moved.clear()
        self._next_poll = time.monotonic() + _POLL_SECONDS
        if (change := queries.latest_change()) != self._seen_change:
            self.routes = load_routes()
            self._seen_change = change
            self.consumer.follow(self.routes.filters())
        heartbeat.beat(
            "ingest",
            connected=self.consumer.connected,
            refused=sorted(self.consumer.refused),
            **self._rate.facts(self.consumer.arrived.qsize()),
        )

    def _survive(self, step: Any) -> None:
        try:
            step()
        except (OperationalError, StoreError) as error:
            log.error("The registry cannot be read: %s", error)
            self._next_poll = time.monotonic() + _POLL_SECONDS

    def _write(self, arrived: list[Arrived]) -> bool:
        """Write until it is written; False when the platform stops before that (the broker will send again)."""
        pause = _FIRST_PAUSE
        for attempt in itertools.count(1):
            try:
                self._write_once([item.message for item in arrived], patient=attempt <= _PATIENT_ATTEMPTS)
            except (OperationalError, StoreError) as error:
                log.error("%d messages cannot be written, trying again in %.1f s: %s", len(arrived), pause, error)
                close_old_connections()
                if self._stopping.wait(pause):
                    return False
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                break
        return True

    def _write_once(self, messages: list[Message], *, patient: bool) -> None:
        batch = self._read(messages)
        try:
            send_batch(batch)
        except Exception as error:
            if _passes(error, patient):
                raise
            self._divide(messages, error, patient)
        self._rate.note(batch.received_us)

    def _read(self, messages: list[Message]) -> Batch:
        max_ahead_us = round(settings.DTP["DTP_MAX_AHEAD"] * 1_000_000)
        batch = read_batch(messages, self.routes, max_ahead_us=max_ahead_us)
        if batch.dead and queries.latest_change() != self._seen_change:
            # The twin may have been registered a moment ago: look once more before burying its first messages.
            self._follow_registry()
            batch = read_batch(messages, self.routes, max_ahead_us=max_ahead_us)
        return batch

    def _divide(self, messages: list[Message], error: Exception, patient: bool) -> None:
        """A batch failed for its content: write its halves, so that only the faulty message is set aside."""
        if len(messages) == 1:
            log.exception("A message on %s cannot be written; it goes to dead letters.", messages[0].topic)
            send_batch(Batch([], [Dead(messages[0], "not_writable", f"{type(error).__name__}: {error}")], 0))
            return
        middle = len(messages) // 2
        self._write_once(messages[:middle], patient=patient)
        self._write_once(messages[middle:], patient=patient)


def _passes(error: Exception, patient: bool) -> bool:
    """Whether waiting helps: the database or store is away, not the message wrong. What a store could not name may be
    either, so it is waited for a few times and then looked for in the messages."""
    if isinstance(error, StoreError):
        return error.code not in {"store_value", "store_failed"} or (error.code == "store_failed" and patient)
    return isinstance(error, OperationalError)


class Rate:
    """Messages a second over the last ten seconds, and how far writing lags behind arrival."""

    def __init__(self) -> None:
        self.total = 0
        self._recent: deque[tuple[float, int]] = deque()
        self._lag_ms = 0.0

    def add(self, count: int) -> None:
        self.total += count
        self._recent.append((time.monotonic(), count))

    def note(self, received_us: int) -> None:
        """A batch whose newest message arrived then has just been written."""
        if received_us:
            self._lag_ms = max(0.0, (clock.now_us() - received_us) / 1000)

    def facts(self, waiting: int) -> dict[str, Any]:
        horizon = time.monotonic() - 10
        while self._recent and self._recent[0][0] < horizon:
            self._recent.popleft()
        rate = sum(count for _, count in self._recent) / 10
        return {
            "rate": round(rate, 1),
            "lag_ms": round(self._lag_ms, 1),
            "waiting": waiting,
            "total": self.total,
        }
