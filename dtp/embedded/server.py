"""The web server of the embedded platform: uvicorn, ending its open streams before it waits for connections."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from portal.stream.hub import hub


class Server(uvicorn.Server):
    """Calls `on_ready` once it listens."""

    def __init__(self, host: str, port: int, on_ready: Callable[[], None]) -> None:
        self._on_ready = on_ready
        super().__init__(
            uvicorn.Config(
                "dtp.asgi:application",
                host=host,
                port=port,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=3,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        hub.close_all()
        await super().shutdown(sockets)
