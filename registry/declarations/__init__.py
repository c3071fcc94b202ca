"""The reader of twin.yaml, the file in which a twin is declared.

    reading = read_file(Path("twins/lift/twin.yaml"))
    reading.declaration    # the twin, or None if there are errors
    reading.faults         # what is wrong or doubtful, with line, column, and what to do about it

Knows neither Django nor clocks nor sockets, and never raises for bad input. The format is described in
docs/twin-yaml.md.
"""

from registry.declarations.faults import Fault, Place
from registry.declarations.grammar import CODECS, SEVERITIES, STREAM_KINDS, TYPES
from registry.declarations.model import (
    Alarm,
    Declaration,
    Dependencies,
    Feature,
    Interfaces,
    Metadata,
    Property,
    RelationSpec,
    Stream,
    Ui,
)
from registry.declarations.reader import Reading, read_document, read_file, read_text
from registry.declarations.reserved import fix_text
from registry.declarations.scan import Scan, scan
from registry.declarations.shape import json_schema

__all__ = [
    "CODECS",
    "SEVERITIES",
    "STREAM_KINDS",
    "TYPES",
    "Alarm",
    "Declaration",
    "Dependencies",
    "Fault",
    "Feature",
    "Interfaces",
    "Metadata",
    "Place",
    "Property",
    "Reading",
    "RelationSpec",
    "Scan",
    "Stream",
    "Ui",
    "fix_text",
    "json_schema",
    "read_document",
    "read_file",
    "read_text",
    "scan",
]
