"""django-eventstream over PortalEvent: where it reads events from, and who may read which channel.

The portal's own page uses `/api/portal/stream`; this serves third parties at `/api/portal/events?channel=tenant-<id>`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from django.db.models import Max, Min
from django_eventstream.channelmanager import DefaultChannelManager
from django_eventstream.event import Event
from django_eventstream.storage import EventDoesNotExist, StorageBase

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

    from common.publish import StoredPayload

_TENANT = "tenant-"
PLATFORM = "platform"


def channel_of(tenant: str) -> str:
    """The channel of a tenant's events; those of the platform as a whole have their own."""
    return f"{_TENANT}{tenant}" if tenant else PLATFORM


class PortalEventStorage(StorageBase):  # type: ignore[misc]
    """Reads PortalEvent rows. Ids are one sequence over all channels."""

    def append_event(self, channel: str, event_type: str, data: StoredPayload) -> Event:
        """The row exists already (it is written with the change it tells); only give it its id."""
        return Event(channel, event_type, data, id=data.event_id)

    def get_events(self, channel: str, last_id: int, limit: int = 100) -> list[Event]:
        """Events of a channel after `last_id`; EventDoesNotExist when some may be gone already, or when the position is
        not one of ours."""
        from portal.models import PortalEvent

        kept = PortalEvent.objects.aggregate(oldest=Min("id"), newest=Max("id"))
        if not (kept["oldest"] or 1) - 1 <= last_id <= (kept["newest"] or 0):
            raise EventDoesNotExist(f"No such event {last_id}", kept["newest"] or 0)
        tenant = channel.removeprefix(_TENANT) if channel.startswith(_TENANT) else ""
        rows = PortalEvent.objects.filter(tenant=tenant, id__gt=last_id).order_by("id")[:limit]
        return [Event(channel, row.etype, orjson.dumps(row.payload).decode(), id=row.pk) for row in rows]

    def get_current_id(self, channel: str) -> int:
        from portal.models import PortalEvent

        return PortalEvent.objects.aggregate(newest=Max("id"))["newest"] or 0


class TenantChannels(DefaultChannelManager):  # type: ignore[misc]
    """A channel per tenant, open to people who may see all of it; the platform's channel is for staff."""

    def can_read_channel(self, user: User | AnonymousUser | None, channel: str) -> bool:
        from registry.access import scope_of

        if user is None:
            return False
        scope = scope_of(user)
        return scope.everything or (channel.startswith(_TENANT) and channel.removeprefix(_TENANT) in scope.tenants)

    def is_channel_reliable(self, channel: Any) -> bool:
        return True
