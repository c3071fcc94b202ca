"""`/api/registry/twins`, asked by everybody."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from conftest import LIFT
from portal.models import PortalEvent
from registry.models import Change, Twin

URL = "/api/registry/twins"
ONE = f"{URL}/acme.lift:lift-1"


def events() -> list[tuple[str, str]]:
    return [(event.etype, event.payload["id"]) for event in PortalEvent.objects.all()]


def test_staff_register_a_twin_and_everything_that_follows_from_it(owner: User, as_user: Any) -> None:
    answer = as_user(owner).post(URL, LIFT, format="json")
    assert answer.status_code == 201
    twin = Twin.objects.get()
    assert [(s.kind, s.topic, s.codec, s.feature) for s in twin.streams.all()] == [
        ("mqtt", "acme/lift/cabin", "auto", "cabin")
    ]
    assert [(r.kind, r.target_id) for r in twin.outgoing.all()] == [("static", "acme.building:north")]
    assert (twin.card.name, twin.card.headline, twin.card.order) == ("Lift 1", ["cabin.position"], 10)
    assert [d.name for d in twin.domains.all()] == ["lift"]
    change = Change.objects.get()
    assert (change.actor, change.action, change.object_id) == ("owner", "created", twin.pk)
    assert events() == [("twin.update", twin.pk)]


def test_dependencies_and_named_relations_become_rows(register: Any) -> None:
    named = [{"kind": "parent", "target": "a:3"}]
    twin = register(dependencies={"static": ["a:1"], "dynamic": ["a:2"]}, relations=named)
    rows = {(row.kind, row.target_id) for row in twin.outgoing.all()}
    assert rows == {("static", "a:1"), ("dynamic", "a:2"), ("parent", "a:3")}


def test_registering_again_is_200_and_changes_and_tells_nothing(owner: User, as_user: Any) -> None:
    client = as_user(owner)
    client.post(URL, LIFT, format="json")
    answer = client.post(URL, LIFT, format="json")
    assert answer.status_code == 200
    assert (answer.json()["revision"], Change.objects.count(), len(events())) == (1, 1, 1)


def test_the_answer_is_a_document_that_can_be_posted_again(owner: User, as_user: Any) -> None:
    client = as_user(owner)
    made = client.post(URL, LIFT, format="json").json()
    extra = {"uuid", "source", "revision", "created", "modified"}
    again = client.post(URL, {k: v for k, v in made.items() if k not in extra}, format="json")
    assert (again.status_code, again.json()["revision"]) == (200, 1)


def test_every_fault_is_told_and_nothing_is_written(owner: User, as_user: Any) -> None:
    bad = {**LIFT, "@id": "no colon", "metadata": {"domain": 5}, "feature": {}}
    answer = as_user(owner).post(URL, bad, format="json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    fields = {error["field"] for error in answer.json()["errors"]}
    assert {"@id", "metadata.domain", "feature"} <= fields
    assert not Twin.objects.exists()
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'"text"', 400),
        (b'{"@id": NaN}', 400),
        (b'{"@id": "a:\\u0000"}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 900 + b"1" + b"}" * 900, 400),
        (b'{"@id": "a:' + b"x" * (1 << 20) + b'"}', 413),
        (b'{"@id": "a:b", "metadata": {"n": 1e999}}', 400),
    ],
)
def test_hostile_bodies_get_a_clear_answer(owner: User, as_user: Any, body: bytes, status: int) -> None:
    answer = as_user(owner).post(URL, body, content_type="application/json")
    assert answer.status_code == status, answer.content
    assert answer.json()["detail"]
    assert not Twin.objects.exists()


@pytest.mark.parametrize("method", ["post", "patch", "delete"])
@pytest.mark.parametrize(("person", "status"), [("colleague", 403), ("stranger", 403), (None, 401)])
def test_only_staff_change(
    request: pytest.FixtureRequest, lift: Twin, as_user: Any, method: str, person: str | None, status: int
) -> None:
    client = as_user(request.getfixturevalue(person) if person else None)
    url = URL if method == "post" else ONE
    answer = getattr(client, method)(url, {"name": "Mine"}, format="json")
    assert answer.status_code == status
    lift.refresh_from_db()
    assert lift.name == "Lift 1"


def test_people_see_what_they_were_granted(
    owner: User, colleague: User, stranger: User, lift: Twin, pump: Twin, as_user: Any
) -> None:
    def ids(user: User) -> list[str]:
        return [twin["@id"] for twin in as_user(user).get(URL).json()["results"]]

    assert ids(owner) == [lift.pk, pump.pk]
    assert ids(colleague) == [lift.pk]
    assert ids(stranger) == [pump.pk]
    assert as_user(None).get(URL).status_code == 401


def test_a_strangers_twin_is_not_found(colleague: User, stranger: User, lift: Twin, as_user: Any) -> None:
    assert as_user(colleague).get(ONE).status_code == 200
    there, nowhere = as_user(stranger).get(ONE), as_user(stranger).get(f"{URL}/a:b")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert there.json()["detail"].replace(lift.pk, "") == nowhere.json()["detail"].replace("a:b", "")


def test_lists_are_filtered_and_paged(owner: User, register: Any, as_user: Any) -> None:
    for number in range(5):
        register({"@id": f"t:{number}", "tenant": "t", "metadata": {"domain": ["a", "b"][: number % 2 + 1]}})
    register({"@id": "u:1", "tenant": "u", "metadata": {"status": "active"}})
    client = as_user(owner)
    assert client.get(f"{URL}?tenant=t").json()["count"] == 5
    assert client.get(f"{URL}?domain=b").json()["count"] == 2
    assert client.get(f"{URL}?status=active").json()["count"] == 1
    page = client.get(f"{URL}?tenant=t&limit=2&offset=4").json()
    assert ([twin["@id"] for twin in page["results"]], page["next"]) == (["t:4"], None)


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=9999", "offset=-1", "tenat=t"])
def test_wrong_parameters_are_told(owner: User, as_user: Any, query: str) -> None:
    answer = as_user(owner).get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == query.split("=")[0]


def test_a_misspelt_parameter_gets_a_suggestion(owner: User, as_user: Any) -> None:
    assert as_user(owner).get(f"{URL}?tenat=t").json()["errors"][0]["hint"] == "Did you mean 'tenant'?"


def test_patch_merges_and_null_removes(owner: User, lift: Twin, as_user: Any) -> None:
    patch = {"status": "maintenance", "metadata": {"lift_id": None, "floors": 8}, "name": "Lift one"}
    answer = as_user(owner).patch(ONE, patch, format="json")
    assert answer.status_code == 200
    assert answer.json()["metadata"] == {"domain": ["lift"], "floors": 8, "status": "maintenance"}
    change = Change.objects.first()
    assert change is not None
    assert change.before == {"name": "Lift 1", "metadata": {"domain": ["lift"], "lift_id": "L-1", "status": "active"}}
    lift.refresh_from_db()
    assert (lift.card.name, lift.revision) == ("Lift one", 2)


def test_patch_cannot_change_the_id_or_break_the_declaration(owner: User, lift: Twin, as_user: Any) -> None:
    client = as_user(owner)
    assert client.patch(ONE, {"@id": "acme.lift:other"}, format="json").status_code == 400
    assert client.patch(ONE, {"interfaces": {"data_streams": "x/#/y"}}, format="json").status_code == 400
    lift.refresh_from_db()
    assert lift.revision == 1


def test_a_patch_that_changes_nothing_tells_nothing(owner: User, lift: Twin, as_user: Any) -> None:
    before = len(events())
    as_user(owner).patch(ONE, {"name": "Lift 1"}, format="json")
    assert len(events()) == before


def test_soft_delete_deprecates_and_hard_delete_removes(owner: User, lift: Twin, as_user: Any) -> None:
    client = as_user(owner)
    assert client.delete(f"{ONE}?soft=true").json()["metadata"]["status"] == "deprecated"
    assert client.delete(ONE).status_code == 204
    assert client.get(ONE).status_code == 404
    assert [etype for etype, _ in events()] == ["twin.update", "twin.update", "twin.delete"]


@pytest.mark.parametrize("query", ["soft=maybe", "soft=", "soft", "sotf=true"])
def test_a_soft_delete_that_is_misspelt_deletes_nothing(owner: User, lift: Twin, as_user: Any, query: str) -> None:
    answer = as_user(owner).delete(f"{ONE}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == query.split("=")[0]
    assert Twin.objects.filter(pk=lift.pk).exists()


def test_one_twin_takes_no_parameters(owner: User, lift: Twin, as_user: Any) -> None:
    assert as_user(owner).get(f"{ONE}?fields=name").status_code == 400


def test_a_twin_that_changes_its_tenant_leaves_the_old_one(owner: User, lift: Twin, as_user: Any) -> None:
    as_user(owner).patch(ONE, {"tenant": "other"}, format="json")
    told = [(event.tenant, event.etype) for event in PortalEvent.objects.all()]
    assert told == [("acme", "twin.update"), ("acme", "twin.delete"), ("other", "twin.update")]


def test_scripts_sign_in_by_basic(owner: User, client: Any) -> None:
    import base64

    def ask(password: str) -> Any:
        token = base64.b64encode(f"owner:{password}".encode()).decode()
        return client.get(URL, headers={"Authorization": f"Basic {token}"})

    assert ask("correct horse").status_code == 200
    assert ask("wrong").status_code == 401


def test_lists_cost_a_constant_number_of_statements(
    owner: User, register: Any, as_user: Any, django_assert_num_queries: Any
) -> None:
    client = as_user(owner)
    for number in range(30):
        register({"@id": f"t:{number}", "tenant": "t"})
    with django_assert_num_queries(4):  # session, user, count, rows with their cards
        client.get(URL)


def test_a_backslash_before_u0000_is_no_nul(owner: User, as_user: Any) -> None:
    body = rb'{"@id": "a:b", "name": "C:\\u0000"}'
    assert as_user(owner).post(URL, body, content_type="application/json").json()["name"] == r"C:\u0000"
