"""The stream's application on a loop of its own, and the fixtures of live state."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from live.tests.conftest import kept, take
from portal.tests.asgi import Server

__all__ = ["kept", "take"]


@pytest.fixture
def server(kept: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """`dtp.asgi` with its hub, as a web server runs it; live values are flushed every 50 ms."""
    monkeypatch.setitem(settings.DTP, "DTP_LIVE_INTERVAL", 0.05)
    with Server() as running:
        yield running
