"""Who may see what. One scope per person, read in one query, used by lists, single twins and streams alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from common import clock
from registry.models import Grant, Service, Tenant, Twin

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User


@dataclass(frozen=True, slots=True)
class Scope:
    """What a person may read: everything (staff), whole tenants, single twins, single services."""

    everything: bool = False
    tenants: frozenset[str] = frozenset()
    twins: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    tenants_in_part: frozenset[str] = frozenset()
    """Tenants of which only some twins or services may be seen."""

    def sees_twin(self, twin_id: str, tenant: str) -> bool:
        return self.everything or tenant in self.tenants or twin_id in self.twins

    def sees_service(self, service_id: str, tenant: str) -> bool:
        return self.everything or tenant in self.tenants or service_id in self.services

    def may_follow(self, tenant: str) -> bool:
        """Whether a stream narrowed to this tenant can be opened at all."""
        return self.everything or tenant in self.tenants or tenant in self.tenants_in_part


NOTHING = Scope()


def scope_of(user: User | AnonymousUser) -> Scope:
    """The scope of a person, in one query. Inactive and anonymous people see nothing."""
    if not user.is_authenticated or not user.is_active:
        return NOTHING
    if user.is_staff:
        return Scope(everything=True)
    rows = (
        Grant.objects.filter(Q(user=user) | Q(group__user=user))
        .filter(Q(expires_at=None) | Q(expires_at__gt=clock.now()))
        .values_list("tenant_id", "twin_id", "service_id", "twin__tenant_id", "service__tenant_id")
    )
    return _scope(list(rows))


def _scope(rows: list[tuple[str | None, str | None, object, str | None, str | None]]) -> Scope:
    return Scope(
        tenants=frozenset(tenant for tenant, *_ in rows if tenant),
        twins=frozenset(twin for _, twin, *_ in rows if twin),
        services=frozenset(str(service) for _, _, service, *_ in rows if service),
        tenants_in_part=frozenset(part for *_, of_twin, of_service in rows for part in (of_twin, of_service) if part),
    )


def visible_twins(scope: Scope) -> QuerySet[Twin]:
    """The twins within a scope."""
    if scope.everything:
        return Twin.objects.all()
    return Twin.objects.filter(Q(tenant__in=scope.tenants) | Q(id__in=scope.twins))


def visible_services(scope: Scope) -> QuerySet[Service]:
    if scope.everything:
        return Service.objects.all()
    return Service.objects.filter(Q(tenant__in=scope.tenants) | Q(uuid__in=scope.services))


def visible_tenants(scope: Scope) -> QuerySet[Tenant]:
    """The tenants a person can choose from: those seen whole or in part."""
    if scope.everything:
        return Tenant.objects.order_by("id")
    return Tenant.objects.filter(id__in=scope.tenants | scope.tenants_in_part).order_by("id")
