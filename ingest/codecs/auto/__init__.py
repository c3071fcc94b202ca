"""Codec `auto`: recognises which of the other dialects a payload speaks, record by record.

An object whose only members are `values` (an object) and perhaps `ts` is `values`; one with `name`, `value`
and no member that a signal has not is `signal`; any other object is `json`; what is neither an object nor a
list is `scalar`. A stream whose devices all speak one dialect does better to name it: then a payload of
another is refused, not guessed.
"""

from __future__ import annotations

from ingest.codecs import json, scalar, signal, values
from ingest.codecs.document import parse
from ingest.codecs.measurement import Context, Measurement
from ingest.codecs.properties import Record, read_records


def decode(payload: bytes, context: Context) -> list[Measurement]:
    """The measurements in `payload`."""
    if payload.lstrip()[:1] in (b"{", b"["):
        return read_records(parse(payload), context, read_record)
    return scalar.decode(payload, context)


def read_record(record: Record, path: str, context: Context) -> list[Measurement]:
    """The measurements of one object, in the dialect that it is recognised as."""
    if values.recognises(record):
        return values.read_record(record, path, context)
    if signal.recognises(record):
        return signal.read_record(record, path, context)
    return json.read_record(record, path, context)
