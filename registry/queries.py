"""Reading the registry, with permission."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max, QuerySet

from common.errors import NotFound
from registry.access import scope_of, visible_services, visible_tenants, visible_twins
from registry.models import Change, Service, Stream, Tenant, Twin

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

    Person = User | AnonymousUser


def twins(user: Person, *, tenant: str = "", status: str = "", domain: str = "") -> QuerySet[Twin]:
    """The twins that the person may see, narrowed by tenant, life cycle and domain, ordered by id."""
    found = visible_twins(scope_of(user)).select_related("card")
    if tenant:
        found = found.filter(tenant=tenant)
    if status:
        found = found.filter(status=status)
    if domain:
        found = found.filter(domains__name=domain)
    return found.order_by("id")


def twin(user: Person, twin_id: str) -> Twin:
    """One twin; NotFound also when it exists and the person may not see it."""
    found = visible_twins(scope_of(user)).select_related("card").filter(pk=twin_id).first()
    if found is None:
        raise NotFound(f"There is no twin {twin_id!r}, or you may not see it.")
    return found


def services(user: Person, *, tenant: str = "", category: str = "") -> QuerySet[Service]:
    found = visible_services(scope_of(user))
    if tenant:
        found = found.filter(tenant=tenant)
    if category:
        found = found.filter(category=category)
    return found.order_by("name", "uuid")


def tenants(user: Person) -> QuerySet[Tenant]:
    return visible_tenants(scope_of(user))


@dataclass(frozen=True, slots=True)
class StreamRow:
    """A declared stream as ingest needs it."""

    twin_id: str
    topic: str
    codec: str
    feature: str
    property: str


def receiving_twins() -> dict[str, dict[str, Any] | None]:
    """Twins that take in data, each with its declared features when strict, else None. For the platform itself."""
    rows = Twin.objects.exclude(status=Twin.DEPRECATED).values_list("id", "strict", "features")
    return {twin_id: features if strict else None for twin_id, strict, features in rows}


def tenants_of(twin_ids: Iterable[str]) -> dict[str, str]:
    """The tenant of each of these twins that exists. For the platform itself."""
    return dict(Twin.objects.filter(pk__in=twin_ids).values_list("id", "tenant_id"))


def mqtt_streams() -> list[StreamRow]:
    """All MQTT streams of twins that are not deprecated. For the platform itself: no permission is asked."""
    rows = (
        Stream.objects.filter(kind="mqtt")
        .exclude(twin__status=Twin.DEPRECATED)
        .values_list("twin_id", "topic", "codec", "feature", "property")
    )
    return [StreamRow(*row) for row in rows.order_by("twin_id", "id")]


def latest_change() -> int:
    """The number of the last recorded change: a cheap way to see that the registry moved, whoever moved it."""
    return Change.objects.aggregate(last=Max("id"))["last"] or 0
