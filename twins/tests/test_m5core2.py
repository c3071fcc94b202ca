"""The M5Core2 measures what its movement causes."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from statistics import mean, pstdev
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twins.m5core2.battery import CURVE, Battery
from twins.m5core2.hand import EPISODES, Angle, Hand
from twins.m5core2.physics import ACCEL_NOISE_G, M5Core2

TICK = 0.2
ACCEL = ("accel_x", "accel_y", "accel_z")
GYRO = ("gyro_x", "gyro_y", "gyro_z")


def run(seed: int, seconds: float, tick: float = TICK) -> Iterator[M5Core2]:
    device = M5Core2(random.Random(seed))
    for _ in range(round(seconds / tick)):
        yield device
        device.step(tick)


def motions(seed: int, seconds: float) -> list[dict[str, Any]]:
    return [device.readings()["imu"] for device in run(seed, seconds)]


def at_rest(seed: int) -> list[dict[str, Any]]:
    return motions(seed, 1.8)


def norm(motion: dict[str, Any]) -> float:
    return math.hypot(*(motion[key] for key in ACCEL))


@pytest.mark.parametrize("seed", range(10))
def test_gravity_is_one_g_at_rest(seed):
    assert all(norm(motion) == pytest.approx(1.0, abs=0.07) for motion in at_rest(seed))
    assert all(abs(motion["pitch"]) < 1 and abs(motion["roll"]) < 1 for motion in at_rest(seed))


def test_the_noise_at_rest_is_that_of_the_sensor():
    device = M5Core2(random.Random(3))
    values = []
    for _ in range(2000):
        device.step(1e-6)
        values.append(float(str(device.readings()["imu"]["accel_x"])))
    assert pstdev(values) == pytest.approx(ACCEL_NOISE_G, rel=0.1)


def test_the_gyroscope_has_a_bias_of_its_own_that_stays():
    biases = {}
    for seed in range(6):
        rest = at_rest(seed)
        biases[seed] = tuple(mean(motion[key] for motion in rest) for key in GYRO)
        assert all(abs(bias) < 4 for bias in biases[seed])
    assert len(set(biases.values())) == 6


def test_every_activity_occurs_and_resting_most():
    seen = [motion["activity"] for motion in motions(4, 900)]
    assert set(seen) == {"resting", *EPISODES}
    assert seen.count("resting") > 0.4 * len(seen)


def test_shaking_is_felt():
    for activity, least in (("shaken", 0.25), ("resting", 0.0)):
        norms = [norm(motion) for motion in motions(5, 900) if motion["activity"] == activity]
        assert pstdev(norms) >= least
    assert max(abs(motion["accel_x"]) for motion in motions(5, 900)) > 1.2


def test_a_tilt_turns_gravity_into_the_other_axes():
    still = [m for m in motions(6, 900) if m["activity"] == "tilted" and max(abs(m[key]) for key in GYRO) < 10]
    assert still
    for motion in still:
        assert motion["accel_x"] == pytest.approx(-math.sin(math.radians(motion["pitch"])), abs=0.42)
    assert max(abs(motion["pitch"]) for motion in still) > 40


@given(pitch=st.floats(-89, 89), roll=st.floats(-179, 179))
def test_gravity_has_length_one_in_every_attitude(pitch, roll):
    hand = Hand(random.Random(1))
    hand.pitch, hand.roll = Angle(pitch), Angle(roll)
    assert math.hypot(*hand.gravity()) == pytest.approx(1.0)


@pytest.mark.parametrize("seed", range(3))
def test_the_gyroscope_is_the_derivative_of_the_attitude(seed):
    """Integrated Euler rates, got back from the body rates, end where the angles are."""
    hand, dt = Hand(random.Random(seed)), 0.002
    pitch = hand.pitch.value
    for _ in range(round(20 / dt)):
        hand.step(dt)
        roll = math.radians(hand.roll.value)
        _, about_y, about_z = hand.rates()
        pitch += (about_y * math.cos(roll) - about_z * math.sin(roll)) * dt
    assert pitch == pytest.approx(hand.pitch.value, abs=0.5)


def test_it_is_touched_within_five_seconds_of_the_start():
    assert any(motion["activity"] != "resting" for motion in motions(8, 5))


def test_it_lies_flat_again_after_every_episode():
    hand = Hand(random.Random(9))
    rested = 0.0
    for _ in range(18_000):
        hand.step(0.05)
        rested = rested + 0.05 if hand.activity == "resting" else 0.0
        if rested > 1.0:
            assert abs(hand.pitch.value) < 1 and abs(hand.roll.value) < 1


def test_the_battery_empties_is_plugged_in_and_fills():
    battery, seen = Battery(), []
    for _ in range(1500):
        battery.step(1.0)
        assert 3.3 <= battery.voltage <= 4.25
        seen.append((battery.is_charging, battery.charge))
    assert {charging for charging, _ in seen} == {True, False}
    assert min(charge for _, charge in seen) > 0.15
    assert max(charge for _, charge in seen) > 0.95


@given(charge=st.floats(0.0, 1.0), more=st.floats(0.0, 1.0))
def test_a_fuller_battery_has_no_lower_voltage(charge, more):
    low, high = sorted((charge, more))
    assert Battery(low).voltage <= Battery(high).voltage + 1e-9
    assert CURVE[0][1] - 0.05 < Battery(low).voltage < CURVE[-1][1]


def test_buttons_are_pressed_only_in_the_hand_and_counted():
    before = (0, 0, 0)
    pressed = 0
    for device in run(10, 600):
        values: dict[str, Any] = device.readings()["buttons"]
        counts = (values["a"], values["b"], values["c"])
        assert all(now >= then for now, then in zip(counts, before, strict=True))
        if counts != before:
            pressed += 1
            assert device.hand.activity == "picked_up"
            assert values["last"] in "abc"
        before = counts
    assert pressed > 5


def test_a_hand_weakens_the_radio():
    held: list[float] = []
    free: list[float] = []
    for device in run(11, 900):
        rssi = float(str(device.readings()["device"]["rssi"]))
        (free if device.hand.activity == "resting" else held).append(rssi)
    assert mean(free) - mean(held) > 4
