"""Giving and taking rights."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from registry import audit, signals
from registry.actor import Actor
from registry.models import Grant, Service, Tenant, Twin

if TYPE_CHECKING:
    from django.contrib.auth.models import Group, User


@transaction.atomic
def grant(
    *,
    actor: Actor,
    on: Tenant | Twin | Service,
    user: User | None = None,
    group: Group | None = None,
    role: str = Grant.Role.VIEWER,
    expires_at: datetime | None = None,
) -> Grant:
    """Let a user or a group do what `role` says with `on`; an earlier grant on the same thing is replaced.

    Giving the same again changes and tells nothing.
    """
    actor.require_staff()
    target: dict[str, Any] = {"tenant": None, "twin": None, "service": None, str(on._meta.model_name): on}
    row = Grant.objects.select_for_update().filter(user=user, group=group, **target).first()
    before = _facts(row) if row else None
    row = row or Grant(user=user, group=group, **target)
    row.role, row.expires_at = role, expires_at
    if before == (after := _facts(row)):
        return row
    row.save()
    audit.record(actor, "granted", kind="grant", object_id=str(row.pk), before=before, after=after)
    _tell(row)
    return row


@transaction.atomic
def revoke(*, actor: Actor, grant: Grant) -> None:
    """Take a right away; open streams of the people concerned end at once."""
    actor.require_staff()
    audit.record(actor, "revoked", kind="grant", object_id=str(grant.pk), before=_facts(grant))
    _tell(grant)
    grant.delete()


def _facts(row: Grant) -> dict[str, str | None]:
    return {
        "to": str(row.user or row.group),
        "on": str(row.tenant or row.twin or row.service),
        "role": str(row.role),
        "expires_at": row.expires_at.isoformat() if row.expires_at else None,
    }


def _tell(row: Grant) -> None:
    user_ids = [row.user_id] if row.user_id else None
    transaction.on_commit(lambda: signals.access_changed.send(Grant, user_ids=user_ids), robust=True)
