"""Time-series stores: the history of every signal, on the engine that a URL names.

`open_timeseries("sqlite:///var/history.sqlite3")` is the whole way in. The engines are declared below, once;
the driver of an engine is imported when the first store of its kind is opened.
"""

from __future__ import annotations

from importlib import import_module

from stores.errors import StoreError
from stores.registry import Registry, UnknownName
from stores.timeseries.protocol import (
    Observation,
    Point,
    Series,
    SignalKey,
    StoreHealth,
    TimeSeriesStore,
)
from stores.urls import parse

__all__ = [
    "ENGINES",
    "Observation",
    "Point",
    "Series",
    "SignalKey",
    "StoreError",
    "StoreHealth",
    "TimeSeriesStore",
    "open_timeseries",
]

ENGINES: Registry[str] = Registry("time-series engine")
"""URL scheme to the module of its adapter, which has `open_store(url) -> TimeSeriesStore`."""

ENGINES.register("sqlite", "stores.timeseries.sqlite")
ENGINES.lock()


def open_timeseries(url: str) -> TimeSeriesStore:
    """Open the store that `url` names; `StoreError` when there is no such engine or it cannot be opened."""
    scheme = parse(url, "time-series store").scheme
    try:
        adapter = import_module(ENGINES.get(scheme))
    except UnknownName as error:
        raise StoreError(str(error), code="store_url") from error
    store: TimeSeriesStore = adapter.open_store(url)
    return store
