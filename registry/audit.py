"""The record of changes. Every action writes one row here, in its own transaction."""

from typing import Any

from registry.actor import Actor
from registry.models import Change


def record(
    actor: Actor,
    action: str,
    *,
    kind: str,
    object_id: str,
    tenant: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Change:
    """Write down that `actor` did `action`; of `before` and `after` only what differs is kept."""
    before, after = difference(before, after)
    return Change.objects.create(
        user=actor.user,
        actor=actor.name,
        action=action,
        kind=kind,
        object_id=object_id,
        tenant=tenant,
        before=before,
        after=after,
    )


def difference(
    before: dict[str, Any] | None, after: dict[str, Any] | None
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Both documents without the top-level fields that are equal in them."""
    if before is None or after is None:
        return before, after
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return {k: v for k, v in before.items() if k in changed}, {k: v for k, v in after.items() if k in changed}
