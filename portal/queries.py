"""What the portal shows: cards, with live values and sparklines, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from common import clock
from common.mqtt import reported_topic
from live import queries as live
from live.queries import LiveTwin
from portal.models import PortalEvent
from registry import queries as registry
from stores.timeseries import SignalKey

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

SPARKLINE_SECONDS = 600
SPARKLINE_POINTS = 120
_HEADLINES = 4
_NUMERIC = {"number", "integer"}
_FACTS = ("title", "type", "unit", "min", "max", "enum", "value")


def position() -> int:
    """The id of the newest portal event."""
    return PortalEvent.objects.aggregate(newest=Max("id"))["newest"] or 0


def cards(user: User | AnonymousUser, *, tenant: str = "", ids: Sequence[str] = ()) -> dict[str, Any]:
    """All cards that the person may see, or the named ones. The position is read first, so that no event between it
    and the snapshot is missed."""
    at = position()
    rows = registry.twins(user, tenant=tenant)
    if ids:
        rows = rows.filter(pk__in=ids)
    twins = live.live_twins(list(rows.prefetch_related("streams")))
    headlines = {found.twin.pk: headline(found) for found in twins}
    signals = {found.twin.pk: _sparkline_signal(found, headlines[found.twin.pk]) for found in twins}
    points = live.sparklines(filter(None, signals.values()), seconds=SPARKLINE_SECONDS, points=SPARKLINE_POINTS)
    shaped = [_card(found, headlines[found.twin.pk], signals[found.twin.pk], points) for found in twins]
    shaped.sort(key=lambda card: (card["order"], card["name"], card["id"]))
    return {"position": at, "now": clock.iso(clock.now()), "cards": shaped}


def headline(found: LiveTwin) -> list[tuple[str, str]]:
    """What the card shows, as (feature, property), the big one first: as declared, else the first numbers, else any."""
    declared = [tuple(str(entry).split(".", 1)) for entry in found.twin.card.headline]
    if chosen := [(f, p) for f, p in declared if p in found.features.get(f, {}).get("properties", {})]:
        return chosen
    everything = [(f, p) for f, feature in found.features.items() for p in feature["properties"]]
    numbers = [(f, p) for f, p in everything if _is_numeric(found, f, p)]
    return list(islice(numbers or everything, _HEADLINES))


def _is_numeric(found: LiveTwin, feature: str, name: str) -> bool:
    about = found.features[feature]["properties"][name]
    if about["type"]:
        return about["type"] in _NUMERIC
    return isinstance(about["value"], int | float) and not isinstance(about["value"], bool)


def _sparkline_signal(found: LiveTwin, chosen: Sequence[tuple[str, str]]) -> SignalKey | None:
    numeric = (SignalKey(found.twin.pk, f, p) for f, p in chosen if _is_numeric(found, f, p))
    return next(numeric, None)


def _card(
    found: LiveTwin,
    chosen: Sequence[tuple[str, str]],
    signal: SignalKey | None,
    points: dict[SignalKey, list[tuple[int, float]]],
) -> dict[str, Any]:
    twin, card = found.twin, found.twin.card
    return {
        "id": twin.pk,
        "name": card.name,
        "tenant": twin.tenant_id,
        "description": twin.description,
        "domain": twin.metadata.get("domain") or [],
        "status": twin.status,
        "icon": card.icon or None,
        "ui_url": card.ui_url or None,
        "order": card.order,
        "revision": found.revision,
        "features": {name: _feature(feature) for name, feature in found.features.items()},
        "headline": [{"feature": f, "property": p} for f, p in chosen],
        "sparkline": _sparkline(found, signal, points),
        "topics": [
            *(s.topic for s in twin.streams.all() if s.kind == "mqtt"),
            reported_topic(twin.pk, "{feature}"),
        ],
    }


def _feature(feature: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": feature["title"],
        "interval_s": feature["interval_s"],
        "properties": {
            name: {
                **{fact: about[fact] for fact in _FACTS},
                "at": clock.iso_us(about["at_us"]) if about["at_us"] is not None else None,
            }
            for name, about in feature["properties"].items()
        },
    }


def _sparkline(
    found: LiveTwin, signal: SignalKey | None, points: dict[SignalKey, list[tuple[int, float]]]
) -> dict[str, Any] | None:
    if signal is None:
        return None
    interval = found.features[signal.feature]["interval_s"]
    drawn = with_gaps(points.get(signal, []), interval)
    return {"feature": signal.feature, "property": signal.property, "points": drawn}


def with_gaps(points: Sequence[tuple[int, float]], interval_s: float | None) -> list[list[Any]]:
    """Points in epoch milliseconds, with a null where nothing came for longer than three intervals (and three of the
    sparkline's own buckets)."""
    longest = 3 * max(interval_s or 0.0, SPARKLINE_SECONDS / SPARKLINE_POINTS) * 1_000_000
    drawn: list[list[Any]] = []
    before: int | None = None
    for at, value in points:
        if before is not None and at - before > longest:
            drawn.append([(before + 1) // 1000, None])
        drawn.append([at // 1000, value])
        before = at
    return drawn


def last_value_at(user: User | AnonymousUser) -> datetime | None:
    """When a value of any twin that the person may see last arrived."""
    return live.last_received_at(registry.twins(user))
