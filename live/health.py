"""The health of a twin in one word: pure, from its features and the time. The portal computes the same from cards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

STALE_AFTER_INTERVALS = 3


def health(features: Mapping[str, Mapping[str, Any]], now_us: int) -> str:
    """`unknown`, `stale`, `warning` or `ok`.

    `features` is `{name: {"interval_s": float | None, "properties": {name: {"value", "at_us", "min", "max", "enum"}}}}`
    and a property never reported has `at_us` None.
    """
    reported = [p for feature in features.values() for p in feature["properties"].values() if p["at_us"] is not None]
    if not reported:
        return "unknown"
    if any(_is_stale(feature["interval_s"], feature["properties"].values(), now_us) for feature in features.values()):
        return "stale"
    return "warning" if any(is_out_of_range(p) for p in reported) else "ok"


def _is_stale(interval_s: float | None, properties: Iterable[Mapping[str, Any]], now_us: int) -> bool:
    times: list[int] = [min(p["at_us"], now_us) for p in properties if p["at_us"] is not None]
    if not times or not interval_s:
        return False
    return now_us - max(times) > STALE_AFTER_INTERVALS * interval_s * 1_000_000


def is_out_of_range(declared: Mapping[str, Any]) -> bool:
    """Whether a reported value breaks its declared range or is none of its declared words."""
    value, allowed = declared["value"], declared.get("enum")
    if value is None:
        return False
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = declared.get("min"), declared.get("max")
        if (low is not None and value < low) or (high is not None and value > high):
            return True
    return bool(allowed and not any(_is_same(value, word) for word in allowed))


def _is_same(value: Any, word: Any) -> bool:
    """Equal as JSON is: to Python, True == 1."""
    return bool(value == word) and isinstance(value, bool) == isinstance(word, bool)
