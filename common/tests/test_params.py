"""Query parameters are read strictly, and nothing that anybody can type is another error than Invalid."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common import clock, params
from common.errors import Invalid

READERS = {
    "tenant": params.text,
    "soft": params.flag,
    "points": params.integer(10, 5000),
    "from": params.moment,
}
MOMENT = clock.to_us(datetime(2026, 11, 20, 18, tzinfo=UTC))


def faults(given: dict[str, str], *, required: tuple[str, ...] = ()) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        params.read_params(given, READERS, required=required)
    return {error.field: f"{error.message} {error.hint}".strip() for error in caught.value.errors}


def test_what_is_given_is_read_and_the_rest_is_left_out() -> None:
    assert params.read_params({"tenant": "acme", "points": "10"}, READERS) == {"tenant": "acme", "points": 10}


def test_an_empty_parameter_counts_as_not_given() -> None:
    assert params.read_params({"tenant": "", "points": ""}, READERS) == {}


def test_every_fault_is_told_at_once() -> None:
    assert faults({"tenat": "x", "points": "9", "soft": "maybe", "zzz": ""}, required=("from",)) == {
        "tenat": "This parameter is not known. Did you mean 'tenant'?",
        "zzz": "This parameter is not known. Known: from, points, soft, tenant.",
        "from": "This parameter is needed.",
        "points": "Expected a whole number from 10 to 5000.",
        "soft": "Expected true or false.",
    }


def test_where_nothing_is_known_nothing_is_suggested() -> None:
    with pytest.raises(Invalid) as caught:
        params.read_params({"a": "b"}, {})
    assert caught.value.errors[0].hint == "Known: none."


def test_an_empty_parameter_does_not_fulfil_a_need() -> None:
    assert faults({"from": ""}, required=("from",)) == {"from": "This parameter is needed."}


@pytest.mark.parametrize(
    ("given", "value"), [("true", True), ("TRUE", True), ("1", True), ("false", False), ("0", False)]
)
def test_flags(given: str, value: bool) -> None:
    assert params.flag(given) is value


@pytest.mark.parametrize("given", ["10", "0010", "5000"])
def test_whole_numbers_within_the_limits(given: str) -> None:
    assert params.integer(10, 5000)(given) == int(given)


@pytest.mark.parametrize("given", ["9", "5001", "-10", "+10", "1e3", "10.0", " 10", "1_0", "٣٠", "²", "9" * 5000])
def test_other_numbers_are_refused(given: str) -> None:
    with pytest.raises(ValueError, match="Expected a whole number from 10 to 5000"):
        params.integer(10, 5000)(given)


def test_text_without_the_character_that_no_database_keeps() -> None:
    assert params.text("größe") == "größe"
    with pytest.raises(ValueError, match=r"U\+0000"):
        params.text("a\x00b")


@pytest.mark.parametrize(
    "given",
    [
        "2026-11-20T18:00:00Z",
        "2026-11-20T18:00:00",
        "2026-11-20 18:00",
        "2026-11-20T20:00:00+02:00",
        "2026-11-20T20:00:00 02:00",  # a '+' that was not escaped
        "2026-11-20T13:00:00-05:00",
        "2026-11-20T18:00:00.000000Z",
        "20261120T180000Z",
        "1795197600000",
    ],
)
def test_many_ways_to_write_one_moment(given: str) -> None:
    assert params.moment(given) == MOMENT


@pytest.mark.parametrize(("given", "value"), [("0", 0), ("-1", -1000), ("1", 1000)])
def test_epoch_milliseconds(given: str, value: int) -> None:
    assert params.moment(given) == value


@pytest.mark.parametrize(
    "given",
    [
        "now",
        "yesterday",
        "2026-13-01",
        "2026-02-30T00:00:00Z",
        "2026-11-20T25:00:00Z",
        "2026-11-20T18:00:00+99:00",
        "--5",
        "5-",
        "-",
        "1e3",
        "²",
        "NaN",
        "999999999999999",
        "-99999999999999",
        "9" * 5000,
        "T" * 5000,
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
    ],
)
def test_what_is_no_moment_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="Expected a time like 2026-11-20T18:00:00Z, or epoch milliseconds"):
        params.moment(given)


ANY_MOMENT = st.one_of(
    st.text(),
    st.from_regex(r"[0-9T:+ .Z-]{1,40}", fullmatch=True),
    st.integers().map(str),
    st.datetimes(timezones=st.timezones()).map(datetime.isoformat),
)


def asked(given: dict[str, str]) -> tuple[dict[str, Any], set[str]]:
    """What was read, and the names of what was refused; one of them is empty."""
    try:
        return params.read_params(given, READERS), set()
    except Invalid as error:
        return {}, {fault.field for fault in error.errors}


@given(ANY_MOMENT)
@example("0001-01-01T00:00:00+23:59")
@example("\ud800")
def test_a_moment_is_read_and_can_be_written_again_or_is_refused(value: str) -> None:
    found, faulty = asked({"from": value})
    assert faulty <= {"from"}
    assert "from" not in found or clock.iso_us(found["from"])


@given(st.dictionaries(st.one_of(st.sampled_from(sorted(READERS)), st.text()), st.text()))
def test_nothing_that_anybody_can_type_is_another_error(given: dict[str, str]) -> None:
    found, faulty = asked(given)
    assert found.keys() | faulty <= given.keys()
