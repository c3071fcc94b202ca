"""Merging ends in one state, whatever the order, the batches and the repetitions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.merge import FeatureKey, Merged, Report, Value, merge, merge_many
from stores.values import rank

finite = st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | finite | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=4,
)
alike = st.sampled_from([1, 1.0, True, 0, 0.0, -0.0, False, "1", "true", None, "null", [1], [1.0], [True], "é"])
names = st.sampled_from(["position", "door", "größe", "位置"])
times = st.integers(0, 3)
reports = st.lists(
    st.tuples(st.sampled_from(["a:1", "a:2"]), st.sampled_from(["cabin", "x"]), names, alike | json_values, times)
)
reported = st.dictionaries(names, st.builds(Value, alike | json_values, times))


def exact(state: Any) -> str:
    """A state with the types of its values: to Python, 1 == 1.0 == True."""
    return repr({name: _sorted(value) for name, value in sorted(state.items())})


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return type(value)(*map(_sorted, value)) if isinstance(value, Value) else value


def states(merged: dict[FeatureKey, Merged]) -> str:
    return repr({key: exact(each.state) for key, each in sorted(merged.items())})


def in_batches(found: list[Report], size: int) -> dict[FeatureKey, Merged]:
    merged: dict[FeatureKey, Merged] = {}
    for start in range(0, len(found), size):
        known = {key: each.state for key, each in merged.items()}
        merged |= merge_many(known, found[start : start + size])
    return merged


def test_the_newest_report_wins():
    state = {"door": Value("open", 5)}
    assert merge(state, {"door": Value("shut", 6)}).state == {"door": Value("shut", 6)}
    assert merge(state, {"door": Value("shut", 4)}).state == state


def test_the_same_value_reported_later_moves_the_time():
    assert merge({"door": Value("open", 5)}, {"door": Value("open", 6)}).changed == {"door": Value("open", 6)}


def test_changed_holds_what_moved_and_nothing_else():
    state = {"door": Value("open", 5), "load": Value(80, 5)}
    merged = merge(state, {"door": Value("open", 5), "load": Value(90, 4), "floor": Value(3, 1)})
    assert merged.changed == {"floor": Value(3, 1)}
    assert merged.state == {**state, "floor": Value(3, 1)}


def test_what_was_given_is_not_changed():
    state, update = {"door": Value("open", 5)}, {"door": Value("shut", 6)}
    merge(state, update)
    merge_many({("a:1", "x"): state}, [("a:1", "x", "door", "shut", 6)])
    assert state == {"door": Value("open", 5)}
    assert update == {"door": Value("shut", 6)}


def test_a_feature_that_no_report_names_is_left_out():
    known = {("a:1", "x"): {"door": Value("open", 5)}}
    assert merge_many(known, []) == {}
    assert merge_many(known, [("a:2", "x", "door", "open", 1)]).keys() == {("a:2", "x")}


@pytest.mark.parametrize(
    ("lesser", "greater"),
    [
        (1, 1.0),
        (1.0, True),
        (0.0, False),
        (-0.0, 0.0),
        (9, 10),
        ("9", "a"),
        ("zebra", -1),
        (None, 0),
        ("true", True),
        ([1.0], [1]),
        ({"a": 1}, {"a": True}),
        ("e", "é"),
        (2**53, 2**53 + 1),
    ],
)
def test_a_tie_goes_to_the_greater_value_from_either_side(lesser, greater):
    for first, second in ((lesser, greater), (greater, lesser)):
        state = merge({"x": Value(first, 7)}, {"x": Value(second, 7)}).state
        assert exact(state) == exact({"x": Value(greater, 7)})


def test_the_order_of_the_keys_of_an_object_is_no_difference():
    state = {"x": Value({"a": 1, "b": 2}, 7)}
    assert merge(state, {"x": Value({"b": 2, "a": 1}, 7)}).changed == {}


@given(reports, st.randoms(use_true_random=False), st.integers(1, 5))
def test_any_order_any_batches_and_any_repetition_end_in_one_state(found, random, size):
    again = found + random.sample(found, len(found) // 2)
    random.shuffle(again)
    assert states(in_batches(again, size)) == states(merge_many({}, found))


@given(reports)
def test_the_state_is_the_greatest_report_of_each_property(found):
    expected: dict[FeatureKey, dict[str, Value]] = {}
    for twin, feature, name, value, at_us in sorted(found, key=lambda each: (each[4], rank(each[3]))):
        expected.setdefault((twin, feature), {})[name] = Value(value, at_us)
    assert states(merge_many({}, found)) == states({key: Merged(state, {}) for key, state in expected.items()})


@given(reported, reported)
def test_merging_is_commutative(one, other):
    assert exact(merge(one, other).state) == exact(merge(other, one).state)


@given(reported, reported, reported)
def test_merging_is_associative(one, two, three):
    left = merge(merge(one, two).state, three).state
    assert exact(left) == exact(merge(one, merge(two, three).state).state)


@given(reported, reported)
def test_merging_again_changes_nothing(one, other):
    merged = merge(one, other)
    assert merge(merged.state, other) == Merged(merged.state, {})
    assert merge(merged.state, one) == Merged(merged.state, {})


@given(reported, reported)
def test_changed_is_the_difference_between_before_and_after(one, other):
    merged = merge(one, other)
    moved = {
        name: value for name, value in merged.state.items() if exact({name: value}) != exact({name: one.get(name)})
    }
    assert exact(merged.changed) == exact(moved)
    assert exact({**one, **merged.changed}) == exact(merged.state)


@given(reports)
def test_one_by_one_and_all_at_once_are_the_same(found):
    assert states(in_batches(found, 1)) == states(merge_many({}, found))
