"""Plays a simulated device: steps its physics at a steady pace and publishes what it measures over MQTT.

A generator hands over a `Simulation`, which knows neither clock nor socket, and `run` does the rest: the
command line, the pace, the broker, a clean end. Needs paho-mqtt and nothing else; `--dry-run` not even that.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import random
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Collection, Mapping
from typing import ClassVar, Protocol

Payload = Mapping[str, object] | float
Message = tuple[str, Payload]

MOST_UNACKNOWLEDGED = 100
PATIENCE_S = 0.4


class Simulation(Protocol):
    """A device as pure physics: the same random numbers and the same steps give the same messages."""

    rates: ClassVar[Mapping[str, float]]
    """How many messages a second each feature sends."""

    def step(self, dt: float) -> None:
        """Let `dt` simulated seconds pass."""

    def messages(self, now_ms: int, features: Collection[str] | None = None) -> list[Message]:
        """What the device publishes now, of these features or of all, stamped with this time."""


class Outlet(Protocol):
    """Where messages go."""

    def is_ready(self) -> bool: ...
    def send(self, topic: str, text: str) -> None: ...
    def close(self) -> None: ...


class Stop:
    """SIGTERM or SIGINT as something to wait for: no polling, and no moment at which a signal is missed."""

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._writer.send(b"."))

    def wait(self, seconds: float) -> bool:
        """Sleep so long, or less: true as soon as the end was asked for."""
        return bool(select.select([self._reader], [], [], max(0.0, seconds))[0])


class Printer:
    """The dry run: one line of topic and JSON for each message."""

    def is_ready(self) -> bool:
        return True

    def send(self, topic: str, text: str) -> None:
        try:
            print(topic, text, flush=True)
        except BrokenPipeError:  # the reader, such as `head`, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None

    def close(self) -> None:
        pass


class Broker:
    """An MQTT broker that may be away: says so once, keeps trying, and never lets a backlog build up."""

    def __init__(self, name: str, host: str, port: int) -> None:
        try:  # not at the top of the file: a dry run does without
            import paho.mqtt.client as mqtt
            from paho.mqtt.enums import CallbackAPIVersion
        except ModuleNotFoundError:
            raise SystemExit(f"{name}: paho-mqtt is missing; run: pip install paho-mqtt") from None
        self._name, self._address = name, f"{host}:{port}"
        self._said, self._sent, self._acknowledged = "", 0, 0
        client_id = f"dtp-{name}-{os.urandom(4).hex()}"
        self._client = client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id)
        client.username_pw_set(os.environ.get("MQTT_USERNAME") or None, os.environ.get("MQTT_PASSWORD"))
        client.max_inflight_messages_set(MOST_UNACKNOWLEDGED)
        client.reconnect_delay_set(1, 1)
        client.on_connect = self._on_connect
        client.on_connect_fail = self._on_connect_fail
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        client.connect_async(host, port, keepalive=30)
        client.loop_start()

    def is_ready(self) -> bool:
        return self._client.is_connected() and self._sent - self._acknowledged < MOST_UNACKNOWLEDGED

    def send(self, topic: str, text: str) -> None:
        self._client.publish(topic, text, qos=1)
        self._sent += 1

    def close(self) -> None:
        """Give the last messages a moment to be acknowledged; the network thread, a daemon, ends with us."""
        patience = time.monotonic() + PATIENCE_S
        while self._client.is_connected() and self._sent > self._acknowledged and time.monotonic() < patience:
            time.sleep(0.01)
        self._client.on_disconnect = None
        self._client.disconnect()
        while self._client.is_connected() and time.monotonic() < patience + PATIENCE_S:
            time.sleep(0.01)

    def _say(self, sentence: str) -> None:
        if sentence != self._said:  # an attempt a second must not be a line a second
            print(f"{self._name}: {sentence}", file=sys.stderr, flush=True)
        self._said = sentence

    def _on_connect(self, _client: object, _data: object, _flags: object, code: object, _props: object) -> None:
        refused = bool(getattr(code, "is_failure", False))
        self._say(f"{self._address} refuses: {code}" if refused else f"connected to {self._address}")

    def _on_connect_fail(self, _client: object, _data: object) -> None:
        self._say(f"no broker at {self._address}, trying every second")

    def _on_disconnect(self, *_: object) -> None:
        if "refuses" not in self._said:
            self._say(f"no broker at {self._address}, trying every second")

    def _on_publish(self, *_: object) -> None:
        self._acknowledged += 1


def due(tick: int, ticks_per_second: float, rates: Mapping[str, float]) -> list[str]:
    """The features whose count of messages goes up with this tick; at tick 0, all of them."""

    def count(n: int, rate: float) -> int:
        return math.floor(n * rate / ticks_per_second + 1e-9)

    return [feature for feature, rate in rates.items() if count(tick, rate) > count(tick - 1, rate)]


def play(
    simulation: Simulation,
    outlet: Outlet,
    stop: Stop,
    *,
    rates: Mapping[str, float],
    speed: float,
    count: int | None = None,
) -> None:
    """Publish until told to stop or `count` ticks have passed.

    Every tick is the same step of physics, however late it comes, so the values depend on the seed alone.
    A late tick is sent once and its delay is not made up for; while nobody can listen, the device rests.
    """
    ticks_per_second = max(rates.values())
    period = 1 / ticks_per_second
    next_at = time.monotonic()
    for tick in range(count) if count is not None else itertools.count():
        if not _is_time(next_at, outlet, stop):
            return
        for topic, payload in simulation.messages(time.time_ns() // 1_000_000, due(tick, ticks_per_second, rates)):
            outlet.send(topic, json.dumps(payload, separators=(",", ":"), allow_nan=False))
        simulation.step(speed * period)
        now = time.monotonic()
        next_at = next_at + period if next_at + period > now else now + period


def _is_time(at: float, outlet: Outlet, stop: Stop) -> bool:
    """Wait until then, and until somebody listens; false when the end was asked for."""
    while not stop.wait(at - time.monotonic() if outlet.is_ready() else 0.1):
        if outlet.is_ready() and time.monotonic() >= at:
            return True
    return False


def _positive(text: str) -> float:
    if not 0 < (number := float(text)) < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is not a number above zero")
    return number


def _options(name: str, speed: float, argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=name, description=f"Simulates the device behind the twin `{name}`.")
    add = parser.add_argument
    add("--rate", type=_positive, help="messages a second of every feature (default: each its own)")
    add(
        "--seed",
        type=int,
        help="the same seed and speed give the same values (default: another one each time)",
    )
    add("--speed", type=_positive, default=speed, help="simulated seconds a second (default: %(default)g)")
    add("--host", default=os.environ.get("MQTT_HOST") or "127.0.0.1", help="broker (default: %(default)s)")
    add(
        "--port",
        type=int,
        default=os.environ.get("MQTT_PORT") or "1883",
        help="its port (default: %(default)s)",
    )
    add("--count", type=int, help="stop after so many ticks (default: never)")
    add("--dry-run", action="store_true", help="print what would be published, as topic and JSON")
    return parser.parse_args(argv)


def run(
    simulation: Callable[[random.Random], Simulation],
    *,
    name: str,
    speed: float = 1.0,
    argv: list[str] | None = None,
) -> None:
    """The whole program of a generator."""
    options = _options(name, speed, argv)
    stop = Stop()
    device = simulation(random.Random(options.seed))
    rates = {feature: options.rate or rate for feature, rate in device.rates.items()}
    outlet: Outlet = Printer() if options.dry_run else Broker(name, options.host, options.port)
    try:
        play(device, outlet, stop, rates=rates, speed=options.speed, count=options.count)
    finally:
        outlet.close()
