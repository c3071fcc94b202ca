"""The registry's tables. Only `registry.actions` writes them."""

from registry.models.access import Grant
from registry.models.audit import Change
from registry.models.service import Service
from registry.models.twin import Relation, Stream, Tenant, Twin, TwinDomain, TwinUI

__all__ = ["Change", "Grant", "Relation", "Service", "Stream", "Tenant", "Twin", "TwinDomain", "TwinUI"]
