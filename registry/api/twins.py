"""`/api/registry/twins`."""

from typing import Any

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import params
from common.errors import Invalid
from registry import actions, queries
from registry.actor import actor_of
from registry.api.paging import PARAMS, page
from registry.api.shapes import twin_shape
from registry.permissions import StaffWrites

_FILTERS = {"tenant": params.text, "status": params.text, "domain": params.text}


def body_object(request: Request) -> dict[str, Any]:
    """The body, which has to be a JSON object."""
    if not isinstance(request.data, dict):
        raise Invalid("The body must be a JSON object.")
    return request.data


class TwinList(APIView):
    permission_classes = (StaffWrites,)

    def get(self, request: Request) -> Response:
        given = params.read_params(request.query_params, {**_FILTERS, **PARAMS})
        filters = {name: given[name] for name in _FILTERS if name in given}
        return page(request, queries.twins(request.user, **filters), twin_shape)

    def post(self, request: Request) -> Response:
        declaration = actions.twins.declared(body_object(request))
        found = actions.register_twin(actor=actor_of(request.user), declaration=declaration)
        created = found.outcome is actions.Outcome.CREATED
        return Response(twin_shape(found.twin), status=status.HTTP_201_CREATED if created else status.HTTP_200_OK)


class TwinDetail(APIView):
    permission_classes = (StaffWrites,)

    def get(self, request: Request, twin_id: str) -> Response:
        params.read_params(request.query_params, {})
        return Response(twin_shape(queries.twin(request.user, twin_id)))

    def patch(self, request: Request, twin_id: str) -> Response:
        found = actions.patch_twin(actor=actor_of(request.user), twin_id=twin_id, patch=body_object(request))
        return Response(twin_shape(found))

    def delete(self, request: Request, twin_id: str) -> Response:
        # `?soft` without a value must not be taken for a hard delete.
        needed = ("soft",) if "soft" in request.query_params else ()
        given = params.read_params(request.query_params, {"soft": params.flag}, required=needed)
        actor = actor_of(request.user)
        if given.get("soft"):
            return Response(twin_shape(actions.deprecate_twin(actor=actor, twin_id=twin_id)))
        actions.delete_twin(actor=actor, twin_id=twin_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
