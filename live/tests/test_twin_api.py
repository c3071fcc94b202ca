"""`GET /api/v1/twins/{id}`, asked by everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User

from common import clock
from conftest import LIFT as DOCUMENT
from live.models import FeatureState
from live.tests.conftest import Take
from live.tests.reporting import BEGIN, LIFT, SECOND, report
from registry import actions
from registry.actor import DECLARATIONS
from registry.models import Grant, Twin

URL = f"/api/v1/twins/{LIFT}"
AT = "2026-11-18T11:06:40.000Z"


@pytest.mark.parametrize(("person", "status"), [("owner", 200), ("colleague", 200), ("stranger", 404), (None, 401)])
def test_who_may_ask(request: pytest.FixtureRequest, lift: Twin, as_user: Any, person: str | None, status: int) -> None:
    answer = as_user(request.getfixturevalue(person) if person else None).get(URL)
    assert answer.status_code == status
    if status != 200:
        assert answer["Content-Type"] == "application/problem+json"
        assert lift.name not in answer.content.decode()


def test_a_strangers_twin_and_none_at_all_are_answered_alike(stranger: User, lift: Twin, as_user: Any) -> None:
    there, nowhere = as_user(stranger).get(URL), as_user(stranger).get("/api/v1/twins/a:b")
    assert (
        (there.status_code, there.json()["code"]) == (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    )
    assert there.json()["detail"].replace(LIFT, "") == nowhere.json()["detail"].replace("a:b", "")


def test_a_grant_that_has_expired_opens_nothing(colleague: User, as_user: Any) -> None:
    Grant.objects.update(expires_at=clock.now() + timedelta(hours=1))
    client = as_user(colleague)
    assert client.get(URL).status_code == 200
    with clock.travel(clock.now() + timedelta(hours=2)):
        assert client.get(URL).status_code == 404


def test_everything_that_is_known_of_a_twin(owner: User, register: Any, take: Take, as_user: Any) -> None:
    register(relations=[{"kind": "parent", "target": "acme.building:north"}], description="Traction lift")
    take(report(3.5), report(1, 2, feature="extra", name="x"), received_us=BEGIN + 3 * SECOND)
    FeatureState.objects.filter(feature="cabin").update(desired={"door": "open"}, desired_at={"door": BEGIN})
    with clock.travel(BEGIN + 1 * SECOND):
        found = as_user(owner).get(URL).json()
    nothing = {"title": None, "type": None, "unit": None, "min": None, "max": None, "enum": None}
    assert found == {
        "id": LIFT,
        "name": "Lift 1",
        "tenant": "acme",
        "description": "Traction lift",
        "metadata": {"domain": ["lift"], "status": "active", "lift_id": "L-1"},
        "interfaces": found["interfaces"],
        "dependencies": {"static": ["acme.building:north"], "dynamic": []},
        "relations": [{"kind": "parent", "target": "acme.building:north"}],
        "source": "api",
        "ui_url": None,
        "icon": None,
        "revision": 1,
        "health": "ok",
        "now": "2026-11-18T11:06:41.000Z",
        "features": {
            "cabin": {
                "title": "Cabin",
                "interval_s": 1,
                "revision": 1,
                "received_at": "2026-11-18T11:06:43.000Z",
                "reported": {"position": 3.5},
                "reported_at": {"position": AT},
                "desired": {"door": "open"},
                "desired_at": {"door": AT},
                "properties": {
                    "position": {**nothing, "type": "number", "unit": "m", "min": 0, "max": 24},
                    "door": {**nothing, "type": "string", "enum": ["open", "closed"]},
                },
            },
            "extra": {
                "title": None,
                "interval_s": None,
                "revision": 1,
                "received_at": "2026-11-18T11:06:43.000Z",
                "reported": {"x": 1},
                "reported_at": {"x": "2026-11-18T11:06:42.000Z"},
                "desired": {},
                "desired_at": {},
                "properties": {"x": nothing},
            },
        },
    }
    (stream,) = found["interfaces"]["data_streams"]
    assert (stream["topic"], stream["feature"]) == ("acme/lift/cabin", "cabin")


def test_a_twin_that_never_reported(owner: User, lift: Twin, as_user: Any) -> None:
    found = as_user(owner).get(URL).json()
    assert (found["revision"], found["health"]) == (0, "unknown")
    cabin = found["features"]["cabin"]
    assert (cabin["revision"], cabin["received_at"], cabin["reported"], cabin["reported_at"]) == (0, None, {}, {})


def test_the_health_is_that_of_the_moment(owner: User, lift: Twin, take: Take, as_user: Any) -> None:
    def health_at(seconds: float) -> str:
        with clock.travel(BEGIN + round(seconds * SECOND)):
            word: str = as_user(owner).get(URL).json()["health"]
        return word

    take(report(3.5))
    assert [health_at(s) for s in (0, 3, 3.001)] == ["ok", "ok", "stale"]
    take(report(25, 10))
    assert [health_at(s) for s in (10, 14)] == ["warning", "stale"]


def test_a_value_reported_for_the_year_1970_is_shown(owner: User, lift: Twin, take: Take, as_user: Any) -> None:
    take((LIFT, "cabin", "position", 1, 0))
    cabin = as_user(owner).get(URL).json()["features"]["cabin"]
    assert cabin["reported_at"] == {"position": "1970-01-01T00:00:00.000Z"}


def test_a_deprecated_twin_can_still_be_read(colleague: User, as_user: Any) -> None:
    actions.deprecate_twin(actor=DECLARATIONS, twin_id=LIFT)
    assert as_user(colleague).get(URL).json()["metadata"]["status"] == "deprecated"


@pytest.mark.parametrize("twin_id", ["acme:位置", "acme:a b", "acme:100%", "acme:a+b", "acme:a#b", "acme:a?b"])
def test_ids_with_unusual_characters_are_found(owner: User, register: Any, as_user: Any, twin_id: str) -> None:
    twin = register({**DOCUMENT, "@id": twin_id})
    assert as_user(owner).get(f"/api/v1/twins/{quote(twin_id)}").json()["id"] == twin.pk
    answer = as_user(owner).get(f"/api/v1/twins/{quote(twin_id)}/history?feature=cabin&property=door")
    assert answer.json()["id"] == twin.pk


def test_a_parameter_that_is_not_known_is_told(owner: User, lift: Twin, as_user: Any) -> None:
    answer = as_user(owner).get(f"{URL}?verbose=1")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "verbose")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(owner: User, lift: Twin, as_user: Any, method: str) -> None:
    answer = getattr(as_user(owner), method)(URL, {}, format="json")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
