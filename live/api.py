"""`/api/v1/twins/{id}` and its history."""

from __future__ import annotations

from datetime import UTC, datetime

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock, params
from common.errors import FieldError, invalid_fields
from live import queries
from live.queries import Window
from live.shapes import history_shape, twin_shape

_HOUR_US = 3600 * 1_000_000
_FIRST_US = clock.to_us(datetime.min.replace(tzinfo=UTC))
_WINDOW = {
    "feature": params.text,
    "property": params.text,
    "from": params.moment,
    "to": params.moment,
    "points": params.integer(10, 5000),
}


class TwinView(APIView):
    def get(self, request: Request, twin_id: str) -> Response:
        params.read_params(request.query_params, {})
        return Response(twin_shape(queries.live_twin(request.user, twin_id)))


class HistoryView(APIView):
    def get(self, request: Request, twin_id: str) -> Response:
        given = params.read_params(request.query_params, _WINDOW, required=("feature", "property"))
        end = given.get("to", clock.now_us())
        start = given.get("from", max(end - _HOUR_US, _FIRST_US))
        if start >= end:
            raise invalid_fields(
                [FieldError("from", "The window ends before it starts.", "Give a `from` before `to`.")]
            )
        window = Window(given["feature"], given["property"], start, end, given.get("points", 500))
        return Response(history_shape(twin_id, queries.property_history(request.user, twin_id, window)))
