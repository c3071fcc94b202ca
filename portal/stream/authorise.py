"""Who opens a stream and what they may see: one short database call before the stream begins."""

from __future__ import annotations

import base64
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import authenticate, get_user

from common.errors import Forbidden, Unauthenticated
from portal.stream.client import View
from registry.access import scope_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import User


def authorise(headers: Mapping[bytes, bytes], tenant: str) -> tuple[int, View]:
    """The person's id and view.

    Raises Unauthenticated without a valid session or password, and Forbidden for a tenant of which nothing may be seen:
    a stream that never says anything would look like one that works.
    """
    user = _user(headers)
    if user is None:
        raise Unauthenticated("Sign in first: the stream is for signed-in people.")
    scope = scope_of(user)
    if tenant and not scope.may_follow(tenant):
        raise Forbidden(f"You may not see anything of the tenant {tenant!r}. Ask an administrator for a grant.")
    return user.pk, View(scope, tenant)


def _user(headers: Mapping[bytes, bytes]) -> User | None:
    authorization = headers.get(b"authorization", b"").decode("latin-1")
    if authorization.lower().startswith("basic "):
        return _user_of_basic(authorization[6:])
    return _user_of_cookie(headers.get(b"cookie", b"").decode("latin-1"))


def _user_of_cookie(cookie: str) -> User | None:
    try:
        morsel = SimpleCookie(cookie).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    if morsel is None:
        return None
    engine: Any = import_module(settings.SESSION_ENGINE)
    # get_user wants only the session of a request, and checks that the password is still the one signed in with.
    user = get_user(SimpleNamespace(session=engine.SessionStore(morsel.value)))  # type: ignore[arg-type]
    return user if user.is_authenticated and user.is_active else None


def _user_of_basic(encoded: str) -> User | None:
    try:
        name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:  # no base64 or no UTF-8
        return None
    user = authenticate(username=name, password=password)
    return user if user is not None and user.is_active else None
