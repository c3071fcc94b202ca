"""How the twin is shown and reached: the card of the portal, and addresses that people click on."""

from __future__ import annotations

from registry.declarations import grammar
from registry.declarations.cursor import Cursor, fields, integer, text
from registry.declarations.faults import shown
from registry.declarations.model import Ui
from registry.declarations.sections.references import Declared, feature_is_known, property_is_known


def ui(cursor: Cursor | None, declared: Declared) -> Ui:
    found = fields(cursor, Ui) if cursor else {}
    return Ui(
        icon=text(found.get("icon"), limit=64),
        url=address(found.get("url"), grammar.PAGE_URL, "an http or https address, or a path such as /lift"),
        headline=_headline(found.get("headline"), declared),
        order=integer(found.get("order")) or 0,
    )


def address(cursor: Cursor | None, pattern: str, expected: str) -> str | None:
    """A URL. The pattern decides which schemes are allowed: a page is clicked on, so it is never a script."""
    value = text(cursor, limit=2048)
    if value is None or cursor is None or grammar.matches(pattern, value):
        return value
    looks_bare = "://" not in value and grammar.matches(r"[A-Za-z0-9.-]+(:[0-9]+)?(/.*)?", value)
    hint = f"write http://{value[:80]}" if looks_bare else ""
    cursor.error(f"{shown(value)} is no address", expected=expected, hint=hint)
    return None


def _headline(cursor: Cursor | None, declared: Declared) -> tuple[str, ...]:
    seen: dict[str, None] = {}
    for item in cursor.items("a list of feature.property") if cursor else ():
        path = _reference(item, declared)
        if path in seen:
            item.error(f"{shown(path)} is listed twice", hint="remove one")
        elif path:
            seen[path] = None
    return tuple(seen)


def _reference(cursor: Cursor, declared: Declared) -> str | None:
    value = text(cursor)
    if value is None:
        return None
    feature, dot, name = value.partition(".")
    if not dot:
        cursor.error(f"{shown(value)} names no property", expected="feature.property, such as cabin.position")
        return None
    known = feature_is_known(cursor, feature, declared) and property_is_known(cursor, feature, name, declared)
    return value if known else None
