"""Changing live state: what was reported enters here, whichever way it came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from common import clock
from live import history, signals
from live.events import StateChanged
from live.merge import FeatureKey, Merged, Report, Value, merge_many
from live.models import FeatureState, TwinState
from registry.queries import tenants_of
from stores.timeseries import Observation, SignalKey

_FEATURE_FIELDS = ["reported", "reported_at", "revision", "received_at"]
_TWIN_FIELDS = ["revision", "received_at"]


@transaction.atomic
def project(reports: Sequence[Report], *, received_us: int) -> None:
    """Merge reports into live state and write them to history, in one transaction.

    `reports` are `(twin, feature, property, value, at_us)`. Per property the newest time wins, so batches may come in
    any order and more than once. Reports of a twin that is gone are left out. Tells `state_changed` after the commit.
    """
    tenants = tenants_of({report[0] for report in reports})
    reports = [report for report in reports if report[0] in tenants]
    keys = {(report[0], report[1]) for report in reports}
    twins = _twins(tenants, received_us)
    features = _features(keys)
    merged = merge_many({key: _values(row) for key, row in features.items()}, reports)
    changes = _changes(merged, twins, tenants, received_us)
    _save(changes, merged, twins, features, received_us)
    history.append([Observation(SignalKey(*report[:3]), report[4], report[3]) for report in reports])
    if changes:
        told = list(changes.values())
        transaction.on_commit(lambda: signals.state_changed.send(TwinState, changes=told), robust=True)


def _twins(tenants: Mapping[str, str], received_us: int) -> dict[str, TwinState]:
    """The states of twins, locked in one order by every worker, so that two batches cannot wait for each other. A twin
    without a state gets one first: two workers with its first reports would otherwise have nothing to wait for, and the
    later would undo what the earlier wrote."""
    locked = TwinState.objects.select_for_update().order_by("pk")
    found = {row.twin_id: row for row in locked.filter(twin__in=tenants)}
    if new := sorted(tenants.keys() - found.keys()):
        received_at = clock.from_us(received_us)
        rows = [TwinState(twin_id=twin, received_at=received_at) for twin in new]
        TwinState.objects.bulk_create(rows, ignore_conflicts=True)
        found |= {row.twin_id: row for row in locked.filter(twin__in=new)}
    return found


def _features(keys: set[FeatureKey]) -> dict[FeatureKey, FeatureState]:
    twins, names = {twin for twin, _ in keys}, {feature for _, feature in keys}
    rows = FeatureState.objects.select_for_update().filter(twin__in=twins, feature__in=names).order_by("pk")
    return {key: row for row in rows if (key := (row.twin_id, row.feature)) in keys}


def _values(row: FeatureState) -> dict[str, Value]:
    return {name: Value(value, row.reported_at[name]) for name, value in row.reported.items()}


def _changes(
    merged: Mapping[FeatureKey, Merged],
    twins: Mapping[str, TwinState],
    tenants: Mapping[str, str],
    received_us: int,
) -> dict[str, StateChanged]:
    """One StateChanged for every twin of which something changed."""
    changes: dict[str, StateChanged] = {}
    for (twin, feature), (_, changed) in merged.items():
        if not changed:
            continue
        if twin not in changes:
            base = twins[twin].revision
            changes[twin] = StateChanged(twin, tenants[twin], base, base + 1, {}, received_us)
        changes[twin].reported[feature] = {name: tuple(value) for name, value in changed.items()}
    return changes


def _save(
    changes: Mapping[str, StateChanged],
    merged: Mapping[FeatureKey, Merged],
    twins: Mapping[str, TwinState],
    features: Mapping[FeatureKey, FeatureState],
    received_us: int,
) -> None:
    """Upsert the states in two statements (on SQLite two for every hundred rows). Features that were heard of but did
    not change keep their revision and move `received_at`."""
    received_at = clock.from_us(received_us)
    revisions = {twin: change.revision for twin, change in changes.items()}
    rows = [_row(key, merged[key], features.get(key), revisions.get(key[0], 0), received_at) for key in sorted(merged)]
    FeatureState.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["twin", "feature"], update_fields=_FEATURE_FIELDS
    )
    TwinState.objects.bulk_create(
        [
            TwinState(twin_id=twin, revision=revisions[twin], received_at=max(twins[twin].received_at, received_at))
            for twin in sorted(revisions)
        ],
        update_conflicts=True,
        unique_fields=["twin"],
        update_fields=_TWIN_FIELDS,
    )


def _row(key: FeatureKey, merged: Merged, known: FeatureState | None, revision: int, received_at: Any) -> FeatureState:
    if known and known.received_at > received_at:
        received_at = known.received_at
    return FeatureState(
        twin_id=key[0],
        feature=key[1],
        reported={name: value.value for name, value in merged.state.items()},
        reported_at={name: value.at_us for name, value in merged.state.items()},
        revision=revision if merged.changed or known is None else known.revision,
        received_at=received_at,
    )
