"""The numbers of signals in one SQLite file, remembered only once they are committed.

A number read or made inside somebody's open transaction may be rolled back and then given to another signal,
so only what a separate reader has seen is remembered. A remembered number can still be of a signal that
another process has deleted; numbers are never used twice (AUTOINCREMENT), so the foreign key refuses it and
the writer asks anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from stores.timeseries.protocol import SignalKey
from stores.timeseries.sqlite.connections import Connections

Numbers = dict[SignalKey, int]

_FIND = """
    SELECT twin, feature, property, id FROM signal WHERE uuid IN (SELECT value FROM json_each(?))
"""
_ADD = """
    INSERT INTO signal (uuid, name, twin, feature, property) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""


class Signals:
    """Signal keys to row numbers, for writing."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self.committed: Numbers = {}

    def ensure(self, cursor: sqlite3.Cursor, keys: Iterable[SignalKey]) -> Numbers:
        """The numbers of all the keys; those that do not exist are made through `cursor`."""
        wanted = set(keys)
        self._remember(wanted - self.committed.keys())
        found = {key: number for key in wanted if (number := self.committed.get(key)) is not None}
        return found | _make(cursor, wanted - found.keys())

    def renew(self, cursor: sqlite3.Cursor, keys: Iterable[SignalKey]) -> Numbers:
        """As `ensure`, but only as the transaction of `cursor` sees it: a remembered one was wrong."""
        self.committed = {}
        return _make(cursor, set(keys))

    def forget(self, twin: str) -> None:
        """The signals of `twin` are gone."""
        remembered = self.committed.copy()
        self.committed = {key: number for key, number in remembered.items() if key.twin != twin}

    def _remember(self, keys: set[SignalKey]) -> None:
        with self._connections.read() as reader:
            self.committed.update(find(reader, keys))


def find(reader: sqlite3.Cursor | sqlite3.Connection, keys: Iterable[SignalKey]) -> Numbers:
    """The numbers of those keys that exist as `reader` sees it, in one statement."""
    uuids = json.dumps([str(key.uuid) for key in keys])
    return {SignalKey(*row[:3]): row[3] for row in reader.execute(_FIND, (uuids,))}


def _make(cursor: sqlite3.Cursor, keys: set[SignalKey]) -> Numbers:
    if not keys:
        return {}
    cursor.executemany(_ADD, [(str(key.uuid), f"{key.feature}/{key.property}", *key) for key in sorted(keys)])
    return find(cursor, keys)
