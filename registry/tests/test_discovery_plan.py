"""What a scan means for the registry: no database, no files."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.declarations import Fault, Reading, Scan, read_text
from registry.discovery import Plan, Step, Verb, make_plan
from registry.discovery.plan import Registered
from registry.discovery.report import step_lines, summary
from registry.tests.files import declared

A = declared("x:a")


def reading(text: str) -> Reading:
    return read_text(text)


def registered(text: str, source: str = "a/twin.yaml", *, is_deprecated: bool = False) -> Registered:
    found = reading(text).declaration
    assert found is not None
    content_hash = "" if source == "api" else found.content_hash()
    return Registered(source, content_hash, is_deprecated, is_from_file=source != "api")


def plan(files: dict[str, str], known: dict[str, Registered] | None = None, *problems: Fault) -> Plan:
    readings = tuple((path, reading(text)) for path, text in files.items())
    return make_plan(Scan(Path("/twins"), readings, problems), known or {})


def steps(*args: object) -> list[tuple[str, str, str]]:
    return [(str(s.verb), s.twin_id, s.path) for s in plan(*args).steps]  # type: ignore[arg-type]


def test_an_unknown_id_is_created() -> None:
    assert steps({"a/twin.yaml": A}) == [("create", "x:a", "a/twin.yaml")]


def test_a_known_id_with_another_meaning_is_updated() -> None:
    changed = declared("x:a", name="Other")
    assert steps({"a/twin.yaml": changed}, {"x:a": registered(A)}) == [("update", "x:a", "a/twin.yaml")]


def test_the_same_meaning_is_unchanged_however_it_is_written() -> None:
    rewritten = "# A comment\ntenant:   acme\n'@id': 'x:a'\n"
    assert steps({"a/twin.yaml": rewritten}, {"x:a": registered(A)}) == [("unchanged", "x:a", "a/twin.yaml")]


def test_the_same_meaning_in_another_file_is_a_move() -> None:
    found = plan({"b/twin.yaml": A}, {"x:a": registered(A)}).steps
    assert found == (Step(Verb.MOVE, "x:a", "b/twin.yaml", "from a/twin.yaml"),)


def test_a_broken_file_keeps_its_twin() -> None:
    found = plan({"a/twin.yaml": "tenant: ["}, {"x:a": registered(A)}).steps
    assert found == (Step(Verb.BROKEN, "x:a", "a/twin.yaml", "x:a stays as it is"),)


def test_a_broken_file_that_never_declared_a_twin_names_none() -> None:
    found = plan({"a/twin.yaml": "tenant: ["}, {"x:api": registered(declared("x:api"), "api")}).steps
    assert found == (Step(Verb.BROKEN, "", "a/twin.yaml", "nothing is registered"),)


def test_a_broken_file_does_not_speak_for_a_twin_that_was_deprecated() -> None:
    gone = registered(declared("x:b"), is_deprecated=True)
    found = plan({"a/twin.yaml": "tenant: ["}, {"x:a": registered(A), "x:b": gone}).steps
    assert [step.twin_id for step in found] == ["x:a"]


def test_a_twin_without_its_file_is_an_orphan() -> None:
    found = plan({}, {"x:a": registered(A)}).steps
    assert found == (Step(Verb.ORPHANED, "x:a", "a/twin.yaml", "its file is gone"),)


def test_a_twin_whose_file_declares_another_id_is_an_orphan() -> None:
    found = plan({"a/twin.yaml": declared("x:b")}, {"x:a": registered(A)}).steps
    assert found == (
        Step(Verb.CREATE, "x:b", "a/twin.yaml"),
        Step(Verb.ORPHANED, "x:a", "a/twin.yaml", "its file declares x:b now"),
    )


def test_an_id_that_moved_to_another_file_is_no_orphan() -> None:
    files = {"a/twin.yaml": declared("x:b"), "b/twin.yaml": A}
    assert steps(files, {"x:a": registered(A)}) == [
        ("create", "x:b", "a/twin.yaml"),
        ("move", "x:a", "b/twin.yaml"),
    ]


def test_two_files_that_swap_their_ids_are_two_moves() -> None:
    b = declared("x:b")
    known = {"x:a": registered(A), "x:b": registered(b, "b/twin.yaml")}
    assert [verb for verb, *_ in steps({"a/twin.yaml": b, "b/twin.yaml": A}, known)] == ["move", "move"]


def test_a_deprecated_orphan_is_left_alone() -> None:
    assert steps({}, {"x:a": registered(A, is_deprecated=True)}) == []


def test_twins_of_the_api_are_never_orphans() -> None:
    assert steps({}, {"x:a": registered(A, "api")}) == []


def test_a_file_adopts_the_twin_that_the_api_registered() -> None:
    found = plan({"a/twin.yaml": A}, {"x:a": registered(A, "api")}).steps
    assert found == (Step(Verb.UPDATE, "x:a", "a/twin.yaml", "was registered by the API"),)


@pytest.mark.parametrize("file", [".", "/twins", "a", "a/deeper"])
def test_nothing_is_known_about_a_folder_that_cannot_be_read(file: str) -> None:
    known = {"x:a": registered(A, "a/deeper/twin.yaml")}
    assert steps({}, known, Fault("error", "", "the folder cannot be read", file=file)) == []


def test_an_unreadable_folder_hides_only_its_own_twins() -> None:
    known = {"x:a": registered(A, "ab/twin.yaml")}
    assert [verb for verb, *_ in steps({}, known, Fault("error", "", "no", file="a"))] == ["orphaned"]


def test_orphans_come_last_and_in_the_order_of_ids() -> None:
    known = {f"x:{name}": registered(declared(f"x:{name}"), f"{name}/twin.yaml") for name in "cab"}
    assert [twin for _, twin, _ in steps({"z/twin.yaml": declared("x:z")}, known)] == ["x:z", "x:a", "x:b", "x:c"]


def test_a_plan_says_whether_it_changes_anything() -> None:
    known = {"x:a": registered(A), "x:gone": registered(declared("x:gone"), "gone/twin.yaml")}
    quiet = plan({"a/twin.yaml": A, "b/twin.yaml": "["}, known)
    assert (quiet.changes_nothing, quiet.has_errors, quiet.count(Verb.ORPHANED)) == (True, True, 1)
    assert not plan({"a/twin.yaml": A}).changes_nothing


def test_a_warning_is_no_error() -> None:
    found = plan({"a/twin.yaml": "@id: x:a\ntenant: acme\n"})
    assert [fault.severity for fault in found.faults] == ["warning"]
    assert not found.has_errors


def test_a_plan_in_words() -> None:
    known = {"x:a": registered(A), "x:long-name": registered(declared("x:long-name"), "gone/twin.yaml")}
    found = plan({"a/twin.yaml": A, "b/twin.yaml": "[", "c/twin.yaml": declared("x:c")}, known)
    assert list(step_lines(found)) == [
        "unchanged  x:a          a/twin.yaml",
        "broken     -            b/twin.yaml  (nothing is registered)",
        "create     x:c          c/twin.yaml",
        "orphaned   x:long-name  gone/twin.yaml  (its file is gone)",
    ]
    assert summary(found) == "3 twins: 1 created, 1 unchanged, 1 broken, 1 orphaned"
    assert summary(found, dry_run=True) == "3 twins: 1 to create, 1 unchanged, 1 broken, 1 orphaned"
    assert summary(plan({})) == "0 twins: nothing to do"
