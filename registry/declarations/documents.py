"""From a document that is already data (the body of an API call) to a tree of nodes, within a budget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from registry.declarations import scalars
from registry.declarations.faults import NOWHERE, Refused, Report, shown
from registry.declarations.tree import MAX_DEPTH, Budget, Entry, Exceeded, Node, join, text_trouble


def from_document(document: object, report: Report) -> Node:
    """The tree of `document`; raises `Refused` where it is too large, too deep or contains itself."""
    try:
        return _Walk(report).node(document, "", 1)
    except Exceeded as error:
        raise report.refuse(NOWHERE, f"the document {error}", hint="declare one twin per document") from None


class _Walk:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._budget = Budget()

    def node(self, value: object, path: str, depth: int) -> Node:
        if isinstance(value, (Mapping, list, tuple)):
            return self._collection(value, path, depth)
        self._budget.spend(1, len(value) if isinstance(value, str) else 0)
        if isinstance(value, str):
            return self._text(str(value), path)
        return self._scalar(value, path)

    def _collection(
        self, value: Mapping[object, object] | list[object] | tuple[object, ...], path: str, depth: int
    ) -> Node:
        if depth > MAX_DEPTH:
            raise self._too_deep(path)
        self._budget.spend(1, 0)
        if isinstance(value, Mapping):
            return Node("mapping", entries=dict(self._entries(value, path, depth)))
        items = (self.node(item, f"{path}[{number}]", depth + 1) for number, item in enumerate(value))
        return Node("list", items=tuple(items))

    def _entries(self, value: Mapping[object, object], path: str, depth: int) -> Iterator[tuple[str, Entry]]:
        for key, item in value.items():
            name = self._key(key, path)
            if name is not None:
                yield name, Entry(NOWHERE, self.node(item, join(path, name), depth + 1))

    def _key(self, key: object, path: str) -> str | None:
        if not isinstance(key, str):
            message = f"the key {shown(repr(key))} is no text"
            self._report.error(NOWHERE, path, message, expected="a text")
            return None
        self._budget.spend(1, len(key))
        return None if self._text(str(key), path).kind == "broken" else str(key)

    def _text(self, value: str, path: str) -> Node:
        trouble = text_trouble(value)
        if trouble:
            self._report.error(NOWHERE, path, trouble, hint="remove the character")
        return Node("broken" if trouble else "text", value=None if trouble else value)

    def _scalar(self, value: object, path: str) -> Node:
        if value is None or isinstance(value, bool):
            return Node("empty" if value is None else "boolean", value=value)
        if isinstance(value, date):
            return Node("date", value=value.isoformat())
        if not isinstance(value, (int, float)):
            message = f"is of the type {type(value).__name__}, which JSON does not have"
            self._report.error(NOWHERE, path, message, expected="a text, number, boolean, list or mapping")
            return Node("broken")
        return self._number(value, path)

    def _number(self, value: float, path: str) -> Node:
        meaning = scalars.checked_number(value)
        if meaning.trouble:
            self._report.error(NOWHERE, path, meaning.trouble, hint=meaning.hint)
        return Node(meaning.kind, value=meaning.value)

    def _too_deep(self, path: str) -> Refused:
        message = f"is nested deeper than {MAX_DEPTH} levels, or contains itself"
        return self._report.refuse(NOWHERE, message, path=path, hint="flatten the data")
