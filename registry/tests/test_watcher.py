"""The watcher, with a real folder. Nothing sleeps: each wait ends with the event, or fails at its deadline."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from registry.declarations import scan
from registry.discovery import Watcher, watch
from registry.tests.files import declared, write

DEADLINE = 5.0
REST = 0.03


class Looks:
    """Counts the looks that a watcher takes, and lets a test wait for them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ids: list[list[str]] = []
        self.then: Callable[[], None] = lambda: None
        self._changed = threading.Condition()

    def __call__(self) -> None:
        # As discovery does: every file is read, which must not count as a change.
        found = [declaration.id for _, declaration in scan(self.root).declarations]
        with self._changed:
            self.ids.append(found)
            self._changed.notify_all()
        self.then()

    def until(self, ids: list[str]) -> None:
        """Wait until a look has found just these ids."""
        with self._changed:
            assert self._changed.wait_for(lambda: bool(self.ids) and self.ids[-1] == ids, DEADLINE), self.ids

    def stay(self, count: int) -> None:
        """Fail when there are more than `count` looks within several times of rest."""
        with self._changed:
            assert not self._changed.wait_for(lambda: len(self.ids) > count, 10 * REST), self.ids


@pytest.fixture(autouse=True)
def _short_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_REST_SECONDS", REST)


@pytest.fixture
def looks(tmp_path: Path) -> Iterator[Looks]:
    """A running watcher of `tmp_path/twins`, which declares `x:a`."""
    root = tmp_path / "twins"
    write(root, "a", declared("x:a"))
    looks = Looks(root)
    watcher = Watcher(root, looks)
    watcher.start()
    yield looks
    watcher.stop()


def test_an_edit_is_seen(looks: Looks) -> None:
    write(looks.root, "a", declared("x:edited"))
    looks.until(["x:edited"])


def test_a_file_that_an_editor_renames_over_the_old_one_is_seen(looks: Looks) -> None:
    swap = looks.root / "a" / ".twin.yaml.swp"
    swap.write_text(declared("x:renamed"))
    swap.rename(looks.root / "a" / "twin.yaml")
    looks.until(["x:renamed"])


def test_a_file_that_is_moved_in_from_elsewhere_is_seen(looks: Looks, tmp_path: Path) -> None:
    write(tmp_path, "aside", declared("x:moved")).rename(looks.root / "a" / "twin.yaml")
    looks.until(["x:moved"])


def test_a_new_folder_that_is_moved_in_is_seen(looks: Looks, tmp_path: Path) -> None:
    write(tmp_path, "aside/deep", declared("x:b"))
    (tmp_path / "aside").rename(looks.root / "b")
    looks.until(["x:a", "x:b"])


def test_an_edit_in_a_folder_that_was_moved_in_is_seen(looks: Looks, tmp_path: Path) -> None:
    write(tmp_path, "aside/deep", declared("x:b"))
    (tmp_path / "aside").rename(looks.root / "b")
    looks.until(["x:a", "x:b"])
    write(looks.root, "b/deep", declared("x:c"))
    looks.until(["x:a", "x:c"])


def test_a_folder_that_is_moved_away_is_seen(looks: Looks, tmp_path: Path) -> None:
    (looks.root / "a").rename(tmp_path / "away")
    looks.until([])


def test_a_deletion_is_seen(looks: Looks) -> None:
    (looks.root / "a" / "twin.yaml").unlink()
    looks.until([])


def test_many_edits_at_once_are_few_looks(looks: Looks) -> None:
    for number in range(50):
        write(looks.root, "a", declared(f"x:{number}"))
    looks.until(["x:49"])
    assert len(looks.ids) < 25


def test_its_own_reading_is_no_change(looks: Looks) -> None:
    write(looks.root, "a", declared("x:b"))
    looks.until(["x:b"])
    looks.stay(len(looks.ids))


def test_other_files_are_none_of_its_business(looks: Looks) -> None:
    notes = looks.root / "a" / "notes.md"
    notes.touch()
    write(looks.root, "a", declared("x:b"))
    looks.until(["x:b"])
    count = len(looks.ids)
    notes.write_text("A note.")
    looks.stay(count)


def test_an_edit_during_a_look_leads_to_another(looks: Looks) -> None:
    def edit() -> None:
        looks.then = lambda: None
        write(looks.root, "a", declared("x:second"))

    looks.then = edit
    write(looks.root, "a", declared("x:first"))
    looks.until(["x:second"])


def test_a_look_that_fails_is_logged_and_the_next_edit_is_looked_at(
    looks: Looks, caplog: pytest.LogCaptureFixture
) -> None:
    failed = threading.Event()

    def fail() -> None:
        looks.then = lambda: None
        failed.set()
        raise RuntimeError("no database")

    looks.then = fail
    write(looks.root, "a", declared("x:first"))
    assert failed.wait(DEADLINE)
    write(looks.root, "a", declared("x:second"))
    looks.until(["x:second"])
    assert [(r.levelno, r.message) for r in caplog.records] == [
        (logging.ERROR, "The twins could not be looked at; the next change is tried again.")
    ]


def test_a_folder_that_never_rests_is_looked_at_all_the_same(looks: Looks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_REST_SECONDS", 0.5)
    monkeypatch.setattr(watch, "_LONGEST_REST_SECONDS", 0.1)
    ending = threading.Event()

    def never_rest() -> None:
        while not ending.wait(REST / 4):
            write(looks.root, "a", declared("x:restless"))

    writer = threading.Thread(target=never_rest)
    writer.start()
    try:
        looks.until(["x:restless"])
    finally:
        ending.set()
        writer.join()


def test_a_stopped_watcher_looks_no_more(tmp_path: Path) -> None:
    looks = Looks(tmp_path)
    watcher = Watcher(tmp_path, looks)
    watcher.start()
    watcher.stop()
    write(tmp_path, "a", declared("x:a"))
    looks.stay(0)
