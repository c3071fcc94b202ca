"""The examples of docs/codecs.md do what the page says."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.codecs import CODES, Context, DecodeError, Measurement, decode, names

PAGE = Path(__file__).parents[2].joinpath("docs", "codecs.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"```json (codec=.*?)\n(.*?)\n```\n\n```text (measurements|refused)\n(.*?)\n```", re.DOTALL)
EXAMPLES = EXAMPLE.findall(PAGE)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RECEIVED_US = (datetime(2024, 7, 1, 12, 0, 5, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)


def read(options: str, payload: str) -> list[Measurement]:
    given = dict(option.split("=") for option in options.split())
    context = Context(given.get("feature"), given.get("property"), RECEIVED_US, 600_000_000)
    return decode(given["codec"], payload.encode(), context)


def shown(measurement: Measurement) -> str:
    when = (EPOCH + timedelta(microseconds=measurement.at_us)).isoformat().replace("+00:00", "Z")
    at = "received" if measurement.at_us == RECEIVED_US else when
    return f"{measurement.feature}.{measurement.property} = {json.dumps(measurement.value)} @ {at}"


@pytest.mark.parametrize(("options", "payload", "outcome", "expected"), EXAMPLES)
def test_an_example_does_what_the_page_says(options, payload, outcome, expected):
    if outcome == "measurements":
        assert [shown(each) for each in read(options, payload)] == expected.splitlines()
    else:
        with pytest.raises(DecodeError) as caught:
            read(options, payload)
        assert f"{caught.value.code}: {caught.value.reason}" == expected


def test_every_example_on_the_page_was_found():
    assert len(EXAMPLES) == PAGE.count("```json") == PAGE.count("```text")


@pytest.mark.parametrize("name", names())
def test_every_codec_has_its_heading_and_an_example(name):
    assert f"\n## {name}\n" in PAGE
    assert any(f"codec={name}" in options.split() for options, *_ in EXAMPLES)


def test_every_code_is_in_the_table_with_its_meaning():
    assert dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE)) == CODES
