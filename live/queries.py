"""Reading live state and history, with permission."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max, QuerySet

from common import clock
from live import history
from live.health import health
from live.models import FeatureState, TwinState
from registry import queries as registry
from stores.timeseries import Series, SignalKey

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

    from registry.models import Twin


@dataclass(frozen=True, slots=True)
class LiveTwin:
    """A twin with its live state. `features` has declared and reported features alike, each as `_feature` describes."""

    twin: Twin
    revision: int
    features: dict[str, dict[str, Any]]

    def health(self) -> str:
        return health(self.features, clock.now_us())


def live_twin(user: User | AnonymousUser, twin_id: str) -> LiveTwin:
    """One twin; NotFound when the person may not see it."""
    return live_twins([registry.twin(user, twin_id)])[0]


def live_twins(twins: Sequence[Twin]) -> list[LiveTwin]:
    """The live state of twins already permitted, in two statements."""
    ids = [twin.pk for twin in twins]
    states: dict[str, dict[str, FeatureState]] = defaultdict(dict)
    # Revisions first: a change in between then shows as values newer than their revision, and the live event that
    # follows is applied once more. The other way round a page would drop that event and keep an old value.
    revisions = dict(TwinState.objects.filter(twin__in=ids).values_list("twin_id", "revision"))
    for row in FeatureState.objects.filter(twin__in=ids):
        states[row.twin_id][row.feature] = row
    return [LiveTwin(twin, revisions.get(twin.pk, 0), _features(twin.features, states[twin.pk])) for twin in twins]


def _features(declared: Mapping[str, Any], states: Mapping[str, FeatureState]) -> dict[str, dict[str, Any]]:
    names = [*declared, *sorted(states.keys() - declared.keys())]
    return {name: _feature(declared.get(name) or {}, states.get(name)) for name in names}


def _feature(declared: Mapping[str, Any], state: FeatureState | None) -> dict[str, Any]:
    """A feature: `title`, `interval_s`, `revision`, `received_at`, `desired`, `desired_at`, and `properties`, each with
    its declared facts, its `value` and `at_us` (None when never reported)."""
    properties = declared.get("properties") or {}
    reported = state.reported if state else {}
    times = state.reported_at if state else {}
    names = [*properties, *sorted(reported.keys() - properties.keys())]
    return {
        "title": declared.get("title"),
        "interval_s": declared.get("interval"),
        "revision": state.revision if state else 0,
        "received_at": state.received_at if state else None,
        "desired": state.desired if state else {},
        "desired_at": state.desired_at if state else {},
        "properties": {
            name: {
                **_declared(properties.get(name) or {}),
                "value": reported.get(name),
                "at_us": times.get(name),
            }
            for name in names
        },
    }


def _declared(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts.get(name) for name in ("title", "type", "unit", "min", "max", "enum")}


@dataclass(frozen=True, slots=True)
class Window:
    """What to read of a history. Times in microseconds since the epoch."""

    feature: str
    property: str
    start_us: int
    end_us: int
    points: int


@dataclass(frozen=True, slots=True)
class PropertyHistory:
    """A window of one property's history, with what was declared about it."""

    window: Window
    declared: dict[str, Any]
    series: Series


def property_history(user: User | AnonymousUser, twin_id: str, window: Window) -> PropertyHistory:
    """The history of one property; NotFound when the person may not see the twin. An unknown property is empty."""
    twin = registry.twin(user, twin_id)
    declared = ((twin.features.get(window.feature) or {}).get("properties") or {}).get(window.property) or {}
    signal = SignalKey(twin.pk, window.feature, window.property)
    series = history.series(signal, window.start_us, window.end_us, points=window.points)
    return PropertyHistory(window, _declared(declared), series)


def sparklines(signals: Iterable[SignalKey], *, seconds: int, points: int) -> dict[SignalKey, list[tuple[int, float]]]:
    """The last points of many properties already permitted, in a constant number of statements."""
    since_us = clock.now_us() - seconds * 1_000_000
    return history.sparklines(list(signals), since_us=since_us, points=points)


def last_received_at(twins: QuerySet[Twin]) -> datetime | None:
    """When a value of any of these twins last arrived."""
    newest: datetime | None = TwinState.objects.filter(twin__in=twins).aggregate(at=Max("received_at"))["at"]
    return newest
