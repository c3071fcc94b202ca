"""Writes docs/twin.schema.json, the schema that editors use: `python -m registry.declarations.schema`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from registry.declarations.shape import json_schema

PATH: Final = Path(__file__).resolve().parents[2] / "docs" / "twin.schema.json"


def written() -> str:
    """The schema as it stands in the file."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    PATH.write_text(written(), encoding="utf-8")
    sys.stdout.write(f"wrote {PATH}\n")


if __name__ == "__main__":
    main()
