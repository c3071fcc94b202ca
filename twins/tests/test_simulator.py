"""The runner keeps its pace, prints what it would send, and ends when asked."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twins import simulator
from twins.simulator import Message, due
from twins.tests.simulations import NAMES, command


class Counting:
    """The simplest device there is."""

    rates: ClassVar[Mapping[str, float]] = {"fast": 4.0, "slow": 1.0}

    def __init__(self) -> None:
        self.time = 0.0

    def step(self, dt: float) -> None:
        self.time += dt

    def messages(self, now_ms: int, features: Collection[str] | None = None) -> list[Message]:
        return [(feature, {"ts": now_ms, "time": self.time}) for feature in features or ()]


class Stage:
    """A clock that passes only while somebody waits, a stop nobody asks for, and an outlet that remembers."""

    def __init__(self) -> None:
        self.now = 100.0
        self.sent: list[tuple[float, str, float]] = []
        self.is_away_until = 0.0
        self.is_over_at = math.inf
        self.while_sending: Callable[[], None] = lambda: None

    def monotonic(self) -> float:
        return self.now

    def time_ns(self) -> int:
        return int(self.now * 1e9)

    def wait(self, seconds: float) -> bool:
        self.now += max(0.0, seconds)
        return self.now >= self.is_over_at

    def is_ready(self) -> bool:
        return self.now >= self.is_away_until

    def send(self, topic: str, text: str) -> None:
        self.sent.append((round(self.now - 100.0, 6), topic, json.loads(text)["time"]))
        self.while_sending()

    def close(self) -> None: ...


@pytest.fixture
def stage(monkeypatch):
    stage = Stage()
    monkeypatch.setattr(simulator, "time", stage)
    return stage


def play(stage: Stage, count: int | None, speed: float = 1.0) -> list[tuple[float, str, float]]:
    simulator.play(Counting(), stage, stage, rates=Counting.rates, speed=speed, count=count)  # type: ignore[arg-type]
    return stage.sent


def test_features_are_sent_at_their_own_rate(stage):
    sent = play(stage, 9)
    assert [at for at, topic, _ in sent if topic == "fast"] == [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]
    assert [at for at, topic, _ in sent if topic == "slow"] == [0, 1, 2]


def test_simulated_time_passes_as_many_times_faster_as_asked(stage):
    assert [time for _, topic, time in play(stage, 3, speed=60.0) if topic == "fast"] == [0, 15, 30]


def test_a_late_tick_is_not_followed_by_a_burst(stage):
    def dawdle() -> None:
        stage.now += 1.1 if len(stage.sent) == 3 else 0.0

    stage.while_sending = dawdle
    times = [at for at, topic, _ in play(stage, 6) if topic == "fast"]
    assert times == [0, 0.25, 1.6, 1.85, 2.1, 2.35]
    assert [time for _, topic, time in stage.sent if topic == "fast"] == [0, 0.25, 0.5, 0.75, 1.0, 1.25]


def test_a_slightly_late_tick_does_not_shift_the_ones_after_it(stage):
    def dawdle() -> None:
        stage.now += 0.03

    stage.while_sending = dawdle
    assert [at for at, topic, _ in play(stage, 4) if topic == "fast"] == [0, 0.25, 0.5, 0.75]


def test_nothing_is_simulated_or_sent_while_nobody_listens(stage):
    stage.is_away_until = 103.0
    first, second = [each for each in play(stage, 2) if each[1] == "fast"]
    assert first[0] == pytest.approx(3.0, abs=0.2)
    assert second[0] == pytest.approx(first[0] + 0.25)
    assert (first[2], second[2]) == (0.0, 0.25)


@pytest.mark.parametrize("away", [0.0, 1e9])
def test_it_ends_when_asked_whether_the_broker_is_there_or_not(stage, away):
    stage.is_away_until, stage.is_over_at = away, 101.1
    play(stage, None)
    assert stage.now < 101.5


@given(
    rates=st.dictionaries(st.sampled_from("abcd"), st.sampled_from([0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5]), min_size=1),
    seconds=st.integers(1, 100),
)
def test_due_features_add_up_to_their_rate(rates, seconds):
    pace = max(rates.values())
    ticks = round(seconds * 10 * pace)
    times = Counter(feature for tick in range(ticks) for feature in due(tick, pace, rates))
    for feature, rate in rates.items():
        assert abs(times[feature] - ticks * rate / pace) <= 1
    assert set(due(0, pace, rates)) == set(rates)


def dry_run(name: str, *arguments: object) -> list[tuple[str, object]]:
    done = subprocess.run(
        command(name, "--dry-run", "--rate", 200, *arguments),
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    assert done.stderr == ""
    pairs = (line.split(" ", 1) for line in done.stdout.splitlines())
    return [(topic, without_time(json.loads(text))) for topic, text in pairs]


def without_time(document: object) -> object:
    return {key: value for key, value in document.items() if key != "ts"} if isinstance(document, dict) else document


@pytest.mark.parametrize("name", NAMES)
def test_a_dry_run_prints_the_same_for_the_same_seed(name):
    first = dry_run(name, "--count", 10, "--seed", 3)
    assert len(first) >= 40
    assert dry_run(name, "--count", 10, "--seed", 3) == first
    assert dry_run(name, "--count", 10, "--seed", 4) != first


def test_a_dry_run_does_without_the_mqtt_library():
    code = "import sys; sys.modules['paho'] = None; sys.argv[1:] = ['--dry-run', '--count', '1']; "
    code += f"import runpy; runpy.run_path({command('lift')[1]!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=20)
    assert len(done.stdout.splitlines()) == 4


def test_without_the_mqtt_library_it_says_what_to_install():
    code = "import sys; sys.modules['paho'] = None; "
    code += f"import runpy; runpy.run_path({command('lift')[1]!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["lift: paho-mqtt is missing; run: pip install paho-mqtt"]


def test_a_dry_run_ends_quietly_when_its_reader_goes_away():
    running = subprocess.Popen(command("lift", "--dry-run"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout is not None and running.stderr is not None
    running.stdout.readline()
    running.stdout.close()
    assert running.wait(10) == 0
    assert running.stderr.read() == ""
    running.stderr.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_a_second(number):
    with subprocess.Popen(command("lift", "--dry-run"), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.readline()
        asked = time.monotonic()
        running.send_signal(number)
        _, said = running.communicate(timeout=10)
        assert time.monotonic() - asked < 1
    assert running.returncode == 0
    assert said == b""


@pytest.mark.parametrize("wrong", [("--rate", 0), ("--speed", -1), ("--rate", "nan"), ("--port", "mqtt")])
def test_nonsense_is_refused_with_a_sentence(wrong):
    done = subprocess.run(command("lift", "--dry-run", *wrong), capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 2
    assert wrong[0] in done.stderr
    assert "Traceback" not in done.stderr


def test_the_broker_comes_from_the_environment():
    environment = os.environ | {"MQTT_HOST": "broker.example", "MQTT_PORT": "2883"}
    done = subprocess.run(
        command("lift", "--help"), capture_output=True, text=True, check=True, timeout=20, env=environment
    )
    assert "broker.example" in done.stdout and "2883" in done.stdout
