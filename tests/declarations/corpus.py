"""Files with what reading them must say beside them; `python -m tests.declarations.corpus` writes it anew.

An expectation is made to be read as a diff: the faults as people see them, then what the file means.
"""

from __future__ import annotations

import json
from pathlib import Path

from registry.declarations import Reading, read_file

ROOT = Path(__file__).parent / "corpus"


def files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).glob("*.yaml"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").as_posix()


def rendered(reading: Reading) -> str:
    """The faults, then the declaration in its long form."""
    faults = "".join(f"{fault}\n" for fault in reading.faults)
    if reading.declaration is None:
        return faults
    meaning = json.dumps(reading.declaration.to_document(), indent=2, ensure_ascii=False)
    return f"{faults}---\n{meaning}\n" if faults else f"{meaning}\n"


def read(path: Path) -> Reading:
    return read_file(path, root=path.parent)


if __name__ == "__main__":
    for file in files("good", "odd", "broken", "hostile"):
        file.with_suffix(".expect").write_text(rendered(read(file)), encoding="utf-8")
