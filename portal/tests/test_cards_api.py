"""`GET /api/portal/cards`, asked by everybody."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from common import clock
from conftest import LIFT as DOCUMENT
from live.tests.conftest import Take
from live.tests.reporting import BEGIN, LIFT, SECOND, report
from portal.models import PortalEvent
from portal.queries import SPARKLINE_POINTS, SPARKLINE_SECONDS, with_gaps
from registry import actions
from registry.actor import DECLARATIONS
from registry.models import Twin

URL = "/api/portal/cards"
NOTHING = {"title": None, "type": None, "unit": None, "min": None, "max": None, "enum": None}


def cards(client: Any, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(URL, query)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["cards"]
    return found


def ids(client: Any, **query: Any) -> list[str]:
    return [card["id"] for card in cards(client, **query)]


def test_people_see_the_cards_they_were_granted(
    owner: User, colleague: User, stranger: User, as_user: Any, pump: Twin
) -> None:
    assert ids(as_user(owner)) == [LIFT, pump.pk]
    assert ids(as_user(colleague)) == [LIFT]
    assert ids(as_user(stranger)) == [pump.pk]
    assert as_user(None).get(URL).status_code == 401


@pytest.mark.parametrize("query", [{"id": LIFT}, {"tenant": "acme"}])
def test_asking_for_what_one_may_not_see_finds_nothing(stranger: User, lift: Twin, as_user: Any, query: Any) -> None:
    assert cards(as_user(stranger), **query) == []


def test_a_single_twin_can_be_granted(stranger: User, lift: Twin, register: Any, as_user: Any) -> None:
    register({"@id": "acme:other", "tenant": "acme"})
    actions.grant(actor=DECLARATIONS, user=stranger, on=lift)
    assert ids(as_user(stranger)) == [LIFT, "other:pump-1"]
    assert ids(as_user(stranger), tenant="acme") == [LIFT]


def test_a_card_exactly(owner: User, lift: Twin, take: Take, as_user: Any) -> None:
    take(report(3.5), report(True, 1, feature="extra", name="on"))
    with clock.travel(BEGIN + 2 * SECOND):
        found = as_user(owner).get(URL).json()
    assert found["now"] == "2026-11-18T11:06:42.000Z"
    assert found["position"] == PortalEvent.objects.latest("id").pk
    assert found["cards"] == [
        {
            "id": LIFT,
            "name": "Lift 1",
            "tenant": "acme",
            "description": "",
            "domain": ["lift"],
            "status": "active",
            "icon": None,
            "ui_url": None,
            "order": 10,
            "revision": 1,
            "features": {
                "cabin": {
                    "title": "Cabin",
                    "interval_s": 1,
                    "properties": {
                        "position": {
                            **NOTHING, "type": "number", "unit": "m", "min": 0, "max": 24,
                            "value": 3.5, "at": "2026-11-18T11:06:40.000Z",
                        },
                        "door": {**NOTHING, "type": "string", "enum": ["open", "closed"], "value": None, "at": None},
                    },
                },
                "extra": {
                    "title": None,
                    "interval_s": None,
                    "properties": {"on": {**NOTHING, "value": True, "at": "2026-11-18T11:06:41.000Z"}},
                },
            },
            "headline": [{"feature": "cabin", "property": "position"}],
            "sparkline": {"feature": "cabin", "property": "position", "points": []},
            "topics": ["acme/lift/cabin", f"dtp/twins/{LIFT}/reported/{{feature}}"],
        }
    ]  # fmt: skip


def test_a_value_reported_for_the_year_1970_has_its_time(owner: User, lift: Twin, take: Take, as_user: Any) -> None:
    take((LIFT, "cabin", "position", 1, 0))
    (card,) = cards(as_user(owner))
    assert card["features"]["cabin"]["properties"]["position"]["at"] == "1970-01-01T00:00:00.000Z"


def test_the_order_is_the_declared_one_then_the_name(owner: User, register: Any, as_user: Any) -> None:
    for number, (name, order) in enumerate([("B", 5), ("A", 5), ("C", 1), ("D", None)]):
        register({"@id": f"t:{number}", "tenant": "t", "name": name, "ui": {} if order is None else {"order": order}})
    assert [card["name"] for card in cards(as_user(owner))] == ["C", "A", "B", "D"]


def test_cards_are_narrowed_by_id_and_tenant(owner: User, lift: Twin, pump: Twin, as_user: Any) -> None:
    client = as_user(owner)
    assert ids(client, id=[pump.pk]) == [pump.pk]
    assert ids(client, id=[pump.pk, LIFT, "acme:nobody", pump.pk]) == [LIFT, pump.pk]
    assert ids(client, id=[""]) == []
    assert ids(client, tenant="other") == [pump.pk]
    assert ids(client, tenant="nowhere") == []
    assert ids(client, tenant="other", id=LIFT) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"ids": LIFT}, "ids"),
        ({"tenant": "a\x00"}, "tenant"),
        ({"id": ["a\x00", LIFT]}, "id"),
        ({"id": [LIFT, "a\x00"]}, "id"),
        ({"id": [f"a:{n}" for n in range(501)]}, "id"),
    ],
)
def test_wrong_parameters_are_told(owner: User, lift: Twin, as_user: Any, query: dict[str, Any], field: str) -> None:
    answer = as_user(owner).get(URL, query)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_deprecated_twin_is_shown_as_such(owner: User, lift: Twin, as_user: Any) -> None:
    actions.deprecate_twin(actor=DECLARATIONS, twin_id=LIFT)
    assert [card["status"] for card in cards(as_user(owner))] == ["deprecated"]


def features(*names: str, kind: str = "number") -> dict[str, Any]:
    return {"f": {"properties": {name: {"type": kind} for name in names}}}


@pytest.mark.parametrize(
    ("declared", "ui", "reported", "expected"),
    [
        ({}, {}, [], []),
        (features("a", "b"), {"headline": ["f.b", "f.a"]}, [], ["b", "a"]),
        (features("a", "b"), {"headline": ["f.b"]}, [], ["b"]),
        (features("a", "b"), {}, [], ["a", "b"]),
        (features("a", "b", "c", "d", "e"), {}, [], ["a", "b", "c", "d"]),
        (features("a", kind="string"), {}, [], ["a"]),
        ({"f": {"properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}}, {}, [], ["b"]),
        ({}, {}, [("x", 1)], ["x"]),
        ({}, {}, [("x", "text"), ("y", 2.5)], ["y"]),
        ({}, {}, [("x", True)], ["x"]),
        (features("a", kind="string"), {}, [("x", 1)], ["x"]),
    ],
)
def test_the_headline_is_as_declared_else_the_first_numbers_else_anything(
    owner: User, register: Any, take: Take, as_user: Any, declared: Any, ui: Any, reported: Any, expected: list[str]
) -> None:
    register({"@id": LIFT, "tenant": "acme", "features": declared, "ui": ui})
    take(*(report(value, feature="f", name=name) for name, value in reported))
    (card,) = cards(as_user(owner))
    assert [(shown["feature"], shown["property"]) for shown in card["headline"]] == [("f", name) for name in expected]


def test_a_headline_of_what_is_no_longer_declared_falls_back(owner: User, lift: Twin, as_user: Any) -> None:
    lift.card.headline = ["roof.height", "cabin.color"]
    lift.card.save()
    assert cards(as_user(owner))[0]["headline"] == [{"feature": "cabin", "property": "position"}]


@pytest.mark.usefixtures("kept")
def test_the_sparkline_is_of_the_last_ten_minutes_with_gaps(owner: User, lift: Twin, take: Take, as_user: Any) -> None:
    take(*(report(float(n), n) for n in [-601, -300, -295, 0]))
    with clock.travel(BEGIN):
        (card,) = cards(as_user(owner))
    ms = BEGIN // 1000
    assert card["sparkline"] == {
        "feature": "cabin",
        "property": "position",
        "points": [[ms - 300_000, -300], [ms - 295_000, -295], [ms - 295_000, None], [ms, 0]],
    }


@pytest.mark.usefixtures("kept")
def test_a_busy_sparkline_has_at_most_120_points(owner: User, lift: Twin, take: Take, as_user: Any) -> None:
    take(*(report(n, -n / 2) for n in range(1500)))
    with clock.travel(BEGIN):
        points = cards(as_user(owner))[0]["sparkline"]["points"]
    assert 100 < len(points) <= SPARKLINE_POINTS
    assert points == sorted(points, key=lambda point: point[0])


def test_a_twin_without_numbers_has_no_sparkline(owner: User, register: Any, as_user: Any) -> None:
    register({"@id": "t:1", "tenant": "t", "features": features("a", kind="string")})
    assert cards(as_user(owner))[0]["sparkline"] is None


BUCKET_US = SPARKLINE_SECONDS * SECOND // SPARKLINE_POINTS


@given(
    st.lists(st.integers(0, SPARKLINE_POINTS - 1), unique=True).map(sorted),
    st.none() | st.floats(0.001, 100),
)
def test_gaps_never_make_more_points_than_promised(buckets: list[int], interval_s: float | None) -> None:
    points = [(bucket * BUCKET_US, 1.0) for bucket in buckets]
    drawn = with_gaps(points, interval_s)
    assert len(drawn) <= SPARKLINE_POINTS
    assert [point for point in drawn if point[1] is not None] == [[at // 1000, 1.0] for at, _ in points]
    assert all(one[0] <= two[0] for one, two in pairwise(drawn))
    assert not drawn or None not in (drawn[0][1], drawn[-1][1])


def test_cards_cost_a_constant_number_of_statements(owner: User, register: Any, take: Take, as_user: Any) -> None:
    client = as_user(owner)

    def statements(first: int, last: int) -> int:
        for number in range(first, last):
            twin = register({**DOCUMENT, "@id": f"t:{number}", "tenant": "t"})
            take(report(1, twin=twin.pk), report(2, twin=twin.pk, feature="extra"))
        with CaptureQueriesContext(connection) as captured:
            assert len(cards(client)) == last
        return len(captured)

    # Session and user; the position; twins with their cards, streams, revisions, features.
    assert [statements(0, 3), statements(3, 30)] == [7, 7]


def test_the_position_is_taken_before_the_snapshot(owner: User, lift: Twin, as_user: Any) -> None:
    with CaptureQueriesContext(connection) as captured:
        cards(as_user(owner))
    order = [
        table for query in captured for table in ("portalevent", "registry_twin", "live_") if table in query["sql"]
    ]
    assert order.index("portalevent") < order.index("registry_twin") < order.index("live_")
