"""What the portal does when a lower layer tells something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from common import publish
from portal import actions
from registry import events

if TYPE_CHECKING:
    from collections.abc import Sequence

    from live.events import StateChanged


def store_event(sender: Any, *, event: events.RegistryEvent, **kwargs: Any) -> None:
    """Registry news becomes a row in the transaction of its change, and is announced after the commit."""
    actions.store_event(tenant=event.tenant, etype=event.etype, payload=events.payload(event))


def tell_live(sender: Any, *, changes: Sequence[StateChanged], **kwargs: Any) -> None:
    publish.announce_live(changes)


def tell_access(sender: Any, *, user_ids: Sequence[int] | None, **kwargs: Any) -> None:
    publish.announce_access(user_ids)


def tell_signed_out(sender: Any, *, user: Any, **kwargs: Any) -> None:
    """The open streams of somebody who signs out are looked at again, and end."""
    if user is not None:
        publish.announce_access([user.pk])


def tell_person_changed(sender: Any, *, instance: Any, created: bool, update_fields: Any, **kwargs: Any) -> None:
    """Somebody was deactivated, or became or ceased to be staff. Signing in only moves `last_login`."""
    if not created and set(update_fields or ()) != {"last_login"}:
        publish.announce_access([instance.pk])


def tell_groups_changed(sender: Any, **kwargs: Any) -> None:
    """People joined or left groups, and with them gained or lost the groups' grants."""
    publish.announce_access(None)
