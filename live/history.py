"""The history of every property: the time-series store that the settings name.

When the store is the same SQLite file as the registry (the default), observations are written through Django's own
connection, so that live state and history share one transaction. Its tables are made after the migrations: made on the
first use, they would wait for the very transaction that uses them.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from stores.timeseries import (
    Observation,
    Series,
    SignalKey,
    StoreError,
    StoreHealth,
    TimeSeriesStore,
    open_timeseries,
)

_lock = threading.Lock()
_opened: dict[str, TimeSeriesStore] = {}


def prepare() -> None:
    """Make the tables of the store where they are missing. Call it outside any transaction."""
    open_timeseries(_url()).close()


def append(observations: Sequence[Observation]) -> None:
    """Write observations; part of the current transaction where the store allows it, repeatable where it does not."""
    store = _store()
    if _shares_database(store):
        connection.ensure_connection()
        store.append(observations, cursor=connection.connection.cursor())
    else:
        store.append(observations)


def series(signal: SignalKey, start_us: int, end_us: int, *, points: int) -> Series:
    return _store().series(signal, start_us, end_us, points=points)


def sparklines(signals: Sequence[SignalKey], *, since_us: int, points: int) -> dict[SignalKey, list[tuple[int, float]]]:
    return _store().latest(signals, since=since_us, points=points)


def forget(twin_id: str) -> None:
    """Delete a twin's observations, in a transaction of the store's own: call it after the commit."""
    _store().delete_twin(twin_id)


def prune(before_us: int) -> int:
    return _store().prune(before_us)


def health() -> StoreHealth:
    """Whether the store answers; never raises, also when it cannot be opened."""
    try:
        return _store().health()
    except StoreError as error:
        return StoreHealth(False, error.message, 0.0)


def close() -> None:
    """Close what is open; the next call opens again. For the end of a process and for tests."""
    with _lock:
        for store in _opened.values():
            store.close()
        _opened.clear()


def _store() -> TimeSeriesStore:
    url = _url()
    if (found := _opened.get(url)) is None:
        with _lock:
            found = _opened.get(url) or _opened.setdefault(url, open_timeseries(url))
    return found


def _url() -> str:
    urls: list[str] = settings.DTP["DTP_TIMESERIES_URLS"]
    if urls:
        return urls[0]
    if connection.vendor == "sqlite":
        return _sqlite_url(connection.settings_dict["NAME"])
    return _sqlite_url(settings.DATA_DIR / "history.sqlite3")


def _sqlite_url(path: object) -> str:
    return f"sqlite:///{quote(str(path))}"


def _shares_database(store: Any) -> bool:
    path: Path | None = getattr(store, "database_path", None)
    # The store's path is resolved, the setting's may lead through links: a second connection to the file would wait for
    # the transaction of the first.
    return connection.vendor == "sqlite" and path == Path(connection.settings_dict["NAME"]).resolve()
