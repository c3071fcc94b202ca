"""One open stream: who follows it, and a bounded mailbox between the hub and the connection."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

from portal.stream import encode
from registry.access import Scope

MAILBOX = 256
"""Chunks a client may be behind. A page that is further behind is told to start again from a snapshot."""


@dataclass(frozen=True, slots=True)
class View:
    """What a stream shows: a scope, narrowed to one tenant or not. Clients with equal views share their bytes."""

    scope: Scope
    tenant: str = ""

    def sees_twin(self, twin_id: str, tenant: str) -> bool:
        return (not self.tenant or tenant == self.tenant) and self.scope.sees_twin(twin_id, tenant)

    def sees_event(self, event: StoredEvent) -> bool:
        if self.tenant and event.tenant != self.tenant:
            return False
        if event.etype.startswith("service."):
            return self.scope.sees_service(event.subject, event.tenant)
        return self.scope.sees_twin(event.subject, event.tenant)


class StoredEvent(NamedTuple):
    """A portal event as a stream needs it; `subject` is the twin's id or the service's uuid."""

    id: int
    tenant: str
    etype: str
    subject: str
    data: bytes


class Client:
    """Written by the hub and read by the connection, both on the event loop."""

    def __init__(self, user_id: int, view: View) -> None:
        self.user_id = user_id
        self.view = view
        self.closed = False
        self._mail: deque[tuple[int | None, bytes]] = deque()
        self._ready = asyncio.Event()

    def put(self, chunk: bytes, event_id: int | None = None) -> None:
        """Leave a chunk; a client that is too far behind loses what waits and gets a `reset` in its place."""
        if len(self._mail) >= MAILBOX:
            ids = [waiting for waiting, _ in self._mail if waiting is not None]
            last = event_id or (ids[-1] if ids else None)
            self._mail.clear()
            reason = "This page could not keep up; values in between were left out."
            event_id, chunk = None, encode.event("reset", {"reason": reason}, event_id=last)
        self._mail.append((event_id, chunk))
        self._ready.set()

    def close(self) -> None:
        self.closed = True
        self._ready.set()

    async def take(self, seen: int) -> bytes:
        """Everything that waits, except stored events up to `seen`; waits until there is something."""
        await self._ready.wait()
        self._ready.clear()
        waiting = [chunk for event_id, chunk in self._mail if event_id is None or event_id > seen]
        self._mail.clear()
        return b"".join(waiting)
