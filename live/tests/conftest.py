"""Taking in reports, and hearing what is told of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from live import history, signals
from live.actions import project
from live.events import StateChanged
from live.merge import Report
from live.tests.reporting import BEGIN, FAR_FUTURE

Take = Callable[..., list[StateChanged]]


@pytest.fixture
def take(db: None, django_capture_on_commit_callbacks: Any) -> Take:
    """Project reports as one batch; returns what was told after the commit."""

    def make(*reports: Report, received_us: int = BEGIN) -> list[StateChanged]:
        told: list[StateChanged] = []

        def hear(sender: Any, changes: list[StateChanged], **kwargs: Any) -> None:
            told.extend(changes)

        signals.state_changed.connect(hear)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                project(reports, received_us=received_us)
        finally:
            signals.state_changed.disconnect(hear)
        return told

    return make


@pytest.fixture
def kept(transactional_db: None) -> Iterator[None]:
    """For tests that read the history: it is read on a connection of its own, so what is written must be committed.
    Its tables are not Django's, hence emptied here."""
    yield
    history.prune(FAR_FUTURE)
