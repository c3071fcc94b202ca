"""Reading windows of history from SQLite, thinned by the database."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from stores.timeseries.protocol import FEWEST_POINTS, Point, Series, check_points
from stores.values import from_columns

_Row = tuple[int, float | None, str | None]

_IN_WINDOW = "FROM observation WHERE signal_id = :signal AND ts BETWEEN :first AND :last"
_NUMBER = "(value_double IS NOT NULL AND (value_text IS NULL OR value_text NOT IN ('true', 'false')))"
_EXTENT = f"SELECT count(*), min(ts), max(ts), ifnull(sum({_NUMBER}), 0) {_IN_WINDOW}"
_ALL = f"SELECT ts, value_double, value_text {_IN_WINDOW} ORDER BY ts"
_ENDS = "SELECT ts, value_double, value_text FROM observation WHERE signal_id = :signal AND ts IN (:first, :last)"
_BEFORE = """
    SELECT ts, value_double, value_text FROM observation
    WHERE signal_id = :signal AND ts < :first ORDER BY ts DESC LIMIT 1
"""

# With one min() or max(), SQLite takes the other columns from the row that holds it.
_PICK = "SELECT ts, value_double, value_text, {pick} {window} AND {which} GROUP BY (ts - :first) / :width"
_LEAST = _PICK.format(pick="min(value_double)", window=_IN_WINDOW, which=_NUMBER)
_GREATEST = _PICK.format(pick="max(value_double)", window=_IN_WINDOW, which=_NUMBER)
_LAST_OTHER = _PICK.format(pick="max(ts)", window=_IN_WINDOW, which=f"NOT {_NUMBER}")
_LAST_ANY = _PICK.format(pick="max(ts)", window=_IN_WINDOW, which="1")
_CHANGES = f"""
    SELECT ts, value_double, value_text FROM (
        SELECT ts, value_double, value_text,
               lag(value_double) OVER (ORDER BY ts) AS double_before,
               lag(value_text) OVER (ORDER BY ts) AS text_before {_IN_WINDOW}
    ) WHERE value_double IS NOT double_before OR value_text IS NOT text_before
    ORDER BY ts LIMIT :fit
"""  # noqa: S608 - put together from constants

_NEWEST = "SELECT max((SELECT max(ts) FROM observation WHERE signal_id = asked.value)) FROM json_each(?) AS asked"
_LAST_OF_BUCKETS = """
    SELECT o.signal_id, o.ts, o.value_double
    FROM json_each(:signals) AS asked CROSS JOIN json_each(:starts) AS bucket CROSS JOIN observation AS o
    WHERE o.signal_id = asked.value AND o.value_double IS NOT NULL AND o.ts = (
        SELECT max(ts) FROM observation
        WHERE signal_id = asked.value AND ts >= bucket.value AND ts < bucket.value + :width
    )
    ORDER BY o.signal_id, o.ts
"""


@dataclass(frozen=True, slots=True)
class _Extent:
    """What a window holds: how many observations, how many of them plain numbers, and its real ends."""

    signal: int
    first: int
    last: int
    count: int
    numbers: int

    def binds(self, buckets: int = 1) -> dict[str, int]:
        width = (self.last - self.first) // buckets + 1
        return {"signal": self.signal, "first": self.first, "last": self.last, "width": width}


def read_series(reader: sqlite3.Connection, signal: int, start: int, end: int, points: int) -> Series:
    """See `TimeSeriesStore.series`; a constant number of statements."""
    check_points(points, least=FEWEST_POINTS)
    window = {"signal": signal, "first": start, "last": end}
    count, first, last, numbers = reader.execute(_EXTENT, window).fetchone()
    before = [_point(row) for row in reader.execute(_BEFORE, window)]
    extent = _Extent(signal, first or 0, last or 0, count, numbers)
    found = reader.execute(_ALL, window) if count <= points else _thinned(reader, extent, points)
    return Series([_point(row) for row in found], before[0] if before else None, count, count > points)


def _thinned(reader: sqlite3.Connection, extent: _Extent, points: int) -> list[_Row]:
    picked = _extremes(reader, extent, points) if extent.numbers else _states(reader, extent, points)
    picked += reader.execute(_ENDS, extent.binds())
    return [row[:3] for row in sorted({row[0]: row for row in picked}.values())]


def _extremes(reader: sqlite3.Connection, extent: _Extent, points: int) -> list[Any]:
    mixed = extent.numbers < extent.count
    picks = (_LEAST, _GREATEST, _LAST_OTHER) if mixed else (_LEAST, _GREATEST)
    binds = extent.binds((points - 2) // len(picks))
    return [row for pick in picks for row in reader.execute(pick, binds)]


def _states(reader: sqlite3.Connection, extent: _Extent, points: int) -> list[Any]:
    changes = reader.execute(_CHANGES, {**extent.binds(), "fit": points}).fetchall()
    if len(changes) < points:  # one place is for the last observation
        return changes
    return reader.execute(_LAST_ANY, extent.binds(points - 1)).fetchall()


def _point(row: _Row) -> Point:
    return row[0], from_columns(row[1], row[2])


def read_latest(
    reader: sqlite3.Connection, signals: list[int], since: int, points: int
) -> dict[int, list[tuple[int, float]]]:
    """See `TimeSeriesStore.latest`. Two statements; one seek a signal and bucket, however dense the data."""
    check_points(points, least=1)
    asked = json.dumps(signals)
    (newest,) = reader.execute(_NEWEST, (asked,)).fetchone()
    if newest is None or newest < since:
        return {}
    width = (newest - since) // points + 1
    starts = json.dumps([since + width * index for index in range(points)])
    binds = {"signals": asked, "starts": starts, "width": width}
    found: dict[int, list[tuple[int, float]]] = {}
    for signal, ts, value in reader.execute(_LAST_OF_BUCKETS, binds):
        found.setdefault(signal, []).append((ts, value))
    return found
