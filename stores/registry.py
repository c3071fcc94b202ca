"""A registry of named kinds: declared once, locked, and helpful when a name is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Generic, TypeVar

T = TypeVar("T")


class UnknownName(LookupError):
    """Nothing is registered under this name; the message names what is."""


class Registry(Generic[T]):
    """Names to things of one kind. `register` until `lock`, then only `get` and `names`.

    A name that is taken and a registration after the lock raise `RuntimeError`: both are mistakes in the
    code, seen at import. Tests that need a kind of their own borrow the registry with `unlocked`.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._items: dict[str, T] = {}
        self._locked = False

    def register(self, name: str, item: T) -> None:
        """Add `item` under `name`."""
        if self._locked:
            raise RuntimeError(f"the registry of {self._kind}s is locked: {name!r} comes too late")
        if name in self._items:
            raise RuntimeError(f"a {self._kind} named {name!r} is registered already")
        self._items[name] = item

    def lock(self) -> None:
        """End of declarations."""
        self._locked = True

    def get(self, name: str) -> T:
        """The item of that name; `UnknownName` says which names there are."""
        try:
            return self._items[name]
        except KeyError:
            raise UnknownName(self._unknown(name)) from None

    def names(self) -> tuple[str, ...]:
        """Every registered name, in the order of registration."""
        return tuple(self._items)

    @contextmanager
    def unlocked(self) -> Iterator[None]:
        """For tests: registrations inside the block are forgotten at its end."""
        items, locked = dict(self._items), self._locked
        self._locked = False
        try:
            yield
        finally:
            self._items, self._locked = items, locked

    def _unknown(self, name: str) -> str:
        close = get_close_matches(name, self._items, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        return f"There is no {self._kind} named {name[:40]!r}. Known: {', '.join(self._items)}.{hint}"
