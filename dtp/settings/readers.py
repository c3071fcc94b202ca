"""Typed readers of settings: each turns the text of an environment variable into a value or refuses it with a sentence.

A reader is a function `(text) -> value` that raises ValueError saying what was expected.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Reader = Callable[[str], Any]

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}
_DURATION = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,18})?)(ms|s|m|h|d)?")
_LONGEST = 36_500 * 86_400
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, None: 1}


def text(value: str) -> str:
    return value


def flag(value: str) -> bool:
    if value.lower() in _TRUE:
        return True
    if value.lower() in _FALSE:
        return False
    raise ValueError("expected 1 or 0")


def integer(low: int, high: int) -> Reader:
    def read(value: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,18}", value) or not low <= int(value) <= high:
            raise ValueError(f"expected a whole number from {low} to {high}")
        return int(value)

    return read


port = integer(1, 65535)


def duration(value: str) -> float:
    """Seconds, from `90`, `500ms`, `5s`, `2m`, `1h` or `7d`."""
    found = _DURATION.fullmatch(value)
    if not found:
        raise ValueError("expected a duration like 500ms, 30s, 5m, 1h or 7d")
    seconds = float(found[1]) * _SECONDS[found[2]]
    if seconds > _LONGEST:
        raise ValueError("expected a duration of at most 36500d")
    return seconds


def choice(*names: str) -> Reader:
    def read(value: str) -> str:
        if value not in names:
            raise ValueError(f"expected one of {', '.join(names)}")
        return value

    return read


def words(value: str) -> list[str]:
    """A list, separated by commas or spaces."""
    return [word for word in re.split(r"[,\s]+", value) if word]


def path(value: str) -> Path:
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise ValueError("expected a path; `~name` names nobody on this machine") from None


def url(*schemes: str) -> Reader:
    """A URL of one of the schemes; empty means: not configured."""

    def read(value: str) -> str:
        try:
            scheme, _ = urlsplit(value).scheme, urlsplit(value).port
        except ValueError:
            # Python's own sentence would show the password.
            raise ValueError("expected a URL like scheme://user:password@host:port/name") from None
        if value and (scheme not in schemes or not value.lower().startswith(f"{scheme}://")):
            raise ValueError(f"expected a URL that starts with {' or '.join(f'{s}://' for s in schemes)}")
        return value

    return read


def urls(*schemes: str) -> Reader:
    one = url(*schemes)
    return lambda value: [one(word) for word in words(value)]
