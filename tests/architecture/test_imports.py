"""From another app only its doors: what it offers on purpose, never what it is made of.

`lint-imports` checks the direction; this checks the doors. A new one is a decision: add it to DOORS with its reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.architecture.tree import APPS, own_python, parsed, said

EVERYWHERE = {"actions", "queries", "events", "signals", "urls"}
"""Every app offers these."""

FOUNDATIONS = {"common", "stores"}
"""Whoever may import these at all (see import-linter) may import all of them: they are libraries."""

COMPOSITION = "dtp"
"""Puts everything together, so it may import everything."""

DOORS = {
    "registry.access": "who may see what, asked by every layer that shows something",
    "registry.actor": "who acts: actions are called with it",
    "registry.audit": "other apps record their changes in the same book",
    "registry.declarations": "the reader of twin.yaml: pure, like a library",
    "registry.discovery": "the embedded platform and the command look for files",
    "registry.permissions": "one rule for who may change something",
    "live.health": "the word for a twin's health: pure",
    "live.history": "the store that the settings name",
    "live.merge": "merging reports: pure",
}
"""What single apps offer besides, and why."""


class Import(NamedTuple):
    line: int
    module: str
    for_types_only: bool


def imports(tree: ast.Module) -> Iterator[Import]:
    """Every imported module; `from a import b` is `a.b`, which may be a module."""
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, name.name, id(node) in for_types) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (Import(node.lineno, f"{node.module}.{n.name}", id(node) in for_types) for n in node.names)


def is_allowed(app: str, found: Import) -> bool:
    target, *rest = found.module.split(".")
    if target not in APPS or target == app or target in FOUNDATIONS or app == COMPOSITION:
        return True
    door = rest[0] if rest else ""
    return door in EVERYWHERE or f"{target}.{door}" in DOORS or (door == "models" and found.for_types_only)


def faults(path: Path, tree: ast.Module) -> list[str]:
    app = path.parts[0]
    if app not in APPS:
        return []
    return [
        f"{path}:{found.line}: imports {found.module}. From another app import its {', '.join(sorted(EVERYWHERE))} "
        "(models under TYPE_CHECKING), or make it a door in tests/architecture/test_imports.py with the reason."
        for found in imports(tree)
        if not is_allowed(app, found)
    ]


def test_other_apps_are_entered_by_their_doors() -> None:
    found = [fault for path, tree in own_python() for fault in faults(path, tree)]
    assert not found, said(found)


def test_every_door_is_used() -> None:
    used = {".".join(found.module.split(".")[:2]) for _, tree in own_python() for found in imports(tree)}
    assert set(DOORS) <= used, f"no longer used: {sorted(set(DOORS) - used)}"


def test_foundations_and_apps_never_import_the_composition() -> None:
    found = [
        f"{path}:{one.line}: imports {one.module}. The composition root imports all and is imported by none."
        for path, tree in own_python()
        if path.parts[0] in APPS and path.parts[0] != COMPOSITION
        for one in imports(tree)
        if one.module.split(".")[0] == COMPOSITION
    ]
    assert not found, said(found)


def test_relative_imports_do_not_hide_where_they_lead() -> None:
    found = [
        f"{path}:{node.lineno}: write the import in full."
        for path, tree in own_python()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not found, said(found)


@pytest.mark.parametrize(
    ("source", "allowed"),
    [
        ("from registry import queries", True),
        ("from registry.queries import twins", True),
        ("import registry.signals", True),
        ("from registry.models import Twin", False),
        ("import registry.models", False),
        ("from registry import models", False),
        ("if TYPE_CHECKING:\n    from registry.models import Twin", True),
        ("if True:\n    from registry.models import Twin", False),
        ("def f():\n    from registry.api.twins import TwinList", False),
        ("from common.anything import x", True),
        ("from portal.models import PortalEvent", True),
        ("import registry", False),
    ],
)
def test_this_test_sees_what_it_should(source: str, allowed: bool) -> None:
    assert (faults(Path("portal/x.py"), ast.parse(source)) == []) is allowed


def test_this_test_reads_its_own_kind() -> None:
    assert any(
        found.module == "tests.architecture.tree.APPS"
        for found in imports(parsed(Path("tests/architecture/test_imports.py")))
    )
