"""The building keeps its physics and its people comfortable."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import groupby, pairwise

import pytest

from twins.energy_hvac.physics import Building, HeatPump
from twins.energy_hvac.weather import DAY_S, HOUR_S, Drift, Weather

STEP = 120.0
START_H = 6.5


def run(seed: int, hours: float) -> Iterator[Building]:
    building = Building(random.Random(seed))
    for _ in range(round(hours * HOUR_S / STEP)):
        building.step(STEP)
        yield building


def values(building: Building, feature: str, key: str) -> float:
    return float(str(building.readings()[feature][key]))


@pytest.mark.parametrize("seed", range(3))
def test_rooms_reach_the_setpoint_after_the_morning_and_stay_in_the_comfort_band(seed):
    for building in run(seed, 24):
        if 8.0 <= building.weather.hour < 18.0:
            for room in building.rooms.values():
                assert abs(room.temperature - (room.setpoint + 0.45)) < 1.3


@pytest.mark.parametrize("seed", range(3))
def test_the_night_setback_lets_rooms_cool_but_not_freeze(seed):
    coldest = min(
        room.temperature for building in run(seed, 24) if building.weather.hour < 6 for room in building.rooms.values()
    )
    assert 19.2 < coldest < 20.8


def test_a_day_shows_heating_and_cooling_in_every_room():
    modes: dict[str, set[str]] = {}
    for building in run(1, 24):
        for name, room in building.rooms.items():
            modes.setdefault(name, set()).add(room.mode)
    assert all(seen == {"heating", "cooling", "off"} for seen in modes.values())


def test_a_minute_of_the_demonstration_shows_a_cycle_of_the_thermostat():
    modes = [building.rooms["room2"].mode for building in run(2, 2.0)]
    assert len({pair for pair in pairwise(modes) if pair[0] != pair[1]}) >= 1
    assert modes[0] == "heating"


def test_the_thermostat_does_not_switch_too_often():
    modes = [building.rooms["room2"].mode for building in run(3, 24)]
    starts = sum(before == "off" != after for before, after in pairwise(modes))
    assert starts < 24 * 4


def test_nothing_is_heated_and_cooled_at_once():
    for building in run(4, 24):
        for room in building.rooms.values():
            assert room.heating == 0 or room.cooling == 0


@pytest.mark.parametrize("seed", range(2))
def test_the_meter_only_counts_up_and_agrees_with_the_power(seed):
    readings = [(values(each, "energy", "energy"), values(each, "energy", "power")) for each in run(seed, 24)]
    meter = [kwh for kwh, _ in readings]
    assert meter == sorted(meter)
    used = sum(power for _, power in readings) * STEP / HOUR_S
    assert meter[-1] - 48_210 == pytest.approx(used, rel=0.02)


def test_delivered_heat_is_the_power_times_the_cop():
    for building in run(5, 6):
        if building.heating and not building.cooling:
            expected = building.heating / HeatPump().heating_cop(building.weather.temperature)
            assert building.heating / building.cop == pytest.approx(expected + HeatPump.STANDBY_KW)


def test_the_heat_pump_works_harder_the_larger_the_lift_of_temperature():
    pump = HeatPump()
    assert pump.heating_cop(-10) < pump.heating_cop(5) < pump.heating_cop(12)
    assert pump.cooling_cop(35) < pump.cooling_cop(28)
    assert 2 < pump.heating_cop(0) < 4


def test_people_breathe_and_ventilation_keeps_up():
    used: list[float] = []
    for building in run(6, 24):
        room = building.rooms["room1"]
        assert 390 < room.co2 < 1200
        used.append(room.co2)
    assert max(used) > 850
    assert min(used) < 450


@pytest.mark.parametrize("seed", range(3))
def test_a_day_raises_both_alarms(seed):
    day = [(values(each, "room1", "co2"), values(each, "energy", "power")) for each in run(seed, 24)]
    assert longest_run([co2 > 900 for co2, _ in day]) > 5
    assert longest_run([power > 5.5 for _, power in day]) > 5


def longest_run(holds: list[bool]) -> int:
    return max(len(list(group)) if value else 0 for value, group in groupby(holds))


def test_nobody_works_at_night():
    for building in run(7, 24):
        if building.weather.hour < 7:
            assert not any(room.occupied for room in building.rooms.values())


def test_seats_are_never_overbooked():
    for building in run(8, 24):
        for room, seats in zip(building.rooms.values(), (10, 14, 12), strict=True):
            assert 0 <= room.people <= seats


def test_humidity_is_a_plausible_share():
    assert all(20 < room.humidity < 70 for building in run(9, 24) for room in building.rooms.values())


def test_the_sun_shines_by_day_only():
    weather = Weather(random.Random(1), 0.0)
    for _ in range(24 * 30):
        weather.step(HOUR_S / 30)
        assert weather.irradiance >= 0
        if not weather.SUNRISE <= weather.hour <= weather.SUNSET:
            assert weather.irradiance == 0


def test_afternoons_are_warmer_than_mornings():
    weather = Weather(random.Random(2), 0.0)
    by_hour: dict[int, list[float]] = {}
    for _ in range(24 * 30):
        weather.step(HOUR_S)
        by_hour.setdefault(int(weather.hour), []).append(weather.temperature)
    assert sum(by_hour[15]) / len(by_hour[15]) > sum(by_hour[4]) / len(by_hour[4]) + 8


def test_the_clock_is_read_as_people_read_it():
    weather = Weather(random.Random(1), 14.6 * HOUR_S)
    assert weather.clock == "14:36"
    weather.step(DAY_S)
    assert weather.clock == "14:36"


def test_drift_keeps_its_spread_whatever_the_step():
    for step in (10.0, 1000.0):
        drift = Drift(random.Random(3), spread=2.0, memory_s=600.0)
        seen = []
        for _ in range(20_000):
            drift.step(step)
            seen.append(drift.value)
        assert (sum(value**2 for value in seen) / len(seen)) ** 0.5 == pytest.approx(2.0, rel=0.25)
