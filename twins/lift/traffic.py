"""Who wants to travel, and in which order the lift serves them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Set
from dataclasses import dataclass

FLOORS = 8
LOBBY = 0
DAY_S = 480.0  # a working day of traffic in eight minutes, so that a visitor sees morning and evening
MEAN_INTERVAL_S = 25.0
MOST_WAITING = 16  # more than that take the stairs

# Until which part of the day; the share of people who start in the lobby, and of those who go there.
DAYPARTS = ((0.3, 0.80, 0.10), (0.7, 0.40, 0.40), (1.0, 0.10, 0.80))


@dataclass(frozen=True, slots=True)
class Person:
    origin: int
    destination: int

    @property
    def way(self) -> int:
        return 1 if self.destination > self.origin else -1


class Traffic:
    """People arrive in small groups, as a Poisson process; up from the lobby at first, down to it later."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._time = 0.0
        self._next_group = rng.expovariate(1 / MEAN_INTERVAL_S)
        self.waiting: list[Person] = []

    def step(self, dt: float) -> None:
        self._time += dt
        while self._time >= self._next_group:
            self._next_group += self._rng.expovariate(1 / MEAN_INTERVAL_S)
            self._arrive()

    def calls(self, way: int) -> set[int]:
        """The floors at which somebody has pressed the button for this direction."""
        return {person.origin for person in self.waiting if person.way == way}

    def _arrive(self) -> None:
        size = self._rng.choices((1, 2, 3), (6, 3, 1))[0]
        group = [self._person()] * size
        self.waiting += group[: max(0, MOST_WAITING - len(self.waiting))]

    def _person(self) -> Person:
        part = self._time / DAY_S % 1
        _, from_lobby, to_lobby = next(share for share in DAYPARTS if part < share[0])
        floor, other = self._rng.sample(range(1, FLOORS), 2)
        dice = self._rng.random()
        if dice < from_lobby:
            return Person(LOBBY, floor)
        if dice < from_lobby + to_lobby:
            return Person(floor, LOBBY)
        return Person(floor, other)


def boarding(floor: int, heading: int, is_empty: bool, waiting: Iterable[Person]) -> Person | None:
    """Who steps in next: the first one here who goes our way, or the first one at all if the car is empty."""
    here = (person for person in waiting if person.origin == floor)
    return next((person for person in here if is_empty or person.way == heading), None)


def next_stop(floor: int, heading: int, car: Set[int], hall_up: Set[int], hall_down: Set[int]) -> int | None:
    """Collective control: on in the same direction while somebody there needs it, then turn round."""
    for way in (heading, -heading):
        same, other = (hall_up, hall_down) if way > 0 else (hall_down, hall_up)
        ahead = [stop for stop in car | same if (stop - floor) * way > 0]
        if ahead:
            return min(ahead, key=lambda stop: abs(stop - floor))
        turning = [stop for stop in other if (stop - floor) * way > 0]
        if turning:
            return max(turning, key=lambda stop: abs(stop - floor))
    return None
