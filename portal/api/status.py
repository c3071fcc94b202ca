"""`/api/healthz` and `/api/portal/status`."""

from typing import Any

from django.conf import settings
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from common.mqtt import read_broker_url
from portal import health, queries


class LivenessView(APIView):
    """Says only that the process answers; it touches nothing, so that a slow database does not get it restarted."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    def get(self, request: Request) -> Response:
        return Response({"status": "ok"})


def _broker() -> dict[str, Any]:
    """Where devices publish. The embedded broker is on the host that the page came from, which only the page knows."""
    if url := settings.DTP["DTP_MQTT_URL"]:
        address = read_broker_url(url)
        return {"host": address.host, "port": address.port}
    return {"host": None, "port": settings.DTP["DTP_BROKER_PORT"]}


class StatusView(APIView):
    def get(self, request: Request) -> Response:
        updated = queries.last_value_at(request.user)
        return Response(
            {
                "now": clock.iso(clock.now()),
                "updated": clock.iso(updated) if updated else None,
                "mqtt": _broker(),
                "components": [component.as_dict() for component in health.components()],
            }
        )
