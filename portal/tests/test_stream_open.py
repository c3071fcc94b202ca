"""Opening the stream: who may, what is refused, and where it resumes."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from common import clock
from portal.actions import store_event
from portal.models import PortalEvent
from portal.stream import reading, route
from portal.tests.asgi import STREAM, Server
from registry import actions
from registry.actor import DECLARATIONS
from registry.models import Twin


def tell(number: int = 0, tenant: str = "acme", twin: str | None = None) -> int:
    payload = {
        "id": twin or f"{tenant}:{number}",
        "name": "x",
        "tenant": tenant,
        "status": "active",
        "change": "updated",
    }
    return store_event(tenant=tenant, etype="twin.update", payload=payload).pk


def newest() -> int:
    return PortalEvent.objects.latest("id").pk


def basic(text: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}


def test_hello_comes_first_and_says_where_the_stream_is(server: Server, owner: User, lift: Twin) -> None:
    stream = server.open(owner)
    assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream")
    assert (stream.headers["cache-control"], stream.headers["x-accel-buffering"]) == ("no-store", "no")
    hello = stream.next()
    assert (hello.name, hello.id) == ("hello", newest())
    assert hello.data == {"position": newest(), "now": hello.data["now"], "beat_s": 5.0, "resumed": False}


@pytest.mark.parametrize(
    ("person", "query", "status"),
    [
        ("owner", {}, 200),
        ("owner", {"tenant": "acme"}, 200),
        ("owner", {"tenant": "nowhere"}, 200),
        ("colleague", {}, 200),
        ("colleague", {"tenant": "acme"}, 200),
        ("colleague", {"tenant": "other"}, 403),
        ("stranger", {}, 200),
        ("stranger", {"tenant": "acme"}, 403),
        ("stranger", {"tenant": "nowhere"}, 403),
        (None, {}, 401),
        (None, {"tenant": "acme"}, 401),
    ],
)
def test_who_may_open_it(
    request: pytest.FixtureRequest, server: Server, lift: Twin, pump: Twin, person: str | None, query: Any, status: int
) -> None:
    stream = server.open(request.getfixturevalue(person) if person else None, **query)
    assert stream.status == status
    if status != 200:
        found = stream.json()
        assert (stream.headers["content-type"], found["status"]) == ("application/problem+json", status)
        assert found["code"] == {401: "not_signed_in", 403: "forbidden"}[status]


def test_who_may_see_one_twin_may_follow_its_tenant(server: Server, stranger: User, lift: Twin) -> None:
    actions.grant(actor=DECLARATIONS, user=stranger, on=lift)
    assert server.open(stranger, tenant="acme").status == 200


def test_a_group_opens_it_too(server: Server, stranger: User, lift: Twin) -> None:
    group = Group.objects.create(name="acme people")
    actions.grant(actor=DECLARATIONS, group=group, on=lift.tenant)
    assert server.open(stranger, tenant="acme").status == 403
    stranger.groups.add(group)
    assert server.open(stranger, tenant="acme").status == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (basic("owner:correct horse"), 200),
        ({"Authorization": "basic " + basic("owner:correct horse")["Authorization"][6:]}, 200),
        (basic("owner:wrong"), 401),
        (basic("owner"), 401),
        (basic(""), 401),
        ({"Authorization": "Basic"}, 401),
        ({"Authorization": "Basic !!!"}, 401),
        ({"Authorization": "Basic größe"}, 401),
        ({"Authorization": "Basic /////w=="}, 401),
        ({"Authorization": "Bearer x"}, 401),
        ({"Cookie": "dtp_session=nonsense"}, 401),
        ({"Cookie": "dtp_session"}, 401),
        ({"Cookie": ';;=;\\"\x80'}, 401),
    ],
)
def test_the_ways_to_say_who_one_is(server: Server, owner: User, headers: dict[str, str], status: int) -> None:
    assert server.open(headers=headers).status == status


def test_who_is_inactive_may_not(server: Server, owner: User) -> None:
    User.objects.update(is_active=False)
    assert server.open(owner).status == 401
    assert server.open(headers=basic("owner:correct horse")).status == 401


def test_a_session_ends_with_the_password_it_was_opened_with(server: Server, owner: User, client: Any) -> None:
    client.force_login(owner)
    cookie = {"Cookie": f"dtp_session={client.cookies['dtp_session'].value}"}
    assert server.open(headers=cookie).status == 200
    owner.set_password("new")
    owner.save()
    assert server.open(headers=cookie).status == 401


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_it_is_read_by_get_alone(server: Server, owner: User, method: str) -> None:
    stream = server.open(owner, method=method)
    assert (stream.status, stream.headers["allow"]) == (405, "GET")
    assert stream.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    ("headers", "query", "field"),
    [
        ({}, {"last_event_id": "x"}, "last_event_id"),
        ({}, {"last_event_id": "-1"}, "last_event_id"),
        ({}, {"last_event_id": "9" * 30}, "last_event_id"),
        ({"Last-Event-ID": "1.5"}, {}, "last_event_id"),
        ({"Last-Event-ID": "größe"}, {"last_event_id": "1"}, "last_event_id"),
        ({}, {"tenant": "a\x00"}, "tenant"),
        ({}, {"tenat": "acme"}, "tenat"),
    ],
)
def test_wrong_parameters_are_told(server: Server, owner: User, headers: Any, query: Any, field: str) -> None:
    stream = server.open(owner, headers=headers, **query)
    assert stream.status == 400
    assert [error["field"] for error in stream.json()["errors"]] == [field]


# resuming


def test_what_was_missed_is_told_in_order_once_and_then_what_follows(server: Server, owner: User, lift: Twin) -> None:
    first = newest()
    missed = [tell(n) for n in range(5)]
    stream = server.open(owner, last_event_id=first)
    hello = stream.next("hello")
    assert (hello.data["resumed"], hello.data["position"], hello.id) == (True, missed[-1], None)
    after = tell(9)
    stream.until(lambda: len(stream.seen("twin.update")) >= 6)
    assert [event.id for event in stream.seen("twin.update")] == [*missed, after]
    assert stream.seen("reset") == []


def test_the_header_counts_and_not_the_address_that_a_page_was_loaded_with(
    server: Server, owner: User, lift: Twin
) -> None:
    first, second = newest(), tell()
    stream = server.open(owner, headers={"Last-Event-ID": str(second)}, last_event_id=first)
    assert stream.next("hello").data["resumed"] is True
    tell(7)
    assert stream.next("twin.update").data["id"] == "acme:7"


def test_resuming_at_the_newest_misses_nothing(server: Server, owner: User, lift: Twin) -> None:
    stream = server.open(owner, last_event_id=newest())
    hello = stream.next()
    assert (hello.data["resumed"], hello.id) == (True, newest())


def test_of_what_was_missed_people_get_what_they_may_see(server: Server, colleague: User, pump: Twin) -> None:
    first = newest()
    mine = tell(1, "acme")
    tell(2, "other")
    stream = server.open(colleague, last_event_id=first)
    stream.next("hello")
    assert stream.next().id == mine
    last = tell(3, "acme")
    assert stream.next().id == last


@pytest.mark.parametrize("beyond", [1, 10**12])
def test_a_position_of_another_database_means_starting_again(
    server: Server, owner: User, lift: Twin, beyond: int
) -> None:
    stream = server.open(owner, last_event_id=newest() + beyond)
    assert stream.next("hello").data["resumed"] is False
    reset = stream.next()
    assert (reset.name, reset.id) == ("reset", newest())


def test_a_position_that_is_no_longer_kept_means_starting_again(server: Server, owner: User, lift: Twin) -> None:
    first, *_ = [tell(n) for n in range(4)]
    PortalEvent.objects.filter(pk__lte=first + 1).delete()
    stream = server.open(owner, last_event_id=first)
    assert (stream.next("hello").data["resumed"], stream.next().name) == (False, "reset")
    resumed = server.open(owner, last_event_id=first + 1)
    assert resumed.next("hello").data["resumed"] is True


def test_more_than_can_be_replayed_means_starting_again_from_now(server: Server, owner: User, lift: Twin) -> None:
    first = newest()
    PortalEvent.objects.bulk_create(
        PortalEvent(tenant="acme", etype="twin.update", payload={"id": "a:1"}, created_at=clock.now())
        for _ in range(reading.REPLAY_LIMIT + 5)
    )
    stream = server.open(owner, last_event_id=first)
    hello, reset = stream.next("hello"), stream.next()
    assert (hello.data["resumed"], hello.data["position"]) == (False, newest())
    assert (reset.name, reset.id) == ("reset", newest())
    after = tell(3)
    assert stream.next("twin.update").id == after


def test_nothing_is_missed_between_the_replay_and_what_follows(
    server: Server, owner: User, lift: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event that is stored while the greeting is being made comes once, whichever way it takes."""
    first = newest()
    during: list[int] = []

    def kept_range() -> reading.Range:
        found = original()
        during.append(tell(len(during)))
        return found

    original = reading.kept_range
    monkeypatch.setattr(reading, "kept_range", kept_range)
    for query in ({}, {"last_event_id": str(first)}):
        stream = server.open(owner, **query)  # type: ignore[arg-type]
        stream.next("hello")
        last = {during[-1], tell(99)}
        stream.until(lambda: last <= {event.id for event in stream.events})  # noqa: B023
        told = [event.id or 0 for event in stream.seen("twin.update")]
        assert told == sorted(set(told))


def test_a_stream_lives_no_longer_than_the_rights_it_was_opened_with(
    server: Server, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(route, "_LONGEST_SECONDS", 0.05)
    stream = server.open(owner)
    stream.until(lambda: stream.ended)
    assert stream.next().name == "hello"


def test_other_addresses_are_django_s(server: Server, owner: User) -> None:
    assert server.open(path="/api/healthz").json() == {"status": "ok"}
    assert server.open(owner, path=f"{STREAM}/").status == 404


# the same events for third parties, by django-eventstream


@pytest.mark.parametrize(
    ("person", "channel", "allowed"),
    [
        ("owner", "tenant-acme", True),
        ("colleague", "tenant-acme", True),
        ("stranger", "tenant-acme", False),
        (None, "tenant-acme", False),
        ("owner", "platform", True),
        ("colleague", "platform", False),
    ],
)
def test_who_may_read_a_channel(
    request: pytest.FixtureRequest, server: Server, lift: Twin, person: str | None, channel: str, allowed: bool
) -> None:
    user = request.getfixturevalue(person) if person else None
    stream = server.open(user, path="/api/portal/events", channel=channel)
    first = stream.next("stream-open", "stream-error")
    assert first.name == ("stream-open" if allowed else "stream-error")
    tenant = "acme" if channel == "tenant-acme" else ""
    tell(5, tenant)
    if allowed:
        assert stream.next("twin.update").data["id"] == f"{tenant}:5"
    else:
        assert first.data["condition"] == "forbidden"
        stream.until(lambda: stream.ended)
        assert stream.seen("twin.update") == []


def test_a_third_party_resumes_where_it_was(server: Server, colleague: User) -> None:
    first = newest()
    tell(1)
    tell(2, "other")
    tell(3)
    stream = server.open(
        colleague, path="/api/portal/events", channel="tenant-acme", headers={"Last-Event-ID": f"tenant-acme:{first}"}
    )
    assert [stream.next("twin.update").data["id"] for _ in range(2)] == ["acme:1", "acme:3"]
