"""What every time-series store promises, whichever engine is behind it.

A history is a set of observations, at most one per signal and microsecond. It does not depend on the order in
which observations arrived, nor on how often: appending is the same as taking the union and keeping, for each
signal and time, the observation that ranks highest (`stores.values.rank`, then quality, then source). This is
the rule by which the live state decides between two values for one instant, so state and history agree.

Times are whole microseconds since 1970-01-01T00:00:00Z. Windows include both ends. All methods may be called
from any thread, and raise `StoreError` and nothing else when the engine fails.
"""

from __future__ import annotations

import builtins
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol
from uuid import UUID, uuid5

from stores.errors import StoreError

_SIGNALS = UUID("5f1b6a2e-6f0c-5a52-9d3e-0c1f5a7e2b44")
"""The namespace of signal ids; part of stored data, never to be changed."""

FEWEST_POINTS = 5
"""Of a thinned series: first, last, and the least, the greatest and the last other value of one bucket."""

Point = tuple[int, Any]
"""A time and the value then."""


class SignalKey(NamedTuple):
    """One property of one feature of one twin: what a history is the history of."""

    twin: str
    feature: str
    property: str

    @builtins.property
    def uuid(self) -> UUID:
        """The same UUID on every machine: UUIDv5 of the compact JSON list of the three names.

        JSON quotes each name, so no two keys share an id, whatever separators their names contain.
        """
        return uuid5(_SIGNALS, json.dumps(list(self), ensure_ascii=False, separators=(",", ":")))


class Observation(NamedTuple):
    """A value of a signal at a time (microseconds); `quality` 0 is good, `source` says who reported it."""

    signal: SignalKey
    ts: int
    value: float | int | bool | str | dict[str, Any] | list[Any] | None
    quality: int = 0
    source: str = ""


def check_points(points: int, *, least: int) -> None:
    """Refuse to thin a window to fewer points than can hold what is promised."""
    if points < least:
        raise StoreError(f"points is {points}; at least {least} are needed", code="store_value", status=422)


@dataclass(frozen=True, slots=True)
class Series:
    """A window of one signal's history, thinned on the server.

    `points` are at most as many as asked for, oldest first. `before` is the last observation older than the
    window: what a value that did not change inside it still is. `raw_count` is how many observations the
    window holds.
    """

    points: list[Point]
    before: Point | None
    raw_count: int
    downsampled: bool


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """Whether a store answers, a sentence about it, and how long the answer took."""

    ok: bool
    detail: str
    latency_ms: float


class TimeSeriesStore(Protocol):
    """Histories of signals."""

    def append(self, observations: Iterable[Observation], *, cursor: Any = None) -> int:
        """Add observations, in one batch; returns how many rows were added or replaced.

        All or nothing. Repeating a call changes nothing and returns 0. With `cursor` (a DB-API cursor of the
        store's own engine) the rows are written through it and are part of its transaction, which the caller
        ends.
        """
        ...

    def series(self, signal: SignalKey, start: int, end: int, *, points: int) -> Series:
        """The history of one signal from `start` to `end`, in at most `points` points (no fewer than five).

        Where there are more observations than that: of numbers, the least and the greatest of each bucket, so
        that every spike is there, with the last other value (text, null) of the bucket; of booleans, texts
        and objects, each change where they fit, else the last of each bucket. The first and last observation
        always stay.
        """
        ...

    def latest(
        self, signals: Sequence[SignalKey], *, since: int, points: int
    ) -> dict[SignalKey, list[tuple[int, float]]]:
        """Sparklines: for each signal at most `points` numbers since then, oldest first.

        Time from `since` to the newest observation of all the signals is cut into `points` buckets; each
        gives its last observation, if that is a number (booleans are 1 and 0). Signals without any are left
        out. The number of statements does not depend on the number of signals.
        """
        ...

    def delete_twin(self, twin: str) -> int:
        """Forget every signal of a twin; returns how many observations went."""
        ...

    def prune(self, before_ts: int) -> int:
        """Delete the observations older than `before_ts`; returns how many."""
        ...

    def health(self) -> StoreHealth:
        """Whether the store answers; never raises."""
        ...

    def close(self) -> None:
        """Give everything back; calls after this raise `StoreError`. Closing twice is fine."""
        ...
