"""Registering, changing, deprecating and deleting twins."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import transaction

from common.errors import FieldError, Invalid, NotFound, invalid_fields
from registry import audit, events, signals
from registry.actions.overtaken import again_when_overtaken
from registry.actions.rows import write_rows
from registry.declarations import read_document
from registry.models import Tenant, Twin

if TYPE_CHECKING:
    from registry.actor import Actor
    from registry.declarations import Declaration, Fault


class Outcome(StrEnum):
    """What registering did."""

    CREATED = "created"
    UPDATED = "updated"
    MOVED = "moved"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Registration:
    twin: Twin
    outcome: Outcome


@again_when_overtaken
@transaction.atomic
def register_twin(*, actor: Actor, declaration: Declaration, source: str | None = None) -> Registration:
    """Create the twin, or bring it in line with its declaration. Registering the same again changes and tells nothing.

    `source` is the declaring file; None for the API, which leaves a file's twin with its file. A file whose meaning is
    the one applied last is `unchanged` even when the twin was changed by the API since: the file speaks again when it
    is edited.
    """
    actor.require_staff()
    twin = _locked(declaration.id)
    if twin is None:
        return Registration(_create(actor, declaration, source or Twin.API), Outcome.CREATED)
    content_hash = declaration.content_hash() if source else twin.content_hash
    if source and source == twin.source and content_hash == twin.content_hash:
        return Registration(twin, Outcome.UNCHANGED)
    before = _facts(twin)
    _assign(twin, declaration)
    twin.source, twin.content_hash = source or twin.source, content_hash
    return Registration(twin, _save(actor, twin, before))


@transaction.atomic
def patch_twin(*, actor: Actor, twin_id: str, patch: dict[str, Any]) -> Twin:
    """Merge a patch (RFC 7396) into the declaration; `status` is short for `metadata.status`."""
    actor.require_staff()
    twin = _existing(twin_id)
    before = _facts(twin)
    declaration = declared(_patched(twin, patch))
    _assign(twin, declaration)
    _save(actor, twin, before)
    return twin


@transaction.atomic
def deprecate_twin(*, actor: Actor, twin_id: str, forget_file: bool = False) -> Twin:
    """Set the life cycle to deprecated: the twin stays readable and takes in nothing any more.

    With `forget_file` the declaring file counts as new when it comes back.
    """
    actor.require_staff()
    twin = _existing(twin_id)
    before = _facts(twin)
    twin.status = Twin.DEPRECATED
    twin.content_hash = "" if forget_file else twin.content_hash
    _save(actor, twin, before, change="deprecated")
    return twin


@transaction.atomic
def delete_twin(*, actor: Actor, twin_id: str) -> None:
    """Remove the twin with its state and history. A file that still declares it brings it back at the next scan."""
    actor.require_staff()
    twin = _existing(twin_id)
    audit.record(actor, "deleted", kind="twin", object_id=twin.id, tenant=twin.tenant_id, before=_facts(twin))
    event = events.TwinDeleted(id=twin.id, tenant=twin.tenant_id)
    twin.delete()
    signals.twin_removed.send(Twin, twin_id=event.id)
    signals.happened.send(Twin, event=event)
    _streams_changed()


def declared(document: dict[str, Any]) -> Declaration:
    """The declaration in a JSON document, or Invalid with every field's fault."""
    reading = read_document(document)
    if reading.declaration is None or reading.errors:
        raise invalid_fields([_field_error(fault) for fault in reading.errors])
    return reading.declaration


def _field_error(fault: Fault) -> FieldError:
    message = f"{fault.message}; expected {fault.expected}" if fault.expected else fault.message
    return FieldError(fault.path or "body", message, fault.hint or "")


def _locked(twin_id: str) -> Twin | None:
    return Twin.objects.select_for_update().filter(pk=twin_id).first()


def _existing(twin_id: str) -> Twin:
    twin = _locked(twin_id)
    if twin is None:
        raise NotFound(f"There is no twin {twin_id!r}.")
    return twin


def _create(actor: Actor, declaration: Declaration, source: str) -> Twin:
    twin = Twin(
        id=declaration.id,
        source=source,
        content_hash="" if source == Twin.API else declaration.content_hash(),
    )
    _assign(twin, declaration)
    twin.save(force_insert=True)
    write_rows(twin)
    _tell(actor, twin, "created", None)
    return twin


def _assign(twin: Twin, declaration: Declaration) -> None:
    document = declaration.to_document()
    metadata = dict(document.get("metadata", {}))
    tenant, _ = Tenant.objects.get_or_create(id=document["tenant"], defaults={"name": document["tenant"]})
    twin.tenant = tenant
    twin.status = metadata.pop("status", None) or "instantiated"
    twin.metadata = metadata
    for name in ("name", "description", "definition"):
        setattr(twin, name, document.get(name) or "")
    for name in ("interfaces", "dependencies", "features", "alarms", "ui"):
        setattr(twin, name, document.get(name) or {})
    twin.relations = document.get("relations") or []
    twin.strict = bool(document.get("strict"))


def _facts(twin: Twin) -> dict[str, Any]:
    return {**twin.document(), "source": twin.source}


def _save(actor: Actor, twin: Twin, before: dict[str, Any], change: str = "updated") -> Outcome:
    after = _facts(twin)
    if after == before:
        twin.save(update_fields=["content_hash"])
        return Outcome.UNCHANGED
    moved = {**after, "source": before["source"]} == before
    twin.revision += 1
    twin.save()
    if not moved:
        write_rows(twin)
    _tell(actor, twin, "moved" if moved else change, before)
    return Outcome.MOVED if moved else Outcome.UPDATED


def _tell(actor: Actor, twin: Twin, change: str, before: dict[str, Any] | None) -> None:
    tenant = twin.tenant_id
    audit.record(actor, change, kind="twin", object_id=twin.id, tenant=tenant, before=before, after=_facts(twin))
    if before and before["tenant"] != tenant:
        signals.happened.send(Twin, event=events.TwinDeleted(id=twin.id, tenant=before["tenant"]))
    event = events.TwinUpdated(id=twin.id, name=twin.name, tenant=tenant, status=twin.status, change=change)
    signals.happened.send(Twin, event=event)
    _streams_changed()


def _streams_changed() -> None:
    transaction.on_commit(lambda: signals.streams_changed.send(Twin), robust=True)


def _patched(twin: Twin, patch: dict[str, Any]) -> dict[str, Any]:
    wanted = dict(patch)
    if "status" in wanted:
        status = wanted.pop("status")
        metadata = wanted.get("metadata", {})
        wanted["metadata"] = {**metadata, "status": status} if isinstance(metadata, dict) else metadata
    if wanted.get("@id", twin.id) != twin.id:
        hint = "Register a new twin and delete this one."
        raise Invalid("1 field is wrong.", errors=[FieldError("@id", "The id of a twin never changes.", hint)])
    merged = merge_patch(twin.document(), wanted)
    assert isinstance(merged, dict)
    return merged


def merge_patch(target: Any, patch: Any) -> Any:
    """JSON Merge Patch (RFC 7396): null removes, objects merge, anything else replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged
