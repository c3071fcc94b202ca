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
        given = params.read_params(request.query_params, {"tenant": params.text, "id": str})
        ids = request.query_params.getlist("id")
        if len(ids) > _MOST_IDS:
            raise invalid_fields([FieldError("id", f"At most {_MOST_IDS} ids at once.", "Ask for all cards instead.")])
        if any("\x00" in one for one in ids):
            raise invalid_fields([FieldError("id", "The character U+0000 is not allowed.")])
        return Response(queries.cards(request.user, tenant=given.get("tenant", ""), ids=ids))
