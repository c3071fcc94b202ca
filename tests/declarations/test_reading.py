"""What callers rely on: the types, the hash, places, and that nothing raises."""

import ast
import os
import sys
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, asdict
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from registry import declarations
from registry.declarations import Declaration, Fault, read_document, read_file, read_text, reserved
from tests.declarations import corpus

LONG = (corpus.ROOT / "good" / "long.yaml").read_text(encoding="utf-8")
HEAD = '"@id": dtp.lift:lift-1\ntenant: demo\n'


def declared(text: str) -> Declaration:
    reading = read_text(text)
    assert reading.faults == ()
    assert reading.declaration
    return reading.declaration


def test_the_long_form_is_typed() -> None:
    twin = declared(LONG)
    assert (twin.id, twin.name, twin.tenant) == ("dtp.lift:lift-1", "Lift 1, north shaft", "demo")
    assert twin.metadata.domain == ("lift", "building")
    assert (twin.metadata.status, twin.metadata.rest) == ("active", {"lift_id": "L-0001"})
    assert twin.interfaces.data_streams[1].feature == "cabin"
    assert twin.features["cabin"].interval == 0.5
    assert twin.features["cabin"].properties["door"].enum == ("open", "closed", "opening", "closing")
    assert twin.features["cabin"].properties["weight"].type == "number"
    assert (twin.alarms["bearing_vibration"].for_, twin.alarms["bearing_vibration"].severity) == (30.0, "major")
    assert (twin.ui.headline, twin.ui.order) == (("vibration.rms", "cabin.position"), 10)


def test_relations_and_dependencies_come_together() -> None:
    text = HEAD + ('dependencies: {static: ["a:1"], dynamic: ["a:2"]}\nrelations: [{kind: parent, target: "a:3"}]\n')
    twin = declared(text)
    assert (twin.dependencies.static, twin.dependencies.dynamic) == (("a:1",), ("a:2",))
    assert [(relation.kind, relation.target) for relation in twin.relations] == [("parent", "a:3")]


def test_a_name_is_taken_from_the_id() -> None:
    assert declared('"@id": dtp:lift:1\ntenant: a').name == "lift:1"


def test_a_declaration_cannot_be_changed() -> None:
    twin = declared(LONG)
    with pytest.raises(ValidationError):
        setattr(twin, "name", "other")  # noqa: B010
    twin.to_document()["metadata"]["lift_id"] = "other"
    assert twin.metadata.rest == {"lift_id": "L-0001"}


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "name: Lift\nui: {order: 1}\nfeatures: {a: {interval: 5s, properties: {b: {type: number, max: 24}}}}",
        "# comment\n" + HEAD + "ui: {order: 1}\nname: 'Lift'\nfeatures:\n  a:\n    properties:\n"
        "      b: {max: 24.0, type: number}\n    interval: PT5S\nstrict: false\nalarms:\n",
        '{"name": "Lift", "tenant": "demo", "@id": "dtp.lift:lift-1", "ui": {"order": 1, "icon": null},'
        ' "features": {"a": {"interval": 5.0, "properties": {"b": {"type": "number", "max": 2.4e1}}}}}',
    ],
)
def test_the_hash_is_of_the_meaning(text: str) -> None:
    assert declared(text).content_hash() == declared(text + "\n# note").content_hash()
    first = HEAD + "name: Lift\nui: {order: 1}\n"
    first += "features: {a: {interval: 5, properties: {b: {type: number, max: 24}}}}"
    assert declared(text).content_hash() == declared(first).content_hash()
    assert declared(text).content_hash() != declared(first + "\nstrict: true").content_hash()


def test_a_fault_is_one_line_with_advice_below() -> None:
    fault = Fault("error", "a.b", "is wrong", "right", "do it right", "twin.yaml", 3, 7)
    assert str(fault) == "twin.yaml:3:7: error: a.b: is wrong\n    expected: right\n    hint: do it right"
    assert str(Fault("warning", "", "odd", file="x")) == "x: warning: odd"
    assert asdict(fault)["column"] == 7
    with pytest.raises(FrozenInstanceError):
        setattr(fault, "line", 4)  # noqa: B010


def test_a_document_has_paths_but_no_lines() -> None:
    reading = read_document({"@id": "lift", "tenant": "demo", "features": {"a": {"interval": "soon"}}})
    assert [(fault.path, fault.line) for fault in reading.errors] == [("@id", None), ("features.a.interval", None)]
    assert str(reading.errors[0]).startswith("<document>: error: @id: 'lift' has no namespace")


def test_places_tell_where_every_value_stands() -> None:
    reading = read_text(HEAD + 'dependencies:\n  static:\n    - "a:1"\n')
    place = reading.places["dependencies.static[0]"]
    assert (place.line, place.column) == (5, 7)
    assert read_document({"@id": "a:b", "tenant": "t"}).places == {}


def test_the_caller_says_which_codecs_there_are() -> None:
    text = HEAD + "interfaces: {data_streams: [{topic: a, codec: sparkplug}]}"
    assert read_text(text).errors
    assert read_text(text, codecs=["auto", "sparkplug"]).faults == ()
    assert read_document(yaml.safe_load(text), codecs=["sparkplug"]).faults == ()


def test_numbers_of_json_are_numbers() -> None:
    twin = declared(HEAD + "features: {a: {properties: {b: {type: number, min: -1E-2, max: 1.5e3}}}}")
    assert (twin.features["a"].properties["b"].min, twin.features["a"].properties["b"].max) == (-0.01, 1500)


def test_every_fault_is_told_at_once() -> None:
    reading = corpus.read(corpus.ROOT / "broken" / "many-things-at-once.yaml")
    assert len(reading.errors) == 12


def circle() -> dict[str, Any]:
    endless: dict[str, Any] = {"@id": "a:b"}
    endless["metadata"] = endless
    return endless


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "text",
        4,
        {},
        {1: 2},
        {"@id": {"a": 1}},
        {"@id": b"a:b"},
        {"@id": "a:b", "metadata": {"x": float("nan"), "y": {1}, "z": object(), 3: 4, "w": 2**70}},
        {"@id": "a:b", "metadata": {"a": "\x00", "b": "\ud800", "\ud800": 1}},
        circle(),
        {"@id": "a:b", "metadata": {"a": ["x"] * 30_000}},
        {"@id": "a:b", "metadata": {"a": ["x" * 100_000] * 100}},
    ],
    ids=str,
)
def test_no_document_makes_it_raise(document: object) -> None:
    reading = read_document(document)
    assert reading.declaration is None and reading.errors


def test_a_document_may_hold_dates_and_any_mapping() -> None:
    document = MappingProxyType({"@id": "a:b", "tenant": "t", "metadata": {"since": datetime(2024, 1, 2, tzinfo=UTC)}})
    twin = read_document(document).declaration
    assert twin and twin.metadata.rest == {"since": "2024-01-02T00:00:00+00:00"}


def test_a_file_is_named_relative_to_the_root(tmp_path: Path) -> None:
    path = tmp_path / "lift" / "twin.yaml"
    path.parent.mkdir()
    path.write_text("[]")
    assert str(read_file(path, root=tmp_path).errors[0]).startswith("lift/twin.yaml:1:1: error: is a list")


def test_what_is_no_readable_file_is_a_fault(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("missing", ".", "pipe", "with\x00nul", "x" * 5_000):
        assert len(read_file(tmp_path / name).errors) == 1


@pytest.mark.parametrize("path", corpus.files("good", "odd", "broken", "hostile"), ids=corpus.name)
def test_without_the_c_parser_files_mean_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_c = corpus.read(path)
    monkeypatch.setattr(reserved, "LOADER", yaml.SafeLoader)
    assert corpus.read(path).declaration == with_c.declaration


def test_the_package_needs_neither_django_nor_clock_nor_socket() -> None:
    package = Path(declarations.__file__).parent
    imported = {name for path in package.rglob("*.py") for name in imports(ast.parse(path.read_text()))}
    outside = {name for name in imported if name.split(".")[0] not in sys.stdlib_module_names}
    assert {name.split(".")[0] for name in outside} == {"pydantic", "registry", "yaml"}
    assert all(name.startswith("registry.declarations") for name in outside if name.startswith("registry"))
    assert not imported & {"socket", "asyncio", "time", "threading", "subprocess"}


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
