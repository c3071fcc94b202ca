"""Two files with one id: the one that owns the twin keeps it."""

from __future__ import annotations

from pathlib import Path

from registry.declarations import Scan, scan
from registry.tests.files import declared, write


def used(found: Scan) -> list[tuple[str, str]]:
    return [(path, declaration.id) for path, declaration in found.declarations]


def test_the_owner_keeps_its_id_against_a_copy_that_comes_first(tmp_path: Path) -> None:
    for folder in ("a-copy", "b"):
        write(tmp_path, folder, declared("x:b"))
    found = scan(tmp_path, owners={"x:b": "b/twin.yaml"})
    assert used(found) == [("b/twin.yaml", "x:b")]
    assert [(fault.file, "in b/twin.yaml, which is used" in fault.message) for fault in found.errors] == [
        ("a-copy/twin.yaml", True)
    ]


def test_an_owner_with_errors_keeps_its_id(tmp_path: Path) -> None:
    write(tmp_path, "a-copy", declared("x:b"))
    write(tmp_path, "b", declared("x:b") + "features: [")
    found = scan(tmp_path, owners={"x:b": "b/twin.yaml"})
    assert used(found) == []
    assert "in b/twin.yaml, which has errors now" in found.errors[0].message


def test_an_owner_whose_file_is_gone_owns_nothing(tmp_path: Path) -> None:
    for folder in ("a", "c"):
        write(tmp_path, folder, declared("x:b"))
    assert used(scan(tmp_path, owners={"x:b": "b/twin.yaml"})) == [("a/twin.yaml", "x:b")]


def test_an_owner_that_declares_another_id_now_has_let_go(tmp_path: Path) -> None:
    write(tmp_path, "a", declared("x:other"))
    write(tmp_path, "b", declared("x:a"))
    found = scan(tmp_path, owners={"x:a": "a/twin.yaml"})
    assert used(found) == [("a/twin.yaml", "x:other"), ("b/twin.yaml", "x:a")]
    assert found.errors == ()
