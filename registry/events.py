"""The news the registry tells: closed, typed payloads. `docs/portal-api.md` describes them for clients."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class TwinUpdated:
    """A twin was created or its declaration, card, streams or status changed. `change` says which it was."""

    etype: ClassVar[str] = "twin.update"
    id: str
    name: str
    tenant: str
    status: str
    change: str


@dataclass(frozen=True, slots=True)
class TwinDeleted:
    """A twin is gone (from this tenant)."""

    etype: ClassVar[str] = "twin.delete"
    id: str
    tenant: str


@dataclass(frozen=True, slots=True)
class ServiceUpdated:
    """A service was registered or changed. A service without a tenant has `tenant` ""."""

    etype: ClassVar[str] = "service.update"
    uuid: str
    name: str
    tenant: str
    category: str
    health: dict[str, Any] | None


RegistryEvent = TwinUpdated | TwinDeleted | ServiceUpdated


def payload(event: RegistryEvent) -> dict[str, Any]:
    """The event as it goes over the wire."""
    return asdict(event)
