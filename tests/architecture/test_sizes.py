"""Nothing grows until nobody wants to read it."""

from __future__ import annotations

import ast

from tests.architecture.tree import ROOT, committed, is_own_code, own_python, said

LONGEST_FILE = 600
LONGEST_FUNCTION = 60
NO_NAMES = {"util", "utils", "helper", "helpers", "misc", "stuff"}


def test_no_file_is_too_long() -> None:
    lengths = {path: (ROOT / path).read_text().count("\n") for path in committed() if is_own_code(path)}
    found = [
        f"{path}: {lines} lines. Split what has more than one reason to change (at most {LONGEST_FILE})."
        for path, lines in lengths.items()
        if lines > LONGEST_FILE
    ]
    assert not found, said(found)


def test_no_function_is_too_long() -> None:
    found = [
        f"{path}:{node.lineno}: {node.name} has {length} lines. Give its steps names (at most {LONGEST_FUNCTION})."
        for path, tree in own_python()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not found, said(found)


def test_every_module_is_named_after_what_is_in_it() -> None:
    found = [
        f"{path}: say in the name what is in it."
        for path in committed()
        if path.suffix in {".py", ".ts", ".tsx"} and NO_NAMES & {part.split(".")[0].lower() for part in path.parts}
    ]
    assert not found, said(found)
