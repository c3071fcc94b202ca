"""Histories in a SQLite file: the embedded default.

URL: `sqlite:///relative/path.sqlite3` or `sqlite:////absolute/path.sqlite3`. The file may be the one that
Django uses: then `append(…, cursor=…)` makes observations part of the caller's transaction. Inside a
transaction on that file nothing else may be written through the store: it would wait for its own caller.

Open a store after a fork, never before. Set the caller's connection to `WRITER_PRAGMAS`, as the store's own is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from urllib.parse import unquote

from stores.errors import StoreError
from stores.timeseries.protocol import Observation, Series, SignalKey, StoreHealth
from stores.timeseries.sqlite.connections import WRITER_PRAGMAS, Connections, translated
from stores.timeseries.sqlite.signals import Signals, find
from stores.timeseries.sqlite.windows import read_latest, read_series
from stores.urls import parse
from stores.values import columns

__all__ = ["WRITER_PRAGMAS", "SqliteTimeSeries", "open_store"]

# The row that ranks highest stays: stores.values.rank in SQL, then quality, then source.
_APPEND = """
    INSERT INTO observation (signal_id, ts, value_double, value_text, quality, source)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (signal_id, ts) DO UPDATE SET
        value_double = excluded.value_double, value_text = excluded.value_text,
        quality = excluded.quality, source = excluded.source
    WHERE (excluded.value_double IS NOT NULL, ifnull(excluded.value_double, 0),
           ifnull(excluded.value_text, ''), excluded.quality, excluded.source)
        > (observation.value_double IS NOT NULL, ifnull(observation.value_double, 0),
           ifnull(observation.value_text, ''), observation.quality, observation.source)
"""
_DELETE_OBSERVATIONS = "DELETE FROM observation WHERE signal_id IN (SELECT id FROM signal WHERE twin = ?)"


class SqliteTimeSeries:
    """A `TimeSeriesStore` in one SQLite file, in WAL mode: readers never wait for the writer."""

    def __init__(self, path: Path) -> None:
        self._connections = Connections(path)
        self._signals = Signals(self._connections)

    def __repr__(self) -> str:
        return f"SqliteTimeSeries({str(self.database_path)!r})"

    @property
    def database_path(self) -> Path:
        """The absolute path of the file, to see whether a Django connection is to the same one."""
        return self._connections.path

    def append(self, observations: Iterable[Observation], *, cursor: sqlite3.Cursor | None = None) -> int:
        batch = list(observations)
        if not batch:
            return 0
        if cursor is None:
            with self._connections.write() as own:
                return self._append(own, batch)
        with translated(self.database_path):
            return self._append(cursor, batch)

    def series(self, signal: SignalKey, start: int, end: int, *, points: int) -> Series:
        with self._connections.read() as reader:
            number = find(reader, [signal]).get(signal, 0)
            return read_series(reader, number, start, end, points)

    def latest(
        self, signals: Sequence[SignalKey], *, since: int, points: int
    ) -> dict[SignalKey, list[tuple[int, float]]]:
        with self._connections.read() as reader:
            keys = {number: key for key, number in find(reader, signals).items()}
            found = read_latest(reader, list(keys), since, points)
        return {keys[number]: line for number, line in found.items()}

    def delete_twin(self, twin: str) -> int:
        with self._connections.write() as cursor:
            deleted = cursor.execute(_DELETE_OBSERVATIONS, (twin,)).rowcount
            cursor.execute("DELETE FROM signal WHERE twin = ?", (twin,))
        self._signals.forget(twin)
        return deleted

    def prune(self, before_ts: int) -> int:
        """One short transaction a signal, so that live data gets in between."""
        with self._connections.read() as reader:
            numbers = reader.execute("SELECT id FROM signal").fetchall()
        return sum(self._prune(number, before_ts) for (number,) in numbers)

    def health(self) -> StoreHealth:
        began = perf_counter()
        try:
            with self._connections.read() as reader:
                (signals,) = reader.execute("SELECT count(*) FROM signal").fetchone()
            ok, detail = True, f"{signals} signals"
        except StoreError as error:
            ok, detail = False, error.message
        return StoreHealth(ok, detail, (perf_counter() - began) * 1000)

    def close(self) -> None:
        self._connections.close()

    def _append(self, cursor: sqlite3.Cursor, batch: list[Observation]) -> int:
        try:
            return cursor.executemany(_APPEND, self._rows(cursor, batch)).rowcount
        except sqlite3.IntegrityError:  # another process deleted one of these twins
            numbers = self._signals.renew(cursor, {each.signal for each in batch})
            return cursor.executemany(_APPEND, _rows(batch, numbers)).rowcount

    def _rows(self, cursor: sqlite3.Cursor, batch: list[Observation]) -> list[tuple[object, ...]]:
        try:
            return _rows(batch, self._signals.committed)
        except KeyError:
            return _rows(batch, self._signals.ensure(cursor, {each.signal for each in batch}))

    def _prune(self, number: int, before_ts: int) -> int:
        with self._connections.write() as cursor:
            return cursor.execute(
                "DELETE FROM observation WHERE signal_id = ? AND ts < ?", (number, before_ts)
            ).rowcount


def _rows(batch: list[Observation], numbers: Mapping[SignalKey, int]) -> list[tuple[object, ...]]:
    return [(numbers[signal], ts, *columns(value), quality, source) for signal, ts, value, quality, source in batch]


def open_store(url: str) -> SqliteTimeSeries:
    """The store in the file that `url` names; the folder is made where it is missing."""
    parts = parse(url, "time-series store")
    path = unquote(parts.path).removeprefix("/")
    if parts.netloc or not path:
        raise StoreError("a SQLite URL is sqlite:///relative/path or sqlite:////absolute/path", code="store_url")
    absolute = Path(path).resolve()
    try:
        absolute.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"cannot make the folder {absolute.parent}: {error.strerror}", code="store_unavailable"
        ) from error
    return SqliteTimeSeries(absolute)
