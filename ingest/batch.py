"""A batch of messages, read: pure. What can be decoded becomes measurements, the rest dead letters with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ingest.codecs import Context, DecodeError, Measurement, decode
from ingest.codecs.properties import check_name
from ingest.routing import Routes, Target


class Message(NamedTuple):
    """A message as it arrived. `received_us` is our clock, in microseconds since the epoch."""

    topic: str
    payload: bytes
    received_us: int


class Row(NamedTuple):
    """One measured value: what live state and history take in. `at_us` is the device's time."""

    twin_id: str
    feature: str
    property: str
    value: Any
    at_us: int


class Dead(NamedTuple):
    """A message that nobody can take."""

    message: Message
    code: str
    reason: str
    twin_id: str = ""


class Batch(NamedTuple):
    rows: list[Row]
    dead: list[Dead]
    received_us: int


def read_batch(messages: Iterable[Message], routes: Routes, *, max_ahead_us: int) -> Batch:
    """Decode messages by the routes; never raises for what a message contains."""
    rows: list[Row] = []
    dead: list[Dead] = []
    received_us = 0
    for message in messages:
        received_us = max(received_us, message.received_us)
        targets = routes.targets(message.topic)
        if not targets:
            dead.append(Dead(message, "no_stream", "No registered twin declares a stream with this topic."))
        for target in targets:
            _read(message, target, routes, max_ahead_us, rows, dead)
    return Batch(rows, dead, received_us)


def _read(
    message: Message, target: Target, routes: Routes, max_ahead_us: int, rows: list[Row], dead: list[Dead]
) -> None:
    if target.twin_id not in routes.twins:
        reason = f"No twin {target.twin_id!r} is registered, or it is deprecated."
        dead.append(Dead(message, "unknown_twin", reason, target.twin_id))
        return
    context = Context(target.feature, target.property, message.received_us, max_ahead_us)
    try:
        if target.feature:  # it may come from the topic, which anybody can write
            check_name(target.feature, "The topic")
        measurements = decode(target.codec, message.payload, context)
    except DecodeError as error:
        dead.append(Dead(message, error.code, error.reason, target.twin_id))
        return
    strict = routes.strict.get(target.twin_id)
    if strict and (refusals := _refusals(strict.refusal, measurements)):
        dead.append(Dead(message, "not_declared", "; ".join(refusals), target.twin_id))
        return
    rows += [Row(target.twin_id, m.feature, m.property, m.value, m.at_us) for m in measurements]


def _refusals(refusal: Any, measurements: list[Measurement]) -> list[str]:
    found = (refusal(m.feature, m.property) for m in measurements)
    return list(dict.fromkeys(reason for reason in found if reason))
