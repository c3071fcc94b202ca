"""What counts as an alarm. Conditions are kept as text and checked where they are evaluated."""

from __future__ import annotations

from registry.declarations import grammar
from registry.declarations.cursor import Cursor, choice, duration, fields, name_is_good, required, text
from registry.declarations.model import Alarm
from registry.declarations.part import Json


def alarms(cursor: Cursor | None) -> dict[str, Alarm]:
    found = cursor.children("a mapping of alarm names") if cursor else {}
    good: dict[str, Alarm] = {}
    for name, value in found.items():
        alarm = _alarm(value)
        if name_is_good(value, name, "an alarm") and alarm:
            good[name] = alarm
    return good


def _alarm(cursor: Cursor) -> Alarm | None:
    found = fields(cursor, Alarm)
    if cursor.node.kind not in ("mapping", "empty"):
        return None
    when = required(cursor, found, "when", expected="a condition such as vibration.rms > 4.5")
    values: dict[str, Json] = {
        "when": text(when, limit=1024, multiline=True),
        "for_": duration(found.get("for"), may_be_zero=True) or 0.0,
        "clear": text(found.get("clear"), limit=1024, multiline=True),
        "severity": choice(found.get("severity"), grammar.SEVERITIES) or "warning",
        "message": text(found.get("message"), limit=1024, multiline=True),
    }
    return Alarm.model_validate(values) if values["when"] else None
