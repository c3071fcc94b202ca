"""Scheduled work without Celery beat: the same schedule, run by a thread."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import close_old_connections

log = logging.getLogger(__name__)


class Scheduler:
    """Runs each entry of CELERY_BEAT_SCHEDULE every `schedule` seconds, the first time at once."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scheduler", daemon=True)
        self._schedule: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE
        self._due = dict.fromkeys(self._schedule, 0.0)

    def start(self) -> None:
        current_app.loader.import_default_modules()
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            now = time.monotonic()
            for name, entry in self._schedule.items():
                if self._due[name] <= now:
                    self._due[name] = now + entry["schedule"]
                    self._do(name, entry)
            self._stopping.wait(max(0.05, min(self._due.values()) - time.monotonic()))

    def _do(self, name: str, entry: dict[str, Any]) -> None:
        close_old_connections()
        try:
            current_app.tasks[entry["task"]].delay()
        except Exception:
            log.exception("The scheduled work %s failed; it is tried again in %s s.", name, entry["schedule"])
