"""Who may see what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User

from common import clock
from common.errors import Forbidden, NotFound
from registry import actions, queries
from registry.access import NOTHING, Scope, scope_of, visible_services, visible_tenants, visible_twins
from registry.actor import DECLARATIONS, Actor, actor_of
from registry.models import Service, Twin

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("person")


def grant(**given: Any) -> None:
    actions.grant(actor=DECLARATIONS, **given)


def seen(user: User) -> list[str]:
    return sorted(visible_twins(scope_of(user)).values_list("id", flat=True))


def test_nobody_sees_anything_without_a_grant(person: User, lift: Twin) -> None:
    assert scope_of(person) == NOTHING
    assert (seen(person), list(visible_tenants(scope_of(person)))) == ([], [])


def test_staff_see_everything(owner: User, lift: Twin, pump: Twin) -> None:
    assert scope_of(owner) == Scope(everything=True)
    assert (seen(owner), visible_tenants(scope_of(owner)).count()) == ([lift.pk, pump.pk], 2)


def test_a_superuser_who_is_not_staff_sees_only_what_was_granted(lift: Twin) -> None:
    assert seen(User.objects.create_user("root", is_superuser=True)) == []


def test_anonymous_and_inactive_people_see_nothing(person: User, owner: User, lift: Twin) -> None:
    grant(user=person, on=lift)
    assert scope_of(AnonymousUser()) == NOTHING
    for user in (person, owner):
        user.is_active = False
        assert scope_of(user) == NOTHING


def test_a_grant_on_a_tenant_shows_all_of_it(person: User, lift: Twin, pump: Twin) -> None:
    grant(user=person, on=lift.tenant)
    scope = scope_of(person)
    assert scope == Scope(tenants=frozenset({"acme"}))
    assert (seen(person), [tenant.pk for tenant in visible_tenants(scope)]) == ([lift.pk], ["acme"])
    assert scope.sees_twin(lift.pk, "acme")
    assert not scope.sees_twin(pump.pk, "other")


def test_a_grant_on_a_twin_shows_it_and_its_tenant_in_part(person: User, lift: Twin, register: Any) -> None:
    other = register({"@id": "acme.lift:lift-2", "tenant": "acme"})
    grant(user=person, on=lift)
    scope = scope_of(person)
    assert scope == Scope(twins=frozenset({lift.pk}), tenants_in_part=frozenset({"acme"}))
    assert (seen(person), [tenant.pk for tenant in visible_tenants(scope)]) == ([lift.pk], ["acme"])
    assert (scope.may_follow("acme"), scope.may_follow("other")) == (True, False)
    assert not scope.sees_twin(other.pk, "acme")


def test_a_grant_on_a_service_shows_it_alone(person: User, lift: Twin) -> None:
    made = [
        actions.register_service(actor=DECLARATIONS, name=name, category="c", interfaces={}, tenant=tenant)[0]
        for name, tenant in (("one", "acme"), ("two", "acme"), ("platform", None))
    ]
    grant(user=person, on=made[0])
    grant(user=person, on=made[2])
    scope = scope_of(person)
    assert scope.tenants_in_part == {"acme"}
    assert set(visible_services(scope).values_list("name", flat=True)) == {"one", "platform"}
    assert scope.sees_service(str(made[2].uuid), "")
    assert not scope.sees_service(str(made[1].uuid), "acme")
    assert seen(person) == []


def test_a_group_shares_its_grants_with_its_members(person: User, lift: Twin, pump: Twin) -> None:
    crew = Group.objects.create(name="crew")
    grant(group=crew, on=lift)
    grant(user=person, on=pump)
    assert seen(person) == [pump.pk]
    person.groups.add(crew)
    assert seen(person) == [lift.pk, pump.pk]


def test_a_grant_ends_when_it_expires(person: User, lift: Twin) -> None:
    with clock.travel(NOW) as forward:
        grant(user=person, on=lift, expires_at=NOW + timedelta(hours=1))
        assert seen(person) == [lift.pk]
        forward(3599)
        assert seen(person) == [lift.pk]
        forward(1)
        assert seen(person) == []


def test_an_expired_grant_does_not_hide_one_that_is_valid(person: User, lift: Twin) -> None:
    crew = Group.objects.create(name="crew")
    person.groups.add(crew)
    with clock.travel(NOW):
        grant(user=person, on=lift, expires_at=NOW)
        grant(group=crew, on=lift.tenant, expires_at=NOW + timedelta(seconds=1))
        assert scope_of(person).tenants == {"acme"}


def test_a_scope_costs_one_statement_however_many_grants(
    person: User, register: Any, django_assert_num_queries: Any
) -> None:
    crew = Group.objects.create(name="crew")
    person.groups.add(crew)
    for number in range(10):
        twin = register({"@id": f"t:{number}", "tenant": f"t{number}"})
        grant(user=person, on=twin)
        grant(group=crew, on=twin.tenant)
    with django_assert_num_queries(1):
        scope = scope_of(person)
    assert (len(scope.twins), len(scope.tenants)) == (10, 10)


def test_staff_and_nobody_cost_none(owner: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        scope_of(owner)
        scope_of(AnonymousUser())


def test_a_twin_that_may_not_be_seen_is_not_found(stranger: User, lift: Twin) -> None:
    with pytest.raises(NotFound, match=r"There is no twin 'acme\.lift:lift-1', or you may not see it\."):
        queries.twin(stranger, lift.pk)


def test_a_deprecated_twin_can_be_read_and_takes_in_nothing(owner: User, lift: Twin) -> None:
    actions.deprecate_twin(actor=DECLARATIONS, twin_id=lift.pk)
    assert queries.twin(owner, lift.pk).is_deprecated
    assert (queries.mqtt_streams(), queries.receiving_twins()) == ([], {})


def test_only_a_strict_twin_names_its_features_to_ingest(lift: Twin, register: Any) -> None:
    strict = register({"@id": "x:strict", "strict": True, "features": {"a": {}}})
    found = queries.receiving_twins()
    assert (found[lift.pk], set(found[strict.pk] or {})) == (None, {"a"})


def test_an_actor_is_a_signed_in_person_or_the_platform(owner: User, colleague: User) -> None:
    assert actor_of(owner) == Actor("owner", owner)
    assert (DECLARATIONS.is_staff, actor_of(owner).is_staff, actor_of(colleague).is_staff) == (True, True, False)
    with pytest.raises(Forbidden, match=r"Sign in first\."):
        actor_of(AnonymousUser())


def test_no_action_can_be_taken_by_somebody_who_is_not_staff(colleague: User, lift: Twin) -> None:
    actor, document = actor_of(colleague), actions.twins.declared(lift.document())
    for act in (
        lambda: actions.register_twin(actor=actor, declaration=document),
        lambda: actions.patch_twin(actor=actor, twin_id=lift.pk, patch={"name": "Mine"}),
        lambda: actions.deprecate_twin(actor=actor, twin_id=lift.pk),
        lambda: actions.delete_twin(actor=actor, twin_id=lift.pk),
        lambda: actions.register_service(actor=actor, name="n", category="c", interfaces={}),
    ):
        with pytest.raises(Forbidden):
            act()
    lift.refresh_from_db()
    assert (lift.revision, Service.objects.count()) == (1, 0)
