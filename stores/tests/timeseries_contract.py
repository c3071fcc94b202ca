"""What every time-series engine must do. An engine's tests subclass it and give the fixture `store`."""

from __future__ import annotations

from itertools import count
from threading import Event, Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stores.errors import StoreError
from stores.timeseries import Observation, Series, SignalKey, TimeSeriesStore
from stores.values import rank

SECOND = 1_000_000
BEGIN = 1_700_000_000 * SECOND
_twins = count()


def new_signal() -> SignalKey:
    """A signal that no test has used: hypothesis runs many examples on one store."""
    return SignalKey(f"test:twin-{next(_twins)}", "cabin", "position")


def history(store: TimeSeriesStore, signal: SignalKey, points: int = 10_000) -> Series:
    return store.series(signal, 0, 4 * BEGIN, points=points)


def append(store: TimeSeriesStore, signal: SignalKey, values: list[Any], *, step: int = SECOND) -> int:
    return store.append(Observation(signal, BEGIN + i * step, value) for i, value in enumerate(values))


def exact(values: list[Any]) -> list[Any]:
    """Values with their types: 1 == 1.0 == True hides what a store mixed up."""
    return [(type(value), value) for value in values]


finite = st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | finite | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
tie_values = st.sampled_from(
    [
        0,
        1,
        1.0,
        0.0,
        -0.0,
        True,
        False,
        "1",
        "true",
        "",
        None,
        "null",
        [1],
        [1.0],
        [True],
        {"a": 1},
        "é",
        "\U0001f6d7",
    ]
) | st.sampled_from([2**53, float(2**53), 2**53 + 1, 2**53 + 3, float(2**53 + 4), '{"a":1}', '"'])
reports = st.lists(st.tuples(st.integers(0, 3), tie_values, st.integers(0, 1), st.sampled_from(["", "é"])))
anything_goes = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class TimeSeriesContract:
    # appending

    def test_gives_back_what_was_appended_in_order_of_time(self, store):
        signal = new_signal()
        assert store.append([Observation(signal, 30, 3.0), Observation(signal, 10, 1.0)]) == 2
        assert store.append([Observation(signal, 20, 2.0)]) == 1
        assert history(store, signal) == Series([(10, 1.0), (20, 2.0), (30, 3.0)], None, 3, False)

    def test_appending_nothing_is_fine(self, store):
        assert store.append([]) == 0

    def test_appending_again_changes_nothing_and_counts_nothing(self, store):
        signal = new_signal()
        append(store, signal, [1.0, "on", True])
        before = history(store, signal)
        assert append(store, signal, [1.0, "on", True]) == 0
        assert history(store, signal) == before

    def test_a_better_ranked_value_replaces_and_a_lesser_one_does_not(self, store):
        signal = new_signal()
        append(store, signal, [5])
        assert append(store, signal, [4]) == 0
        assert append(store, signal, [6]) == 1
        assert history(store, signal).points == [(BEGIN, 6.0)]

    @anything_goes
    @given(reports, st.randoms(use_true_random=False), st.integers(1, 4))
    def test_any_order_duplication_and_batching_end_in_one_history(self, store, found, random, size):
        one, other = new_signal(), new_signal()
        store.append(Observation(one, *report) for report in found)
        again = found + random.sample(found, len(found) // 2)
        random.shuffle(again)
        for start in range(0, len(again), size):
            store.append(Observation(other, *report) for report in again[start : start + size])
        points = history(store, one).points
        assert repr(history(store, other).points) == repr(points)
        assert [ts for ts, _ in points] == sorted({ts for ts, *_ in found})

    @anything_goes
    @given(st.lists(tie_values, min_size=1))
    def test_a_tie_is_decided_as_the_live_state_decides_it(self, store, values):
        signal, alone = new_signal(), new_signal()
        store.append(Observation(signal, 7, value) for value in values)
        store.append([Observation(alone, 7, max(values, key=rank))])
        assert repr(history(store, signal).points) == repr(history(store, alone).points)

    def test_a_batch_is_all_or_nothing(self, store):
        signal = new_signal()
        with pytest.raises(StoreError) as caught:
            append(store, signal, [1.0, float("nan")])
        assert caught.value.code == "store_value"
        assert history(store, signal).points == []

    @pytest.mark.parametrize("value", [float("inf"), 10**400, "\ud800", object(), {"a": float("inf"), "b": 10**30}])
    def test_what_is_no_json_value_is_refused_with_a_store_error(self, store, value):
        with pytest.raises(StoreError) as caught:
            append(store, new_signal(), [value])
        assert caught.value.code == "store_value"

    def test_a_time_beyond_64_bits_is_refused_with_a_store_error(self, store):
        with pytest.raises(StoreError):
            store.append([Observation(new_signal(), 2**64, 1.0)])

    # values

    def test_values_come_back_with_their_types(self, store):
        signal = new_signal()
        values = [
            21.5,
            True,
            False,
            "on",
            "",
            "null",
            "true",
            "21.5",
            None,
            [],
            {},
            {"lat": 1.5, "ok": [True, None]},
        ]
        append(store, signal, values)
        assert exact([value for _, value in history(store, signal).points]) == exact(values)

    def test_text_that_looks_like_json_stays_text(self, store):
        signal = new_signal()
        values = ['{"a": 1}', "[1", '"quoted"', "{", "nul", "null "]
        append(store, signal, values)
        assert exact([value for _, value in history(store, signal).points]) == exact(values)

    def test_whole_numbers_beyond_a_double_keep_their_digits(self, store):
        signal = new_signal()
        values = [2**53 + 1, -(2**63), 2**64 - 1, 123456789012345678901234567890]
        append(store, signal, values)
        assert exact([value for _, value in history(store, signal).points]) == exact(values)

    def test_names_and_values_in_any_script(self, store):
        signal = SignalKey("gebäude:aufzug-№1", "кабина", "位置")
        append(store, signal, ["größer", "上り", "\U0001f6d7", {"ключ": "値"}])
        assert [value for _, value in history(store, signal).points] == [
            "größer",
            "上り",
            "\U0001f6d7",
            {"ключ": "値"},
        ]

    def test_separators_in_names_do_not_mix_up_signals(self, store):
        one, other = SignalKey("a", 'b","c', "d"), SignalKey("a", "b", 'c","d')
        append(store, one, [1.0])
        append(store, other, [2.0])
        assert history(store, one).points == [(BEGIN, 1.0)]
        assert history(store, other).points == [(BEGIN, 2.0)]

    @anything_goes
    @given(json_values)
    def test_any_json_value_comes_back(self, store, value):
        signal = new_signal()
        append(store, signal, [value])
        (point,) = history(store, signal).points
        plain = type(value) is int and abs(value) <= 2**53
        assert point == (BEGIN, value)
        assert type(point[1]) is (float if plain else type(value))

    # windows

    def test_an_unknown_signal_has_an_empty_history(self, store):
        assert history(store, new_signal()) == Series([], None, 0, False)

    def test_a_window_includes_both_ends(self, store):
        signal = new_signal()
        store.append(Observation(signal, ts, float(ts)) for ts in range(10))
        found = store.series(signal, 3, 6, points=100)
        assert [ts for ts, _ in found.points] == [3, 4, 5, 6]
        assert found.before == (2, 2.0)

    def test_a_value_that_has_not_changed_since_is_before_the_window(self, store):
        signal = new_signal()
        append(store, signal, ["closed"])
        found = store.series(signal, BEGIN + 1, BEGIN + SECOND, points=100)
        assert found == Series([], (BEGIN, "closed"), 0, False)

    def test_every_spike_and_both_ends_survive_thinning(self, store):
        signal = new_signal()
        values = [20.0 + i % 7 / 10 for i in range(5000)]
        values[1234], values[4321] = 900.0, -900.0
        append(store, signal, values)
        found = history(store, signal, 100)
        assert found.downsampled and found.raw_count == 5000 and len(found.points) <= 100
        assert {900.0, -900.0} < {value for _, value in found.points}
        assert found.points[0] == (BEGIN, values[0])
        assert found.points[-1] == (BEGIN + 4999 * SECOND, values[-1])

    @anything_goes
    @given(st.lists(finite, min_size=1, max_size=60), st.integers(5, 70), st.integers(1, 10**12))
    def test_thinned_points_are_real_few_ordered_and_hold_the_extremes(self, store, values, points, step):
        signal = new_signal()
        append(store, signal, values, step=step)
        raw = [(BEGIN + i * step, value) for i, value in enumerate(values)]
        found = store.series(signal, 0, raw[-1][0], points=points)
        assert set(found.points) <= set(raw)
        assert found.points == sorted(found.points)
        assert len(found.points) <= points and found.downsampled == (len(raw) > points)
        assert {min(values), max(values)} <= {value for _, value in found.points}
        assert (found.points[0], found.points[-1]) == (raw[0], raw[-1])

    def test_a_gap_stays_a_gap(self, store):
        signal = new_signal()
        append(store, signal, [1.0] * 500)
        store.append(Observation(signal, BEGIN + (10_000 + i) * SECOND, 2.0) for i in range(500))
        found = history(store, signal, 50).points
        assert not [ts for ts, _ in found if BEGIN + 499 * SECOND < ts < BEGIN + 10_000 * SECOND]
        assert {value for _, value in found} == {1.0, 2.0}

    def test_states_keep_every_change_where_they_fit(self, store):
        signal = new_signal()
        append(store, signal, ["up"] * 300 + ["stop"] + ["down"] * 299)
        found = history(store, signal, 10)
        assert [value for _, value in found.points] == ["up", "stop", "down", "down"]
        assert [ts - BEGIN for ts, _ in found.points] == [0, 300 * SECOND, 301 * SECOND, 599 * SECOND]
        assert found.raw_count == 600 and found.downsampled

    def test_booleans_are_states(self, store):
        signal = new_signal()
        append(store, signal, [False] * 500 + [True] + [False] * 500)
        assert exact([value for _, value in history(store, signal, 8).points]) == exact([False, True, False, False])

    def test_too_many_changes_give_the_last_of_each_bucket(self, store):
        signal = new_signal()
        append(store, signal, [f"floor {i % 7}" for i in range(1000)])
        found = history(store, signal, 20).points
        assert 15 <= len(found) <= 20
        assert found[0] == (BEGIN, "floor 0")
        assert found[-1] == (BEGIN + 999 * SECOND, f"floor {999 % 7}")

    def test_numbers_among_other_values_keep_spikes_and_the_others(self, store):
        signal = new_signal()
        values: list[Any] = [float(i % 5) for i in range(1000)]
        values[300], values[600], values[700] = 99.0, None, "fault"
        append(store, signal, values)
        found = [value for _, value in history(store, signal, 60).points]
        assert 99.0 in found and None in found and "fault" in found and len(found) <= 60

    def test_too_few_points_are_refused(self, store):
        with pytest.raises(StoreError):
            history(store, new_signal(), 4)
        with pytest.raises(StoreError):
            store.latest([], since=0, points=0)

    def test_a_hundred_thousand_rows(self, store):
        signal = new_signal()
        for start in range(0, 100_000, 5_000):
            store.append(Observation(signal, BEGIN + i, float(i)) for i in range(start, start + 5_000))
        found = history(store, signal, 1000)
        assert found.raw_count == 100_000 and 900 <= len(found.points) <= 1000
        assert found.points[-1] == (BEGIN + 99_999, 99_999.0)

    # sparklines

    def test_latest_gives_each_signal_its_line_ending_in_its_last_value(self, store):
        signals = [new_signal() for _ in range(50)]
        store.append(
            Observation(signal, BEGIN + i * SECOND, 100.0 * n + i)
            for n, signal in enumerate(signals)
            for i in range(60)
        )
        found = store.latest(signals, since=BEGIN, points=12)
        assert found.keys() == set(signals)
        for n, signal in enumerate(signals):
            assert len(found[signal]) == 12
            assert found[signal] == sorted(found[signal])
            assert found[signal][-1] == (BEGIN + 59 * SECOND, 100.0 * n + 59)

    def test_latest_leaves_out_what_is_old_unknown_or_no_number(self, store):
        old, text, known = new_signal(), new_signal(), new_signal()
        append(store, old, [1.0])
        store.append([Observation(text, BEGIN + 2, "on"), Observation(known, BEGIN + 2, True)])
        found = store.latest([old, text, known, new_signal()], since=BEGIN + 1, points=10)
        assert found == {known: [(BEGIN + 2, 1.0)]}

    def test_latest_of_no_signals_is_empty(self, store):
        assert store.latest([], since=0, points=10) == {}

    @anything_goes
    @given(st.lists(st.integers(0, 10**15), min_size=1, max_size=40), st.integers(1, 20))
    def test_latest_is_at_most_as_long_as_asked_and_ends_with_the_newest(self, store, times, points):
        signal = new_signal()
        store.append(Observation(signal, ts, float(ts % 1000)) for ts in times)
        line = store.latest([signal], since=0, points=points)[signal]
        assert 1 <= len(line) <= points
        assert line[-1] == (max(times), float(max(times) % 1000))

    # forgetting

    def test_deleting_a_twin_forgets_all_its_signals_and_no_other(self, store):
        gone, kept = new_signal(), new_signal()
        append(store, gone, [1.0, 2.0])
        append(store, gone._replace(property="speed"), [3.0])
        append(store, kept, [4.0])
        assert store.delete_twin(gone.twin) == 3
        assert store.delete_twin(gone.twin) == 0
        assert history(store, gone).points == []
        assert history(store, kept).points == [(BEGIN, 4.0)]

    def test_a_deleted_twin_can_come_back(self, store):
        signal, other = new_signal(), new_signal()
        append(store, signal, [1.0])
        store.delete_twin(signal.twin)
        append(store, other, [5.0])
        assert append(store, signal, [2.0]) == 1
        assert history(store, signal).points == [(BEGIN, 2.0)]
        assert history(store, other).points == [(BEGIN, 5.0)]

    def test_pruning_deletes_what_is_older_and_keeps_the_rest(self, store):
        signal, other = new_signal(), new_signal()
        append(store, signal, [1.0, 2.0, 3.0])
        append(store, other, ["on"])
        assert store.prune(BEGIN + SECOND) == 2
        assert [value for _, value in history(store, signal).points] == [2.0, 3.0]
        assert store.prune(BEGIN + SECOND) == 0
        assert append(store, other, ["off"]) == 1

    # living together

    def test_readers_see_whole_batches_while_others_write(self, store):
        signals, done = [new_signal() for _ in range(2)], Event()
        seen: list[int] = []

        def write(signal: SignalKey) -> None:
            for start in range(0, 5_000, 100):
                store.append(Observation(signal, BEGIN + i, float(i)) for i in range(start, start + 100))

        def read() -> None:
            while not done.is_set():
                seen.extend(history(store, signal).raw_count for signal in signals)

        writers = [Thread(target=write, args=[signal]) for signal in signals]
        readers = [Thread(target=read) for _ in range(3)]
        for thread in writers + readers:
            thread.start()
        for thread in writers:
            thread.join()
        done.set()
        for thread in readers:
            thread.join()
        assert seen and {raw_count % 100 for raw_count in seen} == {0}
        assert [history(store, signal).raw_count for signal in signals] == [5_000, 5_000]

    def test_it_is_healthy_until_it_is_closed(self, store):
        health = store.health()
        assert health.ok and health.detail and health.latency_ms >= 0
        store.close()
        store.close()
        assert not store.health().ok
        with pytest.raises(StoreError) as caught:
            history(store, new_signal())
        assert caught.value.code == "store_unavailable"
        with pytest.raises(StoreError):
            append(store, new_signal(), [1.0])
