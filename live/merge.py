"""State as a pure function of what was reported: per property, the newest report wins.

Two different values for one property and one instant are decided by `stores.values.rank`, which the history
uses too. Both rules pick a greatest element of a total order, so merging is commutative, associative and
idempotent: reports may come late, twice, in any order and in any batches, and every way ends in the same
state.

Plain dicts and tuples, no clock, no input or output. Times are whole microseconds since 1970-01-01T00:00:00Z.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from stores.values import outranks


class Value(NamedTuple):
    """What a property was reported to be, and when it was reported."""

    value: Any
    at_us: int


Reported = Mapping[str, Value]
"""The reported side of one feature: property to its newest value."""

FeatureKey = tuple[str, str]
"""Twin and feature."""

Report = tuple[str, str, str, Any, int]
"""One reported value: twin, feature, property, value, at_us."""


class Merged(NamedTuple):
    """The state after a merge and, of it, the properties whose value or time moved."""

    state: dict[str, Value]
    changed: dict[str, Value]


def merge(state: Reported, updates: Reported) -> Merged:
    """Merge the reports `updates` of one feature into `state`; neither is changed."""
    merged = Merged(dict(state), {})
    for name, update in updates.items():
        _report(merged, name, update.value, update.at_us)
    return merged


def merge_many(states: Mapping[FeatureKey, Reported], reports: Iterable[Report]) -> dict[FeatureKey, Merged]:
    """Merge reports of many features at once: a `Merged` for each feature that a report names.

    A feature that `states` lacks starts empty; a property may be reported many times. The outcome is that of
    merging the reports one by one, in any order; `changed` is relative to `states`.
    """
    merged: dict[FeatureKey, Merged] = {}
    for twin, feature, name, value, at_us in reports:
        key = twin, feature
        into = merged.get(key)
        if into is None:
            into = merged[key] = Merged(dict(states.get(key, ())), {})
        _report(into, name, value, at_us)
    return merged


def _report(merged: Merged, name: str, value: Any, at_us: int) -> None:
    state, changed = merged
    known = state.get(name)
    if known is not None:
        before, known_at_us = known
        if at_us < known_at_us or (at_us == known_at_us and not outranks(value, before)):
            return
    state[name] = changed[name] = Value(value, at_us)
