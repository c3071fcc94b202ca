"""`/api/registry/services`."""

from typing import Any
from urllib.parse import urlsplit

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import params
from registry import actions, queries
from registry.actor import actor_of
from registry.api.paging import PARAMS, page
from registry.api.shapes import service_shape
from registry.api.twins import body_object
from registry.permissions import StaffWrites


def require_web_address(value: str) -> None:
    """Django's own URL check refuses hosts without a dot, which is how services are named in a compose file."""
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(character.isspace() or not character.isprintable() for character in value):
        raise serializers.ValidationError("Expected an address like http://host:8000/health.")


class StrictSerializer(serializers.Serializer[None]):
    """Refuses what it does not know: a misspelt field would otherwise be lost in silence."""

    def to_internal_value(self, data: Any) -> Any:
        names = data if isinstance(data, dict) else ()
        unknown = {name: ["This field is not known."] for name in names if name not in self.fields}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**error.detail, **unknown}) from None  # type: ignore[dict-item]
        if unknown:
            raise serializers.ValidationError(unknown)
        return value


class InterfacesInput(StrictSerializer):
    input = serializers.ListField(child=serializers.CharField(max_length=2048), default=list)
    output = serializers.ListField(child=serializers.CharField(max_length=2048), default=list)
    api = serializers.CharField(max_length=2048, default=None, allow_null=True)


class ServiceInput(StrictSerializer):
    """`{category, interfaces, health}`, and optionally a name (the category when left out), a tenant and a twin."""

    category = serializers.CharField(max_length=128)
    interfaces = InterfacesInput()
    health = serializers.CharField(
        max_length=2048, default="", allow_blank=True, allow_null=True, validators=[require_web_address]
    )
    name = serializers.CharField(max_length=256, default="")
    tenant = serializers.RegexField(
        r"^[a-z0-9][a-z0-9_-]{0,62}$",
        default=None,
        allow_null=True,
        error_messages={"invalid": "Expected small letters, digits, '_' and '-', at most 63."},
    )
    twin = serializers.CharField(max_length=256, default=None, allow_null=True)


class ServiceList(APIView):
    permission_classes = (StaffWrites,)

    def get(self, request: Request) -> Response:
        filters = {"tenant": params.text, "category": params.text}
        given = params.read_params(request.query_params, {**filters, **PARAMS})
        chosen = {name: given[name] for name in filters if name in given}
        return page(request, queries.services(request.user, **chosen), service_shape)

    def post(self, request: Request) -> Response:
        given = ServiceInput(data=body_object(request))
        given.is_valid(raise_exception=True)
        value = given.validated_data
        service, created = actions.register_service(
            actor=actor_of(request.user),
            name=value["name"] or value["category"],
            category=value["category"],
            interfaces=dict(value["interfaces"]),
            health_url=value["health"] or "",
            tenant=value["tenant"],
            twin=value["twin"],
        )
        return Response(service_shape(service), status=status.HTTP_201_CREATED if created else status.HTTP_200_OK)
