"""To which other twins it is tied: dependencies, and relations with a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.declarations import grammar
from registry.declarations.cursor import Cursor, fields, required, text
from registry.declarations.faults import shown
from registry.declarations.model import Dependencies, RelationSpec
from registry.declarations.sections.identity import twin_id


@dataclass(frozen=True, slots=True)
class Myself:
    """The twin whose relations are read: no twin is its own relative."""

    id: str | None
    tenant: str


def dependencies(cursor: Cursor | None, myself: Myself) -> Dependencies:
    found = fields(cursor, Dependencies) if cursor else {}
    return Dependencies(static=_targets(found.get("static"), myself), dynamic=_targets(found.get("dynamic"), myself))


def _targets(cursor: Cursor | None, myself: Myself) -> tuple[str, ...]:
    pairs = [(item, _target(item, myself)) for item in cursor.items("a list of twin ids")] if cursor else []
    return tuple(_unique(pairs))


def _unique(pairs: Iterable[tuple[Cursor, str | None]]) -> list[str]:
    seen: dict[str, None] = {}
    for item, target in pairs:
        if target is None:
            continue
        if target in seen:
            item.warn(f"{shown(target)} is listed twice; the second is ignored", hint="remove one")
        seen[target] = None
    return list(seen)


def _target(cursor: Cursor | None, myself: Myself) -> str | None:
    target = twin_id(cursor, tenant=myself.tenant)
    if target is not None and target == myself.id and cursor is not None:
        cursor.error("is the id of the twin itself", expected="the id of another twin")
        return None
    return target


def relations(cursor: Cursor | None, myself: Myself) -> tuple[RelationSpec, ...]:
    found: dict[RelationSpec, None] = {}
    for item in cursor.items("a list of relations, each with kind and target") if cursor else ():
        relation = _relation(item, myself)
        if relation in found:
            item.warn("is the same relation as one above; it is ignored", hint="remove one")
        elif relation is not None:
            found[relation] = None
    return tuple(found)


def _relation(cursor: Cursor, myself: Myself) -> RelationSpec | None:
    found = fields(cursor, RelationSpec)
    if cursor.node.kind != "mapping":
        if cursor.node.kind == "empty":
            cursor.error("is empty", expected="a mapping with kind, target")
        return None
    kind = _kind(required(cursor, found, "kind", expected="a word such as parent"))
    target = _target(required(cursor, found, "target", expected=grammar.ID_EXPECTED), myself)
    return RelationSpec(kind=kind, target=target) if kind and target else None


def _kind(cursor: Cursor | None) -> str | None:
    value = text(cursor)
    if value is None or cursor is None:
        return None
    if value in ("static", "dynamic"):
        cursor.error(f"{shown(value)} is a dependency", hint=f"list the target under dependencies.{value}")
        return None
    if not grammar.matches(grammar.RELATION_KIND, value):
        expected = "a letter, then letters, digits, '_' or '-', at most 64"
        cursor.error(f"{shown(value)} is no kind of relation", expected=expected)
        return None
    return value
