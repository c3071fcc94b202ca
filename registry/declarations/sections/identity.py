"""Who the twin is: id, tenant, name, definition."""

from __future__ import annotations

from registry.declarations import grammar
from registry.declarations.cursor import Cursor, required, text
from registry.declarations.faults import shown

_NO_LIMIT = 1 << 30


def twin_id(cursor: Cursor | None, *, tenant: str) -> str | None:
    """The id of a twin, its own or another's. Without a namespace, the tenant is proposed as one."""
    value = text(cursor, limit=_NO_LIMIT, multiline=True)
    if value is None or cursor is None:
        return None
    trouble = grammar.id_trouble(value)
    if trouble is None:
        return value
    hint = f'write "{tenant}:{value}"' if ":" not in value and len(value) < 100 else ""
    cursor.error(f"{shown(value)} {trouble}", expected=grammar.ID_EXPECTED, hint=hint)
    return None


def own_id(root: Cursor, found: dict[str, Cursor], tenant: str) -> str | None:
    cursor = required(root, found, "@id", expected=grammar.ID_EXPECTED)
    return twin_id(cursor, tenant=tenant)


def tenant(root: Cursor, found: dict[str, Cursor]) -> str:
    """The tenant, or the default one with a warning."""
    if "tenant" not in found:
        root.report.warn(
            root.node.place,
            "tenant",
            f"is missing; {grammar.DEFAULT_TENANT!r} is used",
            hint="write tenant: followed by its name",
        )
        return grammar.DEFAULT_TENANT
    return _tenant(found["tenant"]) or grammar.DEFAULT_TENANT


def _tenant(cursor: Cursor) -> str | None:
    """The tenant; of a wrong one, what it was probably meant to be, so that other hints can use it."""
    value = text(cursor)
    if value is None or grammar.matches(grammar.TENANT, value):
        return value
    slug = "-".join(value.lower().split())
    near = slug if grammar.matches(grammar.TENANT, slug) else None
    hint = f"write {near}" if near else ""
    cursor.error(f"{shown(value)} is no tenant", expected=grammar.TENANT_EXPECTED, hint=hint)
    return near


def definition(cursor: Cursor | None) -> str | None:
    value = text(cursor, limit=2048)
    if value is None or cursor is None or grammar.matches(grammar.DEFINITION, value):
        return value
    expected = "namespace:name:version such as org.example:Lift:1.0.0, or a URL"
    cursor.error(f"{shown(value)} is no definition", expected=expected)
    return None
