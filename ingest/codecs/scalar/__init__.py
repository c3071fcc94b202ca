"""Codec `scalar`: one bare value, `21.5`, `true`, `"open"` or `open`.

Numbers, `null` and quoted texts are read as JSON writes them, `true` and `false` in any case; whatever else
is not an object or list is a text, without the white space around it. The property is the stream's, else
`value`.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

from ingest.codecs.document import check_size, explain, text_of
from ingest.codecs.measurement import DEFAULT_FEATURE, DEFAULT_PROPERTY, Context, DecodeError, Measurement

_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_BOOLEANS = {"true": True, "false": False}


def decode(payload: bytes, context: Context) -> list[Measurement]:
    """The one measurement in `payload`."""
    check_size(payload)
    try:
        value = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        value = _from_text(payload, error)
    return read_value(value, context)


def read_value(value: Any, context: Context) -> list[Measurement]:
    """The measurement of a value that is neither an object nor a list."""
    if type(value) is dict or type(value) is list:
        raise DecodeError("The payload is an object or a list; expected one bare value.", "bad_shape")
    if type(value) is str and "\0" in value:
        raise DecodeError("The text holds the character U+0000, which is not kept.", "bad_text")
    feature, name = context.feature or DEFAULT_FEATURE, context.property or DEFAULT_PROPERTY
    return [Measurement(feature, name, value, context.received_us)]


def _from_text(payload: bytes, error: orjson.JSONDecodeError) -> Any:
    """The value of a payload that is not JSON, `error` saying why."""
    text = text_of(payload).strip()
    if not text:
        raise DecodeError("The payload is empty.", "empty")
    if "infinity" in error.msg or text.startswith(("{", "[", '"', "\ufeff")):
        raise explain(payload, error)
    if _NOT_FINITE.fullmatch(text):
        raise DecodeError(f"The payload is {text}; expected a finite number.", "not_finite")
    return _BOOLEANS.get(text.lower(), text)
