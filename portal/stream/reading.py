"""The short database calls of the stream, each on a thread of its own and giving its connection back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, ParamSpec, TypeVar

import orjson
from asgiref.sync import sync_to_async
from django.db import connections
from django.db.models import Max, Min

from portal.models import PortalEvent
from portal.stream.client import StoredEvent

P = ParamSpec("P")
T = TypeVar("T")

REPLAY_LIMIT = 1000


class Range(NamedTuple):
    oldest: int
    newest: int


async def on_database(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a blocking call that uses the database. An open stream must never hold a connection."""

    def run() -> T:
        try:
            return call(*args, **kwargs)
        finally:
            connections.close_all()

    return await sync_to_async(run, thread_sensitive=False)()


def kept_range() -> Range:
    """The ids of the oldest and the newest event kept; (1, 0) when there are none."""
    found = PortalEvent.objects.aggregate(oldest=Min("id"), newest=Max("id"))
    return Range(found["oldest"] or 1, found["newest"] or 0)


def events_after(position: int, *, limit: int = REPLAY_LIMIT) -> list[StoredEvent]:
    """Stored events after a position, oldest first."""
    rows = PortalEvent.objects.filter(id__gt=position).order_by("id")[:limit]
    return [stored_event(row) for row in rows]


def stored_event(row: PortalEvent) -> StoredEvent:
    payload: dict[str, Any] = row.payload
    subject = str(payload.get("uuid") or payload.get("id") or "")
    return StoredEvent(row.pk, row.tenant, row.etype, subject, orjson.dumps(payload))
