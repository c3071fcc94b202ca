"""What live state tells the layers above."""

from dataclasses import dataclass
from typing import Any

Moment = int
"""Microseconds since the epoch."""


@dataclass(frozen=True, slots=True)
class StateChanged:
    """A twin's reported state went from revision `base` to `revision`.

    `reported` holds only what changed: `{feature: {property: (value, time)}}`. `received_us` is when the batch's newest
    message arrived; what is shown later lags by that much.
    """

    twin_id: str
    tenant: str
    base: int
    revision: int
    reported: dict[str, dict[str, tuple[Any, Moment]]]
    received_us: Moment
