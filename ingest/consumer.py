"""The MQTT client of ingest: subscribes, hands messages over in order, acknowledges when told.

A QoS 1 message is acknowledged (PUBACK) only by `acknowledge`, after its batch is safe. The hand-over queue is bounded:
when the writer cannot keep up, the network thread waits, and with it the broker. What came by a connection that was
lost is not acknowledged: the broker sends it again, and may have given its number to another message.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from common import clock
from common.mqtt import BrokerAddress, url_of
from ingest.batch import Message

log = logging.getLogger(__name__)

QUEUE_LIMIT = 20_000
_LOOK_SECONDS = 0.1


class Arrived(NamedTuple):
    """A message, and what is needed to acknowledge it."""

    message: Message
    mid: int
    qos: int
    connection: int = 0


class Consumer:
    """One MQTT connection. `arrived` is the queue of what came; a `persistent` session outlives a restart."""

    def __init__(
        self, address: BrokerAddress, *, client_id: str = "dtp-ingest", persistent: bool = False, qos: int = 1
    ) -> None:
        self.address = address
        self.qos = qos
        self.arrived: queue.Queue[Arrived] = queue.Queue(QUEUE_LIMIT)
        self.connected = False
        self.refused: frozenset[str] = frozenset()
        """Topic filters that the broker does not let us follow."""
        self._asked: dict[int, list[str]] = {}
        self._filters: frozenset[str] = frozenset()
        self._connection = 0
        self._stopping = threading.Event()
        self._client = self._make_client(client_id, persistent)

    def _make_client(self, client_id: str, persistent: bool) -> Client:
        client = Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=not persistent, manual_ack=True)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_subscribe = self._on_subscribe
        client.reconnect_delay_set(min_delay=1, max_delay=10)
        client.max_inflight_messages_set(QUEUE_LIMIT)
        if self.address.username:
            client.username_pw_set(self.address.username, self.address.password)
        if self.address.tls:
            client.tls_set()
        return client

    def start(self) -> None:
        """Connect in the background, and again whenever the connection is lost. Once only."""
        self._client.connect_async(self.address.host, self.address.port, keepalive=30)
        self._client.loop_start()

    def stop(self) -> None:
        """Disconnect; what was not acknowledged stays with the broker."""
        self._stopping.set()
        self._client.disconnect()
        self._client.loop_stop()

    def follow(self, filters: frozenset[str]) -> None:
        """Subscribe to exactly these topic filters from now on."""
        gone, new = self._filters - filters, filters - self._filters
        self._filters = filters
        self.refused -= gone
        if not self.connected:
            return
        if gone:
            self._client.unsubscribe(sorted(gone))
        self._subscribe(new)

    def _subscribe(self, filters: frozenset[str]) -> None:
        if filters:
            topics = sorted(filters)
            _, mid = self._client.subscribe([(topic, self.qos) for topic in topics])
            if mid is not None:
                self._asked[mid] = topics

    def _on_subscribe(self, client: Client, userdata: Any, mid: int, reasons: Any, properties: Any) -> None:
        """A broker may forbid a topic: then nothing of it will ever arrive, which somebody has to know."""
        answers = zip(self._asked.pop(mid, ()), reasons, strict=False)
        if refused := frozenset(topic for topic, reason in answers if reason.is_failure):
            self.refused |= refused
            log.error("The MQTT broker forbids us the topics %s.", ", ".join(sorted(refused)))

    def acknowledge(self, arrived: Iterable[Arrived]) -> None:
        """Tell the broker that these messages are safe."""
        for _, mid, qos, connection in arrived:
            if qos and connection == self._connection:
                self._client.ack(mid, qos)

    def _on_connect(self, client: Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        if reason.is_failure:
            log.error("The MQTT broker %s refused the connection: %s.", url_of(self.address), reason)
            return
        self._connection += 1
        self.connected = True
        log.info("Connected to the MQTT broker %s.", url_of(self.address))
        self.refused = frozenset()
        self._subscribe(self._filters)

    def _on_disconnect(self, client: Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        if self.connected and reason.value != MQTTErrorCode.MQTT_ERR_SUCCESS:
            log.warning("Lost the MQTT broker %s (%s); trying again.", url_of(self.address), reason)
        self.connected = False

    def _on_message(self, client: Client, userdata: Any, message: MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            # MQTT demands UTF-8 topics; a broker that lets others pass must not stop the rest.
            log.warning("Ignored a message whose topic is not UTF-8.")
            client.ack(message.mid, message.qos)
            return
        content = Message(topic, bytes(message.payload), clock.now_us())
        self._hand_over(Arrived(content, message.mid, message.qos, self._connection))

    def _hand_over(self, arrived: Arrived) -> None:
        """Wait for a place in the queue, but not for one that will never be: nobody collects after the end."""
        while not self._stopping.is_set():
            with contextlib.suppress(queue.Full):
                self.arrived.put(arrived, timeout=_LOOK_SECONDS)
                return

    def collect(self, limit: int, wait: float, idle: float) -> list[Arrived]:
        """Up to `limit` messages: waits `idle` seconds for the first, then `wait` for the batch to fill."""
        try:
            found = [self.arrived.get(timeout=idle)]
        except queue.Empty:
            return []
        deadline = time.monotonic() + wait
        while len(found) < limit:
            try:
                found.append(self.arrived.get(timeout=max(0.0, deadline - time.monotonic())))
            except queue.Empty:
                break
        return found
