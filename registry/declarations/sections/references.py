"""References inside one file: a stream or a headline that names a feature or a property."""

from __future__ import annotations

from collections.abc import Mapping

from registry.declarations import grammar
from registry.declarations.cursor import Cursor, text
from registry.declarations.faults import shown

Declared = Mapping[str, frozenset[str]]
"""The names of the properties of each declared feature, well-formed or not: one mistake is told once."""


def declared_names(cursor: Cursor | None) -> Declared:
    entries = cursor.node.entries if cursor else {}
    return {name: _property_names(Cursor(entry.node, "", cursor.report)) for name, entry in entries.items() if cursor}


def _property_names(feature: Cursor) -> frozenset[str]:
    properties = feature.node.entries.get("properties")
    return frozenset(properties.node.entries) if properties else frozenset()


def check_feature(cursor: Cursor | None, declared: Declared) -> bool:
    """Whether the text at `cursor` names a feature of the file; reported if not."""
    name = text(cursor)
    return cursor is not None and name is not None and feature_is_known(cursor, name, declared)


def check_property(cursor: Cursor | None, feature: str, declared: Declared) -> bool:
    """Whether the text at `cursor` names a property of `feature`; reported if not."""
    name = text(cursor)
    return cursor is not None and name is not None and property_is_known(cursor, feature, name, declared)


def feature_is_known(cursor: Cursor, name: str, declared: Declared) -> bool:
    if not grammar.matches(grammar.NAME, name):
        cursor.error(f"{shown(name)} is no name of a feature", expected=grammar.NAME_EXPECTED)
        return False
    # A file without features does not say which there are; any name is right.
    if not declared or name in declared:
        return True
    hint = cursor.suggestion(name, declared) or "declare it under features"
    cursor.error(f"there is no feature {shown(name)}", expected=_some(declared), hint=hint)
    return False


def property_is_known(cursor: Cursor, feature: str, name: str, declared: Declared) -> bool:
    if not grammar.matches(grammar.NAME, name):
        cursor.error(f"{shown(name)} is no name of a property", expected=grammar.NAME_EXPECTED)
        return False
    known = declared.get(feature, frozenset())
    if not known or name in known:
        return True
    hint = cursor.suggestion(name, known) or f"declare it under features.{feature}.properties"
    cursor.error(
        f"the feature {shown(feature)} has no property {shown(name)}",
        expected=_some(sorted(known)),
        hint=hint,
    )
    return False


def _some(names: object) -> str:
    listed = [str(name)[:64] for name in names] if isinstance(names, (list, Mapping)) else []
    more = ", …" if len(listed) > 8 else ""
    return "one of " + ", ".join(listed[:8]) + more
