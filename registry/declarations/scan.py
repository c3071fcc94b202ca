"""Every twin.yaml below a folder, in a fixed order, with the ids checked against each other."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from registry.declarations import grammar
from registry.declarations.faults import NOWHERE, Fault
from registry.declarations.model import Declaration
from registry.declarations.reader import Reading, read_file

FILE_NAME: Final = "twin.yaml"
_SKIPPED: Final = frozenset({"node_modules", "__pycache__"})
_NOBODY: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Scan:
    """The readings by path relative to the root, sorted; `problems` are folders that could not be entered."""

    root: Path
    readings: tuple[tuple[str, Reading], ...]
    problems: tuple[Fault, ...] = ()

    @property
    def declarations(self) -> tuple[tuple[str, Declaration], ...]:
        """Path and declaration of every file that can be registered; no id comes twice."""
        pairs = ((path, reading.declaration) for path, reading in self.readings)
        return tuple((path, found) for path, found in pairs if found is not None)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (*self.problems, *(fault for _, reading in self.readings for fault in reading.faults))

    @property
    def errors(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.severity == "error")


def scan(root: Path | str, *, codecs: Collection[str] = grammar.CODECS, owners: Mapping[str, str] = _NOBODY) -> Scan:
    """Read every twin.yaml below `root`. Hidden folders are skipped, links to folders are not followed.

    Of several files with one id the first in the order of paths is used, unless another one owns it: `owners` is
    `{id: path}`. Somebody who copied a file and forgot to change the id does not move the twin to the copy.
    """
    root = Path(root)
    problems: list[Fault] = []
    paths = sorted(_files(root, problems), key=lambda path: path.parts)
    readings = [(path.as_posix(), read_file(root / path, root=root, codecs=codecs)) for path in paths]
    return Scan(root, tuple(_without_twice_declared(readings, owners)), tuple(problems))


def _files(root: Path, problems: list[Fault]) -> Iterator[Path]:
    def note(error: OSError) -> None:
        message = f"the folder cannot be read: {error.strerror}"
        problems.append(Fault("error", "", message, file=_relative(Path(str(error.filename)), root)))

    for folder, folders, files in os.walk(root, onerror=note, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _SKIPPED]
        if FILE_NAME in files:
            yield Path(folder, FILE_NAME).relative_to(root)


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path != root and path.is_relative_to(root) else path.as_posix()


def _without_twice_declared(
    readings: list[tuple[str, Reading]], owners: Mapping[str, str]
) -> Iterator[tuple[str, Reading]]:
    broken = {path for path, reading in readings if reading.declaration is None}
    winners = _held(readings, owners)
    for path, reading in readings:
        if reading.declaration is None:
            yield path, reading
            continue
        winner = winners.setdefault(reading.declaration.id, path)
        if winner != path:
            state = "which has errors now" if winner in broken else "which is used"
            reading = _refused(path, reading, reading.declaration.id, f"{winner}, {state}")
        yield path, reading


def _held(readings: list[tuple[str, Reading]], owners: Mapping[str, str]) -> dict[str, str]:
    """The ids that stay with their owner: its file still declares the id, or is broken and may do so again."""
    read = {path: reading.declaration for path, reading in readings}
    held = {twin_id: path for twin_id, path in owners.items() if path in read}
    return {twin_id: path for twin_id, path in held.items() if (now := read[path]) is None or now.id == twin_id}


def _refused(path: str, reading: Reading, twin_id: str, where: str) -> Reading:
    place = reading.places.get("@id", NOWHERE)
    message = f"{twin_id!r} is declared already, in {where}"
    hint = "give one of the two another id, or remove it"
    fault = Fault("error", "@id", message, "an id of its own", hint, path, place.line, place.column)
    return replace(reading, declaration=None, faults=(*reading.faults, fault))
