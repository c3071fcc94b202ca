"""A load of QoS 1 messages at a steady rate, as cheap as it can be: encoded packets over one plain socket.

    python -m tests.bench.load PORT RATE SECONDS TWINS

Prints one JSON line: `sent`, `acknowledged`, `seconds`. MQTT 3.1.1: CONNECT (3.1), PUBLISH (3.3), PUBACK (3.4).
"""

from __future__ import annotations

import json
import socket
import struct
import sys
import time

_CONNECT = b"\x10\x12\x00\x04MQTT\x04\x02\x00\x3c\x00\x06dtpgen"
_PUBACK_SIZE = 4
_TICK = 0.005
_PATIENCE = 60.0


def packet(topic: str, packet_id: int, payload: bytes) -> bytes:
    """A PUBLISH packet at QoS 1."""
    body = struct.pack("!H", len(topic)) + topic.encode() + struct.pack("!H", packet_id) + payload
    return b"\x32" + _length(len(body)) + body


def _length(size: int) -> bytes:
    """MQTT's variable length: seven bits a byte (2.2.3)."""
    encoded = bytearray()
    while True:
        size, low = divmod(size, 128)
        encoded.append(low | (0x80 if size else 0))
        if not size:
            return bytes(encoded)


class Driver:
    """Sends what is due at each tick; acknowledgements are counted, never waited for."""

    def __init__(self, port: int, rate: float, twins: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.sendall(_CONNECT)
        assert self._socket.recv(4)[:2] == b"\x20\x02", "the broker refused the connection"
        self._socket.setblocking(False)
        self._topics = [f"dtp/twins/bench:{number}/reported/f" for number in range(twins)]
        self._rate = rate
        self.sent = 0
        self._acknowledged_bytes = 0

    @property
    def acknowledged(self) -> int:
        return self._acknowledged_bytes // _PUBACK_SIZE

    def run(self, seconds: float) -> float:
        """Send for `seconds`, then wait for the last acknowledgement; returns how long all of it took."""
        started = time.monotonic()
        while (elapsed := time.monotonic() - started) < seconds:
            self._send_until(int(elapsed * self._rate))
            self._count()
            time.sleep(_TICK)
        while self.acknowledged < self.sent and time.monotonic() - started < seconds + _PATIENCE:
            self._count()
            time.sleep(_TICK)
        return time.monotonic() - started

    def _send_until(self, due: int) -> None:
        packets = bytearray()
        while self.sent < due:
            # Each message has a time of its own, so that no two of a twin are the same observation.
            at_us = time.time_ns() // 1000
            payload = b'{"ts":%d,"a":%d,"b":%.2f,"c":%d}' % (at_us, self.sent % 1000, self.sent % 77 / 7, self.sent)
            topic = self._topics[self.sent % len(self._topics)]
            packets += packet(topic, self.sent % 65535 + 1, payload)
            self.sent += 1
        if packets:
            self._socket.setblocking(True)
            self._socket.sendall(packets)
            self._socket.setblocking(False)

    def _count(self) -> None:
        try:
            while data := self._socket.recv(65536):
                self._acknowledged_bytes += len(data)
        except BlockingIOError:
            return


def main(port: int, rate: float, seconds: float, twins: int) -> None:
    driver = Driver(port, rate, twins)
    took = driver.run(seconds)
    print(json.dumps({"sent": driver.sent, "acknowledged": driver.acknowledged, "seconds": round(took, 2)}))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
