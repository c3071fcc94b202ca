"""Many pages, slow pages, silent times: what the stream costs and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import time
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections

from common import clock, publish
from live.events import StateChanged
from live.tests.reporting import report
from portal.stream import hub as hub_module
from portal.stream.client import MAILBOX, Client, StoredEvent, View
from portal.stream.hub import hub
from portal.stream.live import live_event
from portal.tests.asgi import Server, Stream
from portal.tests.test_stream_live import say, until_revision
from portal.tests.test_stream_open import newest, tell
from registry.access import Scope
from registry.models import Twin

ALL = View(Scope(everything=True))


def mail(client: Client, seen: int = 0) -> bytes:
    return asyncio.run(asyncio.wait_for(client.take(seen), 1))


def test_chunks_are_taken_in_their_order_and_once() -> None:
    client = Client(1, ALL)
    client.put(b"a", 1)
    client.put(b"b")
    client.put(b"c", 2)
    assert mail(client) == b"abc"
    client.put(b"d", 3)
    assert mail(client) == b"d"


def test_what_was_replayed_already_is_left_out_and_what_has_no_position_is_not() -> None:
    client = Client(1, ALL)
    for number in range(1, 5):
        client.put(b"%d" % number, number)
    client.put(b"live")
    assert mail(client, seen=3) == b"4live"


def test_a_page_too_far_behind_is_told_to_start_again() -> None:
    client = Client(1, ALL)
    for number in range(MAILBOX):
        client.put(b"x", number + 1)
    client.put(b"live")
    sent = mail(client).decode()
    assert sent.startswith(f"id: {MAILBOX}\nevent: reset\n")
    assert sent.count("event: ") == 1
    client.put(b"after")
    assert mail(client) == b"after"


def test_a_page_that_never_reads_costs_no_more_than_a_mailbox() -> None:
    client = Client(1, ALL)
    for number in range(10 * MAILBOX):
        client.put(b"x" * 1000, number + 1)
    assert len(client._mail) <= MAILBOX


def test_a_reset_tells_the_position_of_the_newest_event_that_was_dropped() -> None:
    client = Client(1, ALL)
    client.put(b"stored", 7)
    for _ in range(MAILBOX):
        client.put(b"live")
    assert mail(client).startswith(b"id: 7\nevent: reset\n")


def test_a_closed_page_waits_for_nothing() -> None:
    client = Client(1, ALL)
    client.close()
    assert mail(client) == b""


@pytest.mark.parametrize(
    ("view", "event", "sees"),
    [
        (ALL, StoredEvent(1, "acme", "twin.update", "acme:1", b""), True),
        (ALL, StoredEvent(1, "", "platform.update", "", b""), True),
        (View(Scope(everything=True), "acme"), StoredEvent(1, "other", "twin.update", "o:1", b""), False),
        (View(Scope(tenants=frozenset({"acme"}))), StoredEvent(1, "acme", "service.update", "u", b""), True),
        (View(Scope(tenants=frozenset({"acme"}))), StoredEvent(1, "", "service.update", "u", b""), False),
        (View(Scope(twins=frozenset({"a:1"}))), StoredEvent(1, "acme", "twin.delete", "a:1", b""), True),
        (View(Scope(twins=frozenset({"a:1"}))), StoredEvent(1, "acme", "service.update", "a:1", b""), False),
        (View(Scope(services=frozenset({"u"}))), StoredEvent(1, "acme", "service.update", "u", b""), True),
        (View(Scope(services=frozenset({"u"}))), StoredEvent(1, "acme", "twin.update", "u", b""), False),
        (View(Scope()), StoredEvent(1, "", "twin.update", "", b""), False),
    ],
)
def test_what_a_view_sees(view: View, event: StoredEvent, sees: bool) -> None:
    assert view.sees_event(event) is sees


# with the running application


def database_handles() -> int:
    """How often this process has the database file open."""
    path = str(Path(connection.settings_dict["NAME"]).resolve())
    opened = 0
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            opened += str(entry.readlink()) == path
    return opened


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_an_open_stream_holds_no_database_connection(server: Server, owner: User, lift: Twin) -> None:
    tell()
    say(0)
    before = database_handles()
    streams = [server.open(owner) for _ in range(20)]
    for stream in streams:
        stream.next("hello")
    tell()
    say(1, at=1)
    for stream in streams:
        stream.next("twin.update")
        until_revision(stream, 2)
    # SQLite keeps a closed file a little longer while others in the process have it open, and uses it again.
    streams[0].until(lambda: database_handles() < before + 5, "The streams hold connections.")

    async def connection_of_the_loop() -> Any:
        return connections["default"].connection

    assert server.call(connection_of_the_loop()) is None


def test_pages_that_see_the_same_share_their_bytes(
    server: Server, owner: User, lift: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded = count()

    def counted(*args: Any) -> Any:
        next(encoded)
        return live_event(*args)

    monkeypatch.setattr(hub_module, "live_event", counted)
    streams = [server.open(owner) for _ in range(10)]
    for stream in streams:
        stream.next("hello")
    say(1)
    for stream in streams:
        until_revision(stream, 1)
    assert next(encoded) == 1


def test_a_page_that_never_reads_is_bounded_and_told_so_and_disturbs_nobody(
    server: Server, owner: User, lift: Twin
) -> None:
    slow, quick = server.open(owner), server.open(owner)
    for stream in (slow, quick):
        stream.next("hello")
    slow.pause()
    ids = [tell(number) for number in range(MAILBOX + 50)]
    quick.until(lambda: len(quick.seen("twin.update")) == len(ids))
    assert all(len(client._mail) <= MAILBOX for client in hub.clients)
    slow.resume()
    reset = slow.next("reset")
    assert reset.id is not None and reset.id > ids[0]
    assert quick.seen("reset") == []
    last = tell(999)
    slow.until(lambda: slow.events[-1].id == last)
    told = [event.id or 0 for event in slow.events]
    assert told == sorted(told), "and goes on from there, in order"


def test_a_slow_page_can_resume_from_its_reset(server: Server, owner: User, lift: Twin) -> None:
    slow = server.open(owner)
    slow.next("hello")
    slow.pause()
    ids = [tell(number) for number in range(MAILBOX + 50)]
    slow.until(lambda: hub.position == ids[-1])
    slow.resume()
    slow.until(lambda: slow.seen("reset"))
    slow.until(lambda: slow.events[-1].id == ids[-1])
    again = server.open(owner, last_event_id=slow.events[-1].id)
    assert again.next("hello").data["resumed"] is True


def test_silence_is_broken_by_beats(server: Server, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "BEAT_SECONDS", 0.02)
    server.call(hub.stop())
    server.call(hub.start())
    stream = server.open(owner)
    beats = [stream.next("beat") for _ in range(3)]
    assert all(beat.id is None and beat.data["lag_ms"] == 0.0 for beat in beats)
    assert [beat.data["now"] for beat in beats] == sorted(beat.data["now"] for beat in beats)


def test_a_beat_tells_how_far_behind_the_last_values_were(
    server: Server, owner: User, lift: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "BEAT_SECONDS", 0.3)
    server.call(hub.stop())
    server.call(hub.start())
    stream = server.open(owner)
    stream.next("hello")
    publish.announce_live([change_received(clock.now_us() - 900_000)])
    assert stream.next("live").data["lag_ms"] >= 900
    assert stream.next("beat").data["lag_ms"] >= 900
    stream.until(lambda: stream.seen("beat")[-1].data["lag_ms"] == 0.0, "It is forgotten when nothing comes.")


def change_received(received_us: int) -> Any:
    twin, feature, name, value, at_us = report(1)
    return StateChanged(twin, "acme", 0, 1, {feature: {name: (value, at_us)}}, received_us)


def test_a_hundred_pages_are_served(server: Server, owner: User, lift: Twin) -> None:
    streams: list[Stream] = [server.open(owner) for _ in range(100)]
    began = time.monotonic()
    say(*range(20))
    last = tell()
    for stream in streams:
        until_revision(stream, 20)
        stream.until(lambda: stream.seen("twin.update"))  # noqa: B023
        assert stream.seen("twin.update")[-1].id == last == newest()
    assert time.monotonic() - began < 5


def test_a_hub_that_starts_again_tells_live_values_again(server: Server, owner: User, lift: Twin) -> None:
    """A flush that was due when it stopped does not keep it from flushing later."""
    stream = server.open(owner)
    stream.next("hello")
    say(1)
    until_revision(stream, 1)
    say(2, at=1)
    server.call(hub.stop())
    server.call(hub.start())
    again = server.open(owner)
    again.next("hello")
    say(3, at=2)
    until_revision(again, 3)
