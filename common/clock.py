"""The one place where the present enters the program, so that tests can travel instead of sleeping."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_now_us: Callable[[], int] = lambda: time.time_ns() // 1_000  # noqa: E731


def now_us() -> int:
    """The present in microseconds since the epoch (UTC), as the hot path counts time."""
    return _now_us()


def now() -> datetime:
    """The present as an aware datetime in UTC."""
    return from_us(_now_us())


def from_us(microseconds: int) -> datetime:
    """The aware datetime of a count of microseconds since the epoch."""
    return EPOCH + timedelta(microseconds=microseconds)


def to_us(moment: datetime) -> int:
    """Microseconds since the epoch of an aware datetime, exactly."""
    return (moment - EPOCH) // _MICROSECOND


def iso(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as every answer of the platform writes times."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def iso_us(microseconds: int) -> str:
    return iso(from_us(microseconds))


@contextmanager
def travel(to: datetime | int) -> Iterator[Callable[[float], None]]:
    """For tests: hold the clock at `to`; the yielded function moves it on by seconds."""
    global _now_us
    before, at = _now_us, [to if isinstance(to, int) else to_us(to)]

    def forward(seconds: float) -> None:
        at[0] += round(seconds * 1_000_000)

    _now_us = lambda: at[0]  # noqa: E731
    try:
        yield forward
    finally:
        _now_us = before
