"""Every error becomes an answer that says what is wrong."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from rest_framework import exceptions, serializers

from common import problems
from common.errors import DTPError, FieldError, Forbidden, Invalid, NotFound, Unauthenticated, invalid_fields


def handled(error: Exception) -> Any:
    answer = problems.handle(error, {})
    assert answer is not None
    assert answer.content_type == "application/problem+json"
    return answer


def test_our_own_errors_carry_code_status_data_and_fields() -> None:
    error = DTPError("Sentence.", code="gone", status=410, data={"since": 5}, errors=[FieldError("a.b", "Wrong.")])
    assert problems.problem(error) == {
        "type": "about:blank",
        "title": "Gone",
        "status": 410,
        "code": "gone",
        "detail": "Sentence.",
        "since": 5,
        "errors": [{"field": "a.b", "message": "Wrong."}],
    }


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        (DTPError, "error", 500),
        (Invalid, "invalid", 400),
        (NotFound, "not_found", 404),
        (Forbidden, "forbidden", 403),
        (Unauthenticated, "not_signed_in", 401),
    ],
)
def test_every_kind_has_its_code_and_status(kind: type[DTPError], code: str, status: int) -> None:
    error = kind("Sentence.")
    assert (error.code, error.status, str(error), error.errors, error.data) == (code, status, "Sentence.", (), {})


def test_a_hint_is_left_out_when_there_is_none() -> None:
    assert FieldError("a", "b").as_dict() == {"field": "a", "message": "b"}
    assert FieldError("a", "b", "c").as_dict() == {"field": "a", "message": "b", "hint": "c"}


def test_faulty_fields_are_counted() -> None:
    one = FieldError("a", "b")
    assert (invalid_fields([one]).message, invalid_fields([one, one]).message) == (
        "1 field is wrong.",
        "2 fields are wrong.",
    )


@pytest.mark.parametrize(
    ("error", "status", "code", "detail"),
    [
        (Http404("secret internals"), 404, "not_found", "There is nothing at this address."),
        (PermissionDenied(), 403, "forbidden", "You may not do this."),
        (PermissionDenied("Not yours."), 403, "forbidden", "Not yours."),
        (exceptions.NotAuthenticated(), 401, "not_signed_in", "Authentication credentials were not provided."),
        (exceptions.AuthenticationFailed("No."), 401, "authentication_failed", "No."),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed", 'Method "PUT" not allowed.'),
        (exceptions.UnsupportedMediaType("a"), 415, "unsupported_media_type", 'Unsupported media type "a" in request.'),
    ],
)  # fmt: skip
def test_errors_of_frameworks_are_translated(error: Exception, status: int, code: str, detail: str) -> None:
    answer = handled(error)
    assert (answer.status_code, answer.data["code"], answer.data["detail"]) == (status, code, detail)


def test_what_is_unknown_is_left_to_django() -> None:
    assert problems.handle(ZeroDivisionError(), {}) is None


def test_how_long_to_wait_is_said_in_the_header() -> None:
    assert handled(exceptions.Throttled(wait=2.6))["Retry-After"] == "3"


def test_a_challenge_is_passed_on() -> None:
    error = exceptions.NotAuthenticated()
    error.auth_header = 'Session realm="dtp"'  # type: ignore[attr-defined]
    assert handled(error)["WWW-Authenticate"] == 'Session realm="dtp"'


def test_nested_faults_become_dotted_paths() -> None:
    detail: Any = {"a": ["one", "two"], "b": {"c": {"d": ["three"]}}, "list": {0: ["four"], 2: {"e": ["five"]}}}
    error = exceptions.ValidationError(detail)
    assert [(e["field"], e["message"]) for e in handled(error).data["errors"]] == [
        ("a", "one"),
        ("a", "two"),
        ("b.c.d", "three"),
        ("list.0", "four"),
        ("list.2.e", "five"),
    ]


def test_a_fault_of_the_whole_has_the_name_of_the_whole() -> None:
    assert handled(exceptions.ValidationError("No.")).data["errors"] == [{"field": "body", "message": "No."}]
    nested = exceptions.ValidationError({"a": {"non_field_errors": ["No."]}, "non_field_errors": ["Nor this."]})
    assert [e["field"] for e in handled(nested).data["errors"]] == ["a", "body"]


def test_the_faults_of_a_serializer_are_all_told() -> None:
    class Inner(serializers.Serializer[None]):
        number = serializers.IntegerField(min_value=1)

    class Outer(serializers.Serializer[None]):
        name = serializers.CharField()
        inner = Inner()
        numbers = serializers.ListField(child=serializers.IntegerField())

    given = Outer(data={"inner": {"number": 0}, "numbers": [1, "x"]})
    with pytest.raises(exceptions.ValidationError) as caught:
        given.is_valid(raise_exception=True)
    answer = handled(caught.value)
    assert {e["field"] for e in answer.data["errors"]} == {"name", "inner.number", "numbers.1"}
    assert answer.data["detail"] == "3 fields are wrong."


def test_an_address_that_does_not_exist_is_answered_in_the_same_form() -> None:
    answer = problems.not_found_view(RequestFactory().get("/api/nowhere"))
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert orjson.loads(answer.content)["detail"] == "There is nothing at /api/nowhere."


def test_an_error_of_ours_gives_no_details_away() -> None:
    answer = problems.server_error_view(RequestFactory().get("/"))
    assert (answer.status_code, orjson.loads(answer.content)["code"]) == (500, "internal")
