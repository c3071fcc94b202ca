"""What is known about the thing itself: three keys with a meaning, and everything else as it is."""

from __future__ import annotations

from registry.declarations.cursor import Cursor, json_value, text
from registry.declarations.faults import shown
from registry.declarations.model import Metadata


def metadata(cursor: Cursor | None) -> Metadata:
    if cursor is None:
        return Metadata()
    found = cursor.children()
    known = Metadata.fields_by_key()
    return Metadata(
        domain=_domain(found.get("domain")),
        status=_label(found.get("status")),
        device_id=_label(found.get("device_id")),
        rest={key: json_value(value.node) for key, value in found.items() if key not in known},
    )


def _domain(cursor: Cursor | None) -> tuple[str, ...]:
    if cursor is None or not cursor.is_given:
        return ()
    given = [cursor] if cursor.node.kind == "text" else cursor.items("a text or a list of texts")
    words = [text(item) for item in given]
    return tuple(word for word in words if word)


def _label(cursor: Cursor | None) -> str | None:
    """A text; a bare number is taken as it is written, since names of devices often are numbers."""
    if cursor is None or not cursor.is_given:
        return None
    if cursor.node.kind not in ("integer", "number"):
        return text(cursor)
    written = cursor.node.written or str(cursor.node.value)
    cursor.warn(f"is the number {written}; read as the text {shown(written)}", hint=f'write "{written}"')
    return written
