"""Server-Sent Events, as bytes (WHATWG HTML, section 9.2)."""

from __future__ import annotations

from typing import Any

import orjson


def event(name: str, data: Any, *, event_id: int | None = None) -> bytes:
    """One event with JSON data."""
    return raw_event(name, orjson.dumps(data), event_id=event_id)


def raw_event(name: str, data: bytes, *, event_id: int | None = None) -> bytes:
    """One event whose data is encoded already; JSON by orjson has no line breaks."""
    head = b"" if event_id is None else b"id: %d\n" % event_id
    return b"%sevent: %s\ndata: %s\n\n" % (head, name.encode(), data)
