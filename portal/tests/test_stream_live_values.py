"""Coalescing of live values, without a connection."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import clock
from live.events import StateChanged
from live.merge import Value, merge_many
from portal.stream.live import Pending, live_event, merged
from portal.tests.replay import Missed, replay

reports = st.lists(
    st.lists(
        st.tuples(
            st.just("a:1"),
            st.sampled_from(["cabin", "motor"]),
            st.sampled_from(["x", "y"]),
            st.sampled_from([1, 1.0, True, "1", None, 2]),
            st.integers(0, 4).map(lambda n: n * 1000),
        ),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=6,
)


def change(base: int, revision: int, reported: Any = None, *, twin: str = "a:1", received_us: int = 0) -> StateChanged:
    return StateChanged(twin, "acme", base, revision, reported or {}, received_us)


def changes_of(batches: list[list[Any]]) -> list[StateChanged]:
    """What `project` would tell of these batches: every revision once, in order."""
    states: dict[Any, dict[str, Value]] = {}
    told: list[StateChanged] = []
    for batch in batches:
        outcome = merge_many(states, batch)
        states |= {key: each.state for key, each in outcome.items()}
        moved: dict[str, dict[str, Any]] = {key[1]: dict(each.changed) for key, each in outcome.items() if each.changed}
        if moved:
            told.append(change(len(told), len(told) + 1, moved))
    return told


def flushed(pending: Pending) -> list[Any]:
    fragments, _ = pending.take()
    return [json.loads(fragment.data) for fragment in fragments]


def exact(value: Any) -> str:
    return repr({key: exact(value[key]) if isinstance(value[key], dict) else value[key] for key in sorted(value)})


def card(revision: int = 0, features: Any = None) -> dict[str, Any]:
    return {"id": "a:1", "revision": revision, "features": features or {}}


def test_the_last_value_wins_and_others_stay() -> None:
    found = merged(
        change(3, 4, {"cabin": {"x": (1, 10), "y": (5, 10)}}),
        change(4, 5, {"cabin": {"x": (2, 20)}, "motor": {"x": (0, 20)}}),
    )
    assert (found.base, found.revision) == (3, 5)
    assert found.reported == {"cabin": {"x": (2, 20), "y": (5, 10)}, "motor": {"x": (0, 20)}}


def test_two_values_of_one_instant_are_decided_by_the_revision() -> None:
    older, newer = change(0, 1, {"c": {"x": (1, 10)}}), change(1, 2, {"c": {"x": (9, 10)}})
    assert merged(older, newer).reported == merged(newer, older).reported == {"c": {"x": (9, 10)}}


def test_merging_changes_neither_side() -> None:
    one, other = change(0, 1, {"c": {"x": (1, 10)}}), change(1, 2, {"c": {"x": (2, 20)}})
    merged(one, other)
    assert (one.reported, other.reported) == ({"c": {"x": (1, 10)}}, {"c": {"x": (2, 20)}})


@given(reports, st.randoms(use_true_random=False))
def test_any_order_of_telling_ends_in_the_same_change(batches: list[list[Any]], random: Any) -> None:
    told = changes_of(batches)
    in_order, shuffled = Pending(), Pending()
    in_order.add(told)
    random.shuffle(told)
    for each in told:
        shuffled.add([each])
    expected = flushed(in_order)
    assert [exact(each) for each in flushed(shuffled)] == [exact(each) for each in expected]
    if told:
        assert [(each["base"], each["revision"]) for each in expected] == [(0, len(told))]


@given(reports, st.randoms(use_true_random=False))
def test_a_page_is_right_or_knows_that_it_is_not(batches: list[list[Any]], random: Any) -> None:
    """However telling is ordered and cut into flushes: a page never believes to be current and is wrong."""
    told = changes_of(batches)
    final = replay([card()], [{"twins": flushed_of(told)}])["a:1"]
    events: list[Any] = []
    pending = Pending()
    random.shuffle(told)
    for each in told:
        pending.add([each])
        if random.random() < 0.5:
            events.append({"twins": flushed(pending)})
    events.append({"twins": flushed(pending)})
    try:
        revision, values = replay([card()], events)["a:1"]
    except Missed:
        return
    assert (revision, repr(sorted(values.items()))) == (final[0], repr(sorted(final[1].items())))


def flushed_of(told: list[StateChanged]) -> list[Any]:
    pending = Pending()
    pending.add(told)
    return flushed(pending)


def test_a_change_that_was_not_told_yet_is_not_skipped() -> None:
    """The second of three is told after a flush: a page at revision 0 must not believe to be at 3."""
    pending = Pending()
    pending.add([change(0, 1, {"c": {"x": (1, 10)}}), change(2, 3, {"c": {"z": (3, 30)}})])
    first = flushed(pending)
    pending.add([change(1, 2, {"c": {"y": (2, 20)}})])
    with pytest.raises(Missed):
        replay([card()], [{"twins": first}, {"twins": flushed(pending)}])


def test_taking_empties_what_is_pending() -> None:
    pending = Pending()
    assert not pending
    pending.add([change(0, 1), change(0, 1, twin="a:2")])
    assert pending
    assert [each["id"] for each in flushed(pending)] == ["a:1", "a:2"]
    assert not pending
    assert flushed(pending) == []


def test_the_lag_is_that_of_the_newest() -> None:
    pending = Pending()
    pending.add([change(0, 1, received_us=4_000_000), change(1, 2, received_us=4_900_000)])
    with clock.travel(5_000_000) as forward:
        assert pending.take()[1] == 100.0
        assert pending.take()[1] == 0.0
        forward(1)
        pending.add([change(2, 3, received_us=4_000_000)])
        assert pending.take()[1] == 2000.0, "what was sent before does not count"


def test_memory_does_not_grow_with_the_number_of_changes() -> None:
    pending = Pending()
    for number in range(10_000):
        pending.add([change(number, number + 1, {"c": {"x": (number, number)}})])
    (only,) = flushed(pending)
    assert (only["base"], only["revision"], only["reported"]) == (0, 10_000, {"c": {"x": [9999, 9]}})


def test_a_viewer_gets_what_it_sees_and_nothing_when_that_is_nothing() -> None:
    pending = Pending()
    pending.add([change(0, 1, {"größe": {"x": ("位\n置", 1)}}), change(0, 1, twin="b:1")])
    fragments, lag_ms = pending.take()
    assert live_event(fragments, lag_ms, lambda twin, tenant: False) is None
    assert live_event([], 0.0, lambda twin, tenant: True) is None
    sent = live_event(fragments, 12.34, lambda twin, tenant: twin == "a:1")
    assert sent is not None
    head, data, *rest = sent.split(b"\n")
    assert (head, rest) == (b"event: live", [b"", b""])
    found = json.loads(data.removeprefix(b"data: "))
    assert (found["lag_ms"], [twin["id"] for twin in found["twins"]]) == (12.3, ["a:1"])
    assert found["twins"][0]["reported"] == {"größe": {"x": ["位\n置", 0]}}


def test_revisions_told_in_order_follow_each_other() -> None:
    pending = Pending()
    seen = []
    for number in range(9):
        pending.add([change(number, number + 1)])
        if number % 4 == 3:
            seen += flushed(pending)
    seen += flushed(pending)
    assert all(before["revision"] == after["base"] for before, after in pairwise(seen))
