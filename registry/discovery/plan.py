"""What a scan means for the registry: pure.

| the file | the plan |
|---|---|
| declares an id that is not registered | create |
| declares a registered id, with another meaning than applied last | update |
| declares a registered id unchanged, from another path than before | move |
| says what was applied last | unchanged |
| has errors | broken: the twin that it declared before stays as it is |
| is gone, or declares another id now | its twin is an orphan: kept, or deprecated when pruning |

An id that the API registered and a file declares belongs to the file from then on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.declarations import Fault, Scan


class Verb(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    MOVE = "move"
    UNCHANGED = "unchanged"
    BROKEN = "broken"
    ORPHANED = "orphaned"


@dataclass(frozen=True, slots=True)
class Registered:
    """What the registry knows of a twin: its file (or `api`), the meaning applied last, its life cycle."""

    source: str
    content_hash: str
    is_deprecated: bool
    is_from_file: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a plan. `twin_id` is empty for a broken file that never declared a twin."""

    verb: Verb
    twin_id: str
    path: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    steps: tuple[Step, ...]
    faults: tuple[Fault, ...]

    def count(self, verb: Verb) -> int:
        return sum(step.verb is verb for step in self.steps)

    @property
    def has_errors(self) -> bool:
        return any(fault.severity == "error" for fault in self.faults)

    @property
    def changes_nothing(self) -> bool:
        return all(step.verb in {Verb.UNCHANGED, Verb.BROKEN, Verb.ORPHANED} for step in self.steps)


def make_plan(scan: Scan, registered: Mapping[str, Registered]) -> Plan:
    """The steps in the order of files, orphans last."""
    return Plan((*_file_steps(scan, registered), *_orphans(scan, registered)), scan.faults)


def _file_steps(scan: Scan, registered: Mapping[str, Registered]) -> Iterator[Step]:
    active = {twin_id: row for twin_id, row in registered.items() if row.is_from_file and not row.is_deprecated}
    by_source = {row.source: twin_id for twin_id, row in active.items()}
    for path, reading in scan.readings:
        declaration = reading.declaration
        if declaration is None:
            kept = by_source.get(path, "")
            yield Step(Verb.BROKEN, kept, path, f"{kept} stays as it is" if kept else "nothing is registered")
        elif (row := registered.get(declaration.id)) is None:
            yield Step(Verb.CREATE, declaration.id, path)
        elif row.content_hash != declaration.content_hash():
            yield Step(Verb.UPDATE, declaration.id, path, "" if row.is_from_file else "was registered by the API")
        elif row.source != path:
            yield Step(Verb.MOVE, declaration.id, path, f"from {row.source}")
        else:
            yield Step(Verb.UNCHANGED, declaration.id, path)


def _orphans(scan: Scan, registered: Mapping[str, Registered]) -> Iterator[Step]:
    declared = {declaration.id for _, declaration in scan.declarations}
    paths = {path: reading.declaration for path, reading in scan.readings}
    for twin_id, row in sorted(registered.items()):
        if not row.is_from_file or row.is_deprecated or twin_id in declared or _is_unreadable(row.source, scan):
            continue
        if row.source not in paths:
            yield Step(Verb.ORPHANED, twin_id, row.source, "its file is gone")
        elif now := paths[row.source]:
            yield Step(Verb.ORPHANED, twin_id, row.source, f"its file declares {now.id} now")


def _is_unreadable(source: str, scan: Scan) -> bool:
    """Whether the file lies in a folder that could not be entered: then nothing is known about it."""
    return any(fault.file in {".", str(scan.root)} or source.startswith(f"{fault.file}/") for fault in scan.problems)
