"""Every write to the registry: permit, lock, change, record, tell; each in one transaction."""

from registry.actions.grants import grant, revoke
from registry.actions.services import register_service
from registry.actions.twins import (
    Outcome,
    Registration,
    delete_twin,
    deprecate_twin,
    patch_twin,
    register_twin,
)

__all__ = [
    "Outcome",
    "Registration",
    "delete_twin",
    "deprecate_twin",
    "grant",
    "patch_twin",
    "register_service",
    "register_twin",
    "revoke",
]
