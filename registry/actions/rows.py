"""The rows that follow from a twin's declaration: domains, streams, relations and the card.

Rows that are still declared are left alone, so that an edit of one stream does not rewrite the others.
"""

from typing import Any

from registry.models import Relation, Stream, Twin, TwinDomain, TwinUI


def write_rows(twin: Twin) -> None:
    """Bring all rows of the twin in line with its declared fields."""
    _write_domains(twin)
    _write_streams(twin)
    _write_relations(twin)
    _write_card(twin)


def _write_domains(twin: Twin) -> None:
    wanted = set(twin.metadata.get("domain") or [])
    twin.domains.exclude(name__in=wanted).delete()
    known = set(twin.domains.values_list("name", flat=True))
    TwinDomain.objects.bulk_create(TwinDomain(twin=twin, name=name) for name in sorted(wanted - known))


def _write_streams(twin: Twin) -> None:
    wanted = {(s["kind"], s["topic"]): s for s in twin.interfaces.get("data_streams") or []}
    known = {(row.kind, row.topic): row for row in twin.streams.all()}
    Stream.objects.filter(pk__in=[row.pk for key, row in known.items() if key not in wanted]).delete()
    for key, declared in wanted.items():
        row = known.get(key) or Stream(twin=twin, kind=key[0], topic=key[1])
        fields = {
            "codec": declared.get("codec") or "auto",
            **{n: declared.get(n) or "" for n in ("feature", "property")},
        }
        if row.pk is None or any(getattr(row, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(row, name, value)
            row.save()


def _write_relations(twin: Twin) -> None:
    wanted = set(_relations(twin))
    known = {(row.kind, row.target_id): row.pk for row in twin.outgoing.all()}
    Relation.objects.filter(pk__in=[pk for key, pk in known.items() if key not in wanted]).delete()
    Relation.objects.bulk_create(
        Relation(source=twin, kind=kind, target_id=target) for kind, target in sorted(wanted - known.keys())
    )


def _relations(twin: Twin) -> list[tuple[str, str]]:
    depends = [(kind, target) for kind in ("static", "dynamic") for target in twin.dependencies.get(kind) or []]
    return [*depends, *((relation["kind"], relation["target"]) for relation in twin.relations)]


def _write_card(twin: Twin) -> None:
    ui: dict[str, Any] = twin.ui
    fields = {
        "name": twin.name,
        "ui_url": ui.get("url") or "",
        "icon": ui.get("icon") or "",
        "headline": ui.get("headline") or [],
        "order": 1000 if ui.get("order") is None else ui["order"],
    }
    TwinUI.objects.update_or_create(dtr=twin, defaults=fields)
