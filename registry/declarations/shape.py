"""The JSON Schema (draft 2020-12) of the format, drawn from the model: short forms and long forms alike.

It is what an editor shows while typing, so it is as strict as an editor should be: a key that the reader
would only warn about is marked. What takes two places to judge (min and max, references, a topic given twice)
is left to the reader, and so is the grammar of topics.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from registry.declarations import grammar
from registry.declarations.model import Declaration, Metadata
from registry.declarations.part import About, Json, Part

SCHEMA: Final = "https://json-schema.org/draft/2020-12/schema"

_SIMPLE: Final[dict[Any, str]] = {str: "string", float: "number", int: "integer", bool: "boolean"}
_NOTE: Final = {"^x-": True}


def json_schema(codecs: tuple[str, ...] = grammar.CODECS) -> dict[str, Json]:
    """The schema of a twin.yaml."""
    parts: dict[str, Json] = {}
    _define(Declaration, parts)
    parts["Stream"]["anyOf"][1]["properties"]["codec"]["enum"] = list(codecs)
    root = parts.pop("Declaration")
    return {"$schema": SCHEMA, "title": "twin.yaml", **root, "$defs": dict(sorted(parts.items()))}


def _define(part: type[Part], parts: dict[str, Json]) -> dict[str, Json]:
    """Add the schema of a part and of all parts in it; returns the reference to it."""
    if part.__name__ not in parts:
        parts[part.__name__] = {}
        parts[part.__name__] = _with_shorthand(part, _mapping(part, parts))
    return {"$ref": f"#/$defs/{part.__name__}"}


def _with_shorthand(part: type[Part], long: dict[str, Json]) -> dict[str, Json]:
    return {"anyOf": [dict(part.shorthand), long]} if part.shorthand else long


def _mapping(part: type[Part], parts: dict[str, Json]) -> dict[str, Json]:
    fields = part.fields_by_key()
    schema: dict[str, Json] = {
        "type": "object",
        "description": (part.__doc__ or "").split("\n")[0],
        "properties": {key: _field(part, name, parts) for key, name in fields.items()},
    }
    required = [key for key, name in fields.items() if part.model_fields[name].is_required()]
    if required:
        schema["required"] = required
    if part is not Metadata:
        schema |= {"patternProperties": _NOTE, "additionalProperties": False}
    return schema | part.rules


def _field(part: type[Part], name: str, parts: dict[str, Json]) -> dict[str, Json]:
    info, about = part.model_fields[name], part.about(name)
    schema = _said(about) | _shape(info.annotation, parts) | about.schema
    if "anyOf" in about.schema:
        schema.pop("type", None)
    return schema if info.is_required() else _or_empty(schema)


def _said(about: About) -> dict[str, Json]:
    said: dict[str, Json] = {"title": about.title, "description": about.description}
    return said | ({"examples": list(about.examples)} if about.examples else {})


def _or_empty(schema: dict[str, Json]) -> dict[str, Json]:
    """The same schema, where nothing behind the key means the same as no key."""
    if isinstance(schema.get("type"), str):
        return schema | {"type": [schema["type"], "null"]}
    if "anyOf" in schema:
        return schema | {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "enum" in schema:
        return schema | {"enum": [*schema["enum"], None]}
    if "$ref" in schema:
        reference = schema.pop("$ref")
        return schema | {"anyOf": [{"$ref": reference}, {"type": "null"}]}
    return schema


def _shape(annotation: Any, parts: dict[str, Json]) -> dict[str, Json]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _shape(next(item for item in arguments if item is not NoneType), parts)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": _shape(arguments[0], parts)}
    if origin is Mapping:
        return _names(arguments[1], parts)
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return _define(annotation, parts)
    return {"type": _SIMPLE[annotation]} if annotation in _SIMPLE else {}


def _names(part: type[Part], parts: dict[str, Json]) -> dict[str, Json]:
    """A mapping of free names to parts; one with nothing required may be left empty."""
    names = {"type": "string", "pattern": f"^{grammar.NAME}$"}
    needs_nothing = not any(info.is_required() for info in part.model_fields.values())
    value = _or_empty(_define(part, parts)) if needs_nothing else _define(part, parts)
    return {"type": "object", "propertyNames": names, "additionalProperties": value}
