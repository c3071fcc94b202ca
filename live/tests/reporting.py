"""Short ways to write reports and to read what became of them."""

from __future__ import annotations

from typing import Any

from live import history
from live.merge import Report
from live.models import FeatureState, TwinState
from stores.timeseries import SignalKey

SECOND = 1_000_000
BEGIN = 1_795_000_000 * SECOND
FAR_FUTURE = 1 << 60
LIFT = "acme.lift:lift-1"


def report(value: Any, at: float = 0, *, twin: str = LIFT, feature: str = "cabin", name: str = "position") -> Report:
    """A report `at` seconds after BEGIN."""
    return twin, feature, name, value, BEGIN + round(at * SECOND)


def state(twin: str = LIFT, feature: str = "cabin") -> dict[str, tuple[Any, float]]:
    """The reported state of a feature: property to value and seconds after BEGIN."""
    row = FeatureState.objects.get(twin=twin, feature=feature)
    return {name: (value, (row.reported_at[name] - BEGIN) / SECOND) for name, value in row.reported.items()}


def revision(twin: str = LIFT) -> int:
    return TwinState.objects.get(twin=twin).revision


def recorded(twin: str = LIFT, feature: str = "cabin", name: str = "position") -> list[tuple[float, Any]]:
    """The whole history of a property, in seconds after BEGIN."""
    series = history.series(SignalKey(twin, feature, name), 0, FAR_FUTURE, points=5000)
    return [((at - BEGIN) / SECOND, value) for at, value in series.points]
