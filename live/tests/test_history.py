"""Which store history is in, and what happens when it is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from common import clock
from live import history, tasks
from live.tests.conftest import Take
from live.tests.reporting import BEGIN, SECOND, recorded, report, state
from registry.models import Twin


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Any:
    def make(path: Path) -> None:
        monkeypatch.setitem(settings.DTP, "DTP_TIMESERIES_URLS", [f"sqlite:///{path}"])

    return make


@pytest.mark.usefixtures("kept")
def test_the_first_report_ever_does_not_wait_for_itself(lift: Twin, take: Take) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE observation")
        cursor.execute("DROP TABLE signal")
    call_command("migrate", verbosity=0)
    take(report(1))
    assert recorded() == [(0, 1)]


@pytest.mark.usefixtures("kept")
def test_a_data_folder_behind_a_link_is_the_same_file(
    lift: Twin, take: Take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "50% data #1?"
    link.symlink_to(Path(connection.settings_dict["NAME"]).parent)
    monkeypatch.setitem(connection.settings_dict, "NAME", str(link / "test.sqlite3"))
    take(report(1))
    assert (state(), recorded()) == ({"position": (1, 0)}, [(0, 1)])


@pytest.mark.usefixtures("kept")
def test_a_store_of_its_own_is_written_on_its_own_connection(
    lift: Twin, take: Take, elsewhere: Any, tmp_path: Path
) -> None:
    elsewhere(tmp_path / "history.sqlite3")
    take(report(1))
    assert recorded() == [(0, 1)]
    monkeypatched = settings.DTP["DTP_TIMESERIES_URLS"]
    settings.DTP["DTP_TIMESERIES_URLS"] = []
    assert recorded() == []
    settings.DTP["DTP_TIMESERIES_URLS"] = monkeypatched


def test_health_of_a_store_that_answers(db: None) -> None:
    assert history.health().ok


def test_health_of_a_store_that_cannot_be_opened_is_an_answer(elsewhere: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    elsewhere(tmp_path / "file" / "history.sqlite3")
    found = history.health()
    assert (found.ok, "file" in found.detail) == (False, True)


@pytest.mark.usefixtures("kept")
def test_old_observations_are_pruned(lift: Twin, take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DTP, "DTP_HISTORY_KEEP", 60.0)
    take(report(1, 0), report(2, 10), report(3, 20))
    with clock.travel(BEGIN + 70 * SECOND):
        assert tasks.prune_history() == 1
    assert recorded() == [(10, 2), (20, 3)]
