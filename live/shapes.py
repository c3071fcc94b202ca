"""How live state looks on the wire, as `docs/portal-api.md` describes it."""

from typing import Any

from common import clock
from live.queries import LiveTwin, PropertyHistory

FACTS = ("title", "type", "unit", "min", "max", "enum")


def twin_shape(live: LiveTwin) -> dict[str, Any]:
    """`GET /api/v1/twins/{id}`."""
    twin, document = live.twin, live.twin.document()
    kept = {name: document.get(name) for name in ("name", "tenant", "metadata", "interfaces", "dependencies")}
    return {
        "id": twin.pk,
        **kept,
        "description": twin.description,
        "relations": twin.relations,
        "source": twin.source,
        "ui_url": twin.ui.get("url"),
        "icon": twin.ui.get("icon"),
        "revision": live.revision,
        "health": live.health(),
        "now": clock.iso(clock.now()),
        "features": {name: _feature(feature) for name, feature in live.features.items()},
    }


def _feature(feature: dict[str, Any]) -> dict[str, Any]:
    known = {name: p for name, p in feature["properties"].items() if p["at_us"] is not None}
    return {
        "title": feature["title"],
        "interval_s": feature["interval_s"],
        "revision": feature["revision"],
        "received_at": clock.iso(feature["received_at"]) if feature["received_at"] else None,
        "reported": {name: p["value"] for name, p in known.items()},
        "reported_at": {name: clock.iso_us(p["at_us"]) for name, p in known.items()},
        "desired": feature["desired"],
        "desired_at": {name: clock.iso_us(at) for name, at in feature["desired_at"].items()},
        "properties": {name: {fact: p[fact] for fact in FACTS} for name, p in feature["properties"].items()},
    }


def history_shape(twin_id: str, found: PropertyHistory) -> dict[str, Any]:
    """`GET /api/v1/twins/{id}/history`. Times of points in epoch milliseconds."""
    window, series = found.window, found.series
    return {
        "id": twin_id,
        "feature": window.feature,
        "property": window.property,
        "unit": found.declared["unit"],
        "type": found.declared["type"],
        "from": clock.iso_us(window.start_us),
        "to": clock.iso_us(window.end_us),
        "raw_count": series.raw_count,
        "downsampled": series.downsampled,
        "before": [series.before[0] // 1000, series.before[1]] if series.before else None,
        "points": [[at // 1000, value] for at, value in series.points],
    }
