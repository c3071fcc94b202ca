"""A mapping of the format as a frozen class: its fields are the known keys, and say what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

Json = Any
"""A value as JSON knows it; the reader has checked that it is one."""


class About:
    """What is said of a field; `key` is its key in the file if it has another, `schema` adds to its shape."""

    def __init__(self, title: str, description: str, *examples: Json, key: str | None = None, **schema: Json) -> None:
        self.title = title
        self.description = description
        self.examples = examples
        self.key = key
        self.schema = schema


class Part(BaseModel):
    """A mapping of the format.

    A field that is not given holds its default, so two parts that mean the same are equal. `always` names the
    fields that are written even so; `shorthand` is the schema of a short form, where there is one; `rules` are
    what the schema says of several fields together.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    always: ClassVar[tuple[str, ...]] = ()
    shorthand: ClassVar[dict[str, Json] | None] = None
    rules: ClassVar[dict[str, Json]] = {}

    @classmethod
    def about(cls, name: str) -> About:
        """What is said of a field; every field has it."""
        return next(item for item in cls.model_fields[name].metadata if isinstance(item, About))

    @classmethod
    def fields_by_key(cls) -> dict[str, str]:
        """The keys of the mapping in a file, each with the field that holds it."""
        return {cls.about(name).key or name: name for name in cls.model_fields}

    @classmethod
    def stray(cls, key: str) -> str:
        """Where a key that does not belong here does belong, as a hint; empty where nobody knows."""
        return ""

    def to_document(self) -> dict[str, Json]:
        """The mapping in its long form, as JSON; defaults are left out."""
        return {
            key: plain(getattr(self, name))
            for key, name in type(self).fields_by_key().items()
            if name in self.always or getattr(self, name) != type(self).model_fields[name].get_default()
        }


def plain(value: object) -> Json:
    """A value of a part as JSON, sharing nothing with it."""
    if isinstance(value, Part):
        return value.to_document()
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    # JSON has one kind of number: 24.0 and 24 are the same text, and the same hash.
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value
