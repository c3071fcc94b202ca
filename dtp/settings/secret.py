"""The key that signs sessions: given, or made once and kept where only this user can read it."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def secret_key(given: str, data_dir: Path) -> str:
    """The given key, else the one kept in `data_dir/secret_key`, made when it is not there yet."""
    if given:
        return given
    kept = data_dir / "secret_key"
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(made := get_random_secret_key())
    return made
