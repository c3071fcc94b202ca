"""Every twin.yaml below a folder, each id once."""

from pathlib import Path

import pytest

from registry.declarations import scan


def twin(root: Path, folder: str, text: str) -> None:
    (root / folder).mkdir(parents=True, exist_ok=True)
    (root / folder / "twin.yaml").write_text(text, encoding="utf-8")


def declared(twin_id: str) -> str:
    return f'"@id": {twin_id}\ntenant: demo\n'


def test_files_are_found_at_every_depth_in_a_fixed_order(tmp_path: Path) -> None:
    for folder in ("b", "a/z", "a", "a-b", "."):
        twin(tmp_path, folder, declared(f"x:{folder.replace('/', '.')}"))
    assert [path for path, _ in scan(tmp_path).readings] == [
        "a/twin.yaml",
        "a/z/twin.yaml",
        "a-b/twin.yaml",
        "b/twin.yaml",
        "twin.yaml",
    ]
    assert scan(tmp_path).faults == ()


def test_hidden_folders_and_dependencies_are_skipped(tmp_path: Path) -> None:
    for folder in (".git", "a/.cache/b", "a/node_modules/b"):
        twin(tmp_path, folder, "broken: [")
    (tmp_path / "a" / "twin.yml").write_text("not the name")
    assert scan(tmp_path).readings == ()


def test_links_to_folders_are_not_followed_and_links_to_files_are(tmp_path: Path) -> None:
    twin(tmp_path, "a", declared("x:a"))
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "twin.yaml").symlink_to(tmp_path / "original.yaml")
    (tmp_path / "original.yaml").write_text(declared("x:b"))
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "twin.yaml").symlink_to(tmp_path / "c" / "twin.yaml")
    found = scan(tmp_path)
    assert [path for path, _ in found.declarations] == ["a/twin.yaml", "b/twin.yaml"]
    assert [fault.file for fault in found.errors] == ["c/twin.yaml"]


def test_the_first_of_two_with_the_same_id_wins(tmp_path: Path) -> None:
    for folder in ("a", "b", "c"):
        twin(tmp_path, folder, "name: x\n" + declared("x:same"))
    found = scan(tmp_path)
    assert [path for path, _ in found.declarations] == ["a/twin.yaml"]
    assert [str(fault) for fault in found.errors] == [
        f"{folder}/twin.yaml:2:8: error: @id: 'x:same' is declared already, in a/twin.yaml, which is used\n"
        "    expected: an id of its own\n"
        "    hint: give one of the two another id, or remove it"
        for folder in ("b", "c")
    ]


def test_a_broken_file_hides_no_other(tmp_path: Path) -> None:
    twin(tmp_path, "a", "tenant: demo\n")
    twin(tmp_path, "b", declared("x:b"))
    found = scan(tmp_path)
    assert [path for path, _ in found.declarations] == ["b/twin.yaml"]
    assert [fault.file for fault in found.errors] == ["a/twin.yaml"]


@pytest.mark.parametrize("name", ["missing", "file"])
def test_a_root_that_is_no_folder_is_a_fault(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    found = scan(tmp_path / name)
    assert found.readings == () and len(found.errors) == 1
