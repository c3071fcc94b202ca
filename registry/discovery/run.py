"""Looking at the files and applying what they say."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from django.db import DatabaseError

from common.errors import DTPError, NotFound
from registry import actions
from registry.actor import DECLARATIONS
from registry.declarations import Declaration, Fault, Scan, scan
from registry.discovery.plan import Plan, Registered, Step, Verb, make_plan
from registry.models import Twin

log = logging.getLogger(__name__)


def look(root: Path) -> tuple[Scan, Plan]:
    """Scan the folder and plan, changing nothing. Raises NotFound when there is no such folder."""
    if not root.is_dir():
        raise NotFound(f"There is no folder {root} to look for twin.yaml files in; set DTP_TWINS_DIR.")
    rows = Twin.objects.only("id", "source", "content_hash", "status")
    registered = {
        twin.pk: Registered(twin.source, twin.content_hash, twin.is_deprecated, twin.is_from_file) for twin in rows
    }
    found = scan(root, owners={twin.pk: twin.source for twin in rows if twin.is_from_file})
    return found, make_plan(found, registered)


def discover(root: Path, *, prune: bool = False) -> Plan:
    """Register everything that the files declare; with `prune` deprecate the orphans.

    A twin that cannot be registered is logged, is a fault of the plan that is returned, and stops no other.
    """
    found, plan = look(root)
    declared = dict(found.declarations)
    refused = {step: fault for step in plan.steps if (fault := _apply(step, declared.get(step.path), prune))}
    steps = tuple(replace(step, verb=Verb.BROKEN) if step in refused else step for step in plan.steps)
    return Plan(steps, (*plan.faults, *refused.values()))


def _apply(step: Step, declaration: Declaration | None, prune: bool) -> Fault | None:
    try:
        if step.verb in {Verb.CREATE, Verb.UPDATE, Verb.MOVE} and declaration is not None:
            actions.register_twin(actor=DECLARATIONS, declaration=declaration, source=step.path)
        elif step.verb is Verb.ORPHANED and prune:
            actions.deprecate_twin(actor=DECLARATIONS, twin_id=step.twin_id, forget_file=True)
    except (DTPError, DatabaseError) as error:
        log.error("%s: %s could not be registered: %s", step.path, step.twin_id, error)
        return Fault("error", "", f"{step.twin_id} could not be registered: {error}", file=step.path)
    return None
