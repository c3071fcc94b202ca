"""Registering services."""

from typing import Any

from django.db import transaction

from common.errors import FieldError, invalid_fields
from registry import audit, events, signals
from registry.actions.overtaken import again_when_overtaken
from registry.actor import Actor
from registry.models import Service, Tenant, Twin


@again_when_overtaken
@transaction.atomic
def register_service(
    *,
    actor: Actor,
    name: str,
    category: str,
    interfaces: dict[str, Any],
    health_url: str = "",
    tenant: str | None = None,
    twin: str | None = None,
) -> tuple[Service, bool]:
    """Create the service, or update the one of the same tenant, category and name. Returns it and whether it is new."""
    actor.require_staff()
    if twin is not None and not Twin.objects.filter(pk=twin).exists():
        raise invalid_fields([FieldError("twin", f"There is no twin {twin!r}.", "Register the twin first.")])
    if tenant is not None:
        Tenant.objects.get_or_create(id=tenant, defaults={"name": tenant})
    row = Service.objects.select_for_update().filter(tenant=tenant, category=category, name=name).first()
    before = facts(row) if row else None
    row = row or Service(name=name, category=category, tenant_id=tenant)
    row.interfaces, row.health_url, row.twin_id = interfaces, health_url, twin
    if before == facts(row):
        return row, False
    row.save()
    _tell(actor, row, before)
    return row, before is None


def facts(row: Service) -> dict[str, Any]:
    """What a person decided about a service."""
    return {
        "name": row.name,
        "tenant": row.tenant_id,
        "category": row.category,
        "interfaces": row.interfaces,
        "health": row.health_url or None,
        "twin": row.twin_id,
    }


def _tell(actor: Actor, row: Service, before: dict[str, Any] | None) -> None:
    verb = "created" if before is None else "updated"
    tenant = row.tenant_id or ""
    audit.record(actor, verb, kind="service", object_id=str(row.uuid), tenant=tenant, before=before, after=facts(row))
    event = events.ServiceUpdated(
        uuid=str(row.uuid), name=row.name, tenant=tenant, category=row.category, health=row.last_health
    )
    signals.happened.send(Service, event=event)
