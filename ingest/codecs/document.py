"""From bytes to a JSON document, and what is said when that fails."""

from __future__ import annotations

import re
from typing import Any

import orjson

from ingest.codecs.measurement import DecodeError

LARGEST_PAYLOAD = 1024 * 1024
"""Bytes."""

DEEPEST = 16
"""Levels of lists and objects, the outermost counted."""

_BOM = b"\xef\xbb\xbf"
_CONTAINERS = (dict, list)
_NOT_FINITE = re.compile(r"-?(nan|infinity|inf)", re.IGNORECASE)


def parse(payload: bytes) -> Any:
    """The JSON document in `payload`; `DecodeError` where it is none."""
    check_size(payload)
    try:
        document = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise explain(payload, error) from error
    if payload.count(b"{") + payload.count(b"[") > DEEPEST:
        _check_depth(document)
    if b"\\u0000" in payload:
        _refuse_nul(document)
    return document


def check_size(payload: bytes) -> None:
    """Refuse what is empty or longer than `LARGEST_PAYLOAD`."""
    if len(payload) > LARGEST_PAYLOAD:
        raise DecodeError(f"The payload is {len(payload)} bytes long; at most {LARGEST_PAYLOAD} are read.", "too_large")
    if not payload or payload.isspace():
        raise DecodeError("The payload is empty.", "empty")


def text_of(payload: bytes) -> str:
    """The payload as text; `DecodeError` naming the first byte that is not UTF-8."""
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        found = f"byte {error.start} (0x{payload[error.start]:02x})"
        raise DecodeError(f"The payload is not UTF-8: {found} does not belong there.", "not_utf8") from error


def explain(payload: bytes, error: orjson.JSONDecodeError) -> DecodeError:
    """What to tell a person about a payload that is not JSON."""
    text = text_of(payload)
    if payload.startswith(_BOM):
        return DecodeError("The payload starts with a byte order mark; send UTF-8 without one.", "not_json")
    at = len(text[: error.pos].encode())
    if "infinity" in error.msg:
        return DecodeError(f"The number at byte {at} is beyond the range of a double.", "not_finite")
    if "depth" in error.msg:
        return DecodeError(f"The payload is nested deeper than {DEEPEST} levels.", "too_deep")
    if found := _NOT_FINITE.match(text, error.pos):
        return DecodeError(f"JSON has no {found[0]} (byte {at}); send null or leave the property out.", "not_finite")
    said = error.msg.partition(": line ")[0]
    before = f", before {text[error.pos :][:20]!r}" if text[error.pos :] else ""
    return DecodeError(f"The payload is not JSON: {said} at byte {at}{before}.", "not_json")


def _check_depth(document: Any) -> None:
    """Called only for payloads with enough brackets to be too deep."""
    layer = [("$", document)]
    for _ in range(DEEPEST):
        layer = [inner for path, value in layer for inner in _containers(path, value)]
    if layer:
        raise DecodeError(f"{layer[0][0]} is nested deeper than {DEEPEST} levels.", "too_deep")


def _containers(path: str, value: Any) -> list[tuple[str, Any]]:
    """The objects and lists directly inside an object or list, with their paths."""
    if type(value) is dict:
        return [(f"{path}.{name}", each) for name, each in value.items() if type(each) in _CONTAINERS]
    return [(f"{path}[{index}]", each) for index, each in enumerate(value) if type(each) in _CONTAINERS]


def _refuse_nul(document: Any) -> None:
    """Databases keep no NUL in a text. Called only when the payload holds the escape."""
    layer = [document]
    while layer:
        if any(type(each) is str and "\0" in each for each in layer):
            raise DecodeError("A text in the payload holds the character U+0000, which is not kept.", "bad_text")
        layer = [inner for each in layer if type(each) in _CONTAINERS for inner in _members(each)]


def _members(value: Any) -> list[Any]:
    return [*value, *value.values()] if type(value) is dict else value
