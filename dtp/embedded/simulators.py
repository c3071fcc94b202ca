"""The simulators of the sample twins, each a child process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from dtp.embedded import children


class Simulators:
    """Every `generator.py` below the twins folder. They wait for the broker by themselves."""

    def __init__(self, twins_dir: Path, host: str, port: int, data_dir: Path) -> None:
        self._scripts = sorted(twins_dir.glob("*/generator.py"))
        self._env = {**os.environ, "MQTT_HOST": host, "MQTT_PORT": str(port)}
        self._data_dir = data_dir
        self._children: list[subprocess.Popen[bytes]] = []

    @property
    def names(self) -> list[str]:
        return [script.parent.name for script in self._scripts]

    def start(self) -> None:
        for script in self._scripts:
            log = self._data_dir / f"simulator-{script.parent.name}.log"
            self._children.append(children.start([sys.executable, str(script)], env=self._env, log=log))

    def stop(self) -> None:
        children.stop(self._children)
