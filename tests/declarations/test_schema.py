"""The schema in docs is the one of the model, and agrees with the reader as far as a schema can."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from registry.declarations import json_schema, schema
from registry.declarations.model import Declaration
from tests.declarations import corpus

VALIDATOR = Draft202012Validator(json_schema())

CANNOT_KNOW = {
    "broken/range",  # compares two values
    "broken/duplicate-keys",  # is gone once it is data
    "broken/metadata",  # allows everything
    "broken/name-two-lines",
    "broken/merge-of-text",
}


def loaded(path: Path) -> Any:
    text = path.read_bytes().decode("utf-8-sig")
    return json.loads(text) if text.startswith("{") else yaml.safe_load(text)


def loadable(*folders: str) -> list[Path]:
    return [path for path in corpus.files(*folders) if is_loadable(path)]


def is_loadable(path: Path) -> bool:
    try:
        loaded(path)
    except (yaml.YAMLError, ValueError, UnicodeError, RecursionError, TypeError):
        return False
    return True


def test_the_committed_schema_is_the_one_of_the_model() -> None:
    assert schema.PATH.read_text(encoding="utf-8") == schema.written(), "python -m registry.declarations.schema"


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", corpus.files("good"), ids=corpus.name)
def test_a_good_file_validates_in_both_forms(path: Path) -> None:
    reading = corpus.read(path)
    assert reading.declaration
    assert [error.message for error in VALIDATOR.iter_errors(loaded(path))] == []
    assert [error.message for error in VALIDATOR.iter_errors(reading.declaration.to_document())] == []


@pytest.mark.parametrize("path", loadable("broken"), ids=corpus.name)
def test_a_broken_file_does_not_validate(path: Path) -> None:
    assert VALIDATOR.is_valid(loaded(path)) == (corpus.name(path) in CANNOT_KNOW)


def test_every_field_says_what_it_is() -> None:
    parts = {"Declaration": json_schema()} | json_schema()["$defs"]
    for part in parts.values():
        for field in part.get("anyOf", [part])[-1]["properties"].values():
            assert field["title"] and field["description"]


def test_every_example_is_a_good_one() -> None:
    for name, field in json_schema()["properties"].items():
        for example in field.get("examples", ()):
            assert VALIDATOR.is_valid({"@id": "a:b"} | {name: example})


def test_the_codecs_can_be_given() -> None:
    stream = json_schema(codecs=("auto", "mine"))["$defs"]["Stream"]["anyOf"][1]["properties"]["codec"]
    assert stream["enum"] == ["auto", "mine"]


def test_every_key_of_the_model_is_in_the_schema() -> None:
    assert set(json_schema()["properties"]) == set(Declaration.fields_by_key())
