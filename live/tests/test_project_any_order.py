"""Whatever the order, the batches and the repetitions: the database ends where `live.merge` says."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live import history
from live.actions import project
from live.merge import Report, merge_many
from live.models import FeatureState, TwinState
from live.tests.reporting import BEGIN, FAR_FUTURE, SECOND
from live.tests.test_merge import alike, json_values
from registry.models import Twin
from stores.timeseries import SignalKey
from stores.values import columns, from_columns, rank

TWINS = ["acme.lift:lift-1", "other:pump-1", "acme:gone"]

reports = st.lists(
    st.tuples(
        st.sampled_from(TWINS),
        st.sampled_from(["cabin", "größe"]),
        st.sampled_from(["position", "door"]),
        alike | json_values,
        st.integers(0, 3).map(lambda n: BEGIN + n * SECOND),
    ),
    max_size=12,
)


def exact(value: Any) -> str:
    """With types: to Python, 1 == 1.0 == True. Objects count as equal in any order of their keys."""
    if isinstance(value, dict):
        return repr({key: exact(value[key]) for key in sorted(value)})
    return repr([exact(item) for item in value]) if isinstance(value, list | tuple) else repr(value)


def expected_states(found: list[Report]) -> dict[Any, str]:
    return {
        key: exact([{name: (v.value, v.at_us) for name, v in merged.state.items()}])
        for key, merged in merge_many({}, found).items()
    }


def states() -> dict[Any, str]:
    return {
        (row.twin_id, row.feature): exact(
            [{name: (row.reported[name], row.reported_at[name]) for name in row.reported}]
        )
        for row in FeatureState.objects.all()
    }


def expected_histories(found: list[Report]) -> dict[SignalKey, str]:
    """Of each instant the value that ranks highest."""
    kept: dict[SignalKey, dict[int, Any]] = defaultdict(dict)
    for twin, feature, name, value, at_us in sorted(found, key=lambda each: rank(each[3])):
        kept[SignalKey(twin, feature, name)][at_us] = from_columns(*columns(value))
    return {key: exact(sorted(points.items(), key=lambda point: point[0])) for key, points in kept.items()}


def histories(keys: set[SignalKey]) -> dict[SignalKey, str]:
    return {key: exact(history.series(key, 0, FAR_FUTURE, points=1000).points) for key in keys}


@pytest.mark.usefixtures("kept")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports, st.randoms(use_true_random=False), st.integers(1, 5))
def test_any_order_any_batches_and_any_repetition_end_in_one_state_and_history(
    lift: Twin, pump: Twin, found: list[Report], random: Any, size: int
) -> None:
    TwinState.objects.all().delete()
    FeatureState.objects.all().delete()
    history.prune(FAR_FUTURE)
    again = found + random.sample(found, len(found) // 2)
    random.shuffle(again)
    for start in range(0, len(again), size):
        project(again[start : start + size], received_us=BEGIN)
    known = [each for each in found if each[0] != "acme:gone"]
    assert states() == expected_states(known)
    expected = expected_histories(known)
    assert histories(set(expected)) == expected
    assert histories({SignalKey("acme:gone", "cabin", "position")}) == {
        SignalKey("acme:gone", "cabin", "position"): exact([])
    }
