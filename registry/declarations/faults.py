"""What a reading has to say: faults with a place, and the report that collects them."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, Literal

FaultSeverity = Literal["error", "warning"]

MAX_FAULTS: Final = 100
"""Per severity; a file with more has one cause, and a hostile one must not fill the memory."""

_SHOWN: Final = 60
_NEAR: Final = 0.72
_COMPARED: Final = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file, both counted from 1; both None where there is no text."""

    line: int | None = None
    column: int | None = None


NOWHERE: Final = Place()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong or doubtful: what, where, what was expected, what to do."""

    severity: FaultSeverity
    path: str
    message: str
    expected: str = ""
    hint: str = ""
    file: str = "<text>"
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        subject = f"{self.path}: " if self.path else ""
        lines = [f"{where}: {self.severity}: {subject}{self.message}"]
        lines += [f"    expected: {self.expected}"] if self.expected else []
        lines += [f"    hint: {self.hint}"] if self.hint else []
        return "\n".join(lines)


class Refused(Exception):
    """Reading stops here; the reason is already in the report."""


@dataclass(slots=True)
class Report:
    """Collects the faults of one file. Never grows beyond its limit, but keeps counting."""

    file: str
    counts: dict[FaultSeverity, int] = field(default_factory=lambda: {"error": 0, "warning": 0})
    _kept: list[Fault] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return self.counts["error"] > 0

    def is_full(self, severity: FaultSeverity) -> bool:
        return self.counts[severity] >= MAX_FAULTS

    def error(self, place: Place, path: str, message: str, *, expected: str = "", hint: str = "") -> None:
        self._add("error", place, path, message, expected, hint)

    def warn(self, place: Place, path: str, message: str, *, expected: str = "", hint: str = "") -> None:
        self._add("warning", place, path, message, expected, hint)

    def refuse(self, place: Place, message: str, *, path: str = "", expected: str = "", hint: str = "") -> Refused:
        """Report an error after which nothing more can be read; the caller raises what it gets."""
        self.error(place, path, message, expected=expected, hint=hint)
        return Refused(message)

    def _add(self, severity: FaultSeverity, place: Place, path: str, message: str, expected: str, hint: str) -> None:
        if not self.is_full(severity):
            path, message = _printable(path), _printable(message)
            advice = (_printable(expected), _printable(hint))
            self._kept.append(Fault(severity, path, message, *advice, self.file, place.line, place.column))
        self.counts[severity] += 1

    def faults(self) -> tuple[Fault, ...]:
        """All faults in the order of the file, then how many were left out."""
        ordered = sorted(self._kept, key=lambda fault: (fault.line or 0, fault.column or 0))
        return (*ordered, *self._left_out())

    def _left_out(self) -> Iterable[Fault]:
        for severity, count in self.counts.items():
            if count > MAX_FAULTS:
                yield Fault(severity, "", f"{count - MAX_FAULTS} more of this kind not shown", file=self.file)


def shown(text: str) -> str:
    """A text of the user as it may stand in a message: one line, printable, never long."""
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _printable(text: str) -> str:
    """The text without anything that a terminal could take for more than text."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known word that `word` was probably meant to be; case, '-' and '_' do not count."""
    if len(word) > _SHOWN:
        return None
    plain = {_plain(name): name for name in islice(known, _COMPARED)}
    near = difflib.get_close_matches(_plain(word), plain, n=1, cutoff=_NEAR)
    return plain[near[0]] if near else None


def did_you_mean(word: str, known: Collection[str]) -> str:
    """The hint for a mistyped word, or an empty string where nothing is near."""
    near = nearest(word, known)
    return f"did you mean {near!r}?" if near else ""


def one_of(known: Iterable[str]) -> str:
    return "one of " + ", ".join(known)


def _plain(word: str) -> str:
    return word.lower().replace("-", "_")
