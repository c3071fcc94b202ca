"""Live values on the stream: coalesced, complete, and only for those who may see them."""

from __future__ import annotations

import random
import time
from itertools import pairwise
from typing import Any

import orjson
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from common import clock
from live import history, signals
from live.actions import project
from live.models import FeatureState, TwinState
from live.tests.conftest import Take
from live.tests.reporting import BEGIN, FAR_FUTURE, LIFT, SECOND, report
from portal.stream.hub import hub
from portal.stream.live import Pending, live_event
from portal.tests.asgi import Server, Stream
from portal.tests.replay import Missed, State, replay, state_of
from registry import actions
from registry.actor import DECLARATIONS
from registry.models import Twin


@pytest.fixture
def opened(server: Server) -> Any:
    def make(user: User, **query: Any) -> Stream:
        stream = server.open(user, **query)
        stream.next("hello")
        return stream

    return make


def say(*values: Any, at: float = 0, twin: str = LIFT, feature: str = "cabin") -> None:
    """One batch for each value, a millisecond apart."""
    for number, value in enumerate(values):
        project([report(value, at + number / 1000, twin=twin, feature=feature)], received_us=clock.now_us())


def changes(stream: Stream, twin: str = LIFT) -> list[dict[str, Any]]:
    return [change for event in stream.seen("live") for change in event.data["twins"] if change["id"] == twin]


def until_revision(stream: Stream, revision: int, twin: str = LIFT) -> list[dict[str, Any]]:
    stream.until(lambda: (found := changes(stream, twin)) and found[-1]["revision"] >= revision)
    return changes(stream, twin)


def snapshot(client: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/portal/cards").json()["cards"]
    return found


def test_a_value_is_told_with_its_time_and_revisions(opened: Any, owner: User, lift: Twin) -> None:
    stream = opened(owner)
    say(3.5)
    event = stream.next("live")
    assert event.id is None
    assert event.data == {
        "now": event.data["now"],
        "lag_ms": event.data["lag_ms"],
        "twins": [{"id": LIFT, "base": 0, "revision": 1, "reported": {"cabin": {"position": [3.5, BEGIN // 1000]}}}],
    }
    assert 0 <= event.data["lag_ms"] < 5000


def test_the_first_value_comes_at_once_and_many_are_put_together(
    opened: Any, owner: User, lift: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = opened(owner)
    monkeypatch.setitem(settings.DTP, "DTP_LIVE_INTERVAL", 0.4)
    stream.until(lambda: time.monotonic() - hub._last_flush > 0.4, "Other tests have flushed, too.")
    asked_at = time.monotonic()
    say(0)
    until_revision(stream, 1)
    assert time.monotonic() - asked_at < 0.3
    say(*range(1, 60))
    told = until_revision(stream, 60)
    assert len(told) <= 5
    assert told[-1]["reported"] == {"cabin": {"position": [59, (BEGIN + 58_000) // 1000]}}
    assert time.monotonic() - asked_at >= 0.35, "not faster than the interval"


def test_the_revisions_of_a_stream_follow_each_other_without_a_gap(opened: Any, owner: User, lift: Twin) -> None:
    stream = opened(owner)
    for number in range(30):
        say(number, at=number)
        time.sleep(0.005)
    told = until_revision(stream, 30)
    assert told[0]["base"] == 0
    assert all(before["revision"] == after["base"] for before, after in pairwise(told))
    assert 1 < len(told) < 30


def test_of_several_batches_in_one_flush_every_property_comes(opened: Any, owner: User, lift: Twin) -> None:
    stream = opened(owner)
    say("open", feature="door")
    until_revision(stream, 1)
    say(1, 2, 3, feature="cabin")
    say("shut", at=1, feature="door")
    told = until_revision(stream, 5)
    values = {f: p["position"][0] for change in told for f, p in change["reported"].items()}
    assert values == {"cabin": 3, "door": "shut"}


def test_a_late_report_is_not_told(opened: Any, owner: User, lift: Twin) -> None:
    stream = opened(owner)
    say(5, at=5)
    until_revision(stream, 1)
    say(1, at=1)
    say(6, at=6)
    assert [change["reported"]["cabin"]["position"][0] for change in until_revision(stream, 2)] == [5, 6]


def test_what_is_rolled_back_is_not_told(opened: Any, owner: User, lift: Twin) -> None:
    stream = opened(owner)
    with transaction.atomic():
        say(1)
        transaction.set_rollback(True)
    say(2)
    (told,) = until_revision(stream, 1)
    assert told["reported"]["cabin"]["position"][0] == 2


def test_people_get_the_values_they_may_see(
    opened: Any, owner: User, colleague: User, stranger: User, lift: Twin, pump: Twin
) -> None:
    streams = {user.get_username(): opened(user) for user in (owner, colleague, stranger)}
    project([report(1), report(2, twin=pump.pk)], received_us=BEGIN)

    def twins(name: str) -> list[str]:
        return [change["id"] for change in streams[name].next("live").data["twins"]]

    assert sorted(twins("owner")) == [LIFT, pump.pk]
    assert twins("colleague") == [LIFT]
    assert twins("stranger") == [pump.pk]


def test_a_stream_of_one_tenant_tells_no_other_values(opened: Any, owner: User, lift: Twin, pump: Twin) -> None:
    stream = opened(owner, tenant="other")
    project([report(1), report(2, twin=pump.pk)], received_us=BEGIN)
    assert [change["id"] for change in stream.next("live").data["twins"]] == [pump.pk]


def test_who_was_granted_one_twin_gets_its_values_alone(opened: Any, stranger: User, lift: Twin, register: Any) -> None:
    another = register({"@id": "acme:another", "tenant": "acme"})
    actions.grant(actor=DECLARATIONS, user=stranger, on=lift)
    stream = opened(stranger, tenant="acme")
    project([report(1), report(2, twin=another.pk)], received_us=BEGIN)
    assert [change["id"] for change in stream.next("live").data["twins"]] == [LIFT]


def test_a_twin_that_moves_takes_its_values_along(
    opened: Any, colleague: User, stranger: User, register: Any, lift: Twin
) -> None:
    left, joined = opened(colleague), opened(stranger)
    register(tenant="other")
    say(1)
    assert changes_until(joined)[0]["revision"] == 1
    assert changes(left) == []


def changes_until(stream: Stream) -> list[dict[str, Any]]:
    stream.until(lambda: changes(stream))
    return changes(stream)


def test_a_page_that_joins_late_hears_what_comes_from_now_on(opened: Any, owner: User, lift: Twin) -> None:
    say(*range(5))
    stream = opened(owner)
    say(9, at=9)
    (told,) = until_revision(stream, 6)
    assert told["base"] == 5


# state + events = state


def test_an_old_snapshot_and_the_events_since_are_a_new_snapshot(
    opened: Any, owner: User, lift: Twin, pump: Twin, as_user: Any
) -> None:
    client, rng = as_user(owner), random.Random(7)
    say(1)
    stream = opened(owner)
    before = snapshot(client)
    for _ in range(60):
        batch = [
            report(
                rng.choice([1, 2.5, True, None, "open", {"a": [1]}]),
                rng.randrange(20) / 4,
                twin=rng.choice([LIFT, pump.pk, "acme:gone"]),
                feature=rng.choice(["cabin", "extra"]),
                name=rng.choice(["position", "door", "new"]),
            )
            for _ in range(rng.randrange(1, 8))
        ]
        project(batch, received_us=clock.now_us())
        time.sleep(rng.choice([0, 0, 0.01]))
    after = snapshot(client)
    for card in after:
        until_revision(stream, card["revision"], card["id"])
    assert replay(before, [event.data for event in stream.seen("live")]) == state_of(after)
    assert len(stream.seen("live")) < 60, "they were coalesced"


batches = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from([LIFT, "other:pump-1"]),
            st.sampled_from(["cabin", "extra"]),
            st.sampled_from(["position", "new"]),
            st.sampled_from([0, 1, 1.0, True, "open", None, [1], {"a": 1}]),
            st.integers(0, 3).map(lambda n: BEGIN + n * SECOND // 1000),
        ),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.usefixtures("kept")
@budget(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches, st.integers(0, 5), st.sets(st.integers(0, 5)))
def test_any_snapshot_and_the_events_since_are_the_newest_snapshot(
    lift: Twin, pump: Twin, owner: User, as_user: Any, found: Any, asked_at: int, flushed_at: set[int]
) -> None:
    """Wherever the snapshot is taken and however the changes are put together."""
    TwinState.objects.all().delete()
    FeatureState.objects.all().delete()
    history.prune(FAR_FUTURE)
    client, pending, events = as_user(owner), Pending(), []
    before = snapshot(client)

    def flush() -> None:
        if sent := live_event(pending.take()[0], 0.0, lambda twin, tenant: True):
            events.append(orjson.loads(sent.split(b"\ndata: ")[1]))

    hear = lambda sender, changes, **kwargs: pending.add(changes)  # noqa: E731
    signals.state_changed.connect(hear)
    try:
        for number, batch in enumerate(found):
            if number == asked_at:
                before = snapshot(client)
            project(batch, received_us=BEGIN)
            if number in flushed_at:
                flush()
    finally:
        signals.state_changed.disconnect(hear)
    flush()
    assert exact(replay(before, events)) == exact(state_of(snapshot(client)))


def exact(state: State) -> str:
    """With the types of the values: to Python, 1 == 1.0 == True."""
    return repr(
        [
            (twin, revision, sorted(values.items(), key=lambda item: item[0]))
            for twin, (revision, values) in sorted(state.items())
        ]
    )


def test_replaying_with_a_hole_is_noticed(lift: Twin, owner: User, take: Take, as_user: Any) -> None:
    before = snapshot(as_user(owner))
    with pytest.raises(Missed):
        replay(before, [{"twins": [{"id": LIFT, "base": 1, "revision": 2, "reported": {}}]}])
