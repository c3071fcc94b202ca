"""A value of the tree with its path, and the small readers that turn it into text, numbers and lists.

Every reader returns None for a value it cannot use, after reporting why; nothing raises.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from registry.declarations import grammar
from registry.declarations.faults import NOWHERE, Place, Report, did_you_mean, nearest, one_of, shown
from registry.declarations.part import Json, Part
from registry.declarations.scalars import json_number
from registry.declarations.tree import Kind, Node, join

_ARTICLE: Final[dict[Kind, str]] = {"list": "a list", "mapping": "a mapping", "empty": "empty"}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the caller decides about a reading, and what the file itself decided: `strict`."""

    codecs: Collection[str] = grammar.CODECS
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """A node, the path to it, where its key stands, and where to report about it."""

    node: Node
    path: str
    report: Report
    rules: Rules = field(default_factory=Rules)
    key: Place = NOWHERE

    @property
    def is_given(self) -> bool:
        """Whether there is anything here: an empty value means the same as no key."""
        return self.node.kind != "empty" and not (self.node.kind == "text" and self.node.value == "")

    def error(self, message: str, *, expected: str = "", hint: str = "") -> None:
        self.report.error(self.node.place, self.path, message, expected=expected, hint=hint)

    def warn(self, message: str, *, expected: str = "", hint: str = "") -> None:
        self.report.warn(self.node.place, self.path, message, expected=expected, hint=hint)

    def refuse_kind(self, expected: str, *, hint: str = "") -> None:
        """Say that the value is of the wrong kind; quiet where the node has been reported already."""
        if self.node.kind != "broken":
            self.error(f"is {described(self.node)}", expected=expected, hint=hint)

    def suggestion(self, word: str, known: Collection[str]) -> str:
        """The hint for a mistyped word; none where there are so many faults that it would not be seen."""
        return "" if self.report.is_full("error") else did_you_mean(word, known)

    def children(self, expected: str = "a mapping of names to values") -> dict[str, Cursor]:
        """The values of a mapping by key; none for an empty value, or for another kind, which is reported."""
        if self.node.kind not in ("mapping", "empty"):
            self.refuse_kind(expected)
        return {
            key: Cursor(entry.node, join(self.path, key), self.report, self.rules, entry.place)
            for key, entry in self.node.entries.items()
        }

    def items(self, expected: str = "a list") -> list[Cursor]:
        """The values of a list; none for an empty value, or for another kind, which is reported."""
        if self.node.kind not in ("list", "empty"):
            hint = f"write [{self.node.written or self.node.value}]" if self.node.kind == "text" else ""
            self.refuse_kind(expected, hint=hint[:80])
        return [
            Cursor(item, f"{self.path}[{number}]", self.report, self.rules)
            for number, item in enumerate(self.node.items)
        ]


def described(node: Node) -> str:
    """What a node is, for a message: `the number 5`, `a list`."""
    if node.kind in _ARTICLE:
        return _ARTICLE[node.kind]
    if node.kind == "text":
        return f"the text {shown(str(node.value))}"
    written = node.written or str(node.value).lower()
    return f"the {node.kind} {written[:40]}"


def fields(cursor: Cursor, part: type[Part]) -> dict[str, Cursor]:
    """The given values of a mapping of the format, by key; keys it does not have are reported."""
    known = part.fields_by_key()
    found = cursor.children(f"a mapping with {', '.join(known)}")
    for key in cursor.node.entries:
        if key not in known and not key.startswith("x-"):
            near = None if cursor.report.is_full("error") else nearest(key, known)
            _report_unknown(found[key], key, near, part.stray(key))
            # Read as what was meant, so that a mistyped key is not reported as missing as well.
            found.setdefault(near or key, found[key])
    return {key: value for key, value in found.items() if key in known and value.is_given}


def _report_unknown(cursor: Cursor, key: str, near: str | None, home: str) -> None:
    report, at, path = cursor.report, cursor.key, cursor.path
    hint = home or "remove it, move it into metadata, or begin it with x- to keep it as a note"
    if near:
        report.error(at, path, f"{shown(key)} is not a key of the format", hint=f"did you mean {near!r}?")
    elif cursor.rules.strict:
        report.error(at, path, "is not part of the format, and the file is strict", hint=hint)
    else:
        report.warn(at, path, "is not part of the format and is ignored", hint=hint)


def required(parent: Cursor, found: Mapping[str, Cursor], key: str, *, expected: str) -> Cursor | None:
    """The value of a key that must be there."""
    if key in found:
        return found[key]
    entry = parent.node.entries.get(key)
    place = entry.node.place if entry else parent.node.place
    message = "is empty" if entry else "is missing"
    parent.report.error(place, join(parent.path, key), message, expected=expected)
    return None


def text(cursor: Cursor | None, *, limit: int = 256, multiline: bool = False) -> str | None:
    """A text; YAML's numbers, booleans and dates are refused with the advice to quote them."""
    if cursor is None:
        return None
    if cursor.node.kind != "text":
        cursor.refuse_kind("a text", hint=_quote_hint(cursor.node))
        return None
    value = str(cursor.node.value)
    if len(value) > limit:
        cursor.error(f"has {len(value)} characters", expected=f"at most {limit}")
        return None
    if not multiline and grammar.has_control_character(value):
        cursor.error("has a line break or control character in it", expected="one line of text")
        return None
    return value


def _quote_hint(node: Node) -> str:
    if node.kind in ("list", "mapping", "empty"):
        return ""
    return f'put it in quotes: "{(node.written or str(node.value))[:40]}"'


def number(cursor: Cursor | None, *, hint: str = "") -> float | None:
    """A finite number. A text such as 1e3, a number everywhere but in YAML 1.1, is one too."""
    if cursor is None:
        return None
    node = cursor.node
    if node.kind in ("number", "integer") and isinstance(node.value, (int, float)):
        return float(node.value)
    plain = json_number(node.written) if node.kind == "text" and node.written else None
    if plain is None:
        cursor.refuse_kind("a number", hint=hint or _number_hint(node))
    return plain


def _number_hint(node: Node) -> str:
    is_quoted_number = node.kind == "text" and json_number(str(node.value)) is not None
    return f"write {node.value} without quotes" if is_quoted_number else ""


def integer(cursor: Cursor | None) -> int | None:
    if cursor is None:
        return None
    if cursor.node.kind != "integer" or not isinstance(cursor.node.value, int):
        cursor.refuse_kind("a whole number")
        return None
    return cursor.node.value


def boolean(cursor: Cursor | None) -> bool | None:
    if cursor is None:
        return None
    if cursor.node.kind != "boolean":
        cursor.refuse_kind("true or false")
        return None
    return bool(cursor.node.value)


def choice(cursor: Cursor | None, known: Collection[str]) -> str | None:
    """One of the known words."""
    value = text(cursor)
    if value is None or cursor is None or value in known:
        return value
    cursor.error(f"{shown(value)} is not known", expected=one_of(known), hint=cursor.suggestion(value, known))
    return None


def name_is_good(cursor: Cursor, key: str, what: str) -> bool:
    """Whether a key of features, properties or alarms follows the grammar of names; reported if not."""
    if grammar.matches(grammar.NAME, key):
        return True
    message = f"{shown(key)} is no name for {what}"
    cursor.report.error(cursor.key, cursor.path, message, expected=grammar.NAME_EXPECTED)
    return False


def json_value(node: Node) -> Json:
    """The node as JSON, dates as ISO text; broken parts are None, and have been reported."""
    if node.kind == "mapping":
        return {key: json_value(entry.node) for key, entry in node.entries.items()}
    if node.kind == "list":
        return [json_value(item) for item in node.items]
    return node.value


def duration(cursor: Cursor | None, *, may_be_zero: bool = False) -> float | None:
    """Seconds, given as a number or written as 500ms, 5s, 2m, 1h, 1d or PT5S."""
    if cursor is None:
        return None
    node = cursor.node
    if node.kind in ("number", "integer") and isinstance(node.value, (int, float)):
        amount: float | None = float(node.value)
    else:
        amount = grammar.seconds(str(node.value)) if node.kind == "text" else None
    if amount is None:
        _refuse_duration(cursor)
    elif amount > grammar.MAX_SECONDS or amount < 0 or (amount == 0 and not may_be_zero):
        cursor.error("is out of range", expected=f"{'0' if may_be_zero else 'more than 0'} seconds up to 366 days")
        return None
    return amount


def _refuse_duration(cursor: Cursor) -> None:
    if cursor.node.kind == "text":
        cursor.error(f"{shown(str(cursor.node.value))} is no duration", expected=grammar.DURATION_EXPECTED)
    else:
        cursor.refuse_kind(grammar.DURATION_EXPECTED)
