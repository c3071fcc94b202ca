"""Connections to one SQLite file: one writer behind a lock, readers from a pool, every error translated."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from stores.errors import StoreError

BUSY_SECONDS = 5.0
"""How long a write waits for another process's write before it fails."""

WRITER_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -16000",
    "PRAGMA wal_autocheckpoint = 4000",
)
"""What a connection that writes observations is set to; for a caller's own connection too.

A batch touches a page of every signal in it. With 1,000 signals that is 4 MB: more than SQLite's cache, and a
checkpoint after every batch. The last two make up for it; they are worth half as many rows again.
"""

_CODES = {
    sqlite3.SQLITE_BUSY: ("store_unavailable", "the database is locked by another writer"),
    sqlite3.SQLITE_LOCKED: ("store_unavailable", "the database is locked by another writer"),
    sqlite3.SQLITE_CANTOPEN: ("store_unavailable", "the file cannot be opened"),
    sqlite3.SQLITE_FULL: ("store_full", "the disk is full"),
    sqlite3.SQLITE_READONLY: ("store_readonly", "the file is read-only"),
    sqlite3.SQLITE_NOTADB: ("store_failed", "the file is no SQLite database"),
    sqlite3.SQLITE_CORRUPT: ("store_failed", "the file is damaged"),
}


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Whatever sqlite3 raises inside the block leaves it as a `StoreError` that names the file."""
    try:
        yield
    except sqlite3.Error as error:
        number = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte of an extended code
        code, said = _CODES.get(number, ("store_failed", "SQLite failed"))
        raise StoreError(f"{said}: {path} ({error})", code=code) from error
    except (UnicodeEncodeError, OverflowError) as error:
        raise StoreError(f"a value that SQLite cannot keep: {error}", code="store_value", status=422) from error


class Connections:
    """The connections of one store. Opening creates the file and its tables where they are missing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing = Lock()
        self._readers: deque[sqlite3.Connection] = deque()
        self._closed = False
        with translated(path):
            self._writer = self._open_writer()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Cursor]:
        """A cursor in a transaction of its own that ends with the block: committed, or undone by an error."""
        with self._writing, translated(self.path):
            self._refuse_closed()
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer.cursor()
                self._writer.execute("COMMIT")
            finally:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one snapshot of what is committed, for the length of the block."""
        with translated(self.path):
            connection = self._borrow()
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                connection.rollback()
                self._give_back(connection)

    def close(self) -> None:
        """Close what is idle now, and the rest when it is given back."""
        with self._writing:
            self._closed = True
            self._writer.close()
        self._drain()

    def _open_writer(self) -> sqlite3.Connection:
        connection = self._connect()
        try:
            for pragma in WRITER_PRAGMAS:
                connection.execute(pragma)
            _create_tables(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)

    def _borrow(self) -> sqlite3.Connection:
        self._refuse_closed()
        try:
            return self._readers.pop()
        except IndexError:
            connection = self._connect()
            connection.execute("PRAGMA query_only = ON")
            return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        self._readers.append(connection)
        if self._closed:  # read after the append: whichever of close and this comes last closes it
            self._drain()

    def _drain(self) -> None:
        while self._readers:
            try:
                self._readers.pop().close()
            except IndexError:
                return

    def _refuse_closed(self) -> None:
        if self._closed:
            raise StoreError(f"the store is closed: {self.path}", code="store_unavailable")


def _create_tables(connection: sqlite3.Connection) -> None:
    """Ask first: creating takes the write lock, which the opener's own open transaction may hold."""
    found = connection.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('signal', 'observation')")
    if found.fetchone()[0] < 2:
        connection.executescript(Path(__file__).with_name("schema.sql").read_text(encoding="utf-8"))
