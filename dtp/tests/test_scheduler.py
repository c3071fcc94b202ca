"""Scheduled work without Celery beat."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app
from django.conf import settings

from dtp.embedded.scheduler import Scheduler

DEADLINE = 5.0


class Task:
    """Stands for a Celery task: counts its runs, and fails when told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error
        self.runs = 0
        self._ran = threading.Condition()

    def delay(self) -> None:
        with self._ran:
            self.runs += 1
            self._ran.notify_all()
        if self._error:
            raise self._error

    def until(self, runs: int) -> None:
        with self._ran:
            assert self._ran.wait_for(lambda: self.runs >= runs, DEADLINE), self.runs


@pytest.fixture
def run(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Start a scheduler of these tasks, `{name: (task, seconds)}`; it is stopped at the end."""
    started: list[Scheduler] = []

    def start(**tasks: tuple[Task, float]) -> Scheduler:
        settings.CELERY_BEAT_SCHEDULE = {name: {"task": name, "schedule": every} for name, (_, every) in tasks.items()}
        monkeypatch.setattr(current_app._get_current_object(), "tasks", {n: t for n, (t, _) in tasks.items()})
        # Would configure the log again, and with that take away what listens to it here.
        monkeypatch.setattr(current_app.loader, "import_default_modules", lambda: None)
        started.append(Scheduler())
        started[-1].start()
        return started[-1]

    yield start
    for scheduler in started:
        scheduler.stop()


def test_everything_runs_at_once_and_then_again(run: Any) -> None:
    often, seldom = Task(), Task()
    run(often=(often, 0.01), seldom=(seldom, 3600.0))
    often.until(3)
    assert seldom.runs == 1


def test_work_that_fails_is_logged_and_tried_again_and_stops_no_other(
    run: Any, caplog: pytest.LogCaptureFixture
) -> None:
    failing, other = Task(RuntimeError("no disk")), Task()
    run(failing=(failing, 0.01), other=(other, 0.01))
    failing.until(2)
    other.until(2)
    assert "The scheduled work failing failed; it is tried again in 0.01 s." in caplog.text
    assert "no disk" in caplog.text


def test_work_that_does_not_exist_is_logged(run: Any, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    there = Task()
    scheduler = run(there=(there, 0.01))
    scheduler._schedule["nowhere"] = {"task": "no.such.task", "schedule": 0.01}
    scheduler._due["nowhere"] = 0.0
    there.until(there.runs + 2)
    assert "The scheduled work nowhere failed" in caplog.text


def test_a_stopped_scheduler_runs_nothing_more(run: Any) -> None:
    task = Task()
    scheduler = run(task=(task, 0.0))
    task.until(1)
    scheduler.stop()
    runs = task.runs
    assert not scheduler._thread.is_alive()
    assert task.runs == runs


def test_every_entry_of_the_schedule_is_a_task_that_exists() -> None:
    current_app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(current_app.tasks)
