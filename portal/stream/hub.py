"""The hub: one per process, between what happens and the open streams.

One supervised reader follows the stored events (woken by news of this process, and looking once a second for those of
others); live changes are coalesced and flushed at most every DTP_LIVE_INTERVAL, the first at once. Everything is
encoded once per kind of viewer. The hub lives on the event loop; news from other threads is only handed over.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings

from common import clock, publish
from portal.stream import encode, reading
from portal.stream.client import Client, StoredEvent, View
from portal.stream.live import Pending, live_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from live.events import StateChanged

log = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
_LOOK_SECONDS = 1.0


class Hub:
    """`start` and `stop` on the loop that serves the streams; `join` and `leave` for each of them."""

    def __init__(self) -> None:
        self.clients: set[Client] = set()
        self.position = 0
        self.access_changes = 0
        """Counts the times that somebody's rights changed; see `join`."""
        self._pending = Pending()
        self._lag_ms = 0.0
        self._flush_timer: asyncio.TimerHandle | None = None
        self._last_flush = 0.0
        self._tasks: list[asyncio.Task[None]] = []
        self._unfollow: Callable[[], None] = lambda: None

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self.position = (await reading.on_database(reading.kept_range)).newest
        self._unfollow = publish.follow(self)
        self._tasks = [self._loop.create_task(step) for step in (self._read(), self._beat())]

    async def stop(self) -> None:
        self._unfollow()
        self.close_all()
        if self._flush_timer:
            self._flush_timer.cancel()
            self._flush_timer = None
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def close_all(self) -> None:
        for client in self.clients:
            client.close()

    def join(self, client: Client, *, asked_at: int) -> None:
        """Let a client hear the news from now on. `asked_at` is `access_changes` from before its rights were read: when
        rights have changed since, the client may have been too early to be told, and has to ask again."""
        self.clients.add(client)
        if asked_at != self.access_changes:
            client.close()

    def leave(self, client: Client) -> None:
        self.clients.discard(client)

    # --- news, from any thread -----------------------------------------------------------------------------------

    def stored(self) -> None:
        self._hand_over(self._news.set)

    def live(self, changes: Sequence[StateChanged]) -> None:
        self._hand_over(lambda: self._add_live(changes))

    def access_changed(self, user_ids: Sequence[int] | None) -> None:
        self._hand_over(lambda: self._close_of(user_ids))

    def _hand_over(self, call: Callable[[], None]) -> None:
        # The loop may be gone while the process is ending; nobody is left to hear the news then.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call)

    def _close_of(self, user_ids: Sequence[int] | None) -> None:
        """End the streams of these people: they connect again and are asked anew what they may see."""
        self.access_changes += 1
        for client in self.clients:
            if user_ids is None or client.user_id in user_ids:
                client.close()

    # --- live values ---------------------------------------------------------------------------------------------

    def _add_live(self, changes: Sequence[StateChanged]) -> None:
        if not self.clients:
            return
        self._pending.add(changes)
        if self._flush_timer is None:
            wait = self._last_flush + settings.DTP["DTP_LIVE_INTERVAL"] - self._loop.time()
            self._flush_timer = self._loop.call_later(max(0.0, wait), self._flush)

    def _flush(self) -> None:
        self._flush_timer, self._last_flush = None, self._loop.time()
        fragments, self._lag_ms = self._pending.take()
        encoded: dict[View, bytes | None] = {}
        for client in self.clients:
            if client.view not in encoded:
                encoded[client.view] = live_event(fragments, self._lag_ms, client.view.sees_twin)
            if chunk := encoded[client.view]:
                client.put(chunk)

    # --- stored events and beats ---------------------------------------------------------------------------------

    async def _read(self) -> None:
        """Never ends before it is cancelled: what goes wrong is logged once per kind and tried again."""
        failing = ""
        while True:
            # Not wait_for: before Python 3.12 it loses a cancellation that comes together with the news.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._news.wait()
            self._news.clear()
            try:
                await self._deliver_stored()
                failing = ""
            except Exception as error:  # noqa: BLE001
                if (kind := repr(error)) != failing:
                    log.error("The portal stream cannot read its events: %s", error)
                failing = kind

    async def _deliver_stored(self) -> None:
        while events := await reading.on_database(reading.events_after, self.position):
            for event in events:
                self.position = event.id
                self._deliver(event)

    def _deliver(self, event: StoredEvent) -> None:
        chunk = encode.raw_event(event.etype, event.data, event_id=event.id)
        for client in self.clients:
            if client.view.sees_event(event):
                client.put(chunk, event.id)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            lag_ms = round(self._lag_ms, 1) if self._loop.time() - self._last_flush < BEAT_SECONDS else 0.0
            chunk = encode.event("beat", {"now": clock.iso(clock.now()), "lag_ms": lag_ms})
            for client in self.clients:
                client.put(chunk)


hub = Hub()
"""The hub of this process."""
