"""From the bytes of a file to text for YAML; encoding accidents are told with their place."""

from __future__ import annotations

import re
from typing import Final

from registry.declarations.faults import Place, Report

MAX_BYTES: Final = 1 << 20

_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_BOM: Final = "\ufeff"
# YAML 1.1, section 5.1: the characters that may stand in a stream.
_UNPRINTABLE: Final = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SAVE_AS_UTF_8: Final = "save the file as UTF-8"


def to_text(source: str | bytes, report: Report) -> str:
    """The text without its byte order mark; raises `Refused` for what is no readable text."""
    if len(source) > MAX_BYTES:
        raise _too_large(report)
    text = source if isinstance(source, str) else _decode(bytes(source), report)
    _check_characters(text, report)
    if len(text.encode()) > MAX_BYTES:
        raise _too_large(report)
    return text.removeprefix(_BOM)


def _too_large(report: Report) -> Exception:
    return report.refuse(
        Place(1, 1),
        f"the file is larger than {MAX_BYTES:,} bytes",
        expected="a declaration of one twin, usually a few kilobytes",
        hint="keep measured data out of twin.yaml",
    )


def _decode(data: bytes, report: Report) -> str:
    if data.startswith(_UTF_16) or (b"\x00" in data[:4] and not data.startswith(b"\x00\x00\x00\x00")):
        raise report.refuse(
            Place(1, 1), "the file is written in UTF-16 or UTF-32", expected="UTF-8", hint=_SAVE_AS_UTF_8
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix(_BOM)
        message = f"byte 0x{data[error.start]:02X} is not valid UTF-8"
        raise report.refuse(
            _end_of(before), message, expected="UTF-8", hint=f"the file may be in Latin-1: {_SAVE_AS_UTF_8}"
        ) from None


def _check_characters(text: str, report: Report) -> None:
    found = _UNPRINTABLE.search(text.removeprefix(_BOM))
    if found is None:
        return
    code = ord(found.group())
    name = "a NUL character" if code == 0 else f"the unprintable character U+{code:04X}"
    place = _end_of(text.removeprefix(_BOM)[: found.start()])
    raise report.refuse(place, f"the file contains {name}", expected="printable text", hint="delete the character")


def _end_of(text: str) -> Place:
    """The place right after `text`."""
    lines = re.split(r"\r\n|\r|\n", text)
    return Place(len(lines), len(lines[-1]) + 1)
