"""From YAML text to a tree of nodes with places, within a budget.

Built on the parser's events rather than on its composer: the events come one by one, so a file that nests a
hundred thousand levels or doubles itself by aliases is refused at the first step too far, before it costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import yaml

from registry.declarations import reserved, scalars, syntax
from registry.declarations.faults import NOWHERE, Place, Refused, Report, shown
from registry.declarations.tree import MAX_DEPTH, Budget, Entry, Exceeded, Node, join, text_trouble

_YAML_TAG: Final = "tag:yaml.org,2002:"
_PLAIN_TAGS: Final = {"!", f"{_YAML_TAG}str", f"{_YAML_TAG}map", f"{_YAML_TAG}seq"}


def compose(text: str, report: Report) -> Node | None:
    """The tree of the only document in `text`, or None if it is empty; raises `Refused`."""
    masked = reserved.mask(text)
    try:
        return _Composer(masked, report).document()
    except yaml.MarkedYAMLError as error:
        raise syntax.complain(error, text, report) from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise report.refuse(Place(1, 1), f"this is not YAML: {shown(str(error))}") from None


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark else NOWHERE


class _Composer:
    def __init__(self, masked: reserved.Masked, report: Report) -> None:
        self._masked = masked
        self._report = report
        self._events: Iterator[yaml.Event] = yaml.parse(masked.text, Loader=reserved.LOADER)
        self._anchors: dict[str, Node | None] = {}
        self._budget = Budget()

    def document(self) -> Node | None:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None
        node = self._node(next(self._events), "", 1)
        next(self._events)
        self._refuse_second_document(next(self._events))
        return None if node.kind == "empty" else node

    def _refuse_second_document(self, event: yaml.Event) -> None:
        if not isinstance(event, yaml.StreamEndEvent):
            hint = "put every twin into a twin.yaml of its own"
            message = "a second document begins here"
            raise self._report.refuse(_place(event), message, expected="one twin per file", hint=hint)

    def _node(self, event: yaml.Event, path: str, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, path, depth)
        assert isinstance(event, yaml.NodeEvent)
        # An anchor is known as open until its node is complete: an alias in between would be endless.
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        before = (self._budget.nodes, self._budget.characters)
        node = self._measured(self._fresh(event, path, depth), before)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _fresh(self, event: yaml.Event, path: str, depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if depth > MAX_DEPTH:
            raise self._too_deep(event)
        self._spend(event, 1, 0)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, path, depth)
        assert isinstance(event, yaml.MappingStartEvent)
        return self._mapping(event, path, depth)

    def _measured(self, node: Node, before: tuple[int, int]) -> Node:
        children = (*node.items, *(entry.node for entry in node.entries.values()))
        height = 1 + max((child.height for child in children), default=0)
        return replace(
            node,
            nodes=self._budget.nodes - before[0],
            characters=self._budget.characters - before[1],
            height=height if node.kind in ("list", "mapping") else 0,
        )

    def _alias(self, event: yaml.AliasEvent, path: str, depth: int) -> Node:
        name = event.anchor or ""
        node = self._anchors.get(name)
        if node is None:
            problem = "contains itself" if name in self._anchors else "is not defined above"
            hint = "write the value out" if name in self._anchors else f'if *{name} is a text, write "*{name}"'
            self._report.error(_place(event), path, f"the alias *{name} {problem}", hint=hint)
            return Node("broken", _place(event))
        if depth - 1 + node.height > MAX_DEPTH:
            raise self._too_deep(event)
        self._spend(event, node.nodes, node.characters)
        return node

    def _sequence(self, event: yaml.SequenceStartEvent, path: str, depth: int) -> Node:
        items: list[Node] = []
        while not isinstance(item := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(item, f"{path}[{len(items)}]", depth + 1))
        if not self._tag_is_plain(event, path):
            return Node("broken", _place(event))
        return Node("list", _place(event), items=tuple(items))

    def _mapping(self, event: yaml.MappingStartEvent, path: str, depth: int) -> Node:
        entries: dict[str, Entry] = {}
        merged: list[Node] = []
        while not isinstance(key_event := next(self._events), yaml.MappingEndEvent):
            if isinstance(key_event, yaml.ScalarEvent) and _is_merge(key_event):
                merged += self._merge(join(path, "<<"), depth)
                continue
            key = self._key(key_event, path, depth)
            node = self._node(next(self._events), path if key is None else join(path, key), depth + 1)
            if key is not None:
                self._enter(entries, key, Entry(_place(key_event), node), path)
        for source in merged:
            entries |= {key: entry for key, entry in source.entries.items() if key not in entries}
        if not self._tag_is_plain(event, path):
            return Node("broken", _place(event))
        return Node("mapping", _place(event), entries=entries)

    def _enter(self, entries: dict[str, Entry], key: str, entry: Entry, path: str) -> None:
        if key not in entries:
            entries[key] = entry
            return
        message = f"is given twice, first on line {entries[key].place.line}"
        self._report.error(entry.place, join(path, key), message, hint="remove one of the two")

    def _key(self, event: yaml.Event, path: str, depth: int) -> str | None:
        node = self._node(event, path, depth + 1)
        if node.kind == "text":
            return str(node.value)
        if node.kind in ("list", "mapping"):
            message = f"a {node.kind} cannot be a key"
            hint = "put the text in quotes; a placeholder such as {{ name }} must be filled in first"
            self._report.error(_place(event), path, message, expected="a text", hint=hint)
        elif node.kind != "broken":
            written = (node.written or "")[:40]
            article = "an" if node.kind == "integer" else "a"
            message = (
                f"the key {written} is read as {article} {node.kind}" if written else "a key is missing before ':'"
            )
            self._report.error(_place(event), path, message, expected="a text", hint=f'write "{written or "name"}"')
        return None

    def _merge(self, path: str, depth: int) -> list[Node]:
        event = next(self._events)
        node = self._node(event, path, depth + 1)
        sources = list(node.items) if node.kind == "list" else [node]
        if all(source.kind in ("mapping", "broken") for source in sources):
            return sources
        hint = "name an anchored mapping: <<: *common"
        self._report.error(_place(event), path, "only a mapping can be merged in", hint=hint)
        return []

    def _scalar(self, event: yaml.ScalarEvent, path: str) -> Node:
        self._spend(event, 1, len(event.value))
        place, text = _place(event), self._masked.restore(event.value)
        if self._masked.is_reserved(event):
            self._warn_reserved(place, path, text)
        if not self._tag_is_plain(event, path):
            return Node("broken", place)
        if not event.implicit[0] or event.value == "=" or self._masked.is_reserved(event):
            return self._text(place, path, text)
        return self._plain(place, path, text)

    def _plain(self, place: Place, path: str, text: str) -> Node:
        meaning = scalars.meaning(text)
        if meaning.trouble:
            self._report.error(place, path, meaning.trouble, hint=meaning.hint)
        return Node(meaning.kind, place, meaning.value, written=text)

    def _text(self, place: Place, path: str, text: str) -> Node:
        trouble = text_trouble(text)
        if trouble:
            self._report.error(place, path, trouble, hint="remove the escape")
        return Node("broken" if trouble else "text", place, None if trouble else text)

    def _warn_reserved(self, place: Place, path: str, text: str) -> None:
        message = f"{shown(text)} needs quotes, because '@' is reserved in YAML; read as if it had them"
        self._report.warn(place, path, message, hint=f"write {reserved.quote(text)[:64]}")

    def _tag_is_plain(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, path: str) -> bool:
        if event.tag is None or event.tag in _PLAIN_TAGS:
            return True
        name = str(event.tag).replace(_YAML_TAG, "!!")
        message = f"has the tag {shown(name)}; tags are not part of the format"
        self._report.error(_place(event), path, message, hint="write the value without a tag")
        return False

    def _spend(self, event: yaml.Event, nodes: int, characters: int) -> None:
        try:
            self._budget.spend(nodes, characters)
        except Exceeded as error:
            hint = "declare one twin per file, and keep measured data out of it"
            raise self._report.refuse(_place(event), f"the file {error}", hint=hint) from None

    def _too_deep(self, event: yaml.Event) -> Refused:
        message = f"is nested deeper than {MAX_DEPTH} levels"
        return self._report.refuse(_place(event), message, hint="flatten the data, or keep it in a file of its own")


def _is_merge(event: yaml.ScalarEvent) -> bool:
    return event.value == "<<" and event.implicit[0] and event.tag is None
