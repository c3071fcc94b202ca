"""Columns and ranks of values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stores.tests.timeseries_contract import json_values, tie_values
from stores.values import canonical, columns, from_columns, outranks, rank


def test_values_that_python_calls_equal_are_ranked_apart():
    assert rank(1) < rank(1.0) < rank(True)
    assert rank(-0.0) < rank(0.0)
    assert rank([1.0]) < rank([1]) < rank([True])


def test_numbers_rank_by_size_and_before_everything_else():
    ordered = [None, "", "a", "b", {"z": 1}, -1e300, -3, False, 0.5, True, 9, 10]
    numbers = ordered[5:]
    assert sorted({*numbers}, key=rank) == numbers
    assert all(rank(other) < rank(number) for other in ordered[:5] for number in numbers)


def test_canonical_json_sorts_keys_and_leaves_no_spaces():
    assert canonical({"b": [1, 1.0, True], "a": "é"}) == '{"a":"é","b":[1,1.0,true]}'


def test_canonical_json_of_what_json_parsers_of_others_let_through():
    assert canonical({"a": 10**30}) == '{"a":1000000000000000000000000000000}'
    assert canonical("\ud800") == '"\\ud800"'


@given(json_values | tie_values, json_values | tie_values)
def test_different_json_is_never_tied(one, other):
    same = canonical(one) == canonical(other)
    assert (rank(one) == rank(other)) == same
    assert outranks(one, other) == (rank(one) > rank(other))
    assert [outranks(one, other), outranks(other, one)].count(True) == (0 if same else 1)


@given(json_values, json_values)
def test_columns_decide_as_the_rank_does(one, other):
    """The order of the columns is the order of the rank, so SQL can decide a tie."""
    in_sql = [(double is not None, double or 0.0, text or "") for double, text in map(columns, (one, other))]
    if in_sql[0] != in_sql[1]:
        assert (in_sql[0] > in_sql[1]) == (rank(one) > rank(other))


@given(json_values)
def test_columns_are_taken_apart_and_put_together(value):
    assert from_columns(*columns(value)) == value


@given(st.text())
def test_text_stays_text(text):
    back = from_columns(*columns(text))
    assert type(back) is str and back == text


@pytest.mark.parametrize(("value", "pair"), [(5, (5.0, None)), (True, (1.0, "true")), ("on", (None, "on"))])
def test_columns_are_what_a_person_would_chart(value, pair):
    assert columns(value) == pair
