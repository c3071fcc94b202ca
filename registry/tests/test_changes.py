"""The record of changes, and what is told with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from portal.models import PortalEvent
from registry import actions, audit, queries, signals
from registry.actor import DECLARATIONS, actor_of
from registry.models import Change, Relation, Stream, Twin
from registry.tests.files import told


def newest() -> Change:
    found = Change.objects.first()
    assert found is not None
    return found


def test_a_change_names_who_did_what_to_what(owner: User, lift: Twin) -> None:
    actions.patch_twin(actor=actor_of(owner), twin_id=lift.pk, patch={"name": "Lift one"})
    change = newest()
    assert (change.user, change.actor, change.action) == (owner, "owner", "updated")
    assert (change.kind, change.object_id, change.tenant) == ("twin", lift.pk, "acme")
    assert str(change) == "owner updated twin acme.lift:lift-1"


def test_a_change_keeps_only_what_differs(lift: Twin) -> None:
    actions.patch_twin(actor=DECLARATIONS, twin_id=lift.pk, patch={"ui": {"order": 5}, "description": "New"})
    change = newest()
    assert change.before == {"ui": {"headline": ["cabin.position"], "order": 10}}
    assert change.after == {"ui": {"headline": ["cabin.position"], "order": 5}, "description": "New"}


def test_what_was_created_is_kept_whole_and_so_is_what_was_deleted(lift: Twin) -> None:
    created = newest()
    actions.delete_twin(actor=DECLARATIONS, twin_id=lift.pk)
    deleted = newest()
    assert (created.action, created.before, deleted.action, deleted.after) == ("created", None, "deleted", None)
    assert created.after is not None
    assert created.after["@id"] == lift.pk
    assert deleted.before == created.after


def test_a_change_outlives_the_person_who_made_it(owner: User, lift: Twin) -> None:
    actions.deprecate_twin(actor=actor_of(owner), twin_id=lift.pk)
    owner.delete()
    change = newest()
    assert (change.user, change.actor, change.action) == (None, "owner", "deprecated")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, {"a": 1}, (None, {"a": 1})),
        ({"a": 1}, None, ({"a": 1}, None)),
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, ({"b": 2}, {"b": 3})),
        ({"a": 1}, {"a": 1, "b": None}, ({}, {})),
        ({"a": 1, "b": 2}, {"a": 1}, ({"b": 2}, {})),
        ({"a": {"x": [1]}}, {"a": {"x": [1]}}, ({}, {})),
    ],
)
def test_the_difference_of_two_documents(before: Any, after: Any, expected: Any) -> None:
    assert audit.difference(before, after) == expected


def test_a_receiver_that_fails_takes_the_change_back(lift: Twin) -> None:
    def refuse(sender: Any, **kwargs: Any) -> None:
        raise RuntimeError("no room for the event")

    before = told()
    signals.happened.connect(refuse)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            actions.patch_twin(actor=DECLARATIONS, twin_id=lift.pk, patch={"name": "Other"})
    finally:
        signals.happened.disconnect(refuse)
    lift.refresh_from_db()
    assert (lift.name, told()) == ("Lift 1", before)


def test_the_number_of_the_last_change_grows_with_every_change(lift: Twin) -> None:
    first = queries.latest_change()
    actions.deprecate_twin(actor=DECLARATIONS, twin_id=lift.pk)
    assert queries.latest_change() > first > 0


def test_deprecating_twice_is_told_once(lift: Twin) -> None:
    actions.deprecate_twin(actor=DECLARATIONS, twin_id=lift.pk)
    before = told()
    actions.deprecate_twin(actor=DECLARATIONS, twin_id=lift.pk)
    assert told() == before


def test_an_edit_of_one_stream_leaves_the_others_alone(register: Any) -> None:
    def streams(*topics: Any) -> dict[str, int]:
        twin = register({"@id": "x:a", "interfaces": {"data_streams": list(topics)}})
        return {row.topic: row.pk for row in Stream.objects.filter(twin=twin)}

    first = streams("a", "b", "c")
    second = streams("a", {"topic": "b", "codec": "json"}, "d")
    assert (second["a"], second["b"]) == (first["a"], first["b"])
    assert set(second) == {"a", "b", "d"}
    assert Stream.objects.get(topic="b").codec == "json"


def test_an_edit_of_one_relation_leaves_the_others_alone(register: Any) -> None:
    def relations(*targets: str) -> dict[str, int]:
        register({"@id": "x:a", "dependencies": {"static": list(targets), "dynamic": ["x:d"]}})
        return {f"{row.kind} {row.target_id}": row.pk for row in Relation.objects.all()}

    first, second = relations("x:b", "x:c"), relations("x:c", "x:e")
    assert set(second) == {"static x:c", "static x:e", "dynamic x:d"}
    assert (second["static x:c"], second["dynamic x:d"]) == (first["static x:c"], first["dynamic x:d"])


def test_the_streams_changed_is_told_after_the_commit(lift: Twin, django_capture_on_commit_callbacks: Any) -> None:
    heard: list[Any] = []

    def listen(sender: Any, **kwargs: Any) -> None:
        heard.append(sender)

    signals.streams_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            actions.patch_twin(actor=DECLARATIONS, twin_id=lift.pk, patch={"name": "Other"})
            assert heard == []
        assert heard == [Twin]
    finally:
        signals.streams_changed.disconnect(listen)


def test_every_event_names_its_twin_and_what_happened(lift: Twin) -> None:
    actions.patch_twin(actor=DECLARATIONS, twin_id=lift.pk, patch={"status": "maintenance"})
    actions.delete_twin(actor=DECLARATIONS, twin_id=lift.pk)
    assert [event.payload for event in PortalEvent.objects.all()] == [
        {"id": lift.pk, "name": "Lift 1", "tenant": "acme", "status": "active", "change": "created"},
        {"id": lift.pk, "name": "Lift 1", "tenant": "acme", "status": "maintenance", "change": "updated"},
        {"id": lift.pk, "tenant": "acme"},
    ]
