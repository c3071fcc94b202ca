"""Committed files work on every machine: no paths of one, and no addresses of package registries."""

from __future__ import annotations

import pytest

from tests.architecture.tree import ROOT, committed, said

# In halves, so that this file is searched like every other.
FORBIDDEN = ("/wo" + "rk/", "/ro" + "ot/", "pypi" + ".org", "pythonhosted" + ".org", "registry.npm" + "js")


@pytest.mark.parametrize("text", FORBIDDEN)
def test_no_file_names_it(text: str) -> None:
    found = [
        f"{path}:{number}: {text}"
        for path in committed()
        for number, line in enumerate((ROOT / path).read_bytes().splitlines(), 1)
        if text.encode() in line
    ]
    assert not found, said(found)


def test_the_lock_files_are_among_what_is_searched() -> None:
    names = {path.name for path in committed()}
    assert {"package-lock.json", "requirements.txt", "requirements-dev.txt"} <= names
