"""Reading query parameters strictly: a misspelt or malformed one is an answer with every fault, never ignored."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from common import clock
from common.errors import FieldError, invalid_fields

T = TypeVar("T")
Reader = Callable[[str], Any]


def read_params(
    given: Mapping[str, str], readers: Mapping[str, Reader], *, required: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Each given parameter read by its reader (which raises ValueError with a sentence). Raises Invalid."""
    faults = [
        FieldError(name, "This parameter is not known.", _suggest(name, readers))
        for name in given
        if name not in readers
    ]
    faults += [FieldError(name, "This parameter is needed.") for name in required if not given.get(name)]
    values: dict[str, Any] = {}
    for name, read in readers.items():
        if given.get(name, "") != "":
            try:
                values[name] = read(given[name])
            except ValueError as error:
                faults.append(FieldError(name, str(error)))
    if faults:
        raise invalid_fields(faults)
    return values


def text(value: str) -> str:
    if "\x00" in value:
        raise ValueError("The character U+0000 is not allowed.")
    return value


def flag(value: str) -> bool:
    if value.lower() not in {"true", "1", "false", "0"}:
        raise ValueError("Expected true or false.")
    return value.lower() in {"true", "1"}


def integer(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not (value.isascii() and value.isdigit() and len(value) < 19 and low <= int(value) <= high):
            raise ValueError(f"Expected a whole number from {low} to {high}.")
        return int(value)

    return read


def moment(value: str) -> int:
    """Microseconds since the epoch, from RFC 3339 or epoch milliseconds."""
    try:
        if value.lstrip("-").isdigit() and len(value) <= 15:
            found = int(value) * 1000
        else:
            # A '+' of a zone arrives as a space when it was not escaped.
            parsed = datetime.fromisoformat(value.replace(" ", "+") if "T" in value else value)
            found = clock.to_us(parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC))
        # Every moment that is let in can be written out again: a zone may lead out of the calendar.
        clock.from_us(found)
    except (ValueError, OverflowError):
        raise ValueError("Expected a time like 2026-11-20T18:00:00Z, or epoch milliseconds.") from None
    return found


def _suggest(name: str, known: Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(sorted(known)) or 'none'}."
