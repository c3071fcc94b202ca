"""From what devices send to measurements: one folder per dialect, one function for all.

    decode("json", b'{"temp": 21.5}', context)  ->  [Measurement("default", "temp", 21.5, 1719835200000000)]

Codecs are pure: what they know beside the bytes is in the `Context`. They return measurements or raise
`DecodeError`, and nothing else, whatever the bytes. The dialects are described in docs/codecs.md.
"""

from __future__ import annotations

from collections.abc import Callable

from ingest.codecs import auto, json, scalar, signal, values
from ingest.codecs.measurement import CODES, Context, DecodeError, Measurement
from stores.registry import Registry, UnknownName

__all__ = ["CODECS", "CODES", "Codec", "Context", "DecodeError", "Measurement", "decode", "names"]

Codec = Callable[[bytes, Context], list[Measurement]]

CODECS: Registry[Codec] = Registry("codec")

for _name, _dialect in {
    "auto": auto,
    "json": json,
    "values": values,
    "signal": signal,
    "scalar": scalar,
}.items():
    CODECS.register(_name, _dialect.decode)
CODECS.lock()


def decode(codec: str, payload: bytes, context: Context) -> list[Measurement]:
    """The measurements in `payload`, at least one; `DecodeError` when the codec does not take it."""
    try:
        read = CODECS.get(codec)
    except UnknownName as error:
        raise DecodeError(str(error), "unknown_codec") from error
    return read(payload, context)


def names() -> tuple[str, ...]:
    """The names that a stream's declaration may give as its codec."""
    return CODECS.names()
