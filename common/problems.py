"""The one place where errors become answers: `application/problem+json` (RFC 9457).

What is not a `DTPError` is translated at the edge where it arises; what still gets here unknown is logged with its
traceback by Django and answered as a plain 500 without details.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from common.errors import DTPError, FieldError, Forbidden, NotFound, invalid_fields

CONTENT_TYPE = "application/problem+json"


def problem(error: DTPError) -> dict[str, Any]:
    """The problem document of an error."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "code": error.code,
        "detail": error.message,
        **error.data,
    }
    if error.errors:
        body["errors"] = [found.as_dict() for found in error.errors]
    return body


def handle(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Django REST framework's exception handler: every error of an API call ends here."""
    error = translate(exc)
    if error is None:
        return None
    set_rollback()
    response = Response(problem(error), status=error.status, content_type=CONTENT_TYPE)
    for header, value in _headers(exc).items():
        response[header] = value
    return response


def translate(exc: Exception) -> DTPError | None:
    """The platform's error for a framework's, or None when it is unknown (a 500 of ours)."""
    if isinstance(exc, DTPError):
        return exc
    if isinstance(exc, Http404):
        return NotFound("There is nothing at this address.")
    if isinstance(exc, PermissionDenied):
        return Forbidden(str(exc) or "You may not do this.")
    if isinstance(exc, exceptions.ValidationError):
        return invalid_fields(list(_flatten(exc.detail)))
    if isinstance(exc, exceptions.APIException):
        code = "not_signed_in" if isinstance(exc, exceptions.NotAuthenticated) else str(exc.default_code)
        return DTPError(str(exc.detail), code=code, status=exc.status_code)
    return None


def _headers(exc: Exception) -> dict[str, str]:
    found = {}
    if getattr(exc, "auth_header", None):
        found["WWW-Authenticate"] = str(getattr(exc, "auth_header"))  # noqa: B009
    if getattr(exc, "wait", None):
        found["Retry-After"] = str(int(getattr(exc, "wait")))  # noqa: B009
    return found


def _flatten(detail: Any, path: str = "") -> list[FieldError]:
    if isinstance(detail, Mapping):
        return [e for key, value in detail.items() for e in _flatten(value, _join(path, str(key)))]
    if isinstance(detail, list | tuple):
        return [e for item in detail for e in _flatten(item, path)]
    return [FieldError(path or "body", str(detail))]


def _join(path: str, key: str) -> str:
    if key == api_settings.NON_FIELD_ERRORS_KEY:
        return path
    return f"{path}.{key}" if path else key


def problem_response(error: DTPError) -> JsonResponse:
    """The same answer for code outside Django REST framework."""
    return JsonResponse(problem(error), status=error.status, content_type=CONTENT_TYPE)


def not_found_view(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return problem_response(NotFound(f"There is nothing at {request.path}."))


def server_error_view(request: HttpRequest) -> JsonResponse:
    return problem_response(DTPError("Something went wrong on the server. It was written to the log.", code="internal"))
