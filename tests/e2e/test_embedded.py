"""The embedded platform as a process, seen from outside, without a browser."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from dtp.embedded.ports import free_port
from tests.e2e.client import Session
from tests.platform import ROOT, copy_twins, platform_env, running_platform

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

BROKERS = [pytest.param("mosquitto", marks=pytest.mark.mosquitto), "amqtt"]


def wait_until(holds: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.parametrize("broker", BROKERS)
def test_the_sample_twins_move_and_everything_ends_with_a_signal(tmp_path: Path, broker: str) -> None:
    with running_platform(tmp_path, copy_twins(tmp_path), DTP_BROKER=broker) as platform:
        session = Session(platform.url)
        session.sign_in(platform.sign_in_link())

        def revisions() -> list[int]:
            return [card["revision"] for card in session.get("/api/portal/cards")["cards"]]

        wait_until(lambda: len(revisions()) == 3 and all(revision > 2 for revision in revisions()))
        states = {part["name"]: part["state"] for part in session.get("/api/portal/status")["components"]}
        assert states == dict.fromkeys(states, "ok") | {"Influx": "off"}
        children = psutil.Process(platform.process.pid).children(recursive=True)
        platform.process.terminate()
        assert platform.process.wait(10) == 0
        assert psutil.wait_procs(children, timeout=3)[1] == []
    assert "Traceback" not in platform.text(), platform.text()


def test_a_sign_in_link_works_once(tmp_path: Path) -> None:
    with running_platform(tmp_path, copy_twins(tmp_path), DTP_DEMO="0") as platform:
        link = platform.sign_in_link()
        assert Session(platform.url).sign_in(link)["user"]["username"] == "admin"
        with pytest.raises(urllib.error.HTTPError) as refused:
            Session(platform.url).sign_in(link)
        assert refused.value.code == 401
        refused.value.close()
        assert psutil.Process(platform.process.pid).children(recursive=True) in ([], _brokers(platform.process.pid))


def _brokers(pid: int) -> list[psutil.Process]:
    """The children that are brokers: without the demo there are no others."""
    return [child for child in psutil.Process(pid).children(recursive=True) if child.name() == "mosquitto"]


def test_a_second_start_registers_nothing_anew(tmp_path: Path) -> None:
    twins_dir = copy_twins(tmp_path)
    with running_platform(tmp_path, twins_dir, DTP_DEMO="0") as first:
        assert "3 created" in first.text()
    with running_platform(tmp_path, twins_dir, DTP_DEMO="0") as second:
        assert "created" not in second.text()
        assert "unchanged" not in second.text()


@pytest.mark.parametrize("setting", ["DTP_PORT", "DTP_BROKER_PORT"])
def test_a_taken_port_is_one_sentence_that_names_the_setting(tmp_path: Path, setting: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        env = platform_env(tmp_path, ROOT / "twins", free_port(), free_port())
        env[setting] = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "manage.py", "embedded"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert f"{setting}=" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with a killed parent")
def test_nothing_is_left_behind_by_a_kill(tmp_path: Path) -> None:
    with running_platform(tmp_path, copy_twins(tmp_path)) as platform:
        children = psutil.Process(platform.process.pid).children(recursive=True)
        assert len(children) >= 3
        platform.process.kill()
        assert psutil.wait_procs(children, timeout=5)[1] == []
