"""Signing in and out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.middleware.csrf import get_token
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect, ensure_csrf_cookie
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.errors import DTPError, Invalid, Unauthenticated
from portal import actions
from registry import queries


class WrongCredentials(DTPError):
    code, status = "wrong_credentials", 401


class Credentials(serializers.Serializer[None]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=4096, trim_whitespace=False)


class LinkToken(serializers.Serializer[None]):
    token = serializers.CharField(max_length=1000)


def session_shape(request: Request) -> dict[str, Any]:
    """Who is signed in, which tenants they can choose from, and the token that changing calls send back."""
    user = request.user
    assert user.is_authenticated
    return {
        "user": {"username": user.get_username(), "name": user.get_full_name(), "is_staff": user.is_staff},
        "tenants": [{"id": tenant.pk, "name": tenant.name} for tenant in queries.tenants(user)],
        "csrf_token": get_token(request._request),
    }


def _read(serializer: type[serializers.Serializer[None]], request: Request) -> dict[str, Any]:
    if not isinstance(request.data, dict):
        raise Invalid("The body must be a JSON object.")
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    values: dict[str, Any] = given.validated_data
    return values


# Django REST framework checks CSRF only for people who are signed in already; signing in needs it too, or a foreign
# page could sign a visitor in as somebody else.
@method_decorator(csrf_protect, name="dispatch")
@method_decorator(ensure_csrf_cookie, name="dispatch")
class SessionView(APIView):
    permission_classes = (AllowAny,)

    def get(self, request: Request) -> Response:
        if not request.user.is_authenticated:
            raise Unauthenticated("Nobody is signed in.")
        return Response(session_shape(request))

    def post(self, request: Request) -> Response:
        user = authenticate(request._request, **_read(Credentials, request))
        if user is None:
            raise WrongCredentials("The user name or the password is wrong.")
        login(request._request, user)
        request.user = user
        return Response(session_shape(request))

    def delete(self, request: Request) -> Response:
        # The open streams are looked at again after the commit: not before the session is gone.
        with transaction.atomic():
            logout(request._request)
        return Response(status=204)


@method_decorator(csrf_protect, name="dispatch")
class LinkView(APIView):
    permission_classes = (AllowAny,)

    def post(self, request: Request) -> Response:
        user = actions.redeem_link(_read(LinkToken, request)["token"])
        login(request._request, user, backend="django.contrib.auth.backends.ModelBackend")
        request.user = user
        return Response(session_shape(request))
