"""From a topic to the twins that it feeds. Pure: a table made from declared streams, asked once per message."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from common.mqtt import REPORTED_FILTER, parse_reported_topic

_REMEMBER = 50_000


class Target(NamedTuple):
    """Where a message goes: the twin, and how its payload is read."""

    twin_id: str
    codec: str
    feature: str | None
    property: str | None


class StreamLike(Protocol):
    @builtins.property
    def twin_id(self) -> str: ...
    @builtins.property
    def topic(self) -> str: ...
    @builtins.property
    def codec(self) -> str: ...
    @builtins.property
    def feature(self) -> str: ...
    @builtins.property
    def property(self) -> str: ...


@dataclass(frozen=True, slots=True)
class StrictTwin:
    """What a twin with `strict: true` accepts: `{feature: properties}`."""

    features: Mapping[str, frozenset[str]]

    def refusal(self, feature: str, property_: str) -> str | None:
        """Why a property is refused, or None when it is declared."""
        if feature not in self.features:
            return f"feature {feature!r} is not declared and the twin is strict; declared: {_names(self.features)}"
        if property_ not in self.features[feature]:
            known = _names(self.features[feature])
            return f"property {feature}.{property_} is not declared and the twin is strict; declared: {known}"
        return None


class Routes:
    """The routing table. Answers are remembered per topic, since devices repeat theirs."""

    def __init__(
        self,
        twins: Iterable[str] = (),
        streams: Iterable[StreamLike] = (),
        strict: Mapping[str, StrictTwin] | None = None,
    ) -> None:
        self.twins = frozenset(twins)
        self.strict = dict(strict or {})
        self._exact: dict[str, list[Target]] = {}
        self._patterns: list[tuple[list[str], Target]] = []
        self._remembered: dict[str, tuple[Target, ...]] = {}
        for stream in streams:
            self._add(stream)

    def _add(self, stream: StreamLike) -> None:
        target = Target(stream.twin_id, stream.codec, stream.feature or None, stream.property or None)
        if "+" in stream.topic or "#" in stream.topic:
            self._patterns.append((stream.topic.split("/"), target))
        else:
            self._exact.setdefault(stream.topic, []).append(target)

    def filters(self) -> frozenset[str]:
        """Everything to subscribe to: the declared topic filters and the default topics of all twins."""
        return frozenset({REPORTED_FILTER, *self._exact, *("/".join(levels) for levels, _ in self._patterns)})

    def targets(self, topic: str) -> tuple[Target, ...]:
        """The twins that a topic feeds; empty when nobody declared it."""
        found = self._remembered.get(topic)
        if found is None:
            found = self._find(topic)
            if len(self._remembered) >= _REMEMBER:
                self._remembered.clear()
            self._remembered[topic] = found
        return found

    def _find(self, topic: str) -> tuple[Target, ...]:
        levels = topic.split("/")
        found = list(self._exact.get(topic, ()))
        found += [target for pattern, target in self._patterns if matches(pattern, levels)]
        if (default := parse_reported_topic(topic)) and self._counts(default[0], found):
            found.append(Target(default[0], "auto", default[1], None))
        return tuple(dict.fromkeys(found))

    def _counts(self, twin_id: str, found: list[Target]) -> bool:
        """Whether a default topic feeds its twin: unless a stream of the twin's own says how it is read. What others
        listen to takes nothing from it."""
        if not found:
            return True
        return twin_id in self.twins and all(target.twin_id != twin_id for target in found)


def matches(pattern: list[str], levels: list[str]) -> bool:
    """Whether a topic filter matches a topic, both split at '/' (MQTT 3.1.1, section 4.7)."""
    if levels[0].startswith("$") and pattern[0] in {"+", "#"}:
        return False
    for index, part in enumerate(pattern):
        if part == "#":
            return True
        if index >= len(levels) or part not in {"+", levels[index]}:
            return False
    return len(pattern) == len(levels)


def _names(known: Iterable[str]) -> str:
    return ", ".join(sorted(known)) or "none"
