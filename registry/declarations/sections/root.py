"""The whole declaration: every section is read, so that all faults are found at once."""

from __future__ import annotations

from dataclasses import replace

from registry.declarations import grammar
from registry.declarations.cursor import Cursor, Rules, boolean, fields, text
from registry.declarations.model import Declaration, Interfaces
from registry.declarations.sections import identity
from registry.declarations.sections.alarms import alarms
from registry.declarations.sections.features import features
from registry.declarations.sections.metadata import metadata
from registry.declarations.sections.portal import address, ui
from registry.declarations.sections.references import Declared, declared_names
from registry.declarations.sections.relations import Myself, dependencies, relations
from registry.declarations.sections.streams import streams


def declaration(cursor: Cursor) -> Declaration | None:
    """The declaration at `cursor`, or None; the report says why."""
    if cursor.node.kind != "mapping":
        hint = "a key and its value need ': ' between them" if cursor.node.kind == "text" else ""
        cursor.refuse_kind('a mapping that begins with "@id": namespace:name', hint=hint)
        return None
    root = replace(cursor, rules=_rules(cursor))
    found = fields(root, Declaration)
    read = _read(root, found)
    return None if root.report.has_errors else read


def _rules(cursor: Cursor) -> Rules:
    entry = cursor.node.entries.get("strict")
    return replace(cursor.rules, strict=entry is not None and entry.node.value is True)


def _read(root: Cursor, found: dict[str, Cursor]) -> Declaration:
    tenant = identity.tenant(root, found)
    own_id = identity.own_id(root, found, tenant)
    declared = declared_names(found.get("features"))
    myself = Myself(own_id, tenant)
    return Declaration(
        id=own_id or "",
        name=text(found.get("name")) or (own_id or "").partition(":")[2],
        tenant=tenant,
        description=text(found.get("description"), limit=10_000, multiline=True),
        definition=identity.definition(found.get("definition")),
        metadata=metadata(found.get("metadata")),
        interfaces=_interfaces(found.get("interfaces"), declared),
        dependencies=dependencies(found.get("dependencies"), myself),
        relations=relations(found.get("relations"), myself),
        features=features(found.get("features")),
        alarms=alarms(found.get("alarms")),
        ui=ui(found.get("ui"), declared),
        strict=boolean(found.get("strict")) or False,
    )


def _interfaces(cursor: Cursor | None, declared: Declared) -> Interfaces:
    found = fields(cursor, Interfaces) if cursor else {}
    return Interfaces(
        api=address(found.get("api"), grammar.API_URL, "an address such as http://localhost:3001"),
        data_streams=streams(found.get("data_streams"), declared),
    )
