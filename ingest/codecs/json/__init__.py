"""Codec `json`: an object of properties, `{"temp": 21.5, "hum": 40}`, or a list of such objects.

The time is in `ts`, `timestamp`, `time` or `t` (see `take_time`), else it is when the payload arrived.
"""

from __future__ import annotations

from ingest.codecs.document import parse
from ingest.codecs.measurement import Context, Measurement
from ingest.codecs.properties import Record, measure, read_records, take_time


def decode(payload: bytes, context: Context) -> list[Measurement]:
    """The measurements in `payload`."""
    return read_records(parse(payload), context, read_record)


def read_record(record: Record, path: str, context: Context) -> list[Measurement]:
    """The measurements of one object."""
    at_us = take_time(record, path, context, context.received_us)
    return measure(record, at_us, path, context, timed=True)
