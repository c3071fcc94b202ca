"""News is told after the commit, and only then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import transaction

from common import publish


class Listener:
    def __init__(self) -> None:
        self.heard: list[Any] = []

    def stored(self) -> None:
        self.heard.append("stored")

    def live(self, changes: Sequence[Any]) -> None:
        self.heard.append(("live", changes))

    def access_changed(self, user_ids: Sequence[int] | None) -> None:
        self.heard.append(("access", user_ids))


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    unfollow = publish.follow(found)
    yield found
    unfollow()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What was given to the event stream's library."""
    found: list[tuple[Any, ...]] = []
    monkeypatch.setattr(publish, "send_event", lambda *args, **kwargs: found.append(args))
    return found


def announce() -> None:
    publish.announce_stored(7, "tenant-acme", "twin.update", {"id": "a:b"})


def test_a_stored_event_is_announced_after_the_commit(
    transactional_db: None, listener: Listener, sent: list[Any]
) -> None:
    with transaction.atomic():
        announce()
        assert (sent, listener.heard) == ([], [])
    assert sent == [("tenant-acme", "twin.update", '{"id":"a:b"}')]
    assert sent[0][2].event_id == 7
    assert listener.heard == ["stored"]


def test_what_is_rolled_back_was_never_announced(transactional_db: None, listener: Listener, sent: list[Any]) -> None:
    with transaction.atomic():
        announce()
        publish.announce_access([1])
        transaction.set_rollback(True)
    assert (sent, listener.heard) == ([], [])


def test_a_part_that_is_rolled_back_is_not_announced_with_the_rest(
    transactional_db: None, listener: Listener, sent: list[Any]
) -> None:
    with transaction.atomic():
        publish.announce_stored(1, "c", "kept", {})
        with transaction.atomic():
            publish.announce_stored(2, "c", "dropped", {})
            transaction.set_rollback(True)
    assert [etype for _, etype, _ in sent] == ["kept"]


def test_without_a_transaction_it_is_announced_at_once(
    transactional_db: None, listener: Listener, sent: list[Any]
) -> None:
    announce()
    assert listener.heard == ["stored"]


def test_a_follower_that_fails_does_not_fail_the_change_that_was_made(
    transactional_db: None, listener: Listener, sent: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError("closed")

    listener.stored = fail  # type: ignore[method-assign]
    with transaction.atomic():
        announce()
        publish.announce_access([1])
    assert listener.heard == [("access", [1])]
    assert "closed" in caplog.text


def test_access_is_announced_after_the_commit(transactional_db: None, listener: Listener) -> None:
    with transaction.atomic():
        publish.announce_access(None)
        assert listener.heard == []
    assert listener.heard == [("access", None)]


def test_live_changes_are_handed_over_at_once(listener: Listener) -> None:
    publish.announce_live([1, 2])
    assert listener.heard == [("live", [1, 2])]


def test_who_does_not_follow_any_more_hears_nothing() -> None:
    found = Listener()
    publish.follow(found)()
    publish.announce_live([1])
    assert found.heard == []
