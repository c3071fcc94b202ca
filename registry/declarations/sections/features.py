"""What the twin measures: features, and the properties in them."""

from __future__ import annotations

from registry.declarations import grammar
from registry.declarations.cursor import (
    Cursor,
    choice,
    described,
    duration,
    fields,
    json_value,
    name_is_good,
    number,
    required,
    text,
)
from registry.declarations.faults import one_of, shown
from registry.declarations.model import Feature, Property
from registry.declarations.part import Json
from registry.declarations.tree import Kind

_KINDS: dict[str, tuple[Kind, ...]] = {
    "number": ("number", "integer"),
    "integer": ("integer",),
    "boolean": ("boolean",),
    "string": ("text",),
}


def features(cursor: Cursor | None) -> dict[str, Feature]:
    found = cursor.children("a mapping of feature names") if cursor else {}
    read = {name: _feature(value) for name, value in found.items()}
    return {name: feature for name, feature in read.items() if name_is_good(found[name], name, "a feature")}


def _feature(cursor: Cursor) -> Feature:
    found = fields(cursor, Feature)
    return Feature(
        title=text(found.get("title")),
        description=text(found.get("description"), limit=10_000, multiline=True),
        interval=duration(found.get("interval")),
        properties=_properties(found.get("properties")),
    )


def _properties(cursor: Cursor | None) -> dict[str, Property]:
    found = cursor.children("a mapping of property names") if cursor else {}
    good: dict[str, Property] = {}
    for name, value in found.items():
        read = _property(value)
        if name_is_good(value, name, "a property") and read:
            good[name] = read
    return good


def _property(cursor: Cursor) -> Property | None:
    if cursor.node.kind == "text":
        kind = choice(cursor, grammar.TYPES)
        return Property.model_validate({"type": kind}) if kind else None
    if cursor.node.kind == "empty":
        cursor.error("has no type", expected=one_of(grammar.TYPES))
        return None
    return _long(cursor)


def _long(cursor: Cursor) -> Property | None:
    found = fields(cursor, Property)
    if cursor.node.kind != "mapping":
        return None
    kind = choice(required(cursor, found, "type", expected=one_of(grammar.TYPES)), grammar.TYPES)
    low, high = _range(found, kind)
    values: dict[str, Json] = {
        "unit": text(found.get("unit"), limit=64),
        "min": low,
        "max": high,
        "enum": _enum(found.get("enum"), kind),
        "title": text(found.get("title")),
        "description": text(found.get("description"), limit=10_000, multiline=True),
    }
    return Property.model_validate({"type": kind} | values) if kind else None


def _range(found: dict[str, Cursor], kind: str | None) -> tuple[float | None, float | None]:
    for key in ("min", "max"):
        if key in found and kind not in ("number", "integer", None):
            found[key].error(f"has no meaning for the type {kind}", hint="remove it, or use type: number")
    low, high = number(found.get("min")), number(found.get("max"))
    if low is not None and high is not None and low > high:
        found["min"].error(f"{low:g} is greater than max, which is {high:g}", expected="min <= max", hint="swap them")
    return low, high


def _enum(cursor: Cursor | None, kind: str | None) -> tuple[Json, ...]:
    if cursor is None:
        return ()
    items = cursor.items("a list of the allowed values")
    if cursor.node.kind == "list" and not items:
        cursor.error("is an empty list, so no value would be allowed", hint="list the values, or remove it")
    if kind in ("object", "array"):
        cursor.error(f"has no meaning for the type {kind}", hint="remove it")
    elif kind is not None:
        _check_values(items, kind)
    return tuple(json_value(item.node) for item in items)


def _check_values(items: list[Cursor], kind: str) -> None:
    seen: set[Json] = set()
    for item in items:
        if item.node.kind not in (*_KINDS[kind], "broken"):
            _wrong_value(item, kind)
        elif item.node.value in seen and item.node.kind != "broken":
            item.error(f"{shown(str(item.node.value))} is listed twice", hint="remove one")
        seen.add(item.node.value)


def _wrong_value(item: Cursor, kind: str) -> None:
    is_quotable = kind == "string" and item.node.kind not in ("list", "mapping", "empty")
    hint = f'put it in quotes: "{(item.node.written or str(item.node.value))[:40]}"' if is_quotable else ""
    item.error(f"is {described(item.node)}", expected=f"a value of the type {kind}", hint=hint)
