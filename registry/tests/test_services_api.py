"""`/api/registry/services`, asked by everybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from portal.models import PortalEvent
from registry import actions
from registry.actor import DECLARATIONS
from registry.models import Change, Service, Tenant, Twin
from registry.tests.files import told

URL = "/api/registry/services"
BODY: dict[str, Any] = {
    "category": "forecast",
    "interfaces": {"input": ["acme/weather"], "output": ["acme/forecast"], "api": "http://forecast:8000"},
    "health": "http://forecast:8000/health",
}


def service(name: str, *, tenant: str | None = None, **given: Any) -> Service:
    fields = {"category": "test", "interfaces": {}, **given}
    return actions.register_service(actor=DECLARATIONS, name=name, tenant=tenant, **fields)[0]


def names(client: Any, query: str = "") -> list[str]:
    return [found["name"] for found in client.get(f"{URL}{query}").json()["results"]]


def test_staff_register_a_service(owner: User, as_user: Any) -> None:
    answer = as_user(owner).post(URL, BODY, format="json")
    assert answer.status_code == 201
    found = answer.json()
    assert {key: found[key] for key in BODY} == BODY
    assert (found["name"], found["tenant"], found["twin"], found["last_health"]) == ("forecast", None, None, None)
    assert found["uuid"] == str(Service.objects.get().uuid)


def test_registering_is_recorded_and_told(owner: User, as_user: Any) -> None:
    uuid = as_user(owner).post(URL, {**BODY, "tenant": "acme"}, format="json").json()["uuid"]
    change = Change.objects.get()
    assert (change.actor, change.user, change.action, change.kind) == ("owner", owner, "created", "service")
    assert (change.object_id, change.tenant, change.before) == (uuid, "acme", None)
    event = PortalEvent.objects.get()
    assert (event.etype, event.tenant) == ("service.update", "acme")
    assert event.payload == {
        "uuid": uuid,
        "name": "forecast",
        "tenant": "acme",
        "category": "forecast",
        "health": None,
    }


def test_a_service_of_the_platform_is_told_without_a_tenant(owner: User, as_user: Any) -> None:
    as_user(owner).post(URL, BODY, format="json")
    event = PortalEvent.objects.get()
    assert (event.tenant, event.payload["tenant"]) == ("", "")


def test_registering_again_is_200_and_changes_and_tells_nothing(owner: User, as_user: Any) -> None:
    client = as_user(owner)
    first = client.post(URL, BODY, format="json")
    again = client.post(URL, BODY, format="json")
    assert (again.status_code, again.json()) == (200, first.json())
    assert told() == (1, 1)


def test_registering_with_other_facts_is_200_and_records_the_difference(owner: User, as_user: Any) -> None:
    client = as_user(owner)
    uuid = client.post(URL, BODY, format="json").json()["uuid"]
    answer = client.post(URL, {**BODY, "health": ""}, format="json")
    assert (answer.status_code, answer.json()["uuid"], answer.json()["health"]) == (200, uuid, None)
    change = Change.objects.get(action="updated")
    assert (change.before, change.after) == ({"health": BODY["health"]}, {"health": None})
    assert told() == (2, 2)


@pytest.mark.parametrize("other", [{"name": "another"}, {"category": "another"}, {"tenant": "another"}])
def test_name_category_and_tenant_tell_services_apart(owner: User, as_user: Any, other: dict[str, str]) -> None:
    client = as_user(owner)
    client.post(URL, BODY, format="json")
    assert client.post(URL, {**BODY, **other}, format="json").status_code == 201
    assert Service.objects.count() == 2


def test_a_new_tenant_is_made(owner: User, as_user: Any) -> None:
    as_user(owner).post(URL, {**BODY, "tenant": "fresh"}, format="json")
    assert Tenant.objects.get().pk == "fresh"


def test_a_service_may_belong_to_a_twin(owner: User, lift: Twin, as_user: Any) -> None:
    answer = as_user(owner).post(URL, {**BODY, "twin": lift.pk}, format="json")
    assert answer.json()["twin"] == lift.pk
    lift.delete()
    assert Service.objects.get().twin is None


FAULTS: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"category", "interfaces"}),
    ({"category": "", "interfaces": None}, {"category", "interfaces"}),
    ({**BODY, "category": "x" * 129}, {"category"}),
    ({**BODY, "category": 5.5, "name": []}, {"name"}),
    ({**BODY, "name": "x" * 257}, {"name"}),
    ({**BODY, "health": "no url"}, {"health"}),
    ({**BODY, "health": "javascript:alert(1)"}, {"health"}),
    ({**BODY, "health": "http://"}, {"health"}),
    ({**BODY, "health": "http://host:99999/"}, {"health"}),
    ({**BODY, "health": "http://[::1/"}, {"health"}),
    ({**BODY, "health": "http://two words/"}, {"health"}),
    ({**BODY, "tenant": "Capital Letters"}, {"tenant"}),
    ({**BODY, "tenant": ""}, {"tenant"}),
    ({**BODY, "interfaces": "text"}, {"interfaces"}),
    ({**BODY, "interfaces": []}, {"interfaces"}),
    ({**BODY, "interfaces": {"input": "text"}}, {"interfaces.input"}),
    ({**BODY, "interfaces": {"input": ["ok", {}]}}, {"interfaces.input.1"}),
    ({"category": {}, "interfaces": {"output": [None]}, "health": 7}, {"category", "interfaces.output.0", "health"}),
    ({**BODY, "twin": "no:where"}, {"twin"}),
]


@pytest.mark.parametrize(("body", "fields"), FAULTS)
def test_every_fault_is_told_and_nothing_is_written(
    owner: User, as_user: Any, body: dict[str, Any], fields: set[str]
) -> None:
    answer = as_user(owner).post(URL, body, format="json")
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert {error["field"] for error in answer.json()["errors"]} == fields
    assert all(error["message"] for error in answer.json()["errors"])
    assert (Service.objects.count(), Tenant.objects.count(), told()) == (0, 0, (0, 0))


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b'"x"', b'{"category": "\\u0000"}'])
def test_hostile_bodies_get_a_clear_answer(owner: User, as_user: Any, body: bytes) -> None:
    answer = as_user(owner).post(URL, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["detail"]


@pytest.mark.parametrize(("person", "status"), [("colleague", 403), ("stranger", 403), (None, 401)])
def test_only_staff_register(
    request: pytest.FixtureRequest, db: None, as_user: Any, person: str | None, status: int
) -> None:
    client = as_user(request.getfixturevalue(person) if person else None)
    answer = client.post(URL, BODY, format="json")
    assert (answer.status_code, Service.objects.count()) == (status, 0)


def test_people_see_the_services_of_what_they_were_granted(
    owner: User, colleague: User, stranger: User, as_user: Any
) -> None:
    service("of acme", tenant="acme")
    service("of other", tenant="other")
    service("of the platform")
    assert names(as_user(owner)) == ["of acme", "of other", "of the platform"]
    assert names(as_user(colleague)) == ["of acme"]
    assert names(as_user(stranger)) == ["of other"]
    assert as_user(None).get(URL).status_code == 401


def test_a_single_service_can_be_granted(stranger: User, as_user: Any) -> None:
    shared = service("shared", tenant="acme")
    service("not shared", tenant="acme")
    actions.grant(actor=DECLARATIONS, user=stranger, on=shared)
    assert names(as_user(stranger)) == ["shared"]


def test_lists_are_filtered_and_paged(owner: User, as_user: Any) -> None:
    for number in range(4):
        service(f"s{number}", tenant="acme" if number % 2 else "other", category=f"c{number // 2}")
    client = as_user(owner)
    assert names(client, "?tenant=acme") == ["s1", "s3"]
    assert names(client, "?category=c1") == ["s2", "s3"]
    assert names(client, "?tenant=acme&category=c1") == ["s3"]
    page = client.get(f"{URL}?limit=3").json()
    assert (page["count"], len(page["results"]), page["previous"]) == (4, 3, None)
    assert [found["name"] for found in client.get(page["next"]).json()["results"]] == ["s3"]


@pytest.mark.parametrize("query", ["limit=0", "categori=c", "offset=x", "tenant=%00"])
def test_wrong_parameters_are_told(owner: User, as_user: Any, query: str) -> None:
    answer = as_user(owner).get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == query.split("=")[0]


def test_lists_cost_a_constant_number_of_statements(owner: User, as_user: Any, django_assert_num_queries: Any) -> None:
    client = as_user(owner)
    for number in range(20):
        service(f"s{number}", tenant="acme")
    with django_assert_num_queries(4):  # session, user, count, rows
        client.get(URL)


def test_unknown_fields_of_a_service_are_told(owner: User, as_user: Any) -> None:
    body = {"category": "weather", "interfaces": {"inputs": []}, "helth": "http://forecast/health"}
    answer = as_user(owner).post("/api/registry/services", body, format="json")
    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == {"helth", "interfaces.inputs"}
