"""Portal events as rows: storing, pruning, and what django-eventstream reads of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_eventstream.storage import EventDoesNotExist

from common import clock, publish
from portal import tasks
from portal.actions import store_event
from portal.eventstream import PLATFORM, PortalEventStorage, TenantChannels, channel_of
from portal.models import PortalEvent
from registry import actions
from registry.actor import DECLARATIONS
from registry.models import Twin

storage = PortalEventStorage()
channels = TenantChannels()


def event(number: int = 0, tenant: str = "acme") -> PortalEvent:
    return store_event(tenant=tenant, etype="twin.update", payload={"id": f"{tenant}:{number}"})


class Follower:
    def __init__(self) -> None:
        self.told = 0

    def stored(self) -> None:
        self.told += 1

    def live(self, changes: Any) -> None: ...

    def access_changed(self, user_ids: Any) -> None: ...


@pytest.fixture
def follower() -> Any:
    made = Follower()
    unfollow = publish.follow(made)
    yield made
    unfollow()


@pytest.mark.usefixtures("transactional_db")
def test_an_event_is_a_row_at_once_and_told_after_the_commit(follower: Follower) -> None:
    with transaction.atomic():
        event()
        assert (PortalEvent.objects.count(), follower.told) == (1, 0)
    assert follower.told == 1


@pytest.mark.usefixtures("transactional_db")
def test_an_event_that_is_rolled_back_is_neither_kept_nor_told(follower: Follower) -> None:
    with transaction.atomic():
        event()
        transaction.set_rollback(True)
    assert (PortalEvent.objects.count(), follower.told) == (0, 0)


def test_on_sqlite_no_lock_is_needed_for_the_order(db: None) -> None:
    with CaptureQueriesContext(connection) as captured:
        event()
    assert [query["sql"].split()[0] for query in captured] == ["INSERT"]


def test_pruning_keeps_what_is_young_and_the_newest(db: None) -> None:
    with clock.travel(clock.now()) as forward:
        old = [event(n) for n in range(3)]
        forward(settings.DTP["DTP_EVENTS_KEEP"] - 1)
        young = event(9)
        forward(2)
        assert tasks.prune_events() == 3
        assert list(PortalEvent.objects.all()) == [young]
        forward(settings.DTP["DTP_EVENTS_KEEP"] * 2)
        assert tasks.prune_events() == 0, "by the newest, positions are known"
        assert PortalEvent.objects.get().pk > old[-1].pk


def test_pruning_nothing_is_fine(db: None) -> None:
    assert tasks.prune_events() == 0


def test_ids_never_come_back(db: None) -> None:
    last = event().pk
    PortalEvent.objects.all().delete()
    assert event().pk > last


# what django-eventstream reads


def read(channel: str, last_id: int, **limit: int) -> list[Any]:
    return [json.loads(found.data)["id"] for found in storage.get_events(channel, last_id, **limit)]


def test_the_events_of_a_channel_after_a_position(db: None) -> None:
    first = event(1)
    event(2, "other")
    event(3)
    event(4, "")
    assert read("tenant-acme", first.pk) == ["acme:3"]
    assert read("tenant-acme", first.pk - 1) == ["acme:1", "acme:3"]
    assert read("tenant-acme", first.pk - 1, limit=1) == ["acme:1"]
    assert read(PLATFORM, first.pk) == [":4"]
    assert read("tenant-nowhere", first.pk) == []


def test_a_position_that_is_no_longer_kept_is_told(db: None) -> None:
    events = [event(n) for n in range(4)]
    PortalEvent.objects.filter(pk__lte=events[1].pk).delete()
    assert read("tenant-acme", events[1].pk) == ["acme:2", "acme:3"]
    with pytest.raises(EventDoesNotExist) as caught:
        storage.get_events("tenant-acme", events[0].pk)
    assert caught.value.current_id == events[3].pk


def test_a_position_of_another_database_is_told(db: None) -> None:
    newest = event().pk
    assert read("tenant-acme", newest) == []
    with pytest.raises(EventDoesNotExist):
        storage.get_events("tenant-acme", newest + 1)


def test_the_current_position_is_one_for_all_channels(db: None) -> None:
    event()
    newest = event(2, "other").pk
    assert [storage.get_current_id(name) for name in ("tenant-acme", "tenant-other", PLATFORM)] == [newest] * 3


def test_what_is_announced_is_not_stored_twice(db: None, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        event()
    assert PortalEvent.objects.count() == 1


def test_who_may_read_a_tenants_channel(owner: User, colleague: User, stranger: User) -> None:
    def may(user: Any, channel: str) -> bool:
        allowed: bool = channels.can_read_channel(user, channel)
        return allowed

    acme = channel_of("acme")
    assert [may(who, acme) for who in (owner, colleague, stranger, AnonymousUser(), None)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert [may(who, PLATFORM) for who in (owner, colleague, stranger)] == [True, False, False]
    assert [may(colleague, name) for name in ("acme", "tenant-", "", "tenant-other", "TENANT-acme")] == [False] * 5


def test_one_twin_does_not_open_its_tenants_channel(stranger: User, lift: Twin) -> None:
    actions.grant(actor=DECLARATIONS, user=stranger, on=lift)
    assert not channels.can_read_channel(stranger, "tenant-acme")
