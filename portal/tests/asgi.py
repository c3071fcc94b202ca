"""A small ASGI server in a thread, for streams that never end: what arrives is parsed, kept and waited for."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.test import Client

from dtp.asgi import application

DEADLINE = 5.0
STREAM = "/api/portal/stream"


class Event(NamedTuple):
    name: str
    id: int | None
    data: Any


class Server:
    """A loop on a thread with the application's lifespan; every stream is ended with it."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="asgi")
        self._streams: list[Stream] = []

    def __enter__(self) -> Server:
        self._thread.start()
        self._to_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._from_app: asyncio.Queue[Any] = asyncio.Queue()
        scope = {"type": "lifespan", "asgi": {"version": "3.0"}}
        lifespan = application(scope, self._to_app.get, self._from_app.put)
        self._lifespan = asyncio.run_coroutine_threadsafe(lifespan, self.loop)
        self._say("startup")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in self._streams:
            stream.leave()
        self._say("shutdown")
        self._lifespan.result(DEADLINE)
        self.call(self.loop.shutdown_default_executor())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(DEADLINE)
        self.loop.close()

    def _say(self, word: str) -> None:
        self.call(self._to_app.put({"type": f"lifespan.{word}"}))
        assert self.call(self._from_app.get())["type"] == f"lifespan.{word}.complete"

    def call(self, step: Coroutine[Any, Any, Any]) -> Any:
        """Run a step on the loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(step, self.loop).result(DEADLINE)

    def open(
        self,
        user: User | None = None,
        *,
        path: str = STREAM,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> Stream:
        """Ask for a stream; returns once its status is known."""
        given = {**(headers or {}), **({"Cookie": f"dtp_session={session_of(user)}"} if user else {})}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": urlencode(query).encode(),
            "headers": [
                (b"host", b"localhost"),
                *((k.lower().encode(), v.encode("latin-1")) for k, v in given.items()),
            ],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        stream = Stream(self, scope)
        self._streams.append(stream)
        stream.until(lambda: stream.status or stream.ended, "The stream did not open.")
        return stream


class Stream:
    """One request. `events` is everything that has come so far."""

    def __init__(self, server: Server, scope: dict[str, Any]) -> None:
        self.server = server
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""
        self.events: list[Event] = []
        self.error: BaseException | None = None
        self._rest = b""
        self._taken = 0
        self._said = asyncio.Event()
        self._reading = asyncio.Event()
        self._reading.set()
        self._running = asyncio.run_coroutine_threadsafe(self._run(scope), server.loop)

    async def _run(self, scope: dict[str, Any]) -> None:
        messages = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> dict[str, Any]:
            if messages:
                return messages.pop()
            await self._said.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            await self._reading.wait()
            if message["type"] == "http.response.start":
                self.status = message["status"]
                self.headers = {k.decode().lower(): v.decode() for k, v in message["headers"]}
            else:
                self._hear(message.get("body", b""))

        try:
            await application(scope, receive, send)
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            self.error = error
            raise

    def _hear(self, body: bytes) -> None:
        self.body += body
        *whole, self._rest = (self._rest + body).split(b"\n\n")
        for block in whole:
            fields = dict(line.split(": ", 1) for line in block.decode().split("\n") if ": " in line)
            if "event" in fields:
                event_id = fields.get("id", "")
                data = json.loads(fields["data"]) if fields.get("data") else None
                self.events.append(Event(fields["event"], int(event_id) if event_id.isdigit() else None, data))

    @property
    def ended(self) -> bool:
        return self._running.done()

    def json(self) -> Any:
        self.until(lambda: self.ended, "The answer did not end.")
        return json.loads(self.body)

    def until(self, condition: Callable[[], Any], what: str = "") -> None:
        deadline = time.monotonic() + DEADLINE
        while not condition():
            if self.error:
                raise self.error
            assert time.monotonic() < deadline, f"{what or 'It did not happen in time.'} {self.events}"
            time.sleep(0.002)

    def next(self, *names: str) -> Event:
        """The next event (of these names), in the order of arrival."""

        def found() -> bool:
            while self._taken < len(self.events):
                self._taken += 1
                if not names or self.events[self._taken - 1].name in names:
                    return True
            return False

        self.until(found, f"No {' or '.join(names) or 'event'} came.")
        return self.events[self._taken - 1]

    def seen(self, *names: str) -> list[Event]:
        return [event for event in list(self.events) if event.name in names]

    def pause(self) -> None:
        """Stop reading: what the application sends from now on waits."""
        self.server.loop.call_soon_threadsafe(self._reading.clear)
        self.server.call(asyncio.sleep(0))

    def resume(self) -> None:
        self.server.loop.call_soon_threadsafe(self._reading.set)

    def leave(self) -> None:
        """Close the connection and wait until the application has noticed."""
        self.resume()
        self.server.loop.call_soon_threadsafe(self._said.set)
        self.until(lambda: self.ended, "The stream did not end.")


def session_of(user: User) -> str:
    """The session cookie of somebody who has just signed in."""
    client = Client()
    client.force_login(user)
    return client.cookies["dtp_session"].value
