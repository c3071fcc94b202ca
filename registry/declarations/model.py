"""What a twin.yaml says, once it has been read: frozen, typed, and the one list of the fields of the format.

What is said about a field here becomes the JSON Schema, and docs/twin-yaml.md is tested to mention it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, ClassVar

from registry.declarations import grammar
from registry.declarations.grammar import PropertyType, Severity
from registry.declarations.part import About, Json, Part, plain

_DURATION: dict[str, Json] = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": grammar.MAX_SECONDS},
        {"type": "string", "pattern": f"^(?:{grammar.SHORT_DURATION}|{grammar.ISO_DURATION})$"},
    ]
}
_ID: dict[str, Json] = {"type": "string", "pattern": f"^{grammar.ID}$", "maxLength": grammar.MAX_ID}
_NAME: dict[str, Json] = {"pattern": f"^{grammar.NAME}$"}
_WORDS: dict[str, Json] = {"type": ["string", "number", "null"]}


def _typed(name: str) -> dict[str, Json]:
    """What the type of a property says about its other fields: a rule of the schema."""
    empty = {"type": "null"}
    then = {"enum": empty if name in ("object", "array") else {"items": {"type": name}}}
    then |= {} if name in ("number", "integer") else {"min": empty, "max": empty}
    return {"if": {"properties": {"type": {"const": name}}, "required": ["type"]}, "then": {"properties": then}}


class Metadata(Part):
    """What is known about the thing itself. Any further key is kept in `rest`."""

    domain: Annotated[
        tuple[str, ...],
        About(
            "Domains",
            "Fields of work the twin belongs to; one text or a list.",
            ["lift", "building"],
            type=["array", "string", "null"],
            items={"type": "string"},
        ),
    ] = ()
    status: Annotated[
        str | None, About("Life cycle", "Such as instantiated, active, deprecated.", "active", **_WORDS)
    ] = None
    device_id: Annotated[
        str | None,
        About("Device", "The device that speaks for the twin, by its own name.", "core2-001", **_WORDS),
    ] = None
    rest: Annotated[Mapping[str, Json], About("Anything else", "Every further key, kept as it is.")] = {}

    @classmethod
    def fields_by_key(cls) -> dict[str, str]:
        return {key: name for key, name in super().fields_by_key().items() if name != "rest"}

    def to_document(self) -> dict[str, Json]:
        return super().to_document() | {key: plain(value) for key, value in self.rest.items()}


class Stream(Part):
    """Where data of the twin arrives."""

    always: ClassVar = ("kind", "topic", "codec")
    shorthand: ClassVar = {"type": "string", "minLength": 1}
    rules: ClassVar = {"dependentRequired": {"property": ["feature"]}}

    kind: Annotated[
        str,
        About("Kind", "What carries the data: mqtt, kafka, influx, http …", "mqtt", "kafka", pattern="^[A-Za-z]"),
    ] = "mqtt"
    topic: Annotated[
        str,
        About(
            "Topic",
            "The MQTT topic filter, or an address as the kind writes it.",
            "dtp/sensors/lift/+",
            minLength=1,
        ),
    ]
    codec: Annotated[str, About("Codec", "How a message is read; auto finds out.", "auto", "json")] = "auto"
    feature: Annotated[str | None, About("Feature", "The feature that the values belong to.", "cabin", **_NAME)] = None
    property: Annotated[
        str | None,
        About("Property", "The property that a bare value belongs to; needs a feature.", "position", **_NAME),
    ] = None


class Interfaces(Part):
    """How the twin is reached."""

    always: ClassVar = ("data_streams",)

    api: Annotated[
        str | None,
        About(
            "API",
            "The address of the twin's own service.",
            "http://localhost:3001",
            pattern=f"^(?:{grammar.API_URL})?$",
        ),
    ] = None
    data_streams: Annotated[
        tuple[Stream, ...],
        About(
            "Data streams",
            "Where data arrives: topics, or mappings with more to say.",
            ["dtp/sensors/lift/+"],
        ),
    ] = ()


class Dependencies(Part):
    """The twins without which this one cannot do its work."""

    always: ClassVar = ("static", "dynamic")

    static: Annotated[
        tuple[str, ...],
        About("Static", "Ids of twins it always depends on.", ["dtp.building:north"], items=_ID),
    ] = ()
    dynamic: Annotated[
        tuple[str, ...],
        About("Dynamic", "Ids of twins it depends on for now.", ["dtp.grid:feeder-2"], items=_ID),
    ] = ()


class RelationSpec(Part):
    """A named relation to another twin."""

    kind: Annotated[
        str,
        About(
            "Kind",
            "What the other twin is to this one.",
            "parent",
            "feeds",
            pattern=f"^(?!(?:static|dynamic)$){grammar.RELATION_KIND}$",
        ),
    ]
    target: Annotated[str, About("Target", "The id of the other twin.", "dtp.building:north", **_ID)]


class Property(Part):
    """One value that the twin reports or is told."""

    always: ClassVar = ("type",)
    shorthand: ClassVar = {"enum": list(grammar.TYPES)}
    rules: ClassVar = {"allOf": [_typed(name) for name in grammar.TYPES]}

    type: Annotated[PropertyType, About("Type", "The JSON type of the value.", "number")]
    unit: Annotated[str | None, About("Unit", "Shown behind the value.", "m", "°C", "%", maxLength=64)] = None
    min: Annotated[float | None, About("Smallest", "Lower end of the range of a number.", 0)] = None
    max: Annotated[float | None, About("Largest", "Upper end of the range of a number.", 24)] = None
    enum: Annotated[
        tuple[Json, ...],
        About(
            "Allowed values",
            "The only values there are, each of the declared type.",
            ["open", "closed"],
            minItems=1,
            uniqueItems=True,
        ),
    ] = ()
    title: Annotated[str | None, About("Title", "The name shown to people.", "Position", maxLength=256)] = None
    description: Annotated[str | None, About("Description", "What the value means.")] = None


class Feature(Part):
    """A named group of properties that are reported together."""

    title: Annotated[str | None, About("Title", "The name shown to people.", "Cabin", maxLength=256)] = None
    description: Annotated[str | None, About("Description", "What the feature is.")] = None
    interval: Annotated[
        float | None,
        About(
            "Interval",
            "How often a report is expected; stale when it stays away.",
            "500ms",
            "5s",
            "PT5S",
            5,
            **_DURATION,
        ),
    ] = None
    properties: Annotated[
        Mapping[str, Property],
        About("Properties", "The values of the feature, by name.", {"position": {"type": "number", "unit": "m"}}),
    ] = {}

    @classmethod
    def stray(cls, key: str) -> str:
        return "if it is a property, put it under properties:"


class Alarm(Part):
    """A condition that somebody has to know about. Kept here, evaluated elsewhere."""

    always: ClassVar = ("severity",)

    when: Annotated[
        str,
        About(
            "When",
            "The condition, in terms of feature.property.",
            "vibration.rms > 4.5",
            minLength=1,
            maxLength=1024,
        ),
    ]
    for_: Annotated[
        float,
        About("For", "How long it must hold before the alarm is raised.", "30s", key="for", **_DURATION),
    ] = 0.0
    clear: Annotated[
        str | None,
        About(
            "Clear",
            "The condition that ends it; otherwise the opposite of when.",
            "vibration.rms < 3.5",
            maxLength=1024,
        ),
    ] = None
    severity: Annotated[Severity, About("Severity", "How bad it is.", "major")] = "warning"
    message: Annotated[
        str | None, About("Message", "What people are told.", "Bearing vibration high", maxLength=1024)
    ] = None


class Ui(Part):
    """How the portal shows the twin."""

    icon: Annotated[str | None, About("Icon", "The name of an icon.", "lift", maxLength=64)] = None
    url: Annotated[
        str | None,
        About(
            "Page",
            "The twin's own page: http, https, or a path.",
            "http://localhost:3001",
            pattern=f"^(?:{grammar.PAGE_URL})?$",
        ),
    ] = None
    headline: Annotated[
        tuple[str, ...],
        About(
            "Headline",
            "The values on the card, as feature.property, the most important first.",
            ["vibration.rms", "cabin.position"],
            items={"type": "string", "pattern": f"^{grammar.PROPERTY_PATH}$"},
            uniqueItems=True,
        ),
    ] = ()
    order: Annotated[int, About("Order", "Cards are sorted by it, then by name.", 10)] = 0


class Declaration(Part):
    """A twin as declared in one twin.yaml."""

    always: ClassVar = ("name", "tenant", "metadata", "interfaces", "dependencies")

    id: Annotated[str, About("Id", "namespace:name, unique on the platform.", "dtp.lift:lift-1", key="@id", **_ID)]
    name: Annotated[
        str,
        About(
            "Name",
            "What people call it; otherwise the name part of the id.",
            "Lift 1, north shaft",
            maxLength=256,
        ),
    ] = ""
    tenant: Annotated[str, About("Tenant", "Who the twin belongs to.", "demo", pattern=f"^(?:{grammar.TENANT})?$")] = (
        grammar.DEFAULT_TENANT
    )
    description: Annotated[str | None, About("Description", "A sentence or two.", "Traction lift, 8 floors")] = None
    definition: Annotated[
        str | None,
        About(
            "Definition",
            "The model it follows: namespace:name:version, or a URL.",
            "org.example:Lift:1.0.0",
            pattern=f"^(?:{grammar.DEFINITION})?$",
        ),
    ] = None
    metadata: Annotated[Metadata, About("Metadata", "What is known about the thing itself.")] = Metadata()
    interfaces: Annotated[Interfaces, About("Interfaces", "How the twin is reached.")] = Interfaces()
    dependencies: Annotated[Dependencies, About("Dependencies", "The twins without which it cannot work.")] = (
        Dependencies()
    )
    relations: Annotated[
        tuple[RelationSpec, ...],
        About(
            "Relations",
            "Named relations to other twins.",
            [{"kind": "parent", "target": "dtp.building:north"}],
        ),
    ] = ()
    features: Annotated[Mapping[str, Feature], About("Features", "What it measures and can be told, by name.")] = {}
    alarms: Annotated[Mapping[str, Alarm], About("Alarms", "What counts as an alarm, by name.")] = {}
    ui: Annotated[Ui, About("Portal", "How the portal shows it.")] = Ui()
    strict: Annotated[bool, About("Strict", "Refuse features, properties and keys that are not declared.")] = False

    @classmethod
    def stray(cls, key: str) -> str:
        sections: dict[str, type[Part]] = {
            "metadata": Metadata,
            "interfaces": Interfaces,
            "dependencies": Dependencies,
            "ui": Ui,
        }
        homes = [name for name, part in sections.items() if key in part.fields_by_key()]
        return f"put it under {homes[0]}:" if homes else ""

    def content_hash(self) -> str:
        """SHA-256 of the meaning: comments, formatting and the order of keys do not change it."""
        canonical = json.dumps(
            self.to_document(), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
        return hashlib.sha256(canonical.encode()).hexdigest()
