"""Writing a batch: live state, history and dead letters in one transaction."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from celery import current_app
from django.conf import settings

from common import clock
from ingest import tasks
from ingest.actions import prune_dead_letters, take_in
from ingest.batch import Batch, Dead, Message, Row
from ingest.models import DeadLetter
from live.models import FeatureState
from registry.models import Twin
from stores.errors import StoreError

NOW = 1_795_000_000_000_000
LIFT = "acme.lift:lift-1"


def row(value: Any = 1, at_us: int = NOW, twin: str = LIFT) -> Row:
    return Row(twin, "cabin", "position", value, at_us)


def dead(payload: bytes = b"\xff", topic: str = "hall/x") -> Dead:
    return Dead(Message(topic, payload, NOW), "not_json", "byte 0 is no JSON", LIFT)


def test_rows_become_state_and_dead_letters_are_kept(lift: Twin) -> None:
    take_in([row(3)], [dead()], received_us=NOW)
    assert FeatureState.objects.get().reported == {"position": 3}
    letter = DeadLetter.objects.get()
    assert (letter.topic, bytes(letter.payload), letter.size) == ("hall/x", b"\xff", 1)
    assert (letter.code, letter.reason, letter.twin_id) == ("not_json", "byte 0 is no JSON", LIFT)
    assert letter.received_at == clock.from_us(NOW)


def test_of_a_long_payload_the_beginning_and_the_size_are_kept(db: None) -> None:
    take_in([], [dead(b"a" * 65_536 + b"b" * 1_000_000)], received_us=NOW)
    letter = DeadLetter.objects.get()
    assert (bytes(letter.payload), letter.size) == (b"a" * 65_536, 1_065_536)


def test_taking_in_again_changes_neither_state_nor_revision(lift: Twin) -> None:
    take_in([row(3)], [], received_us=NOW)
    before = list(FeatureState.objects.values())
    take_in([row(3)], [], received_us=NOW)
    assert list(FeatureState.objects.values()) == before


def test_nothing_is_kept_when_a_part_cannot_be_written(lift: Twin) -> None:
    with pytest.raises(StoreError):
        take_in([row(3), row("\ud800", NOW + 1)], [dead()], received_us=NOW)
    assert not DeadLetter.objects.exists()
    assert not FeatureState.objects.exists()


def test_an_empty_batch_costs_nothing(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):  # a savepoint and its release
        take_in([], [], received_us=0)


def test_the_oldest_dead_letters_go_first(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DTP, "DTP_DEAD_LETTERS_KEEP", 3)
    take_in([], [dead(topic=f"x/{n}") for n in range(5)], received_us=NOW)
    assert prune_dead_letters() == 2
    assert [letter.topic for letter in DeadLetter.objects.all()] == ["x/4", "x/3", "x/2"]
    assert tasks.prune_dead_letters() == 0


def test_no_dead_letters_may_be_wanted(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DTP, "DTP_DEAD_LETTERS_KEEP", 0)
    assert prune_dead_letters() == 0
    take_in([], [dead(), dead()], received_us=NOW)
    assert prune_dead_letters() == 2
    assert not DeadLetter.objects.exists()


def test_a_batch_travels_to_a_worker_and_is_written_there(lift: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    posted: list[bytes] = []
    monkeypatch.setitem(current_app.conf, "task_always_eager", False)
    monkeypatch.setattr(tasks.take_in_batch, "delay", lambda *args: posted.append(orjson.dumps(args)))
    batch = Batch([row({"x": [1, 2.5, None]}), row("größe", NOW + 1)], [dead(b"\x00\xff" * 9)], NOW)
    tasks.send_batch(batch)
    assert not FeatureState.objects.exists()
    tasks.take_in_batch(*orjson.loads(posted[0]))
    assert FeatureState.objects.get().reported == {"position": "größe"}
    assert bytes(DeadLetter.objects.get().payload) == b"\x00\xff" * 9


def test_without_workers_a_batch_is_written_at_once(lift: Twin) -> None:
    tasks.send_batch(Batch([row(7)], [dead()], NOW))
    assert (FeatureState.objects.get().reported, DeadLetter.objects.count()) == ({"position": 7}, 1)
