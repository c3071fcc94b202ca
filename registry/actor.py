"""Who does something: a signed-in person, or the platform itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from common.errors import Forbidden

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts. `user` is None for the platform's own doings, which `name` then tells apart."""

    name: str
    user: User | None = None

    @property
    def is_staff(self) -> bool:
        return self.user is None or self.user.is_staff

    def require_staff(self) -> None:
        """Raises Forbidden for everybody who is not staff."""
        if not self.is_staff:
            raise Forbidden("Only staff may change the registry. Ask an administrator to make you staff.")


DECLARATIONS = Actor("declarations")
"""The reader of twin.yaml files."""


def actor_of(user: User | AnonymousUser) -> Actor:
    """The actor of a signed-in request."""
    if not user.is_authenticated:
        raise Forbidden("Sign in first.")
    return Actor(name=user.get_username(), user=user)
