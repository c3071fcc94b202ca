"""Reading and repairing '@' at the start of an unquoted text.

Files in the wild write `@id: x`, but YAML reserves '@': such a file has no meaning to any YAML parser. Here
every '@' is replaced, before parsing, by one character that occurs nowhere in the text. The replacement is as
wide as the original, so lines and columns stay those of the file, and the parser itself tells where an
unquoted text begins with it: '@' inside quotes, block scalars and comments is never mistaken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import yaml

from registry.declarations.tree import MAX_DEPTH

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOM: Final = "\ufeff"
_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text whose '@' are masked by `mask`, which is empty where there was nothing to do."""

    text: str
    mask: str

    def restore(self, text: str) -> str:
        return text.replace(self.mask, "@") if self.mask else text

    def is_reserved(self, event: yaml.Event) -> bool:
        """Whether the event is an unquoted text that begins with '@' in the file."""
        if not self.mask or not isinstance(event, yaml.ScalarEvent):
            return False
        return event.style in (None, "") and event.value.startswith(self.mask)


def mask(text: str) -> Masked:
    """Replace every '@' by a character that the text neither contains nor writes as an escape."""
    if "@" not in text:
        return Masked(text, "")
    escaped = {int(short or long, 16) for short, long in _ESCAPE.findall(text)}
    taken = {ord(letter) for letter in set(text)} | escaped
    candidates = chain(range(0xE000, 0xF900), range(0xF0000, 0xFFFFE), range(0x10000, 0xE0000))
    free = chr(next(code for code in candidates if code not in taken))
    return Masked(text.replace("@", free), free)


def fix_text(text: str) -> tuple[str, list[str]]:
    """Put quotes around every unquoted key or value that begins with '@'; returns what was done.

    Everything else stays as it is, byte for byte. A text that is broken is repaired as far as it makes sense.
    """
    body = text.removeprefix(_BOM)
    masked = mask(body)
    pieces, done, position = [text[: len(text) - len(body)]], [], 0
    for start, end, line in _unquoted(masked):
        quoted = quote(body[start:end])
        pieces += [body[position:start], quoted]
        done.append(f"line {line}: wrote {quoted} in quotes, because '@' is reserved in YAML")
        position = end
    return "".join([*pieces, body[position:]]), done


def quote(text: str) -> str:
    """The text in quotes, meaning the same; double ones unless they would need escapes."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _unquoted(masked: Masked) -> Iterator[tuple[int, int, int]]:
    """Start, end and line of every unquoted text that begins with '@', until the text stops making sense."""
    if not masked.mask:
        return
    depth = 0
    try:
        for event in yaml.parse(masked.text, Loader=LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            # The parser's own cost grows with the square of the depth, and no readable file goes there.
            if depth > MAX_DEPTH:
                return
            if masked.is_reserved(event) and event.start_mark and event.end_mark:
                # A tag or an anchor before the text belongs to the event, hence the search.
                begin = event.start_mark
                start = masked.text.index(masked.mask, begin.index)
                yield (
                    start,
                    event.end_mark.index,
                    begin.line + masked.text.count("\n", begin.index, start) + 1,
                )
    except (yaml.YAMLError, UnicodeError):
        return
