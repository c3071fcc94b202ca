"""The key that signs sessions: given, or made once and kept where only this user can read it."""

import os
import time
from pathlib import Path

from django.core.management.utils import get_random_secret_key

_PATIENCE_SECONDS = 2.0


def secret_key(given: str, data_dir: Path) -> str:
    """The given key, else the one kept in `data_dir/secret_key`, made when it is not there yet."""
    if given:
        return given
    kept = data_dir / "secret_key"
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(kept)
    with os.fdopen(descriptor, "w") as file:
        file.write(made := get_random_secret_key())
    return made


def _read(kept: Path) -> str:
    """The kept key. Another process may be writing it at this very moment."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not (found := kept.read_text().strip()):
        if time.monotonic() > deadline:
            raise SystemExit(f"The secret key in {kept} is empty. Delete the file; the next start makes a new one.")
        time.sleep(0.01)
    return found
