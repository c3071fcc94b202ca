"""The Celery tasks of ingest. A task is a batch, never a message; in embedded mode they run where they are called."""

from __future__ import annotations

import base64
from typing import Any

from celery import current_app, shared_task

from ingest import actions
from ingest.batch import Batch, Dead, Message, Row


def send_batch(batch: Batch) -> None:
    """Hand a batch over. Returns once it is safe: written (embedded) or with the Celery broker."""
    if current_app.conf.task_always_eager:
        # What the task would do, without packing the rows for a journey that they do not take (a fifth of the time).
        actions.take_in(batch.rows, batch.dead, received_us=batch.received_us)
        return
    take_in_batch.delay([list(row) for row in batch.rows], [_pack(letter) for letter in batch.dead], batch.received_us)


@shared_task(name="ingest.take_in_batch")
def take_in_batch(rows: list[list[Any]], dead: list[list[Any]], received_us: int) -> None:
    actions.take_in([Row(*row) for row in rows], [_unpack(letter) for letter in dead], received_us=received_us)


@shared_task(name="ingest.tasks.prune_dead_letters")
def prune_dead_letters() -> int:
    return actions.prune_dead_letters()


def _pack(letter: Dead) -> list[Any]:
    message = letter.message
    payload = base64.b64encode(message.payload).decode()
    return [message.topic, payload, message.received_us, letter.code, letter.reason, letter.twin_id]


def _unpack(packed: list[Any]) -> Dead:
    topic, payload, received_us, code, reason, twin_id = packed
    return Dead(Message(topic, base64.b64decode(payload), received_us), code, reason, twin_id)
