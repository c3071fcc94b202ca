"""The MQTT client of ingest, alone with a broker."""

from __future__ import annotations

import getpass
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from paho.mqtt.client import MQTTMessage
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from common.mqtt import BrokerAddress
from dtp.embedded import children
from dtp.embedded.broker import find_mosquitto
from dtp.embedded.ports import free_port
from ingest import consumer as consumer_module
from ingest.consumer import Arrived, Consumer
from ingest.tests.brokers import LocalBroker
from ingest.tests.running import until


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[LocalBroker]:
    made = LocalBroker("mosquitto", tmp_path)
    made.start()
    yield made
    made.stop()


@contextmanager
def consuming(
    broker: LocalBroker, *, persistent: bool = False, topics: tuple[str, ...] = ("x/#",)
) -> Iterator[Consumer]:
    consumer = Consumer(broker.address, client_id="test-consumer", persistent=persistent)
    consumer._client.reconnect_delay_set(0.05, 0.2)  # type: ignore[arg-type]  # whole seconds are only a hint
    consumer.follow(frozenset(topics))
    consumer.start()
    try:
        until(lambda: consumer.connected)
        yield consumer
    finally:
        consumer.stop()


def receive(consumer: Consumer, many: int) -> list[Arrived]:
    found: list[Arrived] = []

    def enough() -> bool:
        found.extend(consumer.collect(many, 0.0, 0.01))
        return len(found) >= many

    until(enough)
    return found


def until_subscribed(broker: LocalBroker, consumer: Consumer, topic: str = "x/probe") -> None:
    def arrives() -> bool:
        broker.publish(topic, b"probe", qos=0)
        return not consumer.arrived.empty()

    until(arrives)
    while consumer.collect(1000, 0.0, 0.02):
        pass


def payloads(arrived: list[Arrived]) -> list[bytes]:
    return [each.message.payload for each in arrived]


@pytest.mark.mosquitto
def test_messages_are_handed_over_in_their_order(broker: LocalBroker) -> None:
    with consuming(broker) as consumer:
        until_subscribed(broker, consumer)
        broker.publish("x/y", *(b"%d" % n for n in range(200)))
        found = receive(consumer, 200)
    assert payloads(found) == [b"%d" % n for n in range(200)]
    assert {(each.message.topic, each.qos) for each in found} == {("x/y", 1)}


@pytest.mark.mosquitto
def test_topics_are_followed_and_left_while_connected(broker: LocalBroker) -> None:
    with consuming(broker) as consumer:
        until_subscribed(broker, consumer)
        consumer.follow(frozenset({"z"}))
        until_subscribed(broker, consumer, "z")
        broker.publish("x/y", b"left")
        broker.publish("z", b"followed")
        assert payloads(receive(consumer, 1)) == [b"followed"]


@pytest.mark.mosquitto
def test_stopping_does_not_wait_for_a_full_queue(broker: LocalBroker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer_module, "QUEUE_LIMIT", 2)
    with consuming(broker) as consumer:
        until_subscribed(broker, consumer)
        broker.publish("x/y", *(b"%d" % n for n in range(20)))
        until(consumer.arrived.full)
        began = time.monotonic()
    assert time.monotonic() - began < 2


@pytest.mark.mosquitto
def test_a_full_queue_holds_the_rest_back_and_loses_nothing(
    broker: LocalBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer_module, "QUEUE_LIMIT", 5)
    with consuming(broker) as consumer:
        until_subscribed(broker, consumer)
        broker.publish("x/y", *(b"%d" % n for n in range(300)))
        until(consumer.arrived.full)
        assert consumer.arrived.qsize() == 5
        assert payloads(receive(consumer, 300)) == [b"%d" % n for n in range(300)]


@pytest.mark.mosquitto
def test_a_message_that_was_not_acknowledged_comes_again(broker: LocalBroker) -> None:
    with consuming(broker, persistent=True) as consumer:
        until_subscribed(broker, consumer)
        broker.publish("x/y", b"1", b"2", b"3")
        first, *_ = receive(consumer, 3)
        consumer.acknowledge([first])
    with consuming(broker, persistent=True) as consumer:
        assert payloads(receive(consumer, 2)) == [b"2", b"3"]


@pytest.mark.mosquitto
def test_an_acknowledgement_of_an_earlier_connection_is_not_taken_for_a_later_message(broker: LocalBroker) -> None:
    """A broker that forgot its sessions numbers messages anew, so an old number is another message's."""
    with consuming(broker, persistent=True) as consumer:
        until_subscribed(broker, consumer)
        broker.publish("x/y", b"before")
        before = receive(consumer, 1)
        broker.stop()
        until(lambda: not consumer.connected)
        broker.start()
        until_subscribed(broker, consumer)
        broker.publish("x/y", b"after")
        after = receive(consumer, 1)
        assert (before[0].mid, payloads(after)) == (after[0].mid, [b"after"])
        consumer.acknowledge(before)
    with consuming(broker, persistent=True) as consumer:
        assert payloads(receive(consumer, 1)) == [b"after"]


@pytest.mark.mosquitto
def test_a_broker_that_refuses_is_told_without_the_password(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    port = free_port()
    config = tmp_path / "closed.conf"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous false\nuser {getpass.getuser()}\n")
    program = find_mosquitto() or "mosquitto"
    child = children.start([program, "-c", str(config)])
    consumer = Consumer(BrokerAddress("127.0.0.1", port, "ingest", "s3cret"))
    consumer.start()
    try:
        until(lambda: "refused the connection" in caplog.text)
        assert not consumer.connected
    finally:
        consumer.stop()
        children.stop([child])
    assert f"mqtt://127.0.0.1:{port}" in caplog.text
    assert "s3cret" not in caplog.text


def test_without_a_broker_it_keeps_trying_and_can_be_stopped() -> None:
    consumer = Consumer(BrokerAddress("127.0.0.1", free_port()))
    consumer.start()
    consumer.follow(frozenset({"x"}))
    assert consumer.collect(10, 0.0, 0.01) == []
    assert not consumer.connected
    consumer.stop()


def test_a_topic_that_is_not_utf8_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    consumer = Consumer(BrokerAddress("127.0.0.1", 1))
    consumer._on_message(consumer._client, None, MQTTMessage(1, b"\xff"))
    assert consumer.arrived.empty()
    assert "not UTF-8" in caplog.text


def test_a_batch_is_filled_up_to_its_limit_and_no_longer_than_its_wait() -> None:
    consumer = Consumer(BrokerAddress("127.0.0.1", 1))
    for mid in range(5):
        message = MQTTMessage(mid, b"x")
        consumer._on_message(consumer._client, None, message)
    assert [each.mid for each in consumer.collect(3, 5.0, 5.0)] == [0, 1, 2]
    assert [each.mid for each in consumer.collect(3, 0.0, 5.0)] == [3, 4]
    assert consumer.collect(3, 5.0, 0.0) == []


def test_topics_that_the_broker_forbids_are_known(caplog: pytest.LogCaptureFixture) -> None:
    consumer = Consumer(BrokerAddress("127.0.0.1", 1))
    consumer._asked[7] = ["a/#", "b/#"]
    # 3.1.1, section 3.9.3: 0x80 is a failure, 1 the granted QoS.
    answers = [ReasonCode(PacketTypes.SUBACK, identifier=code) for code in (1, 0x80)]
    consumer._on_subscribe(consumer._client, None, 7, answers, None)
    assert consumer.refused == {"b/#"}
    assert "forbids us the topics b/#" in caplog.text
    consumer.follow(frozenset({"a/#", "b/#"}))
    consumer.follow(frozenset({"a/#"}))
    assert consumer.refused == frozenset()
