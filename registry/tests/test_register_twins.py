"""`manage.py register_twins`."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from registry.management.commands import register_twins
from registry.models import Twin
from registry.tests.files import declared, told, write

pytestmark = pytest.mark.django_db


def run(folder: Path, *flags: str) -> tuple[str, str]:
    """Standard output and standard error of the command."""
    out, err = io.StringIO(), io.StringIO()
    call_command("register_twins", str(folder), *flags, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_it_prints_a_line_for_every_twin_and_a_sum(tmp_path: Path) -> None:
    write(tmp_path, "a", declared("x:a"))
    write(tmp_path, "b", declared("x:b"))
    assert run(tmp_path) == ("create     x:a  a/twin.yaml\ncreate     x:b  b/twin.yaml\n2 twins: 2 created\n", "")
    assert run(tmp_path)[0].endswith("2 twins: 2 unchanged\n")


def test_it_looks_in_the_folder_of_the_settings(tmp_path: Path, settings: Any, capsys: Any) -> None:
    write(tmp_path, "a", declared("x:a"))
    settings.DTP = {**settings.DTP, "DTP_TWINS_DIR": tmp_path}
    call_command("register_twins")
    assert "1 twin: 1 created" in capsys.readouterr().out


def test_a_dry_run_prints_the_plan_and_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "a", declared("x:a"))
    assert run(tmp_path, "--dry-run")[0] == "create     x:a  a/twin.yaml\n1 twin: 1 to create\n"
    assert (told(), Twin.objects.count()) == ((0, 0), 0)


def test_orphans_are_kept_and_the_way_to_deprecate_them_is_said(tmp_path: Path) -> None:
    file = write(tmp_path, "a", declared("x:a"))
    run(tmp_path)
    file.unlink()
    assert "Run with --prune to deprecate them." in run(tmp_path)[0]
    assert Twin.objects.get().status == "instantiated"
    assert "--prune" not in run(tmp_path, "--prune")[0]
    assert Twin.objects.get().is_deprecated


def test_faults_go_to_standard_error_and_end_in_an_exit_code(tmp_path: Path) -> None:
    write(tmp_path, "a", "name: x\n")
    write(tmp_path, "b", declared("x:b"))
    err = io.StringIO()
    with pytest.raises(CommandError, match="the twins in the others are registered") as caught:
        call_command("register_twins", str(tmp_path), stdout=io.StringIO(), stderr=err)
    assert caught.value.returncode == 1
    assert err.getvalue().startswith("a/twin.yaml:")
    assert Twin.objects.get().pk == "x:b"


def test_a_dry_run_with_faults_does_not_claim_to_have_registered_anything(tmp_path: Path) -> None:
    write(tmp_path, "a", "name: x\n")
    with pytest.raises(CommandError, match="would be registered"):
        run(tmp_path, "--dry-run")


def test_warnings_alone_are_success(tmp_path: Path) -> None:
    write(tmp_path, "a", "@id: x:a\ntenant: acme\n")
    out, err = run(tmp_path)
    assert "1 created" in out
    assert "a/twin.yaml:1:1: warning:" in err


@pytest.mark.parametrize("flags", [(), ("--dry-run",), ("--fix",)])
def test_a_missing_folder_is_said(tmp_path: Path, flags: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"There is no folder .*nowhere"):
        run(tmp_path / "nowhere", *flags)


CROOKED = (
    b'# \xc3\xa4 "@id" in a comment\r\n@id: x:a\r\n\r\ntenant:   acme  \r\ndescription: "@home"\r\nname: \'a\'\r\n'
)


def test_fix_mends_the_file_and_leaves_every_other_byte(tmp_path: Path) -> None:
    file = write(tmp_path, "a", "")
    file.write_bytes(CROOKED)
    out, err = run(tmp_path, "--fix")
    assert file.read_bytes() == CROOKED.replace(b"\r\n@id:", b'\r\n"@id":')
    assert 'a/twin.yaml: fixed: line 2: wrote "@id" in quotes' in out
    assert (err, Twin.objects.get().name) == ("", "a")


def test_fix_again_touches_nothing(tmp_path: Path) -> None:
    file = write(tmp_path, "a", "")
    file.write_bytes(CROOKED)
    run(tmp_path, "--fix")
    before = file.stat().st_mtime_ns
    assert "fixed" not in run(tmp_path, "--fix")[0]
    assert file.stat().st_mtime_ns == before


def test_a_dry_run_of_fix_says_what_it_would_do(tmp_path: Path) -> None:
    file = write(tmp_path, "a", "")
    file.write_bytes(CROOKED)
    assert "a/twin.yaml: would fix: line 2" in run(tmp_path, "--fix", "--dry-run")[0]
    assert file.read_bytes() == CROOKED


def test_fix_keeps_bytes_that_are_not_utf_8(tmp_path: Path) -> None:
    file = write(tmp_path, "a", "")
    file.write_bytes(b"@id: x:a # caf\xe9\n")
    with pytest.raises(CommandError):
        run(tmp_path, "--fix")
    assert file.read_bytes() in {b'"@id": x:a # caf\xe9\n', b"@id: x:a # caf\xe9\n"}


def test_fix_leaves_alone_what_is_not_scanned(tmp_path: Path) -> None:
    write(tmp_path, "a", declared("x:a"))
    others = [write(tmp_path, folder, "@id: x:b\n") for folder in (".git/x", "a/node_modules/b")]
    run(tmp_path, "--fix")
    assert [file.read_text() for file in others] == ["@id: x:b\n"] * 2


def test_fix_goes_on_after_a_file_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a", "@id: x:a\n")
    write(tmp_path, "b", "@id: x:b\n")
    write_bytes = Path.write_bytes

    def refuse(self: Path, data: bytes) -> int:
        if self.parent.name == "a":
            raise PermissionError(13, "Permission denied")
        return write_bytes(self, data)

    monkeypatch.setattr(Path, "write_bytes", refuse)
    out, err = run(tmp_path, "--fix")
    assert "a/twin.yaml: could not be fixed: Permission denied" in err
    assert "b/twin.yaml: fixed" in out
    assert "2 twins: 2 created" in out


def test_fix_does_not_wait_for_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    os.mkfifo(tmp_path / "a" / "twin.yaml")
    with pytest.raises(CommandError):
        run(tmp_path, "--fix")


class OneEdit:
    """Stands for the watcher: while it runs, the file is edited once and looked at three times."""

    stopped = False

    def __init__(self, root: Path, on_change: Callable[[], None]) -> None:
        self._root, self._on_change = root, on_change

    def start(self) -> None:
        self._on_change()
        write(self._root, "a", declared("x:a", name="Edited"))
        self._on_change()
        self._on_change()

    def stop(self) -> None:
        type(self).stopped = True


class CtrlC:
    def wait(self) -> None:
        raise KeyboardInterrupt


@pytest.fixture
def _one_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_twins, "Watcher", OneEdit)
    monkeypatch.setattr(register_twins, "threading", SimpleNamespace(Event=CtrlC))
    # The connection is the test's own, with its transaction.
    monkeypatch.setattr(register_twins, "close_old_connections", lambda: None)


@pytest.mark.usefixtures("_one_edit")
def test_watching_prints_what_an_edit_changes_until_ctrl_c(tmp_path: Path) -> None:
    write(tmp_path, "a", declared("x:a"))
    out, _ = run(tmp_path, "--watch")
    assert out.splitlines() == [
        "create     x:a  a/twin.yaml",
        "1 twin: 1 created",
        "update     x:a  a/twin.yaml",
        "1 twin: 1 updated",
        f"Watching {tmp_path} (Ctrl-C ends)",
    ]
    assert (OneEdit.stopped, Twin.objects.get().name) == (True, "Edited")


@pytest.mark.usefixtures("_one_edit")
def test_watching_starts_although_a_file_is_broken(tmp_path: Path) -> None:
    write(tmp_path, "a", "[")
    assert "1 twin: 1 created" in run(tmp_path, "--watch")[0]
