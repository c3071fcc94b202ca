"""Coalescing of live changes: last value wins per property, one encoded fragment per twin and flush. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import orjson

from common import clock
from live.events import StateChanged
from portal.stream.encode import raw_event


class Fragment(NamedTuple):
    """One twin's part of a `live` event, encoded once for everybody."""

    twin_id: str
    tenant: str
    data: bytes


class Pending:
    """What changed since the last flush.

    Of each twin it holds runs: changes that follow each other without a gap in their revisions, merged. Workers may
    tell out of order, so there may be several runs for a moment; they become one when what lies between is told.
    """

    def __init__(self) -> None:
        self._runs: dict[str, list[StateChanged]] = {}
        self._received_us = 0

    def __bool__(self) -> bool:
        return bool(self._runs)

    def add(self, changes: Iterable[StateChanged]) -> None:
        for change in changes:
            self._runs[change.twin_id] = _joined(self._runs.get(change.twin_id, ()), change)
            self._received_us = max(self._received_us, change.received_us)

    def take(self) -> tuple[list[Fragment], float]:
        """The fragments to send, and how many milliseconds ago the newest of them arrived; pending is empty afterwards.

        Of several runs only the last is sent: it builds on a revision that nobody holds yet, so pages fetch the card.
        Sent as one change they would hide the gap, and what is told of it later would be dropped.
        """
        newest = [max(runs, key=_revision) for runs in self._runs.values()]
        fragments = [Fragment(c.twin_id, c.tenant, orjson.dumps(_shape(c))) for c in newest]
        lag_ms = max(0.0, (clock.now_us() - self._received_us) / 1000) if newest else 0.0
        self._runs, self._received_us = {}, 0
        return fragments, lag_ms


def _joined(runs: Iterable[StateChanged], change: StateChanged) -> list[StateChanged]:
    """The runs with one more change, merged with those that it touches."""
    apart = []
    for run in runs:
        if run.revision < change.base or change.revision < run.base:
            apart.append(run)
        else:
            change = merged(run, change)
    return [*apart, change]


def _revision(change: StateChanged) -> int:
    return change.revision


def merged(one: StateChanged, other: StateChanged) -> StateChanged:
    """Two changes of one twin that follow each other, in either order, as one: the later revision's values win."""
    first, then = sorted((one, other), key=_revision)
    reported = {feature: dict(values) for feature, values in first.reported.items()}
    for feature, values in then.reported.items():
        reported.setdefault(feature, {}).update(values)
    received_us = max(first.received_us, then.received_us)
    return StateChanged(then.twin_id, then.tenant, min(first.base, then.base), then.revision, reported, received_us)


def _shape(change: StateChanged) -> dict[str, Any]:
    reported = {
        feature: {name: (value, at_us // 1000) for name, (value, at_us) in values.items()}
        for feature, values in change.reported.items()
    }
    return {"id": change.twin_id, "base": change.base, "revision": change.revision, "reported": reported}


def live_event(fragments: Sequence[Fragment], lag_ms: float, sees: Callable[[str, str], bool]) -> bytes | None:
    """The `live` event for one kind of viewer; None when nothing concerns them."""
    seen = [fragment.data for fragment in fragments if sees(fragment.twin_id, fragment.tenant)]
    if not seen:
        return None
    head = orjson.dumps({"now": clock.iso(clock.now()), "lag_ms": round(lag_ms, 1)})
    return raw_event("live", head[:-1] + b',"twins":[' + b",".join(seen) + b"]}")
