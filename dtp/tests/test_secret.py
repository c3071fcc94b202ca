from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dtp.settings import secret
from dtp.settings.secret import secret_key


def test_a_given_key_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    assert secret_key("given", tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    made = secret_key("", tmp_path)
    assert len(made) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert secret_key("", tmp_path) == made


def test_two_folders_have_two_keys(tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    assert len({secret_key("", folder) for folder in folders}) == 2


def test_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: secret_key("", tmp_path), range(64)))
    assert len(found) == 1
    assert "" not in found


def test_an_empty_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret, "_PATIENCE_SECONDS", 0.0)
    (tmp_path / "secret_key").touch()
    with pytest.raises(SystemExit, match=r"is empty\. Delete the file"):
        secret_key("", tmp_path)
