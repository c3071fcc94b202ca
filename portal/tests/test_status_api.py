"""`/api/portal/status` and `/api/healthz`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from common import clock, heartbeat
from live.tests.conftest import Take
from live.tests.reporting import BEGIN, SECOND, report
from portal import health, tasks
from registry.models import Twin

URL = "/api/portal/status"
NOW = clock.from_us(BEGIN)
ALIVE = {"connected": True, "rate": 34.0, "lag_ms": 21.4, "waiting": 0, "total": 99}


@pytest.fixture(autouse=True)
def _nothing_seen_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_since", {})


def states(client: Any) -> dict[str, tuple[str, str]]:
    answer = client.get(URL)
    assert answer.status_code == 200, answer.content
    return {part["name"]: (part["state"], part["detail"]) for part in answer.json()["components"]}


def test_who_may_ask(owner: User, colleague: User, as_user: Any) -> None:
    assert [as_user(who).get(URL).status_code for who in (owner, colleague, None)] == [200, 200, 401]


def test_the_parts_stand_in_the_order_of_the_badges(owner: User, as_user: Any) -> None:
    names = list(states(as_user(owner)))
    assert names == ["Backend", "Health", "DB", "Influx", "Cron", "Ingest", "History"]


def test_everything_is_well(owner: User, as_user: Any) -> None:
    tasks.heartbeat()
    heartbeat.beat("ingest", **ALIVE)
    found = states(as_user(owner))
    assert {name: state for name, (state, _) in found.items()} == {
        "Backend": "ok", "Health": "ok", "DB": "ok", "History": "ok", "Influx": "off", "Cron": "ok", "Ingest": "ok",
    }  # fmt: skip
    assert found["Health"][1] == "All checks pass"
    assert found["Ingest"][1] == "34 messages/s, lag 21 ms"
    assert found["DB"][1].startswith("SQLite, ")


def test_what_gave_no_sign_of_life_is_unknown(owner: User, as_user: Any) -> None:
    found = states(as_user(owner))
    assert (found["Cron"][0], found["Ingest"][0], found["Health"][0]) == ("unknown", "unknown", "unknown")
    assert "Cron: Scheduled work has not run yet" in found["Health"][1]
    assert "Ingest: Ingest has not started" in found["Health"][1]


@pytest.mark.parametrize(
    ("part", "seconds", "state"),
    [("cron", 59, "ok"), ("cron", 61, "critical"), ("ingest", 10, "ok"), ("ingest", 11, "critical")],
)
def test_a_part_that_falls_silent_is_critical(owner: User, as_user: Any, part: str, seconds: float, state: str) -> None:
    client = as_user(owner)
    with clock.travel(clock.now()) as forward:
        heartbeat.beat(part, **ALIVE)
        forward(seconds)
        assert states(client)[part.title()][0] == state


@pytest.mark.parametrize(
    ("facts", "state", "detail"),
    [
        ({"connected": False}, "critical", "Not connected to the MQTT broker host:1884"),
        ({"lag_ms": 2000.0}, "ok", "34 messages/s, lag 2000 ms"),
        ({"lag_ms": 2001.0}, "warning", "34 messages/s, lag 2001 ms"),
        ({"rate": 0.0, "lag_ms": 0.0}, "ok", "0 messages/s, lag 0 ms"),
    ],
)
def test_ingest_tells_how_it_is(
    owner: User, as_user: Any, monkeypatch: pytest.MonkeyPatch, facts: Any, state: str, detail: str
) -> None:
    monkeypatch.setitem(settings.DTP, "DTP_MQTT_URL", "mqtt://user:s3cret@host:1884")
    heartbeat.beat("ingest", **{**ALIVE, **facts})
    assert states(as_user(owner))["Ingest"] == (state, detail)


def test_the_worst_part_decides(owner: User, as_user: Any) -> None:
    tasks.heartbeat()
    heartbeat.beat("ingest", **{**ALIVE, "lag_ms": 9999.0})
    assert states(as_user(owner))["Health"][0] == "warning"
    heartbeat.beat("ingest", **{**ALIVE, "connected": False})
    assert states(as_user(owner))["Health"][0] == "critical"


def test_a_history_that_cannot_be_opened_is_a_badge_and_not_an_error(
    owner: User, as_user: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setitem(settings.DTP, "DTP_TIMESERIES_URLS", [f"sqlite:///{tmp_path}/file/history.sqlite3"])
    assert states(as_user(owner))["History"][0] == "critical"


def test_a_part_tells_since_when_it_is_as_it_is(owner: User, as_user: Any) -> None:
    client = as_user(owner)

    def since() -> str:
        found: str = next(p["since"] for p in client.get(URL).json()["components"] if p["name"] == "Ingest")
        return found

    with clock.travel(NOW) as forward:
        assert since() == clock.iso(NOW)
        forward(5)
        assert since() == clock.iso(NOW)
        heartbeat.beat("ingest", **ALIVE)
        assert since() == clock.iso_us(BEGIN + 5 * SECOND)


def test_the_last_arrival_is_that_of_the_twins_one_may_see(
    owner: User, colleague: User, stranger: User, lift: Twin, take: Take, as_user: Any
) -> None:
    def updated(user: User) -> Any:
        return as_user(user).get(URL).json()["updated"]

    assert updated(owner) is None
    take(report(1), received_us=BEGIN)
    assert (updated(owner), updated(colleague), updated(stranger)) == (clock.iso(NOW), clock.iso(NOW), None)


def test_liveness_asks_nobody_and_nothing(client: Any) -> None:
    answer = client.get("/api/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
