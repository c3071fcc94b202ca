"""Codec `values`: ThingsBoard's telemetry, or a list of it.

One record is `{"ts": 1719835200000, "values": {"temp": 21.5}}`. Members beside `ts` and `values` are not
read. Without `ts`, the time is when the payload arrived.
"""

from __future__ import annotations

from ingest.codecs.document import parse
from ingest.codecs.measurement import Context, DecodeError, Measurement
from ingest.codecs.properties import Record, measure, read_records
from ingest.codecs.times import read_time


def decode(payload: bytes, context: Context) -> list[Measurement]:
    """The measurements in `payload`."""
    return read_records(parse(payload), context, read_record)


def read_record(record: Record, path: str, context: Context) -> list[Measurement]:
    """The measurements of one `{"ts": …, "values": {…}}`."""
    values = record.get("values")
    if type(values) is not dict:
        said = "is not an object" if "values" in record else "is missing"
        raise DecodeError(f'{path}.values {said}; expected {{"ts": time, "values": {{…}}}}.', "bad_shape")
    at_us = read_time(record["ts"], f"{path}.ts", context) if "ts" in record else context.received_us
    return measure(values, at_us, f"{path}.values", context, timed=False)


def recognises(record: Record) -> bool:
    """Whether a record is of this dialect and no other."""
    return type(record.get("values")) is dict and record.keys() <= {"ts", "values"}
