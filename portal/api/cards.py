"""`/api/portal/cards`."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import params
from common.errors import FieldError, invalid_fields
from portal import queries

_MOST_IDS = 500


class CardsView(APIView):
    def get(self, request: Request) -> Response:
        given = params.read_params(request.query_params, {"tenant": params.text, "id": params.text})
        ids = request.query_params.getlist("id")
        if len(ids) > _MOST_IDS:
            raise invalid_fields([FieldError("id", f"At most {_MOST_IDS} ids at once.", "Ask for all cards instead.")])
        return Response(queries.cards(request.user, tenant=given.get("tenant", ""), ids=ids))
