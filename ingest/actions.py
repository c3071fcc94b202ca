"""Taking in a batch: live state, history and dead letters in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from common import clock
from ingest.batch import Dead, Row
from ingest.models import DeadLetter
from live.actions import project

_KEPT_BYTES = 64 * 1024


@transaction.atomic
def take_in(rows: Sequence[Row], dead: Sequence[Dead], *, received_us: int) -> None:
    """Write a batch. Repeating it changes neither state nor history."""
    if rows:
        project(rows, received_us=received_us)
    if dead:
        bury(dead)


def bury(dead: Sequence[Dead]) -> None:
    """Keep dead letters (of long payloads the first 64 KiB), for people to read and to replay."""
    DeadLetter.objects.bulk_create(
        DeadLetter(
            received_at=clock.from_us(letter.message.received_us),
            topic=letter.message.topic,
            payload=letter.message.payload[:_KEPT_BYTES],
            size=len(letter.message.payload),
            code=letter.code,
            reason=letter.reason,
            twin_id=letter.twin_id,
        )
        for letter in dead
    )


def prune_dead_letters() -> int:
    """Delete the oldest dead letters beyond DTP_DEAD_LETTERS_KEEP; returns how many."""
    keep = settings.DTP["DTP_DEAD_LETTERS_KEEP"]
    newest_to_go = DeadLetter.objects.order_by("-id").values_list("id", flat=True)[keep : keep + 1]
    if not (found := list(newest_to_go)):
        return 0
    deleted, _ = DeadLetter.objects.filter(id__lte=found[0]).delete()
    return deleted
