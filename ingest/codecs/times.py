"""The times that payloads carry, as microseconds since 1970-01-01T00:00:00Z.

A number is read by its size: below 1e11 seconds, below 1e14 milliseconds, below 1e17 microseconds, else
nanoseconds (seconds up to the year 5138; milliseconds from March 1973). A text is ISO 8601, in UTC unless it
names a zone.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from ingest.codecs.measurement import Context, DecodeError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
LAST_US = (datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC) - _EPOCH) // _MICROSECOND
"""The end of the year 9999."""

_YEAR_US = 31_556_952_000_000
_DAY_US = 86_400_000_000
_EXPECTED = "expected ISO 8601, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970"

_LEAST_EPOCH = 1_000_000_000
"""The least number that looks like a time where a name alone does not say so: September 2001 in seconds."""


def read_time(value: Any, path: str, context: Context) -> int:
    """The time that `value` says, in microseconds; `DecodeError` naming `path` when it is not taken."""
    at_us = _from_text(value, path) if type(value) is str else _from_number(value, path)
    if at_us < 0:
        raise DecodeError(f"{path} is before 1970: {_shown(value)}; {_EXPECTED}.", "bad_time")
    if at_us > context.received_us + context.max_ahead_us:
        raise _ahead(value, at_us, path, context)
    return at_us


def looks_like_time(value: Any) -> bool:
    """Whether a value is an ISO 8601 text or a number no smaller than a time since 2001 would be."""
    if type(value) is str:
        return _parsed(value) is not None
    return type(value) in (int, float) and value >= _LEAST_EPOCH


def _from_number(value: Any, path: str) -> int:
    if type(value) is not int and type(value) is not float:
        raise DecodeError(f"{path} is {_kind(value)}, not a time; {_EXPECTED}.", "bad_time")
    size = abs(value)
    if size < 1e14:
        at_us = round(value * (1_000_000 if size < 1e11 else 1_000))
    else:
        at_us = int(value) if size < 1e17 else int(value) // 1_000
    if at_us > LAST_US:
        raise DecodeError(f"{path} is beyond the year 9999: {_shown(value)}; {_EXPECTED}.", "bad_time")
    return at_us


def _from_text(text: str, path: str) -> int:
    when = _parsed(text)
    if when is None:
        raise DecodeError(f"{path} is {_shown(text)}, not a time; {_EXPECTED}.", "bad_time")
    return (when - _EPOCH) // _MICROSECOND


def _parsed(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _ahead(value: Any, at_us: int, path: str, context: Context) -> DecodeError:
    read = (_EPOCH + timedelta(microseconds=min(at_us, LAST_US))).strftime("%Y-%m-%d %H:%M UTC")
    by = _amount(at_us - context.received_us)
    unit = f" ({_unit(value)})" if type(value) is not str else ""
    asked = "is the unit right, and the device's clock?" if unit else "is the device's clock right, and its zone?"
    return DecodeError(
        f"{path} is {by} ahead of the clock: {_shown(value)} reads as {read}{unit}; {asked}", "time_ahead"
    )


def _unit(value: float) -> str:
    units = (1e11, "seconds"), (1e14, "milliseconds"), (1e17, "microseconds")
    return next((f"as {name}" for limit, name in units if value < limit), "as nanoseconds")


def _amount(span_us: int) -> str:
    for size, name in (
        (_YEAR_US, "years"),
        (_DAY_US, "days"),
        (3_600_000_000, "hours"),
        (60_000_000, "minutes"),
    ):
        if span_us >= 2 * size:
            return f"{span_us // size} {name}"
    return f"{span_us / 1_000_000:g} seconds"


def _kind(value: Any) -> str:
    names = {bool: "a boolean", dict: "an object", list: "a list", type(None): "null"}
    return names.get(type(value), "no number")


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:40]}…"
