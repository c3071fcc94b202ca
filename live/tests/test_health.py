"""The word for a twin's health. The portal's front end is held to the same table of cases."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings

from common import clock
from live.health import health, is_out_of_range

CASES = json.loads((settings.BASE_DIR / "portal/frontend/src/live/health-cases.json").read_text())
NOW = 1_795_000_000_000_000


def us(at: str | None) -> int | None:
    return None if at is None else clock.to_us(datetime.fromisoformat(at))


def features_of(card: dict[str, Any]) -> dict[str, Any]:
    """A card's features as the server holds them: with times in microseconds."""
    return {
        name: {
            "interval_s": feature["interval_s"],
            "properties": {p: {**about, "at_us": us(about["at"])} for p, about in feature["properties"].items()},
        }
        for name, feature in card["features"].items()
    }


def one(value: Any = 1, age_s: float | None = 0, interval_s: float | None = 1, **facts: Any) -> dict[str, Any]:
    at_us = None if age_s is None else NOW - round(age_s * 1_000_000)
    return {"cabin": {"interval_s": interval_s, "properties": {"p": {"value": value, "at_us": at_us, **facts}}}}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_cases_that_front_end_and_server_share(case: dict[str, Any]) -> None:
    now_us = us(case["now"])
    assert now_us is not None
    assert health(features_of(case["card"]), now_us) == case["expect"]


def test_the_table_covers_every_word() -> None:
    assert {case["expect"] for case in CASES} == {"unknown", "stale", "warning", "ok"}


@pytest.mark.parametrize(
    ("age_s", "word"), [(3, "ok"), (3.000001, "stale"), (0, "ok"), (-3600, "ok"), (None, "unknown")]
)
def test_a_feature_is_stale_past_three_intervals(age_s: float | None, word: str) -> None:
    assert health(one(age_s=age_s), NOW) == word


def test_a_feature_is_as_fresh_as_its_freshest_property() -> None:
    features = one(age_s=100)
    features["cabin"]["properties"]["q"] = {"value": 1, "at_us": NOW}
    assert health(features, NOW) == "ok"


def test_a_report_from_the_year_1970_is_a_report() -> None:
    assert health(one(age_s=NOW / 1_000_000, interval_s=None), NOW) == "ok"


def test_a_twin_without_features_is_unknown() -> None:
    assert health({}, NOW) == "unknown"


@pytest.mark.parametrize(
    ("value", "facts", "broken"),
    [
        (3, {"enum": [0, 1, 2]}, True),
        (2, {"enum": [0, 1, 2]}, False),
        (2.0, {"enum": [0, 1, 2]}, False),
        (True, {"enum": [0, 1, 2]}, True),
        (1, {"enum": [True]}, True),
        (True, {"enum": [True]}, False),
        (1, {"enum": [1, 9], "max": 5}, False),
        (9, {"enum": [1, 9], "max": 5}, True),
        ("shut", {"enum": ["open"]}, True),
        (None, {"enum": ["open"]}, False),
        (-1, {"min": 0}, True),
        (False, {"min": 1}, False),
        ("9", {"max": 1}, False),
    ],
)
def test_what_breaks_a_declaration(value: Any, facts: dict[str, Any], broken: bool) -> None:
    assert is_out_of_range({"value": value, "min": None, "max": None, "enum": None, **facts}) is broken
