"""The committed files, and the Python code among them, as the tests of the architecture see them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("common", "stores", "registry", "live", "ingest", "portal", "dtp")


@cache
def committed() -> tuple[Path, ...]:
    """Every file of the repository, with those that are about to be added and without those that are ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (Path(name.decode()) for name in listed.stdout.split(b"\0") if name)
    return tuple(sorted(path for path in paths if (ROOT / path).is_file()))


def is_own_code(path: Path) -> bool:
    """Written by hand, and neither a migration nor a test."""
    return path.suffix in {".py", ".ts", ".tsx"} and not {"migrations", "tests"} & set(path.parts)


def own_python() -> Iterator[tuple[Path, ast.Module]]:
    for path in committed():
        if path.suffix == ".py" and is_own_code(path):
            yield path, parsed(path)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


def said(faults: list[str]) -> str:
    """The message of a failing test: a line for each fault."""
    return "\n" + "\n".join(faults)
