"""The history of every property: the time-series store that the settings name.

When the store is the same SQLite file as the registry (the default), observations are written through Django's own
connection, so that live state and history share one transaction.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from stores.timeseries import Observation, Series, SignalKey, StoreHealth, TimeSeriesStore, open_timeseries

_lock = threading.Lock()
_opened: dict[str, TimeSeriesStore] = {}


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
    return _store().health()


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
        return f"sqlite:///{connection.settings_dict['NAME']}"
    return f"sqlite:///{settings.DATA_DIR / 'history.sqlite3'}"


def _shares_database(store: Any) -> bool:
    path = getattr(store, "database_path", None)
    return connection.vendor == "sqlite" and path is not None and Path(path) == Path(connection.settings_dict["NAME"])
