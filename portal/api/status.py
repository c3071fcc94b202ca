"""`/api/healthz` and `/api/portal/status`."""

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from portal import health, queries


class LivenessView(APIView):
    """Says only that the process answers; it touches nothing, so that a slow database does not get it restarted."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    def get(self, request: Request) -> Response:
        return Response({"status": "ok"})


class StatusView(APIView):
    def get(self, request: Request) -> Response:
        updated = queries.last_value_at(request.user)
        return Response(
            {
                "now": clock.iso(clock.now()),
                "updated": clock.iso(updated) if updated else None,
                "components": [component.as_dict() for component in health.components()],
            }
        )
