"""A wire that can be cut: a TCP proxy between the browser and the platform."""

from __future__ import annotations

import contextlib
import socket
import threading


class Wire:
    """Passes bytes both ways until `cut`; then every connection is closed and none is taken until `mend`."""

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._whole = threading.Event()
        self._whole.set()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def cut(self) -> None:
        self._whole.clear()
        for end in list(self._open):
            _close(end)

    def mend(self) -> None:
        self._whole.set()

    def close(self) -> None:
        _close(self._listener)
        self.cut()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self._connect(near)

    def _connect(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self._target_port)) if self._whole.is_set() else None
        except OSError:
            far = None
        if far is None:
            _close(near)
            return
        self._open |= {near, far}
        for source, sink in ((near, far), (far, near)):
            threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            _close(end)
            self._open.discard(end)


def _close(end: socket.socket) -> None:
    # Without shutdown a thread that waits in recv would keep the connection alive.
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
