"""How registry rows look on the wire."""

from typing import Any

from common import clock
from registry.models import Service, Twin


def twin_shape(twin: Twin) -> dict[str, Any]:
    """The declaration, and what the registry knows beside it."""
    return {
        **twin.document(),
        "uuid": str(twin.uuid),
        "source": twin.source,
        "revision": twin.revision,
        "created": clock.iso(twin.created),
        "modified": clock.iso(twin.modified),
    }


def service_shape(service: Service) -> dict[str, Any]:
    return {
        "uuid": str(service.uuid),
        "name": service.name,
        "tenant": service.tenant_id,
        "category": service.category,
        "interfaces": service.interfaces,
        "health": service.health_url or None,
        "last_health": service.last_health,
        "twin": service.twin_id,
        "created": clock.iso(service.created),
        "modified": clock.iso(service.modified),
    }
