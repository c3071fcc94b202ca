"""The lift moves as a lift may."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twins.lift.machine import draw
from twins.lift.motion import ACCELERATION, JERK, RATED_SPEED, Motion, Trip
from twins.lift.physics import CAPACITY, FLOOR_HEIGHT, Lift
from twins.lift.traffic import FLOORS, Person, Traffic, boarding, next_stop

HEIGHTS = st.floats(0.0, (FLOORS - 1) * FLOOR_HEIGHT)
TICK = 0.05
TOLERANCE = 1e-6


def run(seed: int, seconds: float, tick: float = TICK) -> Iterator[Lift]:
    lift = Lift(random.Random(seed))
    for _ in range(round(seconds / tick)):
        lift.step(tick)
        yield lift


@given(start=HEIGHTS, finish=HEIGHTS, share=st.floats(0.0, 1.0))
def test_a_trip_respects_speed_and_acceleration_and_stays_on_its_way(start, finish, share):
    trip = Trip.plan(start, finish)
    motion = trip.at(trip.duration * share)
    assert abs(motion.speed) <= RATED_SPEED + TOLERANCE
    assert abs(motion.acceleration) <= ACCELERATION + TOLERANCE
    assert min(start, finish) - TOLERANCE <= motion.position <= max(start, finish) + TOLERANCE


@given(start=HEIGHTS, finish=HEIGHTS)
def test_a_trip_ends_at_rest_where_it_should(start, finish):
    trip = Trip.plan(start, finish)
    almost = trip.at(trip.duration * (1 - 1e-9))
    assert trip.at(trip.duration) == Motion(finish)
    assert almost.position == pytest.approx(finish, abs=1e-5)
    assert almost.speed == pytest.approx(0.0, abs=1e-5)


@given(start=HEIGHTS, finish=HEIGHTS, share=st.floats(0.0, 1.0))
def test_the_jerk_of_a_trip_is_bounded(start, finish, share):
    trip = Trip.plan(start, finish)
    moment, short = trip.duration * share, 1e-3
    change = trip.at(moment + short).acceleration - trip.at(moment).acceleration
    assert abs(change) <= JERK * short * (1 + 1e-6) + TOLERANCE


def test_the_long_way_takes_as_long_as_the_textbook_says():
    assert Trip.plan(0.0, 22.4).duration == pytest.approx(22.4 / 1.6 + 1.6 / 0.9 + 0.9 / 1.0)


@pytest.mark.parametrize("seed", range(3))
def test_the_cabin_stays_in_the_shaft_and_moves_only_with_the_door_closed(seed):
    for lift in run(seed, 600):
        assert 0 <= lift.motion.position <= (FLOORS - 1) * FLOOR_HEIGHT
        assert abs(lift.motion.speed) <= RATED_SPEED + TOLERANCE
        if lift.motion.speed or lift.motion.acceleration:
            assert lift.door == "closed"
        if lift.door != "closed":
            assert lift.motion.position == pytest.approx(lift.floor * FLOOR_HEIGHT)


def test_the_motion_has_no_steps():
    motions = [lift.motion for lift in run(4, 300)]
    for before, after in pairwise(motions):
        assert abs(after.position - before.position) <= RATED_SPEED * TICK + TOLERANCE
        assert abs(after.acceleration - before.acceleration) <= JERK * TICK * 1.01 + TOLERANCE


def test_the_door_opens_and_closes_in_order():
    doors = [lift.door for lift in run(5, 600)]
    changes = {pair for pair in pairwise(doors) if pair[0] != pair[1]}
    assert changes == {("closing", "closed"), ("closed", "opening"), ("opening", "open"), ("open", "closing")}


@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_carried_past_their_floor_or_over_capacity(seed):
    for lift in run(seed, 600):
        assert len(lift.passengers) <= CAPACITY
        if lift.phase == "idle":
            assert all(person.destination != lift.floor for person in lift.passengers)


def test_everybody_arrives_in_reasonable_time():
    inside: dict[int, float] = {}
    journeys: list[float] = []
    for lift in run(6, 900, 0.25):
        now = {id(person): inside.get(id(person), 0.0) + 0.25 for person in lift.passengers}
        journeys += [seconds for person, seconds in inside.items() if person not in now]
        inside = now
    assert len(journeys) > 15
    assert max(journeys) < 240


def test_it_moves_within_five_seconds_of_the_start():
    assert any(lift.motion.position > 0.5 for lift in run(7, 5))


def test_lifting_the_heavy_side_costs_power_and_lowering_it_returns_some():
    up, down = Motion(10.0, RATED_SPEED), Motion(10.0, -RATED_SPEED)
    assert draw(up, 600, False).power > 5
    assert draw(down, 600, False).power < -1
    assert draw(down, 0, False).power > 5, "an empty car is lighter than its counterweight"
    assert draw(up, 0, False).power < -1
    assert draw(Motion(10.0), 600, False).current == 0


def test_the_brake_holds_without_current_and_acceleration_costs_more_than_cruising():
    cruise = draw(Motion(10.0, 1.0), 315, False)
    push = draw(Motion(10.0, 1.0, ACCELERATION), 315, False)
    assert push.current > cruise.current
    assert push.power > cruise.power


@pytest.mark.parametrize("seed", range(4))
def test_the_bearing_fails_within_minutes_for_long_enough_and_is_maintained(seed):
    levels: list[float] = []
    maintained_at = None
    for second, lift in enumerate(run(seed, 330, 1.0)):
        values = lift.readings()
        levels.append(float(str(values["vibration"]["rms"])))
        if maintained_at is None and values["cabin"]["mode"] == "maintenance":
            maintained_at = second
    assert maintained_at is not None
    assert max(levels[:60]) < 2.0
    assert longest_run_above(4.5, levels) > 30
    assert max(levels[maintained_at + 20 : maintained_at + 60]) < 3.5


def longest_run_above(limit: float, levels: list[float]) -> int:
    longest = current = 0
    for level in levels:
        current = current + 1 if level > limit else 0
        longest = max(longest, current)
    return longest


def test_the_bearing_warms_with_its_fault():
    temperatures = [float(str(lift.readings()["vibration"]["bearing_temperature"])) for lift in run(1, 200, 1.0)]
    assert max(temperatures[130:]) > max(temperatures[:90]) + 5


def test_counters_never_go_back():
    usage = [lift.readings()["usage"] for lift in run(8, 300, 0.25)]
    for key in ("trips", "door_cycles", "distance"):
        counts = [float(str(each[key])) for each in usage]
        assert counts == sorted(counts)
        assert counts[-1] > counts[0]


def test_collective_control_finishes_one_direction_before_it_turns():
    assert next_stop(2, 1, {5}, {3}, {4}) == 3
    assert next_stop(3, 1, {5}, set(), {4}) == 5
    assert next_stop(3, 1, set(), set(), {4, 6}) == 6, "the highest call down is fetched first"
    assert next_stop(3, 1, {1}, set(), set()) == 1
    assert next_stop(3, 1, set(), set(), set()) is None


def test_only_those_who_go_our_way_board():
    down, up = Person(2, 0), Person(2, 5)
    assert boarding(2, 1, False, [down, up]) == up
    assert boarding(2, 1, True, [down, up]) == down
    assert boarding(3, 1, True, [down, up]) is None


def test_mornings_go_up_and_evenings_go_down():
    traffic = Traffic(random.Random(1))
    morning: list[Person] = []
    evening: list[Person] = []
    for second in range(48_000):
        traffic.step(1.0)
        (morning if second % 480 < 140 else evening if second % 480 > 345 else []).extend(traffic.waiting)
        traffic.waiting.clear()
    assert sum(person.way > 0 for person in morning) > 0.7 * len(morning)
    assert sum(person.way < 0 for person in evening) > 0.7 * len(evening)
