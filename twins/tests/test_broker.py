"""The generators with a real broker: waiting for it, losing it, finding it again."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from twins.tests.simulations import NAMES, command, declaration

MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin")

pytestmark = [
    pytest.mark.mosquitto,
    pytest.mark.skipif(MOSQUITTO is None, reason="mosquitto is not installed"),
]


class Broker:
    """A mosquitto on a free port, that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port: int = listening.getsockname()[1]
        self._config = folder / "mosquitto.conf"
        self._config.write_text(f"listener {self.port} 127.0.0.1\nallow_anonymous true\n")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        assert MOSQUITTO is not None
        self._process = subprocess.Popen([MOSQUITTO, "-c", str(self._config)], stderr=subprocess.DEVNULL)
        until(self._answers)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path)
    yield broker
    broker.stop()


@contextmanager
def listening(port: int) -> Iterator[list[mqtt.MQTTMessage]]:
    heard: list[mqtt.MQTTMessage] = []
    is_subscribed = threading.Event()
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    client.on_message = lambda _client, _data, message: heard.append(message)
    client.on_subscribe = lambda *_: is_subscribed.set()
    client.connect("127.0.0.1", port)
    client.subscribe("dtp/#", qos=1)
    client.loop_start()
    assert is_subscribed.wait(10)
    yield heard
    client.disconnect()
    client.loop_stop()


@contextmanager
def generator(name: str, port: int, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    running = subprocess.Popen(
        command(name, "--port", port, "--host", "127.0.0.1", *arguments), stderr=subprocess.PIPE, text=True
    )
    try:
        yield running
    finally:
        running.kill()
        running.wait()
        assert running.stderr is not None
        running.stderr.close()


def ended(running: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> list[str]:
    """Ask it to end; what it has said, line by line."""
    asked = time.monotonic()
    running.send_signal(number)
    assert running.wait(10) == 0
    assert time.monotonic() - asked < 1
    assert running.stderr is not None
    said: str = running.stderr.read()
    return said.splitlines()


def line(running: subprocess.Popen[str]) -> str:
    """The next line that it says, waited for."""
    assert running.stderr is not None
    said: str = running.stderr.readline()
    return said.rstrip()


@pytest.mark.parametrize("name", NAMES)
def test_every_declared_topic_is_heard_with_quality_of_service_one(broker, name):
    broker.start()
    with listening(broker.port) as heard, generator(name, broker.port) as running:
        topics = {stream["topic"] for stream in declaration(name)["interfaces"]["data_streams"]}
        until(lambda: topics <= {message.topic for message in heard})
        assert {message.qos for message in heard} == {1}
        assert not any(message.retain for message in heard)
        assert ended(running) == [f"{name}: connected to 127.0.0.1:{broker.port}"]


def test_so_many_ticks_are_all_delivered_before_it_ends(broker):
    broker.start()
    with (
        listening(broker.port) as heard,
        generator("lift", broker.port, "--count", 20, "--rate", 100) as running,
    ):
        assert running.wait(10) == 0
        until(lambda: len(heard) == 80)


def test_it_waits_for_a_broker_that_comes_later_and_says_so_once(broker):
    with generator("lift", broker.port) as running:
        first = line(running)
        time.sleep(1.5)  # time for another attempt, which must stay silent
        broker.start()
        with listening(broker.port) as heard:
            until(lambda: len(heard) > 3)
        said = ended(running)
    address = f"127.0.0.1:{broker.port}"
    assert [first, *said] == [
        f"lift: no broker at {address}, trying every second",
        f"lift: connected to {address}",
    ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_within_a_second_while_the_broker_is_away(broker, number):
    with generator("lift", broker.port) as running:
        assert line(running) == f"lift: no broker at 127.0.0.1:{broker.port}, trying every second"
        assert ended(running, number) == []


def test_it_comes_back_after_the_broker_and_sends_no_backlog(broker):
    broker.start()
    with generator("lift", broker.port) as running:
        with listening(broker.port) as heard:
            until(lambda: len(heard) > 3)
        broker.stop()
        time.sleep(2)
        broker.start()
        with listening(broker.port) as heard:
            until(lambda: len(heard) > 3)
            time.sleep(1)
            assert len(heard) < 30
        said = ended(running)
    address = f"127.0.0.1:{broker.port}"
    connected, away = f"lift: connected to {address}", f"lift: no broker at {address}, trying every second"
    assert said == [connected, away, connected]


def test_two_generators_of_one_kind_do_not_push_each_other_out(broker):
    broker.start()
    with generator("lift", broker.port) as one, generator("lift", broker.port) as two:
        with listening(broker.port) as heard:
            until(lambda: len(heard) > 20)
        assert len(ended(one)) == len(ended(two)) == 1
