"""How a value becomes two columns, and which of two values at one instant is kept.

Every store keeps a value as a number (`value_double`), a text (`value_text`) or both, so that a chart can be
drawn by any SQL tool and the value still comes back as what was sent:

| value                       | value_double | value_text                      | comes back as  |
|-----------------------------|--------------|---------------------------------|----------------|
| 21.5, or an int up to 2^53  | the number   | NULL                            | float          |
| an int beyond 2^53          | nearest      | its digits                      | int, exact     |
| true, false                 | 1, 0         | `true`, `false`                 | bool           |
| text                        | NULL         | the text itself (see below)     | str            |
| object, list, null          | NULL         | canonical JSON                  | the same       |

A text that could be mistaken for JSON (it starts with `{`, `[` or `"`, or is `null`) is kept as a JSON
string.

Values are what JSON can say: finite numbers, text, booleans, null, lists and objects with text keys.
"""

from __future__ import annotations

import json
from typing import Any

import orjson

from stores.errors import StoreError

Columns = tuple[float | None, str | None]
Rank = tuple[bool, float, str, str]

EXACT_IN_DOUBLE = 2**53
"""Whole numbers up to here are the same number as a double."""

_TEXT_LIKE_JSON = ("{", "[", '"')


def canonical(value: Any) -> str:
    """The one JSON text of a value: keys sorted, no spaces, `1`, `1.0` and `true` all different."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:
        return _canonical_unusual(value)


def _canonical_unusual(value: Any) -> str:
    """Whole numbers beyond 64 bits and unpaired surrogates, which orjson leaves to others."""
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise StoreError(f"not a JSON value: {error}", code="store_value", status=422) from error


def columns(value: Any) -> Columns:
    """The pair (value_double, value_text) that keeps `value`; `StoreError` when it is no JSON value."""
    kind = type(value)
    if kind is float:
        return _finite(value), None
    if kind is bool:
        return (1.0, "true") if value else (0.0, "false")
    if kind is int:
        return _whole(value)
    if kind is str:
        quoted = value.startswith(_TEXT_LIKE_JSON) or value == "null"
        return None, canonical(value) if quoted else value
    return None, canonical(value)


def _finite(value: float) -> float:
    if value - value != 0.0:
        raise StoreError(f"{value} is no finite number", code="store_value", status=422)
    return value + 0.0  # -0.0 becomes 0.0: engines disagree on whether it survives


def _whole(value: int) -> Columns:
    if -EXACT_IN_DOUBLE <= value <= EXACT_IN_DOUBLE:
        return float(value), None
    try:
        return float(value), str(value)
    except OverflowError as error:
        raise StoreError("a whole number beyond the range of a double", code="store_value", status=422) from error


def from_columns(double: float | None, text: str | None) -> Any:
    """The value that `columns` took apart."""
    if text is None:
        return double
    if double is not None:
        return text == "true" if text in ("true", "false") else int(text)
    if text == "null" or text.startswith(_TEXT_LIKE_JSON):
        return orjson.loads(text)
    return text


def rank(value: Any) -> Rank:
    """The place of a value among values reported for the same instant; the greatest is kept.

    In words: a number (true is 1, false is 0) beats everything else, a greater number beats a smaller one,
    then the greater `value_text` wins, absent counting as empty, and last the greater canonical JSON (1.0
    over 1). Texts compare by code point. The first three are what a store has in its columns, so SQL decides
    a tie exactly as the live state does, and the two never disagree. The order is total over values that are
    different as JSON.
    """
    double, text = columns(value)
    return double is not None, double or 0.0, text or "", canonical(value)


_PLAIN = frozenset((str, int, bool, float, type(None)))


def outranks(value: Any, other: Any) -> bool:
    """Whether `value` replaces `other`, reported for the same instant; never for one and the same value."""
    kind = type(value)
    if kind is type(other) and kind in _PLAIN and value == other and (value or kind is not float):
        return False  # the common repetition, without ranking; 0.0 and -0.0 are equal and not the same
    return rank(value) > rank(other)
