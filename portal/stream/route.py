"""`GET /api/portal/stream`: the ASGI application of one open stream."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

import orjson

from common import clock, params
from common.errors import DTPError
from common.problems import CONTENT_TYPE, problem
from portal.stream import encode, reading
from portal.stream.authorise import authorise
from portal.stream.client import Client
from portal.stream.hub import BEAT_SECONDS, hub

PATH = "/api/portal/stream"

# People's rights are asked again when a stream is opened again, so none lives longer than this.
_LONGEST_SECONDS = 900.0

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]
_KNOWN = {"tenant": params.text, "last_event_id": params.integer(0, 2**62)}


class MethodNotAllowed(DTPError):
    code, status = "method_not_allowed", 405


async def stream(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Authorise, greet, replay what was missed, then pass on what the hub has until either side ends."""
    asked_at = hub.access_changes
    try:
        client, last_id = await _open(scope)
    except DTPError as error:
        await _refuse(error, send)
        return
    hub.join(client, asked_at=asked_at)
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await _follow(client, last_id, receive, send)
    finally:
        hub.leave(client)


async def _open(scope: Mapping[str, Any]) -> tuple[Client, int | None]:
    if scope["method"] != "GET":
        raise MethodNotAllowed("The stream is read by GET.")
    headers = dict(scope["headers"])
    given = dict(parse_qsl(scope["query_string"].decode("latin-1")))
    if resumed := headers.get(b"last-event-id", b"").decode("latin-1"):
        given["last_event_id"] = resumed
    values = params.read_params(given, _KNOWN)
    user_id, view = await reading.on_database(authorise, headers, values.get("tenant", ""))
    return Client(user_id, view), values.get("last_event_id")


async def _refuse(error: DTPError, send: Send) -> None:
    headers = [(b"content-type", CONTENT_TYPE.encode()), (b"cache-control", b"no-store")]
    if isinstance(error, MethodNotAllowed):
        headers.append((b"allow", b"GET"))
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": orjson.dumps(problem(error))})


async def _follow(client: Client, last_id: int | None, receive: Receive, send: Send) -> None:
    """The client has joined the hub already, so nothing falls between the replay and what follows."""
    greeting, seen = await _greeting(client, last_id)
    await send({"type": "http.response.body", "body": greeting, "more_body": True})
    gone = asyncio.ensure_future(_gone(receive))
    pumping = asyncio.ensure_future(_pump(client, seen, send))
    try:
        await asyncio.wait({gone, pumping}, timeout=_LONGEST_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (gone, pumping):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                await task
    with contextlib.suppress(OSError):
        await send({"type": "http.response.body", "body": b""})


async def _greeting(client: Client, last_id: int | None) -> tuple[bytes, int]:
    """`hello`, and the missed events or a `reset`; and the position up to which everything has been said."""
    kept = await reading.on_database(reading.kept_range)
    missed: list[bytes] = []
    resumable = last_id is not None and kept.oldest - 1 <= last_id <= kept.newest
    if resumable and last_id is not None and last_id < kept.newest:
        events = await reading.on_database(reading.events_after, last_id)
        resumable = len(events) < reading.REPLAY_LIMIT
        # Not resumed, the page starts from a snapshot that is newer than `kept`; the events read are only the oldest.
        if resumable and events:
            kept = kept._replace(newest=events[-1].id)
            seen = [event for event in events if client.view.sees_event(event)]
            missed = [encode.raw_event(event.etype, event.data, event_id=event.id) for event in seen]
    now = clock.iso(clock.now())
    hello = {"position": kept.newest, "now": now, "beat_s": BEAT_SECONDS, "resumed": resumable}
    chunks = [encode.event("hello", hello, event_id=None if missed else kept.newest), *missed]
    if last_id is not None and not resumable:
        reason = "What happened in between is no longer kept."
        chunks.append(encode.event("reset", {"reason": reason}, event_id=kept.newest))
    return b"".join(chunks), kept.newest


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _pump(client: Client, seen: int, send: Send) -> None:
    while not client.closed:
        if chunk := await client.take(seen):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
