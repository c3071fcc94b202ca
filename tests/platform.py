"""The real platform as a child process, on free ports, for journeys, benchmarks and screenshots."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from dtp.embedded.ports import free_port

ROOT = Path(__file__).resolve().parents[1]
_START_SECONDS = 60.0


@dataclass
class Platform:
    """A running platform. `output` grows with what it prints."""

    process: subprocess.Popen[str]
    port: int
    mqtt_port: int
    twins_dir: Path
    data_dir: Path
    output: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def sign_in_link(self, base: str = "") -> str:
        """A new one-time link, leading to `base` when it is another address."""
        made = self._manage("sign_in_link", *(["--base", base] if base else []))
        return made.strip().splitlines()[-1]

    def _manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        env = {**self.env, "DTP_PORT": str(self.port)}
        return subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout

    @property
    def env(self) -> dict[str, str]:
        return platform_env(self.data_dir, self.twins_dir, self.port, self.mqtt_port)

    def stop_simulator(self, name: str) -> None:
        """End the generator of one twin, as a device that falls silent."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            if f"{name}/generator.py" in " ".join(child.cmdline()):
                child.terminate()
                return
        raise AssertionError(f"no simulator {name} is running")

    def text(self) -> str:
        return "".join(self.output)


def platform_env(data_dir: Path, twins_dir: Path, port: int, mqtt_port: int) -> dict[str, str]:
    """The environment of a platform of its own: nothing of this shell's settings, nobody's `.env`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DTP_", "DJANGO_"))}
    return {
        **inherited,
        "DTP_ENV_FILE": "",
        "DTP_DATA_DIR": str(data_dir),
        "DTP_TWINS_DIR": str(twins_dir),
        "DTP_PORT": str(port),
        "DTP_BROKER_PORT": str(mqtt_port),
        "PYTHONUNBUFFERED": "1",
    }


def copy_twins(to: Path) -> Path:
    """The sample twins in a folder that may be edited."""
    skipped = shutil.ignore_patterns("__pycache__", "tests")
    return Path(shutil.copytree(ROOT / "twins", to / "twins", ignore=skipped))


@contextmanager
def running_platform(folder: Path, twins_dir: Path, **settings: str) -> Iterator[Platform]:
    """Start the platform and wait until it says that it is ready; end it as Ctrl-C does."""
    data_dir = folder / "data"
    port, mqtt_port = free_port(), free_port()
    env = {**platform_env(data_dir, twins_dir, port, mqtt_port), **settings}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "embedded"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    platform = Platform(process, port, mqtt_port, twins_dir, data_dir)
    reader = threading.Thread(target=_collect, args=(platform,), daemon=True)
    reader.start()
    try:
        _wait_for_ready(platform)
        yield platform
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join(5)
        assert process.stdout is not None
        process.stdout.close()


def _collect(platform: Platform) -> None:
    assert platform.process.stdout is not None
    for line in platform.process.stdout:
        platform.output.append(line)


def _wait_for_ready(platform: Platform) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not re.search(r"Ready in", platform.text()):
        assert platform.process.poll() is None, f"the platform ended:\n{platform.text()}"
        assert time.monotonic() < deadline, f"the platform did not start:\n{platform.text()}"
        time.sleep(0.02)
