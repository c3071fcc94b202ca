"""The way in: text, a file or a document becomes a `Reading`. Nothing raises, whatever is given."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from registry.declarations import grammar, source, tree
from registry.declarations.compose import compose
from registry.declarations.cursor import Cursor, Rules
from registry.declarations.documents import from_document
from registry.declarations.faults import NOWHERE, Fault, Place, Refused, Report
from registry.declarations.model import Declaration
from registry.declarations.sections.root import declaration

_START: Final = Place(1, 1)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading one declaration: the declaration unless there are errors, and all faults.

    `places` tells where in the file the value of each path stands, for checks that need other files.
    """

    declaration: Declaration | None
    faults: tuple[Fault, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)

    @property
    def errors(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.severity == "error")

    @property
    def warnings(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.severity == "warning")


def read_text(text: str | bytes, *, file: str = "<text>", codecs: Collection[str] = grammar.CODECS) -> Reading:
    """Read the text of a twin.yaml."""
    report = Report(file)
    try:
        node = compose(source.to_text(text, report), report)
    except Refused:
        return Reading(None, report.faults())
    if node is None:
        hint = 'begin with "@id": namespace:name'
        report.error(_START, "", "the file is empty", expected="the declaration of a twin", hint=hint)
        return Reading(None, report.faults())
    return _reading(node, report, codecs)


def read_document(document: object, *, file: str = "<document>", codecs: Collection[str] = grammar.CODECS) -> Reading:
    """Read a declaration that is already data, such as the body of an API call; faults have no lines."""
    report = Report(file)
    try:
        return _reading(from_document(document, report), report, codecs)
    except Refused:
        return Reading(None, report.faults())


def read_file(path: Path | str, *, root: Path | str | None = None, codecs: Collection[str] = grammar.CODECS) -> Reading:
    """Read a twin.yaml from disk; faults name it relative to `root`."""
    path = Path(path)
    label = _label(path, root)
    try:
        # A pipe or a device would be waited for without end.
        if not path.is_file():
            return _unreadable(label, "there is no such file")
        with path.open("rb") as stream:
            data = stream.read(source.MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        return _unreadable(label, f"the file cannot be read: {getattr(error, 'strerror', None) or error}")
    return read_text(data, file=label, codecs=codecs)


def _reading(node: tree.Node, report: Report, codecs: Collection[str]) -> Reading:
    found = declaration(Cursor(node, "", report, Rules(codecs=tuple(codecs))))
    places = dict(tree.places(node)) if node.place != NOWHERE else {}
    return Reading(found, report.faults(), places)


def _label(path: Path, root: Path | str | None) -> str:
    if root is not None and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return path.as_posix()


def _unreadable(label: str, message: str) -> Reading:
    return Reading(None, (Fault("error", "", message, file=label),))
