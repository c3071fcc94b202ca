"""JSON in and out by orjson, with refusals that say what is wrong."""

from collections.abc import Mapping
from typing import IO, Any

import orjson
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

from common.errors import DTPError, Invalid

MAX_BODY = 1 << 20


class TooLarge(DTPError):
    code, status = "too_large", 413


class OrjsonRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else orjson.dumps(data)


class OrjsonParser(BaseParser):
    """Reads at most one MiB of JSON. The result is any JSON value; the calls say which they want."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = stream.read(MAX_BODY + 1)
        if len(body) > MAX_BODY:
            raise TooLarge("The body is larger than 1 MiB.")
        try:
            value = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise Invalid(f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from None
        # PostgreSQL cannot keep U+0000 in text; refusing it everywhere keeps both databases alike. The bytes are only a
        # hint: a backslash may stand there for itself.
        if rb"\u0000" in body and _has_nul(value):
            raise Invalid("The body contains the character U+0000, which cannot be stored.")
        return value


def _has_nul(value: Any) -> bool:
    """Whether any text in a JSON value has U+0000; by a list and not by recursion, for the value may be deep."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str) and "\x00" in item:
            return True
        if isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item
    return False
