"""What an unquoted YAML scalar means, with the traps of YAML 1.1 told instead of sprung.

YAML 1.1 reads 22:30 as 81000 and 0012 as 10. Neither is ever meant in a twin, so both are errors that say so;
`no`, `on` and dates keep their meaning here and are refused where a text was expected.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import yaml
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

from registry.declarations.tree import Kind, Scalar

MAX_INTEGER: Final = 2**63 - 1
MAX_LENGTH: Final = 200

_TRUE: Final = ("yes", "true", "on")
_OCTAL: Final = re.compile(r"[-+]?0[0-7_]+")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_resolve: Any = Resolver().resolve  # has no types
_constructor = SafeConstructor()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a scalar is read as; `trouble` and `hint` are set where it must not be read at all."""

    kind: Kind
    value: Scalar = None
    trouble: str = ""
    hint: str = ""


def meaning(text: str) -> Meaning:
    """Read one unquoted scalar. A very long one is a text: the patterns of YAML are not made for it."""
    if len(text) > MAX_LENGTH:
        return Meaning("text", text)
    tag = str(_resolve(yaml.ScalarNode, text, (True, False))).rpartition(":")[2]
    if tag == "null":
        return Meaning("empty")
    if tag == "bool":
        return Meaning("boolean", text.lower() in _TRUE)
    if tag in ("int", "float"):
        return _number(text, is_integer=tag == "int")
    return _date(text) if tag == "timestamp" else Meaning("text", text)


def json_number(text: str) -> float | None:
    """The number that JSON and YAML 1.2 see in a text such as 1e3, which YAML 1.1 leaves a text."""
    if len(text) > MAX_LENGTH or not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


def _number(text: str, *, is_integer: bool) -> Meaning:
    if ":" in text:
        return _trap(text, "YAML reads it as a number in base 60")
    if is_integer and _OCTAL.fullmatch(text):
        return _trap(text, "YAML reads the leading zero as an octal number")
    try:
        number = int(text.replace("_", ""), 0) if is_integer else float(text.replace("_", "").replace(" ", ""))
    except ValueError:
        return _not_finite(text) if "." in text else _trap(text, "it is not a number that can be read")
    return checked_number(number)


def checked_number(number: float) -> Meaning:
    """A number as JSON can carry it, or why it cannot."""
    if isinstance(number, int):
        if abs(number) > MAX_INTEGER:
            return Meaning("broken", None, "is an integer of more than 64 bits", "put it in quotes as a text")
        return Meaning("integer", number)
    return Meaning("number", number) if math.isfinite(number) else _not_finite(str(number))


def _not_finite(text: str) -> Meaning:
    hint = "leave the key out, or put the value in quotes as a text"
    return Meaning("broken", None, f"is {text.strip('+-.')}, which JSON has no number for", hint)


def _trap(text: str, why: str) -> Meaning:
    short = text if len(text) <= 40 else text[:40] + "…"
    return Meaning("broken", None, f"is ambiguous: {short} has no quotes, and {why}", f'write "{short}"')


def _date(text: str) -> Meaning:
    try:
        moment = _constructor.construct_yaml_timestamp(yaml.ScalarNode("timestamp", text))
    except (ValueError, OverflowError):
        return Meaning("broken", None, f"is not a date that exists: {text}", f'write "{text}" if it is a text')
    assert isinstance(moment, date)
    return Meaning("date", moment.isoformat())
