"""From JSON objects to measurements: what the dialects that speak in objects share."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from ingest.codecs.measurement import DEFAULT_FEATURE, Context, DecodeError, Measurement
from ingest.codecs.times import looks_like_time, read_time

MOST_PROPERTIES = 1_000
"""In one record, over all its features."""

MOST_MEASUREMENTS = 10_000
"""In one payload."""

LONGEST_NAME = 64

Record = dict[str, Any]
ReadRecord = Callable[[Record, str, Context], list[Measurement]]
"""A dialect's reading of one JSON object, given its JSON path."""

_NAME = re.compile(r"[^/.+#\x00-\x1f\x7f-\x9f]+")


def read_records(document: Any, context: Context, read: ReadRecord) -> list[Measurement]:
    """The measurements of one record, or of a list of records in their order."""
    if type(document) is dict:
        return read(document, "$", context)
    if type(document) is not list:
        raise DecodeError("The payload is a bare value; expected an object or a list of objects.", "bad_shape")
    found: list[Measurement] = []
    for index, record in enumerate(document):
        if type(record) is not dict:
            raise DecodeError(f"$[{index}] is not an object; expected a list of objects.", "bad_shape")
        found += read(record, f"$[{index}]", context)
        if len(found) > MOST_MEASUREMENTS:
            raise DecodeError(f"The payload holds more than {MOST_MEASUREMENTS} measurements.", "too_many")
    if not found:
        raise DecodeError("The payload is an empty list.", "empty")
    return found


def measure(record: Record, at_us: int, path: str, context: Context, *, timed: bool) -> list[Measurement]:
    """The measurements of an object of properties.

    With a feature in the context, every member is a property of it. Without one, an object is a feature and
    its members are its properties, and every other member is a property of the feature `default`. Where
    `timed`, a feature may carry a time of its own.
    """
    if len(record) > MOST_PROPERTIES:
        raise _too_many(path)
    if context.feature:
        found = _properties(context.feature, record, at_us, path)
    else:
        found = _features(record, at_us, path, context, timed)
    if not found:
        raise DecodeError(f"{path} has no properties; there is nothing to measure.", "empty")
    return found


def take_time(record: Record, path: str, context: Context, default: int) -> int:
    """Take the time out of a record and return it, or `default` when the record carries none.

    `ts` and `timestamp` always mean the time; `time` and `t` do only when their value looks like one. The
    first of them counts, the others stay properties.
    """
    for name in ("ts", "timestamp"):
        if name in record:
            return read_time(record.pop(name), f"{path}.{name}", context)
    for name in ("time", "t"):
        if name in record and looks_like_time(record[name]):
            return read_time(record.pop(name), f"{path}.{name}", context)
    return default


def check_name(name: str, path: str) -> None:
    """Refuse what cannot be the name of a feature or property."""
    if len(name) > LONGEST_NAME:
        raise DecodeError(f"{path} has a name of {len(name)} characters; at most {LONGEST_NAME} fit.", "bad_name")
    if not _allowed(name):
        said = "an empty name" if not name else f"the name {name!r}"
        raise DecodeError(f"{path} has {said}; a name has no '/', '.', '+', '#' or control characters.", "bad_name")


@lru_cache(maxsize=16_384)
def _allowed(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def _properties(feature: str, record: Record, at_us: int, path: str) -> list[Measurement]:
    found = []
    for name, value in record.items():
        check_name(name, path)
        found.append(Measurement(feature, name, value, at_us))
    return found


def _features(record: Record, at_us: int, path: str, context: Context, timed: bool) -> list[Measurement]:
    found: list[Measurement] = []
    for name, value in record.items():
        check_name(name, path)
        if type(value) is dict:
            found += _feature(name, value, at_us, f"{path}.{name}", context, timed)
        else:
            found.append(Measurement(DEFAULT_FEATURE, name, value, at_us))
        if len(found) > MOST_PROPERTIES:
            raise _too_many(path)
    return found


def _feature(name: str, members: Record, at_us: int, path: str, context: Context, timed: bool) -> list[Measurement]:
    if timed:
        at_us = take_time(members, path, context, at_us)
    if not members:
        raise DecodeError(f"{path} is a feature without properties.", "empty")
    return _properties(name, members, at_us, path)


def _too_many(path: str) -> DecodeError:
    return DecodeError(f"{path} holds more than {MOST_PROPERTIES} properties.", "too_many")
