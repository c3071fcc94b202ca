"""Switches that do not go together are told, with what to do."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage, run_checks

from dtp import checks


@pytest.fixture
def told(settings: Any) -> Any:
    """The ids that the checks tell with these switches."""

    def ask(**switches: Any) -> list[str]:
        settings.DTP = {**settings.DTP, **switches}
        found: list[CheckMessage] = [message for check in checks.ALL for message in check()]
        assert all(message.hint for message in found)
        return [str(message.id) for message in found]

    return ask


def test_the_default_has_nothing_to_tell(told: Any) -> None:
    assert told() == []


def test_django_runs_them(settings: Any) -> None:
    settings.DTP = {**settings.DTP, "DTP_TWINS_DIR": Path("/nowhere")}
    assert "dtp.W002" in [message.id for message in run_checks()]


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.7", "::", "twins.example.org"])
def test_debug_pages_on_an_open_address_are_an_error(told: Any, settings: Any, host: str) -> None:
    settings.ALLOWED_HOSTS = ["twins.example.org"]
    assert told(DTP_DEBUG=True, DTP_HOST=host) == ["dtp.E001"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_debug_pages_at_home_are_no_error(told: Any, host: str) -> None:
    assert told(DTP_DEBUG=True, DTP_HOST=host) == []


def test_more_than_one_time_series_store_is_an_error(told: Any) -> None:
    assert told(DTP_TIMESERIES_URLS=["sqlite:///a"]) == []
    assert told(DTP_TIMESERIES_URLS=["sqlite:///a", "sqlite:///b"]) == ["dtp.E002"]


def test_redis_without_its_driver_is_an_error(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert told(DTP_CELERY_BROKER_URL="redis://h") == ["dtp.E003", "dtp.W003"]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    assert told(DTP_CELERY_BROKER_URL="redis://h") == ["dtp.W003"]


def test_rabbitmq_needs_no_more_drivers(told: Any) -> None:
    assert told(DTP_CELERY_BROKER_URL="amqp://h") == ["dtp.W003"]


def test_an_open_broker_without_passwords_is_a_warning(told: Any) -> None:
    assert told(DTP_BROKER_HOST="0.0.0.0") == ["dtp.W001"]
    assert told(DTP_BROKER_HOST="0.0.0.0", DTP_MQTT_URL="mqtt://other") == []


def test_an_open_portal_leaves_the_broker_at_home(told: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["twins.example.org"]
    assert told(DTP_HOST="0.0.0.0") == []


def test_a_missing_folder_of_twins_is_a_warning(told: Any, tmp_path: Path) -> None:
    assert told(DTP_TWINS_DIR=tmp_path / "nowhere") == ["dtp.W002"]
    assert told(DTP_TWINS_DIR=tmp_path) == []


def test_a_variable_that_is_no_switch_is_a_warning(settings: Any) -> None:
    settings.DTP_UNKNOWN = {"DTP_PROT": "DTP_PORT", "DTP_ZZZ": ""}
    assert [(message.msg, message.hint) for message in checks.unknown_switches()] == [
        ("DTP_PROT is not a setting of the platform.", "Did you mean DTP_PORT?"),
        ("DTP_ZZZ is not a setting of the platform.", "docs/settings.md lists all settings."),
    ]


def test_a_portal_that_is_open_and_answers_nobody_is_a_warning(told: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = settings.DTP["DTP_ALLOWED_HOSTS"]
    assert told(DTP_HOST="0.0.0.0") == ["dtp.W005"]
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "twins.example.org"]
    assert told(DTP_HOST="0.0.0.0") == []


def test_every_check_is_in_the_list_and_every_id_is_explained() -> None:
    assert checks.__doc__ is not None
    source = Path(checks.__file__).read_text()
    for number in ("E001", "E002", "E003", "W001", "W002", "W003", "W004", "W005"):
        assert f"| dtp.{number} |" in checks.__doc__
        assert f'id="dtp.{number}"' in source
