"""Two first registrations of one thing at one moment: both find nothing, and the later meets the row of the earlier."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError

P = ParamSpec("P")
T = TypeVar("T")


def again_when_overtaken(action: Callable[P, T]) -> Callable[P, T]:
    """Run an atomic action once more when a unique row was there first: it then finds the row and updates it."""

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return action(*args, **kwargs)
        except IntegrityError:
            return action(*args, **kwargs)

    return run
