"""docs/twin-yaml.md is true: its examples read, its errors are the real ones, and no field is missing.

`python -m tests.declarations.test_doc` writes the error messages anew.
"""

import re
from pathlib import Path

import pytest

from registry.declarations import model, read_text
from registry.declarations.part import Part

DOC = Path(__file__).parents[2] / "docs" / "twin-yaml.md"
TEXT = DOC.read_text(encoding="utf-8")

GOOD = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
BAD = re.compile(r"^```yaml error\n(.*?)^```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PARTS = [part for part in vars(model).values() if isinstance(part, type) and issubclass(part, Part)]


def told(example: str) -> str:
    return "".join(f"{fault}\n" for fault in read_text(example, file="twin.yaml").faults)


@pytest.mark.parametrize("example", GOOD, ids=range(len(GOOD)))
def test_an_example_reads_without_faults(example: str) -> None:
    assert told(example) == ""


@pytest.mark.parametrize(("example", "output"), BAD.findall(TEXT))
def test_an_error_is_told_as_shown(example: str, output: str) -> None:
    assert told(example) == output


def test_every_error_example_is_followed_by_its_output() -> None:
    assert len(BAD.findall(TEXT)) == TEXT.count("```yaml error") >= 9


@pytest.mark.parametrize("part", [part for part in PARTS if part is not Part], ids=lambda part: part.__name__)
def test_every_field_has_its_row(part: type[Part]) -> None:
    rows = re.findall(r"^\| (.*?) \|", TEXT, re.MULTILINE)
    named = {key.strip('"') for row in rows for key in re.findall(r"`(.*?)`", row)}
    # Relations have two keys, which a sentence explains.
    said = named | set(re.findall(r"`(kind|target)`", TEXT))
    assert set(part.fields_by_key()) <= said


def with_output(found: re.Match[str]) -> str:
    return f"```yaml error\n{found[1]}```\n\n```text\n{told(found[1])}```"


if __name__ == "__main__":
    DOC.write_text(BAD.sub(with_output, TEXT), encoding="utf-8")
