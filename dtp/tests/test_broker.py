"""The embedded broker: which one is taken, and that a message really passes."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from dtp.embedded import broker
from dtp.embedded.broker import Amqtt, Broker, BrokerFailed, Mosquitto, find_mosquitto, make_broker, wait_until_open
from dtp.embedded.ports import free_port

DEADLINE = 10.0


@pytest.fixture
def no_mosquitto(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(broker, "_MORE_PATHS", str(tmp_path))


@pytest.fixture
def a_mosquitto(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A program of that name, off PATH, where Debian keeps it."""
    program = tmp_path / "sbin" / "mosquitto"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(broker, "_MORE_PATHS", str(program.parent))
    return str(program)


def made(kind: str) -> Broker:
    return make_broker(kind, "127.0.0.1", 1883, Path("/nowhere"))


@pytest.mark.parametrize("kind", ["auto", "amqtt"])
def test_without_mosquitto_amqtt_is_taken(no_mosquitto: None, kind: str) -> None:
    assert isinstance(made(kind), Amqtt)


def test_asking_for_mosquitto_where_there_is_none_says_what_to_do(no_mosquitto: None) -> None:
    with pytest.raises(BrokerFailed, match=r"no such program on PATH\. Install it, or set DTP_BROKER=amqtt\."):
        made("mosquitto")


@pytest.mark.parametrize("kind", ["auto", "mosquitto"])
def test_a_mosquitto_is_taken_where_there_is_one(a_mosquitto: str, kind: str) -> None:
    assert find_mosquitto() == a_mosquitto
    assert isinstance(made(kind), Mosquitto)


def test_amqtt_can_be_asked_for_where_there_is_a_mosquitto(a_mosquitto: str) -> None:
    assert isinstance(made("amqtt"), Amqtt)


def test_stopping_a_mosquitto_that_was_never_started_does_no_harm(a_mosquitto: str) -> None:
    never_started = made("mosquitto")
    never_started.stop()
    assert isinstance(never_started, Mosquitto)
    assert never_started._child is None


def test_a_broker_that_does_not_start_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "_START_SECONDS", 0.05)
    port = free_port()
    with pytest.raises(BrokerFailed, match=f"The MQTT broker on port {port} did not start within 0 s"):
        wait_until_open("127.0.0.1", port)


@pytest.fixture(params=["amqtt", pytest.param("mosquitto", marks=pytest.mark.mosquitto)])
def port(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:
    """The port of a running broker, of each kind in turn."""
    port = free_port()
    running = make_broker(request.param, "127.0.0.1", port, tmp_path)
    running.start()
    try:
        wait_until_open("127.0.0.1", port)
        yield port
    finally:
        running.stop()


class Person:
    """An MQTT client that waits for the broker's answers."""

    def __init__(self, port: int, name: str) -> None:
        self.messages: queue.Queue[tuple[str, bytes, int]] = queue.Queue()
        self._answers: queue.Queue[str] = queue.Queue()
        self.client = Client(CallbackAPIVersion.VERSION2, client_id=name)
        self.client.on_connect = lambda *_: self._answers.put("connected")
        self.client.on_subscribe = lambda *_: self._answers.put("subscribed")
        self.client.on_message = lambda _c, _u, m: self.messages.put((m.topic, bytes(m.payload), m.qos))
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()
        self.wait_for("connected")

    def wait_for(self, answer: str) -> None:
        assert self._answers.get(timeout=DEADLINE) == answer

    def subscribe(self, topic: str) -> None:
        self.client.subscribe(topic, qos=1)
        self.wait_for("subscribed")

    def publish(self, topic: str, payload: bytes, **given: Any) -> None:
        self.client.publish(topic, payload, qos=1, **given).wait_for_publish(DEADLINE)

    def leave(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def people(port: int) -> Iterator[tuple[Person, Person]]:
    """A twin's device and somebody who listens."""
    both = Person(port, "device"), Person(port, "listener")
    yield both
    for person in both:
        person.leave()


def test_a_message_passes_at_quality_of_service_1(people: tuple[Person, Person]) -> None:
    device, listener = people
    listener.subscribe("dtp/twins/+/reported/+")
    device.publish("dtp/twins/a:b/reported/f", b"\x00 any bytes \xff")
    assert listener.messages.get(timeout=DEADLINE) == ("dtp/twins/a:b/reported/f", b"\x00 any bytes \xff", 1)


def test_many_messages_pass_in_order(people: tuple[Person, Person]) -> None:
    device, listener = people
    listener.subscribe("#")
    for number in range(200):
        device.client.publish("t", b"%d" % number, qos=1)
    assert [int(listener.messages.get(timeout=DEADLINE)[1]) for _ in range(200)] == list(range(200))


def test_a_broker_that_was_stopped_is_gone(tmp_path: Path) -> None:
    port = free_port()
    for _ in range(2):  # The port can be used again at once.
        running = make_broker("amqtt", "127.0.0.1", port, tmp_path)
        running.start()
        wait_until_open("127.0.0.1", port)
        running.stop()
    with pytest.raises(ConnectionRefusedError):
        Client(CallbackAPIVersion.VERSION2).connect("127.0.0.1", port)
