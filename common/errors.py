"""One base for every error the platform raises on purpose. `common.problems` turns them into answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: where (dotted path), what, and what to do."""

    field: str
    message: str
    hint: str = ""

    def as_dict(self) -> dict[str, str]:
        found = {"field": self.field, "message": self.message}
        return {**found, "hint": self.hint} if self.hint else found


class DTPError(Exception):
    """An error with a sentence for a person, a stable `code` for programs and an HTTP `status`."""

    code = "error"
    status = 500

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        status: int | None = None,
        data: Mapping[str, Any] | None = None,
        errors: Sequence[FieldError] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.status = status or self.status
        self.data = dict(data or {})
        self.errors = tuple(errors)


class Invalid(DTPError):
    """The caller's input is wrong; `errors` names every faulty field."""

    code, status = "invalid", 400


class NotFound(DTPError):
    """There is no such thing, or the person may not know of it."""

    code, status = "not_found", 404


class Forbidden(DTPError):
    """The person is known and may not do this."""

    code, status = "forbidden", 403


class Unauthenticated(DTPError):
    """Nobody is signed in."""

    code, status = "not_signed_in", 401


def invalid_fields(errors: Sequence[FieldError]) -> Invalid:
    """The 400 for a list of faulty fields, counted in its sentence."""
    count = len(errors)
    return Invalid("1 field is wrong." if count == 1 else f"{count} fields are wrong.", errors=errors)
