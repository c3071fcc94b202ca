"""Signs of life that the platform's own parts leave for its health page.

They live in Django's cache: a heartbeat that is lost is a heartbeat that was not given, which is the truth.
"""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from common import clock

_PREFIX = "heartbeat:"
_KEEP_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When a part last gave a sign of life (microseconds since the epoch), and what it said."""

    at_us: int
    facts: dict[str, Any]

    def age_seconds(self) -> float:
        return max(0.0, (clock.now_us() - self.at_us) / 1_000_000)


def beat(part: str, **facts: Any) -> None:
    """Record that `part` is alive now, with facts worth showing."""
    cache.set(_PREFIX + part, (clock.now_us(), facts), _KEEP_SECONDS)


def last(part: str) -> Heartbeat | None:
    """The last sign of life of `part`, or None when there was none."""
    found = cache.get(_PREFIX + part)
    return Heartbeat(*found) if found else None
