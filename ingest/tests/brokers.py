"""Real brokers on free ports, which can be stopped and started again, and a publisher."""

from __future__ import annotations

from pathlib import Path

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from common.mqtt import BrokerAddress
from dtp.embedded.broker import Broker, make_broker, wait_until_open
from dtp.embedded.ports import free_port


class LocalBroker:
    """A broker of the embedded platform that keeps its port over a restart."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.folder, self.port = kind, folder, free_port()
        self._broker: Broker | None = None
        self._publisher: Client | None = None

    @property
    def address(self) -> BrokerAddress:
        return BrokerAddress("127.0.0.1", self.port)

    @property
    def qos(self) -> int:
        return 1 if self.kind == "mosquitto" else 0

    def start(self) -> None:
        self._broker = make_broker(self.kind, "127.0.0.1", self.port, self.folder)
        self._broker.start()
        wait_until_open("127.0.0.1", self.port)
        self._publisher = Client(CallbackAPIVersion.VERSION2, client_id="test-publisher")
        self._publisher.connect("127.0.0.1", self.port)
        self._publisher.loop_start()

    def stop(self) -> None:
        if self._publisher:
            self._publisher.disconnect()
            self._publisher.loop_stop()
        if self._broker:
            self._broker.stop()
        self._broker = self._publisher = None

    def publish(self, topic: str, *payloads: bytes, qos: int = 1) -> None:
        """Returns when the broker has taken everything."""
        assert self._publisher
        for sent in [self._publisher.publish(topic, payload, qos=qos) for payload in payloads]:
            sent.wait_for_publish(5)
