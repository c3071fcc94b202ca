"""The tree between a source (YAML text, or a document from the API) and the sections that read it.

Both sources end in the same `Node`, so every check is written once and knows nothing of YAML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from registry.declarations.faults import NOWHERE, Place

Kind = Literal["empty", "boolean", "integer", "number", "text", "date", "list", "mapping", "broken"]
Scalar = bool | int | float | str | None

MAX_DEPTH: Final = 32
MAX_NODES: Final = 20_000
MAX_CHARACTERS: Final = 2 << 20
"""As expanded: one long text may be repeated by aliases, and every repetition is paid for."""

_SHOWN_KEY: Final = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping, with its own place."""

    place: Place
    node: Node


@dataclass(frozen=True, slots=True)
class Node:
    """One value with its place.

    `written` is the text of an unquoted scalar as it stands in the file, for hints. A `broken` node has been
    reported already; who meets one keeps quiet. `nodes`, `characters` and `height` measure it with its
    aliases expanded.
    """

    kind: Kind
    place: Place = NOWHERE
    value: Scalar = None
    items: tuple[Node, ...] = ()
    entries: Mapping[str, Entry] = field(default_factory=dict)
    written: str | None = None
    nodes: int = 1
    characters: int = 0
    height: int = 0


class Exceeded(Exception):
    """The budget of a file is used up."""


@dataclass(slots=True)
class Budget:
    """What one file may cost when everything in it is expanded."""

    nodes: int = 0
    characters: int = 0

    def spend(self, nodes: int, characters: int) -> None:
        self.nodes += nodes
        self.characters += characters
        if self.nodes > MAX_NODES:
            raise Exceeded(f"has more than {MAX_NODES:,} values, counted with every alias expanded")
        if self.characters > MAX_CHARACTERS:
            raise Exceeded(f"has more than {MAX_CHARACTERS:,} characters, counted with every alias expanded")


def join(path: str, key: str) -> str:
    """The path of a key below `path`; long or unprintable keys are cut and escaped."""
    short = key if len(key) <= _SHOWN_KEY else key[:_SHOWN_KEY] + "…"
    name = short if short.isprintable() else repr(short)[1:-1]
    return f"{path}.{name}" if path else name


def places(node: Node, path: str = "") -> Iterator[tuple[str, Place]]:
    """Every path of a tree with the place of its value."""
    yield path, node.place
    for number, item in enumerate(node.items):
        yield from places(item, f"{path}[{number}]")
    for key, entry in node.entries.items():
        yield from places(entry.node, join(path, key))


def text_trouble(text: str) -> str | None:
    """What no text may contain, because neither JSON nor a database can hold it."""
    if "\x00" in text:
        return "has a NUL character in it"
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return "has half of a surrogate pair in it, which is no character"
    return None
