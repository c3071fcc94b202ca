"""State + events = state: live events applied to an old snapshot, as clients apply them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from common import clock

Values = dict[tuple[str, str], tuple[Any, int]]
"""(feature, property) to value and time in epoch milliseconds; what was never reported is left out."""

State = dict[str, tuple[int, Values]]
"""Twin to revision and values."""


class Missed(AssertionError):
    """A change builds on a revision that was never told."""


def state_of(cards: Iterable[Mapping[str, Any]]) -> State:
    """What a page keeps of a snapshot."""
    return {card["id"]: (card["revision"], _values(card["features"])) for card in cards}


def _values(features: Mapping[str, Any]) -> Values:
    return {
        (feature, name): (about["value"], clock.to_us(datetime.fromisoformat(about["at"])) // 1000)
        for feature, shape in features.items()
        for name, about in shape["properties"].items()
        if about["at"] is not None
    }


def replay(cards: Iterable[Mapping[str, Any]], live_events: Iterable[Mapping[str, Any]]) -> State:
    """The state after the events. Raises Missed where a client would have to fetch the card again."""
    state = state_of(cards)
    for event in live_events:
        for change in event["twins"]:
            if change["id"] in state:
                state[change["id"]] = _applied(*state[change["id"]], change)
    return state


def _applied(revision: int, values: Values, change: Mapping[str, Any]) -> tuple[int, Values]:
    if change["revision"] <= revision:
        return revision, values
    if change["base"] > revision:
        raise Missed(f"{change['id']} is at {revision}, and the change builds on {change['base']}.")
    after = dict(values)
    for feature, properties in change["reported"].items():
        for name, (value, at) in properties.items():
            if (feature, name) not in after or at >= after[feature, name][1]:
                after[feature, name] = (value, at)
    return change["revision"], after
