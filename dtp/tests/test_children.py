"""Children end with us, however we end."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from dtp.embedded import children

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
PARENT = """
import subprocess, sys, time
from dtp.embedded import children
child = children.start([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""


def ends_within(seconds: float, process: int) -> bool:
    """Whether the process of this file descriptor ends in time."""
    return bool(select.select([process], [], [], seconds)[0])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children by itself")
def test_a_child_ends_when_its_parent_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, cwd=settings.BASE_DIR)
    assert parent.stdout
    with parent.stdout, parent:
        child = os.pidfd_open(int(parent.stdout.readline()))
        try:
            assert not ends_within(0, child)
            parent.send_signal(signal.SIGKILL)
            assert ends_within(2, child)
        finally:
            os.close(child)


def test_stopping_ends_all() -> None:
    started = [children.start(SLEEP) for _ in range(3)]
    children.stop(started)
    assert [child.returncode for child in started] == [-signal.SIGTERM] * 3


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "_PATIENCE_SECONDS", 0.1)
    os.mkfifo(tmp_path / "log")
    reader = os.open(tmp_path / "log", os.O_RDONLY | os.O_NONBLOCK)
    child = children.start([sys.executable, "-c", STUBBORN], log=tmp_path / "log")
    with os.fdopen(reader, "rb") as log:
        os.set_blocking(reader, True)
        assert log.readline() == b"deaf\n"
        children.stop([child])
    assert child.returncode == -signal.SIGKILL


def test_stopping_what_has_ended_already_does_no_harm() -> None:
    child = children.start([sys.executable, "-c", ""])
    child.wait()
    children.stop([child])
    children.stop([child])
    assert child.returncode == 0


def test_what_a_child_says_is_in_its_log(tmp_path: Path) -> None:
    child = children.start(
        [sys.executable, "-c", "import os, sys; print(os.environ['A']); print('e', file=sys.stderr)"],
        env={"A": "from the environment", "PYTHONUNBUFFERED": "1"},
        log=tmp_path / "log",
    )
    child.wait()
    assert (tmp_path / "log").read_text() == "from the environment\ne\n"


def test_a_child_does_not_hear_ctrl_c_of_our_terminal() -> None:
    child = children.start(SLEEP)
    try:
        assert os.getsid(child.pid) == child.pid != os.getsid(0)
    finally:
        children.stop([child])
