"""The lift as a whole: a car that serves people, the doors, the drive and the bearing that wears out."""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Mapping
from typing import ClassVar, Literal

from twins.lift.machine import Bearing, Draw, draw
from twins.lift.motion import Motion, Trip
from twins.lift.traffic import FLOORS, LOBBY, Person, Traffic, boarding, next_stop
from twins.simulator import Message

Phase = Literal["idle", "moving", "opening", "open", "closing", "maintenance"]

TOPIC = "dtp/lift/L-0001"
FLOOR_HEIGHT = 3.2  # m
PERSON_KG = 75
CAPACITY = 8
SUBSTEP_S = 0.05
OPENING_S, DWELL_S, CLOSING_S, TRANSFER_S, BRAKE_S = 2.0, 3.0, 2.6, 0.9, 0.4
PARK_AFTER_S = 20.0
MAINTENANCE_S = 18.0


class Lift:
    """A traction lift with eight floors. Starts in the lobby, somebody inside and the door about to close."""

    rates: ClassVar[Mapping[str, float]] = {"cabin": 4.0, "drive": 4.0, "vibration": 1.0, "usage": 0.2}

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._traffic = Traffic(rng)
        self._bearing = Bearing(rng)
        self._trip = Trip.plan(0.0, 0.0)
        self._heading, self._left, self._elapsed, self._transfer = 1, 0.0, 0.0, 0.0
        self._trips, self._door_cycles, self._travelled = 48_211, 61_530, 612_480.0
        self.phase: Phase = "closing"
        self.motion = Motion(LOBBY * FLOOR_HEIGHT)
        self.passengers = [Person(LOBBY, rng.randint(3, FLOORS - 1))]
        self._enter("closing", 1.0)
        self._measure()

    @property
    def floor(self) -> int:
        return round(self.motion.position / FLOOR_HEIGHT)

    @property
    def load(self) -> int:
        return PERSON_KG * len(self.passengers)

    @property
    def door(self) -> str:
        return self.phase if self.phase in ("opening", "open", "closing") else "closed"

    @property
    def _takes_nobody(self) -> bool:
        """Full, or about to be handed over to the mechanic once everybody is out."""
        return len(self.passengers) >= CAPACITY or self._bearing.is_worn_out

    def step(self, dt: float) -> None:
        substeps = max(1, math.ceil(dt / SUBSTEP_S))
        for _ in range(substeps):
            self._advance(dt / substeps)
        self._measure()

    def _advance(self, dt: float) -> None:
        self._left -= dt
        self._elapsed += dt
        self._traffic.step(dt)
        {
            "idle": self._idle,
            "moving": self._move,
            "opening": self._open,
            "open": self._serve,
            "closing": self._close,
            "maintenance": self._maintain,
        }[self.phase]()
        self._bearing.step(dt, self.motion, self.phase in ("opening", "closing"))

    def _enter(self, phase: Phase, seconds: float = 0.0) -> None:
        self.phase, self._left, self._elapsed = phase, seconds, 0.0

    def _idle(self) -> None:
        if self._left > 0:
            return
        if self._bearing.is_worn_out and not self.passengers:
            self._enter("maintenance", MAINTENANCE_S)
        elif self._next_to_board():
            self._begin_opening()
        elif (stop := self._destination()) is not None:
            self._depart(stop)

    def _destination(self) -> int | None:
        up, down = (set() if self._takes_nobody else self._traffic.calls(way) for way in (1, -1))
        stop = next_stop(self.floor, self._heading, {person.destination for person in self.passengers}, up, down)
        is_time_to_park = self._elapsed > PARK_AFTER_S and self.floor != LOBBY
        return LOBBY if stop is None and is_time_to_park else stop

    def _depart(self, stop: int) -> None:
        self._heading = 1 if stop > self.floor else -1
        self._trip = Trip.plan(self.motion.position, stop * FLOOR_HEIGHT)
        self._trips += 1
        self._enter("moving", self._trip.duration)

    def _move(self) -> None:
        before = self.motion.position
        self.motion = self._trip.at(self._elapsed)
        self._travelled += abs(self.motion.position - before)
        if self._left > 0:
            return
        self.motion = Motion(self._trip.finish)
        if self._next_to_leave() or self._next_to_board():
            self._begin_opening()
        else:
            self._enter("idle")

    def _begin_opening(self) -> None:
        self._door_cycles += 1
        self._enter("opening", OPENING_S)

    def _open(self) -> None:
        if self._left <= 0:
            self._transfer = TRANSFER_S
            self._enter("open", DWELL_S)

    def _serve(self) -> None:
        """One person after the other passes the door, and it stays open a moment after the last one."""
        if self._elapsed >= self._transfer and (self._leave() or self._board()):
            self._transfer = self._elapsed + TRANSFER_S
            self._left = max(self._left, TRANSFER_S * 2)
        if self._left <= 0:
            self._enter("closing", CLOSING_S)

    def _close(self) -> None:
        if self._left <= 0:
            self._enter("idle", BRAKE_S)

    def _maintain(self) -> None:
        if self._left <= 0:
            self._bearing.renew()
            self._enter("idle")

    def _next_to_leave(self) -> Person | None:
        return next((person for person in self.passengers if person.destination == self.floor), None)

    def _next_to_board(self) -> Person | None:
        if self._takes_nobody:
            return None
        return boarding(self.floor, self._heading, not self.passengers, self._traffic.waiting)

    def _leave(self) -> bool:
        if person := self._next_to_leave():
            self.passengers.remove(person)
        return person is not None

    def _board(self) -> bool:
        if person := self._next_to_board():
            self._heading = person.way
            self._traffic.waiting.remove(person)
            self.passengers.append(person)
        return person is not None

    def _measure(self) -> None:
        """Sensors are read once a step, so that asking for messages changes nothing."""
        exact = draw(self.motion, self.load, self.phase in ("opening", "closing"))
        noise = self._rng.gauss(1.0, 0.01)
        self._draw = Draw(exact.current * noise, exact.power * noise)
        self._rms, self._peak = self._bearing.vibration()

    def readings(self) -> dict[str, dict[str, object]]:
        """What every sensor shows, by feature."""
        speed = self.motion.speed
        cabin: dict[str, object] = {
            "position": _rounded(self.motion.position, 3),
            "floor": self.floor,
            "speed": _rounded(speed, 3),
            "acceleration": _rounded(self.motion.acceleration, 3),
            "direction": "up" if speed > 0 else "down" if speed < 0 else "stopped",
            "door": self.door,
            "load": self.load,
            "mode": "maintenance" if self.phase == "maintenance" else "normal",
        }
        drive: dict[str, object] = {
            "current": round(self._draw.current, 2),
            "power": round(self._draw.power, 2),
        }
        vibration: dict[str, object] = {
            "rms": round(self._rms, 2),
            "peak": round(self._peak, 2),
            "bearing_temperature": round(self._bearing.temperature, 1),
        }
        usage: dict[str, object] = {
            "trips": self._trips,
            "door_cycles": self._door_cycles,
            "distance": round(self._travelled / 1000, 3),
        }
        return {"cabin": cabin, "drive": drive, "vibration": vibration, "usage": usage}

    def messages(self, now_ms: int, features: Collection[str] | None = None) -> list[Message]:
        """Each feature as a flat JSON object on a topic of its own."""
        return [
            (f"{TOPIC}/{feature}", {"ts": now_ms, **values})
            for feature, values in self.readings().items()
            if features is None or feature in features
        ]


def _rounded(value: float, digits: int) -> float:
    return round(value, digits) + 0.0  # makes -0.0 a plain 0
