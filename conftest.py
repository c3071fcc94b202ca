"""Fixtures for every test: three people, and twins to try things on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from rest_framework.test import APIClient

from live import history
from registry import actions
from registry.actor import DECLARATIONS
from registry.models import Twin

LIFT: dict[str, Any] = {
    "@id": "acme.lift:lift-1",
    "name": "Lift 1",
    "tenant": "acme",
    "metadata": {"domain": ["lift"], "status": "active", "lift_id": "L-1"},
    "interfaces": {"data_streams": [{"topic": "acme/lift/cabin", "feature": "cabin"}]},
    "dependencies": {"static": ["acme.building:north"]},
    "features": {
        "cabin": {
            "title": "Cabin",
            "interval": "1s",
            "properties": {
                "position": {"type": "number", "unit": "m", "min": 0, "max": 24},
                "door": {"type": "string", "enum": ["open", "closed"]},
            },
        }
    },
    "ui": {"headline": ["cabin.position"], "order": 10},
}


@pytest.fixture(autouse=True)
def _clean_slate() -> Iterator[None]:
    """Heartbeats and opened stores do not outlive a test."""
    cache.clear()
    yield
    history.close()


@pytest.fixture
def owner(db: None) -> User:
    """Staff: may change the registry and sees everything."""
    return User.objects.create_user("owner", password="correct horse", is_staff=True)


@pytest.fixture
def colleague(db: None, lift: Twin) -> User:
    """Not staff; granted to view the tenant `acme`."""
    user = User.objects.create_user("colleague", password="correct horse")
    actions.grant(actor=DECLARATIONS, user=user, on=lift.tenant)
    return user


@pytest.fixture
def stranger(db: None, pump: Twin) -> User:
    """Not staff; granted to view another tenant, `other`."""
    user = User.objects.create_user("stranger", password="correct horse")
    actions.grant(actor=DECLARATIONS, user=user, on=pump.tenant)
    return user


@pytest.fixture
def as_user() -> Callable[[User | None], APIClient]:
    """A client signed in as somebody, or as nobody."""

    def make(user: User | None) -> APIClient:
        client = APIClient()
        if user is not None:
            client.force_login(user)
        return client

    return make


@pytest.fixture
def register(db: None) -> Callable[..., Twin]:
    """Register a twin from a document; keyword arguments replace its top-level fields."""

    def make(document: dict[str, Any] = LIFT, *, source: str | None = None, **fields: Any) -> Twin:
        declaration = actions.twins.declared({**document, **fields})
        return actions.register_twin(actor=DECLARATIONS, declaration=declaration, source=source).twin

    return make


@pytest.fixture
def lift(register: Callable[..., Twin]) -> Twin:
    """`acme.lift:lift-1` of the tenant `acme`."""
    return register()


@pytest.fixture
def pump(register: Callable[..., Twin]) -> Twin:
    """`other:pump-1` of another tenant."""
    return register({"@id": "other:pump-1", "tenant": "other", "name": "Pump 1"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, by name and with the reason, what this machine cannot run."""
    from dtp.embedded.broker import find_mosquitto
    from tests.browser import chromium_path

    reasons = {
        "mosquitto": None if find_mosquitto() else "needs the `mosquitto` program, which is not on PATH",
        "browser": None if chromium_path() else "needs Chromium: put it on PATH or set CHROMIUM_PATH",
    }
    for item in items:
        for marker in item.iter_markers():
            if reason := reasons.get(marker.name):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The last lines say what was not run here, and why."""
    skipped: dict[str, list[str]] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = (
            report.longrepr[2].removeprefix("Skipped: ") if isinstance(report.longrepr, tuple) else "expected to fail"
        )
        skipped.setdefault(reason, []).append(report.nodeid)
    if skipped:
        terminalreporter.section("not run on this machine")
    for reason, names in sorted(skipped.items()):
        terminalreporter.write_line(f"{reason}:")
        for name in names:
            terminalreporter.write_line(f"  {name}")
