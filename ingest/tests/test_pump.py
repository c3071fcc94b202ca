"""The loop of ingest, with a consumer that needs no broker."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from common import clock, heartbeat
from ingest import pump as pump_module
from ingest.models import DeadLetter
from ingest.pump import Rate
from ingest.tests.running import LIFT, FakeConsumer, refusing, reported, running, until, without_table
from registry import actions, signals
from registry.actor import DECLARATIONS
from registry.models import Twin

CABIN = "acme/lift/cabin"

pytestmark = pytest.mark.usefixtures("kept")


@pytest.fixture
def consumer() -> FakeConsumer:
    return FakeConsumer()


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pump_module, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(pump_module, "_LONGEST_PAUSE", 0.02)
    monkeypatch.setattr(pump_module, "_POLL_SECONDS", 0.02)


@pytest.fixture
def another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The registry is changed by another process: no signal reaches us."""
    monkeypatch.setattr(signals.streams_changed, "send", lambda *args, **kwargs: [])


def test_a_message_is_written_and_then_acknowledged(lift: Twin, consumer: FakeConsumer) -> None:
    seen: list[Any] = []
    consumer.on_acknowledge = lambda: seen.append((connection.in_atomic_block, reported()))
    with running(consumer.pump()):
        consumer.send(CABIN, b'{"position": 3}', mid=7)
        until(lambda: consumer.acknowledged)
    assert consumer.acknowledged == [7]
    assert seen == [(False, {"cabin": {"position": 3}})], "committed before it is acknowledged"
    assert (consumer.started, consumer.stopped) == (True, True)


def test_a_message_that_nobody_takes_is_buried_and_acknowledged(lift: Twin, consumer: FakeConsumer) -> None:
    with running(consumer.pump()):
        consumer.send("nobody/there", b"hello", mid=1)
        consumer.send(CABIN, b"[}", mid=2)
        until(lambda: len(consumer.acknowledged) == 2)
    letters = [(letter.topic, letter.code, bytes(letter.payload)) for letter in DeadLetter.objects.order_by("topic")]
    assert letters == [(CABIN, "not_json", b"[}"), ("nobody/there", "no_stream", b"hello")]


@pytest.mark.usefixtures("short_pauses")
def test_a_database_that_is_away_delays_and_loses_nothing(
    lift: Twin, consumer: FakeConsumer, caplog: pytest.LogCaptureFixture
) -> None:
    with running(consumer.pump()):
        with without_table("live_featurestate"):
            consumer.send(CABIN, b'{"position": 3}', mid=1)
            until(lambda: caplog.text.count("1 messages cannot be written") >= 2)
            assert consumer.acknowledged == []
        until(lambda: consumer.acknowledged)
    assert reported() == {"cabin": {"position": 3}}
    assert not DeadLetter.objects.exists()


def test_the_pauses_grow_up_to_a_limit(lift: Twin, consumer: FakeConsumer) -> None:
    pauses: list[float | None] = []
    pump = consumer.pump()
    with without_table("live_featurestate") as bring_back:

        class Watch(threading.Event):
            def wait(self, timeout: float | None = None) -> bool:
                pauses.append(timeout)
                if len(pauses) == 8:
                    bring_back()
                return self.is_set()

        pump._stopping = Watch()
        consumer.send(CABIN, mid=1)
        with running(pump):
            until(lambda: consumer.acknowledged)
    assert pauses == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]


def test_one_faulty_message_is_set_aside_and_the_rest_is_written(
    lift: Twin, consumer: FakeConsumer, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(20):
        consumer.send(f"dtp/twins/{LIFT}/reported/f{number}", b'{"x": %d}' % number, mid=number)
    with refusing("live_featurestate", "NEW.feature = 'f13'"), running(consumer.pump()):
        until(lambda: len(consumer.acknowledged) == 20)
    assert consumer.acknowledged == list(range(20))
    assert reported() == {f"f{n}": {"x": n} for n in range(20) if n != 13}
    letter = DeadLetter.objects.get()
    assert (letter.topic, letter.code) == (f"dtp/twins/{LIFT}/reported/f13", "not_writable")
    assert letter.reason == "IntegrityError: unlucky"
    assert f"dtp/twins/{LIFT}/reported/f13 cannot be written" in caplog.text


@pytest.mark.usefixtures("short_pauses")
def test_a_message_that_can_neither_be_written_nor_buried_does_not_stop_ingest(
    lift: Twin, consumer: FakeConsumer, caplog: pytest.LogCaptureFixture
) -> None:
    refused = refusing("live_featurestate", "NEW.feature = 'bad'"), refusing("ingest_deadletter", "1")
    with refused[0], refused[1], running(consumer.pump()):
        consumer.send(f"dtp/twins/{LIFT}/reported/bad", mid=1)
        until(lambda: "Ingest stumbled" in caplog.text)
        consumer.send(f"dtp/twins/{LIFT}/reported/good", mid=2)
        until(lambda: consumer.acknowledged)
    assert (consumer.acknowledged, list(reported())) == ([2], ["good"])


@pytest.mark.usefixtures("short_pauses")
def test_stopping_in_trouble_leaves_messages_with_the_broker(
    lift: Twin, consumer: FakeConsumer, caplog: pytest.LogCaptureFixture
) -> None:
    with without_table("live_featurestate"), running(consumer.pump()):
        consumer.send(CABIN, mid=1)
        until(lambda: "cannot be written" in caplog.text)
    assert (consumer.acknowledged, consumer.stopped) == ([], True)
    assert reported() == {}


@pytest.mark.usefixtures("short_pauses")
def test_stopping_does_not_wait_for_a_long_pause(
    lift: Twin, consumer: FakeConsumer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pump_module, "_FIRST_PAUSE", 60.0)
    with without_table("live_featurestate"), running(consumer.pump()):
        consumer.send(CABIN, mid=1)
        until(lambda: "cannot be written" in caplog.text)
        stopped_at = time.monotonic()
    assert time.monotonic() - stopped_at < 2


def test_a_batch_is_as_large_as_the_setting_says(
    lift: Twin, consumer: FakeConsumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.DTP, "DTP_BATCH_SIZE", 4)
    sizes: list[int] = []
    for number in range(10):
        consumer.send(CABIN, mid=number)
    consumer.on_acknowledge = lambda: sizes.append(len(consumer.acknowledged))
    with running(consumer.pump()):
        until(lambda: len(consumer.acknowledged) == 10)
    assert sizes == [0, 4, 8]


def test_a_twin_registered_meanwhile_is_followed(lift: Twin, consumer: FakeConsumer, register: Any) -> None:
    with running(consumer.pump()):
        until(lambda: CABIN in consumer.filters)
        register({"@id": "acme:new", "tenant": "acme", "interfaces": {"data_streams": [{"topic": "new/+/x"}]}})
        until(lambda: "new/+/x" in consumer.filters)
        consumer.send("new/one/x", b'{"air": {"temp": 20}}', mid=1)
        until(lambda: consumer.acknowledged)
    assert reported("acme:new") == {"air": {"temp": 20}}


@pytest.mark.usefixtures("short_pauses", "another_process")
def test_a_twin_registered_by_another_process_is_followed(lift: Twin, consumer: FakeConsumer, register: Any) -> None:
    with running(consumer.pump()):
        until(lambda: CABIN in consumer.filters)
        register({"@id": "acme:new", "tenant": "acme", "interfaces": {"data_streams": [{"topic": "new/x"}]}})
        until(lambda: "new/x" in consumer.filters)


@pytest.mark.usefixtures("another_process")
def test_the_first_message_of_a_twin_registered_a_moment_ago_is_not_buried(
    lift: Twin, consumer: FakeConsumer, register: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pump_module, "_POLL_SECONDS", 3600.0)
    with running(consumer.pump()):
        until(lambda: CABIN in consumer.filters)
        register({"@id": "acme:new", "tenant": "acme"})
        consumer.send("dtp/twins/acme:new/reported/air", b'{"temp": 20}', mid=1)
        until(lambda: consumer.acknowledged)
    assert reported("acme:new") == {"air": {"temp": 20}}
    assert not DeadLetter.objects.exists()


def test_a_deprecated_twin_takes_in_nothing_more(lift: Twin, consumer: FakeConsumer) -> None:
    with running(consumer.pump()):
        until(lambda: CABIN in consumer.filters)
        actions.deprecate_twin(actor=DECLARATIONS, twin_id=LIFT)
        until(lambda: CABIN not in consumer.filters)
        consumer.send(f"dtp/twins/{LIFT}/reported/cabin", mid=1)
        until(lambda: consumer.acknowledged)
    assert (reported(), DeadLetter.objects.get().code) == ({}, "unknown_twin")


def test_strict_twins_are_known_by_their_declared_properties(register: Any, consumer: FakeConsumer) -> None:
    register(strict=True)
    with running(consumer.pump()):
        consumer.send(CABIN, b'{"position": 1}', mid=1)
        consumer.send(CABIN, b'{"color": 1}', mid=2)
        until(lambda: len(consumer.acknowledged) == 2)
    assert (reported(), DeadLetter.objects.get().code) == ({"cabin": {"position": 1}}, "not_declared")


@pytest.mark.usefixtures("short_pauses")
def test_a_registry_that_cannot_be_read_at_the_start_is_read_later(
    lift: Twin, consumer: FakeConsumer, caplog: pytest.LogCaptureFixture
) -> None:
    with without_table("registry_change") as bring_back, running(consumer.pump()):
        until(lambda: "The registry cannot be read" in caplog.text)
        bring_back()
        until(lambda: CABIN in consumer.filters)


@pytest.mark.usefixtures("short_pauses")
def test_a_registry_that_cannot_be_read_for_a_while_stops_no_messages(
    lift: Twin, consumer: FakeConsumer, caplog: pytest.LogCaptureFixture
) -> None:
    with running(consumer.pump()):
        until(lambda: CABIN in consumer.filters)
        with without_table("registry_change"):
            until(lambda: "The registry cannot be read" in caplog.text)
            consumer.send(CABIN, b'{"position": 9}', mid=1)
            until(lambda: consumer.acknowledged)
    assert reported() == {"cabin": {"position": 9}}


@pytest.mark.usefixtures("short_pauses")
def test_ingest_gives_signs_of_life(lift: Twin, consumer: FakeConsumer) -> None:
    def facts() -> dict[str, Any]:
        beat = heartbeat.last("ingest")
        return beat.facts if beat else {}

    with running(consumer.pump()):
        until(lambda: facts().get("connected") is True)
        consumer.send(CABIN, mid=1)
        until(lambda: facts().get("total") == 1)
        assert (facts()["rate"], facts()["waiting"]) == (0.1, 0)
        consumer.connected = False
        until(lambda: facts()["connected"] is False)


def test_a_pump_that_has_stopped_no_longer_listens_to_the_registry(lift: Twin, consumer: FakeConsumer) -> None:
    before = len(signals.streams_changed.receivers)
    with running(consumer.pump()):
        until(lambda: consumer.started)
    assert len(signals.streams_changed.receivers) == before


def test_the_rate_is_that_of_the_last_ten_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    rate = Rate()
    rate.add(50)
    now[0] += 9
    rate.add(30)
    assert rate.facts(5) == {"rate": 8.0, "lag_ms": 0.0, "waiting": 5, "total": 80}
    now[0] += 2
    assert rate.facts(0)["rate"] == 3.0
    now[0] += 60
    assert (rate.facts(0)["rate"], rate.facts(0)["total"]) == (0.0, 80)


def test_the_lag_is_how_long_ago_the_newest_arrived() -> None:
    rate = Rate()
    with clock.travel(5_000_000):
        rate.note(4_750_000)
        assert rate.facts(0)["lag_ms"] == 250.0
        rate.note(6_000_000)
        assert rate.facts(0)["lag_ms"] == 0.0
