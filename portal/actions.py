"""Writing portal events, and redeeming sign-in links."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import connection

from common import clock, publish
from common.errors import DTPError
from portal.eventstream import channel_of
from portal.models import PortalEvent

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_SALT = "portal.sign-in-link"
_ORDER_LOCK = 0x44545045  # "DTPE"


def store_event(*, tenant: str, etype: str, payload: dict[str, Any]) -> PortalEvent:
    """Keep an event and announce it after the commit. Call it inside the transaction of what it tells."""
    _take_order_lock()
    event = PortalEvent.objects.create(tenant=tenant, etype=etype, payload=payload, created_at=clock.now())
    publish.announce_stored(event.pk, channel_of(tenant), etype, payload)
    return event


def _take_order_lock() -> None:
    """Readers resume behind the highest id they saw, so ids must become visible in order. SQLite has one writer at a
    time; on PostgreSQL a lock held until the commit does the same."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ORDER_LOCK])


def prune_events() -> int:
    """Delete events older than DTP_EVENTS_KEEP, always keeping the newest, by which positions are known."""
    newest = PortalEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
    horizon = clock.now() - timedelta(seconds=settings.DTP["DTP_EVENTS_KEEP"])
    deleted, _ = PortalEvent.objects.filter(created_at__lt=horizon, id__lt=newest).delete()
    return deleted


class LinkRefused(DTPError):
    code, status = "link_used_or_expired", 401


def make_link_token(user: User) -> str:
    """A token that signs this person in once: it is bound to the last sign-in, which using it moves on."""
    return signing.dumps([user.pk, _mark(user), clock.now_us()], salt=_SALT, compress=True)


def redeem_link(token: str) -> User:
    """The person of a sign-in link, at most once. Raises LinkRefused when it was used, is too old or not ours."""
    try:
        pk, mark, made_us = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise _refused() from None
    if clock.now_us() - made_us > settings.DTP["DTP_LINK_AGE"] * 1_000_000:
        raise _refused()
    user: User | None = get_user_model().objects.filter(pk=pk, is_active=True).first()
    if user is None or _mark(user) != mark:
        raise _refused()
    # Two requests with one link: only the one that moves last_login on is let in.
    claimed = get_user_model().objects.filter(pk=pk, last_login=user.last_login).update(last_login=clock.now())
    if not claimed:
        raise _refused()
    user.refresh_from_db()
    return user


def _mark(user: User) -> int:
    return clock.to_us(user.last_login) if user.last_login else 0


def _refused() -> LinkRefused:
    return LinkRefused("This link was already used or has expired. Make a new one: make link")
