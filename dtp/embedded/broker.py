"""The embedded MQTT broker: a `mosquitto` on PATH as a child, else amqtt on a thread.

Both listen on the loopback address by default and ask for no password. Neither keeps messages over a restart: the
embedded platform is one unit that stops as a whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path
from typing import Protocol

import uvloop

from common.errors import DTPError
from dtp.embedded import children

_START_SECONDS = 10.0
_ANSWER_SECONDS = 1.0
# MQTT 3.1.1: a clean session of the client "dtp-probe", the broker's consent, and goodbye.
_CONNECT = b"\x10\x15\x00\x04MQTT\x04\x02\x00\x3c\x00\x09dtp-probe"
_CONNACK = b"\x20\x02\x00\x00"
_DISCONNECT = b"\xe0\x00"
# Debian keeps daemons here, which is not on every user's PATH.
_MORE_PATHS = "/usr/sbin:/usr/local/sbin"


class BrokerFailed(DTPError):
    code = "broker_failed"


class Broker(Protocol):
    """An embedded broker. `qos` is how ingest subscribes to it."""

    name: str
    qos: int

    def start(self) -> None:
        """Begin; returns at once."""

    def stop(self) -> None: ...


def find_mosquitto() -> str | None:
    """The program, when it is installed."""
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:{_MORE_PATHS}")


def make_broker(kind: str, host: str, port: int, data_dir: Path) -> Broker:
    """The broker for DTP_BROKER: `auto`, `mosquitto` or `amqtt`."""
    program = find_mosquitto() if kind != "amqtt" else None
    if program:
        return Mosquitto(program, host, port, data_dir)
    if kind == "mosquitto":
        raise BrokerFailed(
            "DTP_BROKER is mosquitto, but there is no such program on PATH. Install it, or set DTP_BROKER=amqtt."
        )
    return Amqtt(host, port)


class Mosquitto:
    """Mosquitto as a child process, with a configuration written into the data folder."""

    name = "Mosquitto"
    qos = 1

    def __init__(self, program: str, host: str, port: int, data_dir: Path) -> None:
        self._program, self._host, self._port, self._data_dir = program, host, port, data_dir
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        config = self._data_dir / "mosquitto.conf"
        config.write_text(
            f"listener {self._port} {self._host}\n"
            "allow_anonymous true\n"
            "persistence false\n"
            # Started by root it would change to another user, and with that forget to end when we are killed.
            # Started by anybody else it stays who it is.
            "user root\n"
            # The default of 20 halves the rate at QoS 1; queues are bounded by bytes, not by an arbitrary count.
            "max_inflight_messages 1000\n"
            "max_queued_messages 0\n"
            "max_queued_bytes 268435456\n"
            "log_type error\nlog_type warning\n"
        )
        self._child = children.start([self._program, "-c", str(config)], log=self._data_dir / "mosquitto.log")

    def stop(self) -> None:
        if self._child:
            children.stop([self._child])


class Amqtt:
    """amqtt inside this process, on an event loop of its own.

    It gives up on a subscriber that has not acknowledged within five seconds, and the message with it. So ingest
    subscribes at QoS 0: the connection stays inside this process and loses nothing while the process lives.
    """

    name = "amqtt"
    qos = 0

    def __init__(self, host: str, port: int) -> None:
        self._bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="broker", daemon=True)
        self._ending = asyncio.Event()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        # A broker that could not start has closed its loop already.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(5)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        from amqtt.broker import Broker as AmqttBroker

        config = {
            "listeners": {"default": {"type": "tcp", "bind": self._bind}},
            "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
        }
        broker = AmqttBroker(config, loop=self._loop)
        await broker.start()
        await self._ending.wait()
        await broker.shutdown()


def wait_until_open(host: str, port: int) -> None:
    """Wait until the broker takes clients; raises BrokerFailed when it does not."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if _takes_clients("127.0.0.1" if host == "0.0.0.0" else host, port):  # noqa: S104
            return
        time.sleep(0.02)
    raise BrokerFailed(f"The MQTT broker on port {port} did not start within {_START_SECONDS:.0f} s.")


def _takes_clients(host: str, port: int) -> bool:
    """Come and go as a client does: amqtt never closes a connection on which nothing was said."""
    try:
        with socket.create_connection((host, port), _ANSWER_SECONDS) as probe:
            probe.sendall(_CONNECT)
            answer = probe.recv(len(_CONNACK))
            probe.sendall(_DISCONNECT)
            return answer == _CONNACK
    except OSError:
        return False
