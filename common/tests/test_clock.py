from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import clock

NOW = datetime(2026, 11, 20, 18, 0, 0, 123456, tzinfo=UTC)


def test_the_clock_of_a_traveller_stands_still() -> None:
    with clock.travel(NOW):
        assert (clock.now(), clock.now()) == (NOW, NOW)
        assert clock.now_us() == clock.to_us(NOW)


def test_a_traveller_can_go_forward() -> None:
    with clock.travel(NOW) as forward:
        forward(0.5)
        assert clock.now() == NOW + timedelta(milliseconds=500)
        forward(-1)
        assert clock.now() == NOW - timedelta(milliseconds=500)


def test_travelling_to_a_count_of_microseconds() -> None:
    with clock.travel(1):
        assert clock.now() == datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC)


def test_the_clock_goes_on_after_travelling_even_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), clock.travel(0):
        1 / 0  # noqa: B018
    assert clock.now().year >= 2024


def test_one_can_travel_while_travelling() -> None:
    with clock.travel(1):
        with clock.travel(2):
            assert clock.now_us() == 2
        assert clock.now_us() == 1


def test_the_present_is_in_utc_and_both_counts_agree() -> None:
    assert clock.now().tzinfo is UTC
    assert abs(clock.to_us(clock.now()) - clock.now_us()) < 1_000_000


@given(st.datetimes(timezones=st.just(UTC)))
def test_microseconds_and_moments_are_the_same_thing(moment: datetime) -> None:
    assert clock.from_us(clock.to_us(moment)) == moment


def test_times_are_written_in_utc_with_milliseconds() -> None:
    assert clock.iso(NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))) == "2026-11-20T18:00:00.123Z"
    assert clock.iso_us(0) == "1970-01-01T00:00:00.000Z"
    assert clock.iso_us(-1) == "1969-12-31T23:59:59.999Z"
