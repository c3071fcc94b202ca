"""Stored events on the stream: who hears of what, and when a stream ends."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import OperationalError, transaction
from django.test import Client

from common import clock, publish
from portal.models import PortalEvent
from portal.stream import hub as hub_module
from portal.stream import reading, route
from portal.stream.authorise import authorise
from portal.stream.hub import Hub, hub
from portal.tests.asgi import Server
from portal.tests.test_stream_open import newest, tell
from registry import actions
from registry.actor import DECLARATIONS
from registry.models import Twin

STREAMED = ("twin.update", "twin.delete", "service.update", "reset")


@pytest.fixture
def opened(server: Server) -> Any:
    """A stream that has been greeted."""

    def make(user: User, **query: Any) -> Any:
        stream = server.open(user, **query)
        stream.next("hello")
        return stream

    return make


def test_a_registered_twin_is_told_with_its_position(opened: Any, owner: User, register: Any) -> None:
    stream = opened(owner)
    register()
    event = stream.next()
    assert (event.name, event.id) == ("twin.update", newest())
    assert event.data == {
        "id": "acme.lift:lift-1", "name": "Lift 1", "tenant": "acme", "status": "active", "change": "created",
    }  # fmt: skip


def test_the_whole_life_of_a_twin(opened: Any, owner: User, register: Any) -> None:
    stream = opened(owner)
    register()
    register(name="Lift one")
    actions.deprecate_twin(actor=DECLARATIONS, twin_id="acme.lift:lift-1")
    actions.delete_twin(actor=DECLARATIONS, twin_id="acme.lift:lift-1")
    told = [stream.next() for _ in range(4)]
    assert [event.name for event in told] == ["twin.update"] * 3 + ["twin.delete"]
    assert [event.data.get("change") for event in told] == ["created", "updated", "deprecated", None]
    assert told[-1].data == {"id": "acme.lift:lift-1", "tenant": "acme"}
    assert [event.id for event in told] == sorted(event.id for event in told)


def test_a_service_is_told(opened: Any, owner: User) -> None:
    stream = opened(owner)
    made, _ = actions.register_service(actor=DECLARATIONS, name="Forecast", category="ai", interfaces={}, tenant="acme")
    event = stream.next()
    assert (event.name, event.data["uuid"], event.data["tenant"]) == ("service.update", str(made.uuid), "acme")


def test_a_change_that_is_rolled_back_is_not_told(opened: Any, owner: User, register: Any) -> None:
    stream = opened(owner)
    with transaction.atomic():
        register()
        transaction.set_rollback(True)
    after = tell()
    assert stream.next(*STREAMED).id == after


def test_people_hear_of_what_they_may_see(
    opened: Any, owner: User, colleague: User, stranger: User, lift: Twin, pump: Twin
) -> None:
    streams = {user.get_username(): opened(user) for user in (owner, colleague, stranger)}
    for tenant in ("acme", "other", "acme", "nowhere", ""):
        tell(1, tenant)
    last = tell(2, "acme"), tell(2, "other")

    def heard(name: str, end: int) -> list[str]:
        stream = streams[name]
        stream.until(lambda: stream.events[-1].id == end)
        return [event.data["tenant"] for event in stream.seen("twin.update")]

    assert heard("owner", last[1]) == ["acme", "other", "acme", "nowhere", "", "acme", "other"]
    assert heard("colleague", last[0]) == ["acme", "acme", "acme"]
    assert heard("stranger", last[1]) == ["other", "other"]


def test_a_stream_of_one_tenant_tells_nothing_else(opened: Any, owner: User, lift: Twin) -> None:
    stream = opened(owner, tenant="acme")
    tell(1, "other")
    mine = tell(1, "acme")
    assert stream.next(*STREAMED).id == mine


def test_who_was_granted_one_twin_hears_of_that_one(opened: Any, stranger: User, lift: Twin) -> None:
    actions.grant(actor=DECLARATIONS, user=stranger, on=lift)
    stream = opened(stranger, tenant="acme")
    tell(1, "acme", "acme:another")
    mine = tell(1, "acme", lift.pk)
    assert stream.next(*STREAMED).id == mine


def test_who_was_granted_one_service_hears_of_that_one(opened: Any, stranger: User, lift: Twin) -> None:
    def register(name: str) -> Any:
        return actions.register_service(
            actor=DECLARATIONS, name=name, category="ai", interfaces={"input": [str(clock.now_us())]}, tenant="acme"
        )[0]

    actions.grant(actor=DECLARATIONS, user=stranger, on=register("mine"))
    stream = opened(stranger)
    register("another")
    register("mine")
    assert stream.next(*STREAMED).data["name"] == "mine"


def test_a_twin_that_moves_to_another_tenant_leaves_the_one_and_joins_the_other(
    opened: Any, colleague: User, stranger: User, register: Any
) -> None:
    left, joined = opened(colleague), opened(stranger)
    register(tenant="other")
    assert left.next(*STREAMED).name == "twin.delete"
    assert joined.next(*STREAMED).name == "twin.update"


def test_what_another_process_stored_is_told_too(opened: Any, owner: User, lift: Twin) -> None:
    stream = opened(owner)
    row = PortalEvent.objects.create(tenant="acme", etype="twin.update", payload={"id": "a:1"}, created_at=clock.now())
    assert stream.next("twin.update").id == row.pk


def test_a_burst_arrives_whole_and_in_order(opened: Any, owner: User, lift: Twin) -> None:
    streams = [opened(owner) for _ in range(5)]
    ids = [tell(n) for n in range(200)]
    for stream in streams:
        stream.until(lambda: len(stream.seen("twin.update")) == 200)  # noqa: B023
        assert [event.id for event in stream.seen("twin.update")] == ids


def test_a_reader_that_fails_goes_on_and_misses_nothing(
    opened: Any, owner: User, lift: Twin, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failures = [OperationalError("the database is away")] * 3
    original = reading.events_after

    def events_after(*args: Any) -> Any:
        if failures:
            raise failures.pop()
        return original(*args)

    monkeypatch.setattr(hub_module, "_LOOK_SECONDS", 0.01)
    stream = opened(owner)
    monkeypatch.setattr(reading, "events_after", events_after)
    ids = [tell(n) for n in range(3)]
    assert [stream.next("twin.update").id for _ in ids] == ids
    assert caplog.text.count("the database is away") == 1, "told once and not at every try"


# when a stream ends


def test_a_right_that_is_taken_away_ends_the_stream(opened: Any, colleague: User, owner: User, server: Server) -> None:
    stream, other = opened(colleague), opened(owner)
    actions.revoke(actor=DECLARATIONS, grant=colleague.grants.get())
    stream.until(lambda: stream.ended)
    assert server.open(colleague, tenant="acme").status == 403
    assert not other.ended


def test_a_right_that_is_taken_away_while_the_stream_opens_ends_it_too(
    server: Server, colleague: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rights have been read, but nobody knows of the stream yet who could tell it."""

    def read_then_taken(*asked: Any) -> Any:
        found = authorise(*asked)
        for grant in colleague.grants.all():
            actions.revoke(actor=DECLARATIONS, grant=grant)
        return found

    monkeypatch.setattr(route, "authorise", read_then_taken)
    stream = server.open(colleague)
    stream.until(lambda: stream.ended)


def test_a_right_that_is_given_lets_the_page_ask_again(opened: Any, stranger: User, lift: Twin, server: Server) -> None:
    stream = opened(stranger)
    actions.grant(actor=DECLARATIONS, user=stranger, on=lift.tenant)
    stream.until(lambda: stream.ended)
    again = opened(stranger)
    mine = tell(1, "acme")
    assert again.next(*STREAMED).id == mine


def test_a_right_of_a_group_concerns_everybody(opened: Any, colleague: User, owner: User, lift: Twin) -> None:
    streams = [opened(colleague), opened(owner)]
    actions.grant(actor=DECLARATIONS, group=Group.objects.create(name="all"), on=lift)
    for stream in streams:
        stream.until(lambda: stream.ended)  # noqa: B023


def test_a_right_that_is_not_taken_away_after_all_ends_nothing(opened: Any, colleague: User) -> None:
    stream = opened(colleague)
    with transaction.atomic():
        actions.revoke(actor=DECLARATIONS, grant=colleague.grants.get())
        transaction.set_rollback(True)
    tell()
    stream.next("twin.update")
    assert not stream.ended


def test_signing_out_ends_the_streams_of_that_person(
    server: Server, owner: User, colleague: User, client: Client
) -> None:
    client.force_login(colleague)
    cookie = {"Cookie": f"dtp_session={client.cookies['dtp_session'].value}"}
    mine, others = server.open(headers=cookie), server.open(owner)
    client.delete("/api/auth/session")
    mine.until(lambda: mine.ended)
    assert not others.ended
    assert server.open(headers=cookie).status == 401


def test_the_session_is_gone_before_the_stream_ends(
    server: Server, colleague: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a page that comes back at once would be let in again."""
    client.force_login(colleague)
    cookie = {"Cookie": f"dtp_session={client.cookies['dtp_session'].value}"}
    statuses: list[int] = []

    class Follower:
        def stored(self) -> None: ...

        def live(self, changes: Any) -> None: ...

        def access_changed(self, user_ids: Any) -> None:
            statuses.append(server.open(headers=cookie).status)

    unfollow = publish.follow(Follower())
    client.delete("/api/auth/session")
    unfollow()
    assert statuses == [401]


def test_a_page_that_leaves_is_forgotten(opened: Any, owner: User) -> None:
    stream = opened(owner)
    assert len(hub.clients) == 1
    stream.leave()
    assert not hub.clients


def test_the_platform_that_stops_ends_its_streams(owner: User, kept: None) -> None:
    with Server() as server:
        stream = server.open(owner)
        stream.next("hello")
        server.call(hub.stop())
        stream.until(lambda: stream.ended)
        server.call(hub.start())


@pytest.mark.usefixtures("kept")
def test_stopping_in_the_moment_of_news_does_not_hang() -> None:
    async def stop_with_news() -> None:
        for _ in range(10):
            one = Hub()
            await one.start()
            await asyncio.sleep(0.01)
            one.stored()
            await asyncio.sleep(0)
            await asyncio.wait_for(one.stop(), 5)

    asyncio.run(stop_with_news())
