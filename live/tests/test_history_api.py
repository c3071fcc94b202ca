"""`GET /api/v1/twins/{id}/history`, asked by everybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from common import clock
from live.tests.conftest import Take
from live.tests.reporting import BEGIN, LIFT, SECOND, report
from registry.models import Twin

URL = f"/api/v1/twins/{LIFT}/history"
MS = BEGIN // 1000

pytestmark = pytest.mark.usefixtures("kept")


@pytest.fixture
def ask(owner: User, as_user: Any) -> Any:
    """The history as the owner sees it, asked ten seconds after BEGIN."""
    client = as_user(owner)

    def make(feature: str = "cabin", name: str = "position", **query: Any) -> Any:
        with clock.travel(BEGIN + 10 * SECOND):
            answer = client.get(URL, {"feature": feature, "property": name, **query})
        assert answer.status_code == 200, answer.content
        return answer.json()

    return make


@pytest.mark.parametrize(("person", "status"), [("owner", 200), ("colleague", 200), ("stranger", 404), (None, 401)])
def test_who_may_ask(
    request: pytest.FixtureRequest, lift: Twin, take: Take, as_user: Any, person: str | None, status: int
) -> None:
    take(report(3.5))
    client = as_user(request.getfixturevalue(person) if person else None)
    answer = client.get(URL, {"feature": "cabin", "property": "position", "from": MS, "to": MS + 1})
    assert answer.status_code == status
    assert ("3.5" in answer.content.decode()) is (status == 200)


def test_a_window_exactly(lift: Twin, take: Take, ask: Any) -> None:
    take(*(report(float(n), n) for n in range(6)))
    assert ask(**{"from": MS + 2000, "to": MS + 4000}) == {
        "id": LIFT,
        "feature": "cabin",
        "property": "position",
        "unit": "m",
        "type": "number",
        "from": "2026-11-18T11:06:42.000Z",
        "to": "2026-11-18T11:06:44.000Z",
        "raw_count": 3,
        "downsampled": False,
        "before": [MS + 1000, 1.0],
        "points": [[MS + 2000, 2.0], [MS + 3000, 3.0], [MS + 4000, 4.0]],
    }


def test_the_last_hour_is_what_is_asked_for_by_default(lift: Twin, take: Take, ask: Any) -> None:
    take(report(1, 9 - 3600), report(2, 11 - 3600), report(3, 10), report(4, 11))
    found = ask()
    assert (found["from"], found["to"]) == ("2026-11-18T10:06:50.000Z", "2026-11-18T11:06:50.000Z")
    assert [value for _, value in found["points"]] == [2, 3]
    assert found["before"][1] == 1


@pytest.mark.parametrize(
    "start",
    ["2026-11-18T11:06:42Z", "2026-11-18T11:06:42", "2026-11-18T12:06:42+01:00", "2026-11-18 11:06:42Z", MS + 2000],
)
def test_times_are_rfc_3339_or_epoch_milliseconds(lift: Twin, take: Take, ask: Any, start: Any) -> None:
    take(report(1, 1), report(2, 2))
    found = ask(**{"from": start})
    assert (found["from"], [value for _, value in found["points"]]) == ("2026-11-18T11:06:42.000Z", [2])


def test_a_spike_survives_the_thinning(lift: Twin, take: Take, ask: Any) -> None:
    values = [float(n % 7) for n in range(4000)]
    values[1234], values[2345] = 999.0, -999.0
    take(*(report(value, n / 1000) for n, value in enumerate(values)))
    found = ask(points=50)
    assert (found["raw_count"], found["downsampled"], len(found["points"]) <= 50) == (4000, True, True)
    assert [MS + 1234, 999.0] in found["points"]
    assert [MS + 2345, -999.0] in found["points"]
    assert found["points"] == sorted(found["points"])
    assert (found["points"][0], found["points"][-1]) == ([MS, 0.0], [MS + 3999, values[3999]])


def test_as_many_points_as_asked_for_are_not_thinned(lift: Twin, take: Take, ask: Any) -> None:
    take(*(report(n, n / 10) for n in range(60)))
    assert (ask(points=60)["downsampled"], len(ask(points=60)["points"])) == (False, 60)
    assert ask(points=59)["downsampled"] is True


def test_text_comes_as_it_is(lift: Twin, take: Take, ask: Any) -> None:
    take(report("open", 1, name="door"), report('"quoted"', 2, name="door"), report("null", 3, name="door"))
    found = ask(name="door")
    assert (found["type"], found["unit"]) == ("string", None)
    assert [value for _, value in found["points"]] == ["open", '"quoted"', "null"]


def test_truth_comes_as_truth(lift: Twin, take: Take, ask: Any) -> None:
    take(report(True, 1, name="moving"), report(False, 2, name="moving"))
    assert [value for _, value in ask(name="moving")["points"]] == [True, False]


def test_objects_lists_and_nothing_come_as_they_are(lift: Twin, take: Take, ask: Any) -> None:
    values: list[Any] = [{"a": [1, 2]}, [], None, 2**60]
    take(*(report(value, n, name="any") for n, value in enumerate(values)))
    assert [value for _, value in ask(name="any")["points"]] == values


def test_before_is_the_value_that_still_holds(lift: Twin, take: Take, ask: Any) -> None:
    take(report("open", -7200, name="door"))
    found = ask(name="door")
    assert (found["points"], found["before"]) == ([], [MS - 7200 * 1000, "open"])


@pytest.mark.parametrize(("feature", "name"), [("cabin", "nothing"), ("nowhere", "position"), ("größe", "位置")])
def test_an_unknown_property_is_an_empty_history(lift: Twin, ask: Any, feature: str, name: str) -> None:
    found = ask(feature, name)
    assert (found["points"], found["before"], found["raw_count"], found["downsampled"]) == ([], None, 0, False)
    assert (found["feature"], found["property"], found["unit"], found["type"]) == (feature, name, None, None)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"property": "position"}, "feature"),
        ({"feature": "cabin"}, "property"),
        ({"feature": "", "property": "position"}, "feature"),
        ({"feature": "ca\x00bin", "property": "position"}, "feature"),
        ({"from": "yesterday"}, "from"),
        ({"to": "2026-13-01T00:00:00Z"}, "to"),
        ({"from": "1e999"}, "from"),
        ({"from": "9" * 15}, "from"),
        ({"to": "0001-01-01T00:00:00+01:00"}, "to"),
        ({"to": "0001-01-01T00:00:00Z"}, "from"),
        ({"from": MS + 2, "to": MS + 1}, "from"),
        ({"from": MS, "to": MS}, "from"),
        ({"from": "2999-01-01T00:00:00Z"}, "from"),
        ({"points": "9"}, "points"),
        ({"points": "5001"}, "points"),
        ({"points": "-10"}, "points"),
        ({"points": "many"}, "points"),
        ({"points": "10.5"}, "points"),
        ({"points": "٥٠"}, "points"),
        ({"limit": "10"}, "limit"),
    ],
)
def test_every_faulty_parameter_is_named(
    owner: User, lift: Twin, as_user: Any, query: dict[str, Any], field: str
) -> None:
    needed = {} if {"feature", "property"} & query.keys() else {"feature": "cabin", "property": "position"}
    answer = as_user(owner).get(URL, {**needed, **query})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_all_faults_are_told_at_once(owner: User, lift: Twin, as_user: Any) -> None:
    errors = as_user(owner).get(URL, {"from": "x", "points": "1", "propety": "position"}).json()["errors"]
    assert {error["field"] for error in errors} == {"from", "points", "propety", "feature", "property"}
    assert next(error["hint"] for error in errors if error["field"] == "propety") == "Did you mean 'property'?"


def test_the_widest_window_is_fine(lift: Twin, take: Take, ask: Any) -> None:
    take(report(1))
    found = ask(**{"from": "0001-01-01T00:00:00Z", "to": "9999-12-31T23:59:59Z"})
    assert found["points"] == [[MS, 1.0]]
