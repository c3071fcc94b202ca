"""Open streams are looked at again when what a person may see has changed."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from common import publish


class Access:
    """A follower that keeps whose rights changed."""

    def __init__(self) -> None:
        self.told: list[Sequence[int] | None] = []

    def stored(self) -> None: ...

    def live(self, changes: Sequence[Any]) -> None: ...

    def access_changed(self, user_ids: Sequence[int] | None) -> None:
        self.told.append(user_ids)


@pytest.fixture
def access(transactional_db: None) -> Iterator[Access]:
    access = Access()
    end = publish.follow(access)
    yield access
    end()


def test_a_person_who_is_deactivated_is_told(access: Access) -> None:
    user = User.objects.create_user("somebody")
    user.is_active = False
    user.save()
    assert access.told == [[user.pk]]


def test_signing_in_tells_nothing(access: Access) -> None:
    user = User.objects.create_user("somebody")
    user.save(update_fields=["last_login"])
    assert access.told == []


def test_joining_a_group_is_told(access: Access) -> None:
    User.objects.create_user("somebody").groups.add(Group.objects.create(name="night shift"))
    assert set(access.told) == {None}
