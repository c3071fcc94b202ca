"""The ASGI application: the portal's stream as a raw route, everything else Django."""

import os
from collections.abc import Mapping
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtp.settings")
django_application = get_asgi_application()

from portal.stream.hub import hub  # noqa: E402
from portal.stream.route import PATH, Receive, Send, stream  # noqa: E402


async def application(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == PATH:
        await stream(scope, receive, send)
    else:
        await django_application(dict(scope), receive, send)  # type: ignore[arg-type]


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            try:
                await hub.start()
            except Exception as error:
                # Without its hub a stream would open and never say anything: rather do not start.
                await send({"type": "lifespan.startup.failed", "message": f"The stream cannot start: {error}"})
                raise
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
