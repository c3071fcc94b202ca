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
    """What changed since the last flush."""

    def __init__(self) -> None:
        self._twins: dict[str, StateChanged] = {}
        self._received_us = 0

    def __bool__(self) -> bool:
        return bool(self._twins)

    def add(self, changes: Iterable[StateChanged]) -> None:
        for change in changes:
            known = self._twins.get(change.twin_id)
            self._twins[change.twin_id] = merged(known, change) if known else change
            self._received_us = max(self._received_us, change.received_us)

    def take(self) -> tuple[list[Fragment], float]:
        """The fragments to send, and how many milliseconds ago the newest arrived; pending is empty afterwards."""
        fragments = [Fragment(c.twin_id, c.tenant, orjson.dumps(_shape(c))) for c in self._twins.values()]
        lag_ms = max(0.0, (clock.now_us() - self._received_us) / 1000)
        self._twins = {}
        return fragments, lag_ms


def merged(known: StateChanged, new: StateChanged) -> StateChanged:
    """Two changes of one twin as one. Workers may tell out of order, so the newer time wins here too."""
    reported = {feature: dict(values) for feature, values in known.reported.items()}
    for feature, values in new.reported.items():
        into = reported.setdefault(feature, {})
        for name, value in values.items():
            if name not in into or into[name][1] <= value[1]:
                into[name] = value
    base, revision = min(known.base, new.base), max(known.revision, new.revision)
    received_us = max(known.received_us, new.received_us)
    return StateChanged(new.twin_id, new.tenant, base, revision, reported, received_us)


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
