"""YAML's own complaints, said so that somebody who does not know YAML can act on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import yaml

from registry.declarations.faults import Place, Refused, Report


@dataclass(frozen=True, slots=True)
class Complaint:
    """What to say when the parser's problem contains `problem`; `at_context` points at where it began."""

    problem: str
    message: str
    hint: str
    at_context: bool = False


_COMPLAINTS: Final = (
    Complaint("block sequence entries are not allowed", "a list item cannot start on the line of its key",
              "put '- ' on the next line, indented, or write [a, b]"),
    Complaint("could not find expected ':'", "this line is neither 'key: value' nor a list item",
              "write 'key: value' with a space after the ':', or close the text that began above", True),
    Complaint("did not find expected '-' indicator", "a list and 'key: value' are mixed on one level",
              "indent the line, or start it with '- '"),
    Complaint("did not find expected ',' or ']'", "this list is not closed",
              "add ',' between the items and ']' at the end", True),
    Complaint("did not find expected ',' or '}'", "this mapping is not closed",
              "add ',' between the entries and '}' at the end", True),
    Complaint("unexpected end of stream", "this quoted text is not closed",
              "add the missing quote", True),
    Complaint("unexpected document indicator", "this quoted text is not closed",
              "add the missing quote", True),
    Complaint("unknown escape character", "this '\\' begins no escape that YAML knows",
              "use single quotes, where '\\' is an ordinary character"),
    Complaint("character escape code", "this '\\' begins no character that exists",
              "write the character itself, or use single quotes, where '\\' is an ordinary character"),
    Complaint("alphabetic or numeric character", "a text that begins with '*' or '&' needs quotes",
              "put the text in quotes", True),
    Complaint("undefined tag handle",
              "'!' at the start of a text is a YAML tag, which the format has not", "put the text in quotes"),
    Complaint("expected <document start>", "the text goes on after the end of the declaration",
              "indent the line or remove it"),
    Complaint("directive", "a line that begins with '%' is a YAML directive",
              "put the text in quotes, or remove the line", True),
)  # fmt: skip


def complain(error: yaml.MarkedYAMLError, text: str, report: Report) -> Refused:
    """Report a syntax error in plain words; the caller raises the result."""
    problem = error.problem or ""
    place = _place(error.problem_mark or error.context_mark)
    line = _line(text, place)
    if "\t" in line[: len(line) - len(line.lstrip())] or "tab character" in problem:
        return _tab(place, line, report)
    if "cannot start any token" in problem:
        return _stray(place, line, report)
    if "mapping values are not allowed" in problem:
        return _second_colon(place, line, report)
    return _listed(error, problem, place, line, report)


def _listed(error: yaml.MarkedYAMLError, problem: str, place: Place, line: str, report: Report) -> Refused:
    told = f"{error.context or ''}: {problem}"
    for complaint in _COMPLAINTS:
        if complaint.problem in told:
            at = _place(error.context_mark) if complaint.at_context and error.context_mark else place
            return report.refuse(at, complaint.message, hint=complaint.hint)
    if "did not find expected key" in problem:
        return _lost(place, line, report)
    return report.refuse(place, f"this is not YAML: {problem}", expected="'key: value' lines")


def _tab(place: Place, line: str, report: Report) -> Refused:
    column = line.find("\t") + 1 or place.column
    hint = "replace the tab by spaces (two per level)"
    return report.refuse(Place(place.line, column), "a tab is used for indentation", expected="spaces", hint=hint)


def _stray(place: Place, line: str, report: Report) -> Refused:
    rest = line[(place.column or 1) - 1 :]
    word = re.split(r"\s+#|[,\]}]", rest)[0].strip()[:40]
    return report.refuse(place, f"an unquoted text cannot begin with {rest[:1]!r}", hint=f'write "{word}"')


def _second_colon(place: Place, line: str, report: Report) -> Refused:
    before = line[: (place.column or 1) - 1]
    if ": " in before:
        key, _, value = line.partition(": ")
        hint = f'put the value in quotes: {key.strip()}: "{value.strip()[:40]}"'
        return report.refuse(place, "a second ':' in one line starts a mapping inside a text", hint=hint)
    start = len(line) - len(line.lstrip()) + 1
    message = "this line is indented deeper than the key above it, which already has a value"
    hint = "align it with the key above, or remove the value there"
    return report.refuse(Place(place.line, start), message, expected="keys of one level in one column", hint=hint)


def _lost(place: Place, line: str, report: Report) -> Refused:
    if line[: (place.column or 1) - 1].strip():
        hint = "put the whole value in quotes, or remove what follows"
        return report.refuse(place, "something follows after the end of the value", hint=hint)
    message = "the indentation of this line matches no key above it"
    hint = "align it with the keys it belongs to"
    return report.refuse(place, message, expected="keys of one level in one column", hint=hint)


def _place(mark: yaml.Mark | None) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _line(text: str, place: Place) -> str:
    lines = re.split(r"\r\n|[\r\n\x85\u2028\u2029]", text)
    number = (place.line or 1) - 1
    return lines[number] if number < len(lines) else ""
