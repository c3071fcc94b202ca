"""The one door to the event stream.

Two kinds of news go through it. *Stored* events are rows first (the portal's PortalEvent) and are announced when their
transaction has committed; they reach django-eventstream's listeners and every process-wide follower. *Live* changes
are last-value-wins and are never stored. Followers (the stream hub) are called on the publishing thread and must only
hand over.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import orjson
from django.db import transaction
from django_eventstream import send_event


class Follower(Protocol):
    """What follows the news of this process; each call returns at once."""

    def stored(self) -> None:
        """At least one stored event is new."""

    def live(self, changes: Sequence[Any]) -> None:
        """Live state changed: `live.events.StateChanged` items."""

    def access_changed(self, user_ids: Sequence[int] | None) -> None:
        """What these people may see has changed (None: anybody's)."""


class StoredPayload(str):
    """An encoded payload that is already a row; tells the storage class not to write it again."""

    __slots__ = ("event_id",)
    event_id: int

    def __new__(cls, encoded: str, event_id: int) -> "StoredPayload":
        made = super().__new__(cls, encoded)
        made.event_id = event_id
        return made


_followers: list[Follower] = []


def follow(follower: Follower) -> Callable[[], None]:
    """Call `follower` for all news from now on; the returned function ends it."""
    _followers.append(follower)
    return lambda: _followers.remove(follower)


def announce_stored(event_id: int, channel: str, etype: str, payload: dict[str, Any]) -> None:
    """Announce a stored event once the current transaction has committed (at once when there is none)."""
    encoded = StoredPayload(orjson.dumps(payload).decode(), event_id)

    def send() -> None:
        send_event(channel, etype, encoded, json_encode=False)
        for follower in tuple(_followers):
            follower.stored()

    transaction.on_commit(send, robust=True)


def announce_live(changes: Sequence[Any]) -> None:
    """Hand live changes to the followers. Call it after the commit."""
    for follower in tuple(_followers):
        follower.live(changes)


def announce_access(user_ids: Sequence[int] | None) -> None:
    """Tell, after the commit, that people's rights changed, so that open streams are looked at again."""

    def send() -> None:
        for follower in tuple(_followers):
            follower.access_changed(user_ids)

    transaction.on_commit(send, robust=True)
