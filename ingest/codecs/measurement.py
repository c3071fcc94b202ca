"""What a codec is given beside the payload, what it gives back, and what it raises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from common.errors import DTPError

DEFAULT_FEATURE = "default"
"""The feature of a property when neither the stream nor the payload names one."""

DEFAULT_PROPERTY = "value"
"""The property of a bare value when the stream names none."""


class Measurement(NamedTuple):
    """One reported value: of which feature and property, and when (microseconds since 1970, UTC)."""

    feature: str
    property: str
    value: Any
    at_us: int


_LONGEST_REASON = 400
"""A path in a payload can be as long as the payload."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about a payload without reading it.

    `feature` and `property` come from the stream's declaration. `received_us` is when it arrived: the time of
    values that carry none. A time more than `max_ahead_us` after it is refused.
    """

    feature: str | None
    property: str | None
    received_us: int
    max_ahead_us: int


class DecodeError(DTPError):
    """A payload that a codec does not take: `reason` is a sentence for the person who reads the dead letters.

    It says what is wrong, where (a JSON path, or a byte offset) and what was expected. `code` is one of
    `CODES`.
    """

    status = 400

    def __init__(self, reason: str, code: str = "bad_shape") -> None:
        super().__init__(reason if len(reason) <= _LONGEST_REASON else f"{reason[:_LONGEST_REASON]}…", code=code)

    @property
    def reason(self) -> str:
        """The sentence."""
        return self.message


CODES = {
    "unknown_codec": "no codec has this name",
    "empty": "there is nothing in the payload, or nothing to measure",
    "too_large": "the payload is longer than 1 MiB",
    "not_utf8": "the payload is not UTF-8",
    "not_json": "the payload is not JSON",
    "not_finite": "a number is NaN, infinite or beyond the range of a double",
    "bad_shape": "the JSON is not of the shape that the codec reads",
    "bad_name": "a feature or property name is not allowed",
    "bad_text": "a text holds a NUL character",
    "bad_time": "a time is not of a form that can be read, or outside 1970 to 9999",
    "time_ahead": "a time is too far in the future",
    "too_deep": "the JSON is nested deeper than 16 levels",
    "too_many": "the message holds too many properties or measurements",
}
"""Every `DecodeError.code` and what it means."""
