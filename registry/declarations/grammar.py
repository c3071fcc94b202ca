"""The words of the format and their grammars: pure tests on strings, with what to expect in plain English.

Every pattern is written so that Python's `re` and ECMA 262 (JSON Schema) read it alike; in Python they are
used with `fullmatch`, in the schema they are anchored.
"""

from __future__ import annotations

import re
from typing import Final, Literal, get_args

PropertyType = Literal["number", "integer", "boolean", "string", "object", "array"]
Severity = Literal["info", "warning", "minor", "major", "critical"]

TYPES: Final[tuple[str, ...]] = get_args(PropertyType)
SEVERITIES: Final[tuple[str, ...]] = get_args(Severity)
CODECS: Final = ("auto", "json", "values", "signal", "scalar")
STREAM_KINDS: Final = ("mqtt", "kafka", "influx", "timescale", "http", "ws", "amqp", "opcua", "modbus")
DEFAULT_TENANT: Final = "default"

ID: Final = r"(?:[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z][A-Za-z0-9_-]*)*)?:[^\u0000-\u001f/\u007f-\u00ff]+"
NAMESPACE: Final = r"(?:[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z][A-Za-z0-9_-]*)*)?"
TENANT: Final = r"[a-z0-9][a-z0-9_-]{0,62}"
NAME: Final = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
KIND: Final = r"[a-z][a-z0-9_+.-]{0,31}"
RELATION_KIND: Final = r"[A-Za-z][A-Za-z0-9_-]{0,63}"
DEFINITION: Final = r"[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+|https?://[^\u0000-\u0020]+"
API_URL: Final = r"(?:[A-Za-z][A-Za-z0-9+.-]*://|/)[^\u0000-\u0020]*"
PAGE_URL: Final = r"(?:https?://[^\u0000-\u0020/]|/(?!/))[^\u0000-\u0020]*"
PROPERTY_PATH: Final = rf"{NAME}\.{NAME}"
SHORT_DURATION: Final = r"[0-9]+(?:\.[0-9]+)? ?(?:ms|s|m|h|d)"
ISO_DURATION: Final = r"P(?=[0-9]|T[0-9])(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"

MAX_ID: Final = 256
MAX_TOPIC_BYTES: Final = 2_048
"""MQTT allows 65,535; this many fit under a unique index of PostgreSQL."""
MAX_SECONDS: Final = 366 * 86_400

ID_EXPECTED: Final = "namespace:name, for example dtp.lift:lift-1"
TENANT_EXPECTED: Final = "lower-case letters, digits, '_' and '-', starting with a letter or digit, at most 63"
NAME_EXPECTED: Final = "a letter or digit, then letters, digits, '_' or '-', at most 64"
DURATION_EXPECTED: Final = "a number of seconds, or 500ms, 5s, 2m, 1h, 1d, or ISO 8601 such as PT5S"

_UNIT_SECONDS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}
_CONTROL: Final = re.compile(r"[\u0000-\u001f\u007f-\u009f]")


def matches(pattern: str, text: str) -> bool:
    """Whether the whole of `text` follows `pattern`."""
    return re.fullmatch(pattern, text) is not None


def has_control_character(text: str) -> bool:
    return _CONTROL.search(text) is not None


def id_trouble(text: str) -> str | None:
    """What is wrong with a twin id, or None."""
    if len(text) > MAX_ID:
        return f"has {len(text)} characters, more than {MAX_ID}"
    if ":" not in text:
        return "has no namespace"
    namespace, _, name = text.partition(":")
    if not matches(NAMESPACE, namespace):
        return f"has a namespace that is not allowed: {namespace!r}"
    return _id_name_trouble(name)


def _id_name_trouble(name: str) -> str | None:
    if not name:
        return "has nothing after the ':'"
    if "/" in name:
        return "has a '/' in its name"
    if has_control_character(name):
        return "has a control character in its name"
    wrong = next((letter for letter in name if "\x7f" <= letter <= "\xff"), None)
    return f"has the letter {wrong!r} in its name" if wrong else None


def topic_trouble(topic: str) -> str | None:
    """What is wrong with an MQTT topic filter (MQTT 5, section 4.7), or None."""
    if not topic:
        return "is empty"
    if has_control_character(topic):
        return "has a control character in it"
    if len(topic.encode()) > MAX_TOPIC_BYTES:
        return f"is longer than {MAX_TOPIC_BYTES} bytes"
    if topic.startswith("$share/"):
        return "starts with '$share/', which the platform adds itself"
    return _level_trouble(topic.split("/"))


def _level_trouble(levels: list[str]) -> str | None:
    for position, level in enumerate(levels, start=1):
        if "#" in level and level != "#":
            return f"has '#' beside other characters in {level!r}"
        if level == "#" and position < len(levels):
            return "has levels after '#'"
        if "+" in level and level != "+":
            return f"has '+' beside other characters in {level!r}"
    return None


def seconds(text: str) -> float | None:
    """The seconds that a written duration means, or None where it is not one."""
    if matches(SHORT_DURATION, text):
        unit = text.lstrip("0123456789. ")
        return float(text[: -len(unit)]) * _UNIT_SECONDS[unit]
    return _iso_seconds(text) if matches(ISO_DURATION, text) else None


def _iso_seconds(text: str) -> float:
    # In ISO 8601 an M before the T would be months; the pattern leaves only the minutes after it.
    parts = re.findall(r"([0-9.]+)([DHMS])", text)
    return sum(float(amount) * _UNIT_SECONDS[unit.lower()] for amount, unit in parts)
