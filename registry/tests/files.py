"""Folders of twin.yaml files for the tests of discovery."""

from __future__ import annotations

from pathlib import Path

from portal.models import PortalEvent
from registry.models import Change


def declared(twin_id: str, *, name: str = "", tenant: str = "acme") -> str:
    """The text of a small twin.yaml."""
    return f'"@id": {twin_id}\n' + (f"name: {name}\n" if name else "") + f"tenant: {tenant}\n"


def write(root: Path, path: str, text: str) -> Path:
    """Write `path` below `root` with its folders; `path` names the folder of a twin.yaml."""
    file = root / path / "twin.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def told() -> tuple[int, int]:
    """How many changes were recorded and how many events were told so far."""
    return Change.objects.count(), PortalEvent.objects.count()
