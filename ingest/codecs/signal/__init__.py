"""Codec `signal`: one named value, as the simulator sends it, or a list of these.

`{"signal_id": "…", "name": "temp_room_1", "unit": "C", "value": 21.5, "ts": "2024-07-01T12:00:00Z", "source":
"sim"}`: the property is `name`; `value` is kept as it is; without `ts`, the time is when the payload arrived.
The other members are not read: unit and range of a property stand in the twin's declaration.
"""

from __future__ import annotations

from ingest.codecs.document import parse
from ingest.codecs.measurement import DEFAULT_FEATURE, Context, DecodeError, Measurement
from ingest.codecs.properties import Record, check_name, read_records
from ingest.codecs.times import read_time

_MEMBERS = frozenset(("signal_id", "name", "unit", "value", "ts", "source"))


def decode(payload: bytes, context: Context) -> list[Measurement]:
    """The measurements in `payload`."""
    return read_records(parse(payload), context, read_record)


def read_record(record: Record, path: str, context: Context) -> list[Measurement]:
    """The one measurement of a signal."""
    name = record.get("name")
    if type(name) is not str or "value" not in record:
        raise DecodeError(f'{path} is no signal; expected {{"name": text, "value": …, "ts": time}}.', "bad_shape")
    check_name(name, f"{path}.name")
    at_us = read_time(record["ts"], f"{path}.ts", context) if "ts" in record else context.received_us
    return [Measurement(context.feature or DEFAULT_FEATURE, name, record["value"], at_us)]


def recognises(record: Record) -> bool:
    """Whether a record is of this dialect and no other."""
    return type(record.get("name")) is str and "value" in record and record.keys() <= _MEMBERS
