"""Giving and taking rights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction

from common.errors import Forbidden
from registry import actions, signals
from registry.actor import DECLARATIONS, actor_of
from registry.models import Change, Grant, Twin

SOON = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def told() -> Iterator[list[Any]]:
    """The `user_ids` of every `access_changed` that was sent."""
    found: list[Any] = []

    def listen(sender: Any, *, user_ids: Any, **kwargs: Any) -> None:
        found.append(user_ids)

    signals.access_changed.connect(listen)
    yield found
    signals.access_changed.disconnect(listen)


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("user")


def test_a_grant_is_recorded(owner: User, user: User, lift: Twin) -> None:
    made = actions.grant(actor=actor_of(owner), user=user, on=lift.tenant, role="operator", expires_at=SOON)
    change = Change.objects.get(kind="grant")
    assert (change.user, change.actor, change.action, change.object_id) == (owner, "owner", "granted", str(made.pk))
    assert change.before is None
    assert change.after == {
        "to": "user",
        "on": "acme",
        "role": "operator",
        "expires_at": "2030-01-01T00:00:00+00:00",
    }


def test_a_second_grant_on_the_same_thing_replaces_the_first(user: User, lift: Twin) -> None:
    first = actions.grant(actor=DECLARATIONS, user=user, on=lift)
    second = actions.grant(actor=DECLARATIONS, user=user, on=lift, role=Grant.Role.MANAGER, expires_at=SOON)
    assert (second.pk, Grant.objects.get().role) == (first.pk, "manager")
    change = Change.objects.filter(kind="grant").first()
    assert change is not None
    assert change.before == {"role": "viewer", "expires_at": None}
    assert change.after == {"role": "manager", "expires_at": "2030-01-01T00:00:00+00:00"}


def test_the_same_grant_again_changes_and_tells_nothing(
    user: User, lift: Twin, told: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            actions.grant(actor=DECLARATIONS, user=user, on=lift, expires_at=SOON)
    assert (Change.objects.filter(kind="grant").count(), told) == (1, [[user.pk]])


def test_grants_on_different_things_stand_side_by_side(user: User, lift: Twin) -> None:
    actions.grant(actor=DECLARATIONS, user=user, on=lift)
    actions.grant(actor=DECLARATIONS, user=user, on=lift.tenant)
    actions.grant(actor=DECLARATIONS, group=Group.objects.create(name="crew"), on=lift)
    assert Grant.objects.count() == 3


def test_a_revoked_grant_is_gone_and_recorded(owner: User, user: User, lift: Twin) -> None:
    made = actions.grant(actor=DECLARATIONS, user=user, on=lift)
    number = made.pk
    actions.revoke(actor=actor_of(owner), grant=made)
    assert not Grant.objects.exists()
    change = Change.objects.first()
    assert change is not None
    assert (change.actor, change.action, change.object_id) == ("owner", "revoked", str(number))
    assert change.before is not None
    assert (change.before["on"], change.after) == (lift.pk, None)


def test_the_people_concerned_are_told_after_the_commit(
    user: User, lift: Twin, told: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = actions.grant(actor=DECLARATIONS, user=user, on=lift)
        assert told == []
    with django_capture_on_commit_callbacks(execute=True):
        actions.revoke(actor=DECLARATIONS, grant=made)
    assert told == [[user.pk], [user.pk]]


def test_a_groups_grant_concerns_anybody(lift: Twin, told: list[Any], django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.grant(actor=DECLARATIONS, group=Group.objects.create(name="crew"), on=lift)
    assert told == [None]


def test_only_staff_give_and_take(colleague: User, lift: Twin) -> None:
    actor = actor_of(colleague)
    with pytest.raises(Forbidden):
        actions.grant(actor=actor, user=colleague, on=lift, role="manager")
    with pytest.raises(Forbidden):
        actions.revoke(actor=actor, grant=Grant.objects.get(user=colleague))
    assert Grant.objects.get().role == "viewer"


@pytest.mark.parametrize("to", [(), ("user", "group")])
def test_a_grant_is_to_one_user_or_one_group(user: User, lift: Twin, to: tuple[str, ...]) -> None:
    people: dict[str, Any] = {"user": user, "group": Group.objects.create(name="crew")}
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.grant(actor=DECLARATIONS, on=lift, **{name: people[name] for name in to})


@pytest.mark.parametrize("on", [(), ("twin", "tenant")])
def test_a_grant_is_on_one_thing(user: User, lift: Twin, on: tuple[str, ...]) -> None:
    things: dict[str, Any] = {"twin": lift, "tenant": lift.tenant}
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(user=user, **{name: things[name] for name in on})


def test_a_deleted_twin_takes_its_grants_along(user: User, lift: Twin) -> None:
    actions.grant(actor=DECLARATIONS, user=user, on=lift)
    actions.delete_twin(actor=DECLARATIONS, twin_id=lift.pk)
    assert not Grant.objects.exists()
