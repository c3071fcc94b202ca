"""Watching the folder of declarations: an edit is applied a moment after the file came to rest."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from watchdog.events import (
    EVENT_TYPE_CLOSED_NO_WRITE,
    EVENT_TYPE_MODIFIED,
    EVENT_TYPE_OPENED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

log = logging.getLogger(__name__)

_REST_SECONDS = 0.25
_LONGEST_REST_SECONDS = 5.0
_READING = {EVENT_TYPE_OPENED, EVENT_TYPE_CLOSED_NO_WRITE}


class Watcher(FileSystemEventHandler):
    """Calls `on_change` (on a thread of its own, never twice at once) when something below `root` may have changed what
    the files declare."""

    def __init__(self, root: Path, on_change: Callable[[], None]) -> None:
        self._root = root
        self._on_change = on_change
        self._touched = threading.Event()
        self._stopping = threading.Event()
        self._observer = Observer()
        self._thread = threading.Thread(target=self._work, name="watch-twins", daemon=True)

    def start(self) -> None:
        self._observer.schedule(self, str(self._root), recursive=True)
        self._observer.start()
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._touched.set()
        self._observer.stop()
        self._observer.join()
        self._thread.join()

    def on_any_event(self, event: FileSystemEvent) -> None:
        # Our own reading of the files must not look like a change of them; and a folder counts as modified whenever any
        # file in it is written, for example a twin's log.
        if event.event_type in _READING or (event.is_directory and event.event_type == EVENT_TYPE_MODIFIED):
            return
        names = {Path(str(path)).name for path in (event.src_path, event.dest_path) if path}
        if "twin.yaml" in names or event.is_directory:
            self._touched.set()

    def _work(self) -> None:
        while True:
            self._touched.wait()
            if self._stopping.is_set():
                return
            self._wait_for_rest()
            try:
                self._on_change()
            except Exception:
                log.exception("The twins could not be looked at; the next change is tried again.")

    def _wait_for_rest(self) -> None:
        """Editors write in several steps; wait until nothing has moved for a moment, but not for ever."""
        deadline = time.monotonic() + _LONGEST_REST_SECONDS
        while self._touched.is_set() and not self._stopping.is_set() and time.monotonic() < deadline:
            self._touched.clear()
            self._touched.wait(_REST_SECONDS)
