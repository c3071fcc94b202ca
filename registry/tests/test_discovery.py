"""Files become twins, end to end."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from common.errors import NotFound
from portal.models import PortalEvent
from registry import actions
from registry.actor import DECLARATIONS
from registry.declarations import Declaration
from registry.discovery import Plan, Verb, discover, look
from registry.models import Change, Twin
from registry.tests.files import declared, told, write

pytestmark = pytest.mark.django_db


def verbs(plan: Plan) -> list[tuple[str, str]]:
    return [(str(step.verb), step.twin_id) for step in plan.steps]


def sources() -> dict[str, str]:
    return dict(Twin.objects.values_list("id", "source"))


def test_every_declared_twin_is_registered(tmp_path: Path) -> None:
    write(tmp_path, "lift", declared("x:lift", name="Lift"))
    write(tmp_path, "hall/pump", declared("x:pump", tenant="other"))
    discover(tmp_path)
    assert sources() == {"x:lift": "lift/twin.yaml", "x:pump": "hall/pump/twin.yaml"}
    assert [(c.actor, c.action, c.object_id) for c in Change.objects.order_by("object_id")] == [
        ("declarations", "created", "x:lift"),
        ("declarations", "created", "x:pump"),
    ]
    assert told() == (2, 2)


def test_a_second_run_changes_and_tells_nothing(tmp_path: Path) -> None:
    for name in "abc":
        write(tmp_path, name, declared(f"x:{name}"))
    discover(tmp_path)
    before, rows = told(), list(Twin.objects.values())
    assert discover(tmp_path).changes_nothing
    assert (told(), list(Twin.objects.values())) == (before, rows)


def test_a_second_run_costs_one_statement(tmp_path: Path, django_assert_num_queries: Any) -> None:
    for number in range(5):
        write(tmp_path, f"t{number}", declared(f"x:{number}"))
    discover(tmp_path)
    with django_assert_num_queries(1):
        discover(tmp_path)


def test_another_name_is_one_change_with_the_name_before_and_after(tmp_path: Path) -> None:
    write(tmp_path, "a", declared("x:a", name="Old"))
    discover(tmp_path)
    write(tmp_path, "a", declared("x:a", name="New"))
    assert verbs(discover(tmp_path)) == [("update", "x:a")]
    change = Change.objects.get(action="updated")
    assert (change.before, change.after) == ({"name": "Old"}, {"name": "New"})
    assert Twin.objects.get().card.name == "New"
    last = PortalEvent.objects.last()
    assert last is not None
    assert (last.etype, last.payload["name"], last.payload["change"]) == ("twin.update", "New", "updated")


def test_a_comment_in_the_file_changes_nothing(tmp_path: Path) -> None:
    file = write(tmp_path, "a", declared("x:a"))
    discover(tmp_path)
    before = told()
    file.write_text("# Reviewed.\n" + file.read_text())
    assert verbs(discover(tmp_path)) == [("unchanged", "x:a")]
    assert told() == before


def test_a_renamed_folder_moves_its_twin(tmp_path: Path) -> None:
    write(tmp_path, "a", declared("x:a"))
    discover(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert verbs(discover(tmp_path)) == [("move", "x:a")]
    assert sources() == {"x:a": "b/twin.yaml"}
    change = Change.objects.get(action="moved")
    assert (change.before, change.after) == ({"source": "a/twin.yaml"}, {"source": "b/twin.yaml"})


def test_a_twin_whose_file_is_removed_is_kept(tmp_path: Path) -> None:
    file = write(tmp_path, "a", declared("x:a"))
    discover(tmp_path)
    before = told()
    file.unlink()
    assert verbs(discover(tmp_path)) == [("orphaned", "x:a")]
    assert (Twin.objects.get().is_deprecated, told()) == (False, before)


def test_pruning_deprecates_it_once_and_its_file_brings_it_back(tmp_path: Path) -> None:
    text = declared("x:a") + "metadata: {status: active}\n"
    file = write(tmp_path, "a", text)
    discover(tmp_path)
    file.unlink()
    discover(tmp_path, prune=True)
    assert Twin.objects.get().status == "deprecated"
    before = told()
    assert verbs(discover(tmp_path, prune=True)) == []
    assert told() == before
    write(tmp_path, "a", text)
    assert verbs(discover(tmp_path)) == [("update", "x:a")]
    assert Twin.objects.get().status == "active"
    assert [e.payload["change"] for e in PortalEvent.objects.all()] == ["created", "deprecated", "updated"]


def test_a_pruned_twin_comes_back_in_another_file_too(tmp_path: Path) -> None:
    file = write(tmp_path, "a", declared("x:a"))
    discover(tmp_path)
    file.unlink()
    discover(tmp_path, prune=True)
    write(tmp_path, "b", declared("x:a"))
    discover(tmp_path)
    assert (Twin.objects.get().is_deprecated, sources()) == (False, {"x:a": "b/twin.yaml"})


def test_of_two_new_files_with_one_id_the_first_is_used_and_the_fault_names_it(tmp_path: Path) -> None:
    write(tmp_path, "a", declared("x:same", name="First"))
    write(tmp_path, "b", declared("x:same", name="Second"))
    plan = discover(tmp_path)
    assert verbs(plan) == [("create", "x:same"), ("broken", "")]
    assert Twin.objects.get().name == "First"
    assert [(f.file, "a/twin.yaml" in f.message) for f in plan.faults if f.severity == "error"] == [
        ("b/twin.yaml", True)
    ]


def test_a_copy_whose_id_was_not_changed_does_not_take_the_twin(tmp_path: Path) -> None:
    write(tmp_path, "b", declared("x:b", name="Original"))
    discover(tmp_path)
    before = told()
    write(tmp_path, "a-copy", declared("x:b", name="Copy"))
    plan = discover(tmp_path)
    assert verbs(plan) == [("broken", ""), ("unchanged", "x:b")]
    assert (Twin.objects.get().name, sources(), told()) == ("Original", {"x:b": "b/twin.yaml"}, before)
    assert "b/twin.yaml" in plan.faults[0].message


def test_a_copy_does_not_take_the_twin_while_the_original_is_broken(tmp_path: Path) -> None:
    write(tmp_path, "b", declared("x:b"))
    discover(tmp_path)
    write(tmp_path, "a-copy", declared("x:b"))
    write(tmp_path, "b", "[")
    discover(tmp_path)
    assert sources() == {"x:b": "b/twin.yaml"}


def test_a_copy_takes_the_twin_when_the_original_is_gone(tmp_path: Path) -> None:
    file = write(tmp_path, "b", declared("x:b"))
    discover(tmp_path)
    write(tmp_path, "c", declared("x:b"))
    file.unlink()
    assert verbs(discover(tmp_path)) == [("move", "x:b")]
    assert sources() == {"x:b": "c/twin.yaml"}


def test_an_id_can_move_into_a_file_that_declared_another(tmp_path: Path) -> None:
    write(tmp_path, "a", declared("x:a"))
    write(tmp_path, "b", declared("x:b"))
    discover(tmp_path)
    write(tmp_path, "a", declared("x:b"))
    write(tmp_path, "b", declared("x:a"))
    assert verbs(discover(tmp_path)) == [("move", "x:b"), ("move", "x:a")]
    assert sources() == {"x:a": "b/twin.yaml", "x:b": "a/twin.yaml"}


def test_a_broken_file_stops_no_other_and_keeps_its_twin(tmp_path: Path) -> None:
    file = write(tmp_path, "a", declared("x:a", name="Good"))
    discover(tmp_path)
    file.write_text("name: [\n")
    write(tmp_path, "b", declared("x:b"))
    plan = discover(tmp_path, prune=True)
    assert verbs(plan) == [("broken", "x:a"), ("create", "x:b")]
    assert (Twin.objects.get(pk="x:a").name, Twin.objects.get(pk="x:a").is_deprecated) == ("Good", False)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"\x00" * 100, b"[" * 5000, b"a: &a [*a]\n", b"!!python/x 1"]
)
def test_nothing_in_a_file_stops_the_others(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, "a", "").write_bytes(content)
    write(tmp_path, "b", declared("x:b"))
    assert discover(tmp_path).has_errors
    assert sources() == {"x:b": "b/twin.yaml"}


def test_an_unquoted_id_is_read_with_a_warning(tmp_path: Path) -> None:
    write(tmp_path, "a", "@id: x:a\ntenant: acme\n")
    plan = discover(tmp_path)
    assert (sources(), [fault.severity for fault in plan.faults]) == ({"x:a": "a/twin.yaml"}, ["warning"])
    assert plan.faults[0].line == 1


def test_a_file_adopts_the_twin_of_the_api_and_rules_it_from_then_on(tmp_path: Path, register: Any) -> None:
    register({"@id": "x:a", "tenant": "acme", "name": "By the API"})
    write(tmp_path, "a", declared("x:a", name="By the file"))
    discover(tmp_path)
    assert (sources(), Twin.objects.get().name) == ({"x:a": "a/twin.yaml"}, "By the file")
    assert verbs(discover(tmp_path)) == [("unchanged", "x:a")]


def test_what_the_api_changed_stays_until_the_file_is_edited(tmp_path: Path) -> None:
    write(tmp_path, "a", declared("x:a", name="File"))
    discover(tmp_path)
    actions.patch_twin(actor=DECLARATIONS, twin_id="x:a", patch={"name": "API"})
    discover(tmp_path)
    assert Twin.objects.get().name == "API"
    write(tmp_path, "a", declared("x:a", name="File again"))
    discover(tmp_path)
    assert Twin.objects.get().name == "File again"


def test_looking_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "a", declared("x:a"))
    assert verbs(look(tmp_path)[1]) == [("create", "x:a")]
    assert not Twin.objects.exists()


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"There is no folder .*nowhere.*DTP_TWINS_DIR"):
        discover(tmp_path / "nowhere")


def test_a_twin_that_cannot_be_registered_is_a_fault_and_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    register_twin = actions.register_twin

    def refuse(*, declaration: Declaration, **given: Any) -> Any:
        if declaration.id == "x:a":
            raise NotFound("No room.")
        return register_twin(declaration=declaration, **given)

    monkeypatch.setattr(actions, "register_twin", refuse)
    for name in "ab":
        write(tmp_path, name, declared(f"x:{name}"))
    with caplog.at_level(logging.ERROR):
        plan = discover(tmp_path)
    assert sources() == {"x:b": "b/twin.yaml"}
    assert (plan.has_errors, plan.count(Verb.BROKEN), plan.count(Verb.CREATE)) == (True, 1, 1)
    assert str(plan.faults[0]) == "a/twin.yaml: error: x:a could not be registered: No room."
    assert "a/twin.yaml: x:a could not be registered" in caplog.text
