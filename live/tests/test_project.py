"""`project`: what was reported becomes live state and history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from common import clock
from live import signals
from live.actions import project
from live.events import StateChanged
from live.models import FeatureState, TwinState
from live.tests.conftest import Take
from live.tests.reporting import BEGIN, LIFT, SECOND, recorded, report, revision, state
from registry import actions
from registry.actor import DECLARATIONS
from registry.models import Twin
from stores.errors import StoreError


@contextmanager
def full_disk() -> Iterator[None]:
    """The database file cannot grow by more than a few pages."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 4}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")


def test_the_first_report_makes_the_state(lift: Twin, take: Take) -> None:
    told = take(report(3.5), report("open", name="door"))
    assert state() == {"position": (3.5, 0), "door": ("open", 0)}
    row, twin = FeatureState.objects.get(), TwinState.objects.get()
    assert (row.revision, twin.revision, row.desired, row.desired_at) == (1, 1, {}, {})
    assert row.received_at == twin.received_at == clock.from_us(BEGIN)
    reported = {"cabin": {"position": (3.5, BEGIN), "door": ("open", BEGIN)}}
    assert told == [StateChanged(LIFT, "acme", 0, 1, reported, BEGIN)]


def test_the_newest_report_wins(lift: Twin, take: Take) -> None:
    take(report(1, 1))
    take(report(3, 3))
    take(report(2, 2))
    assert (state(), revision()) == ({"position": (3, 3)}, 2)


def test_the_newest_of_one_batch_wins_wherever_it_stands(lift: Twin, take: Take) -> None:
    (told,) = take(report(1, 1), report(3, 3), report(2, 2))
    assert state() == {"position": (3, 3)}
    assert told.reported == {"cabin": {"position": (3, BEGIN + 3 * SECOND)}}


def test_only_what_changed_is_told(lift: Twin, take: Take) -> None:
    take(report(1, 5), report("open", 5, name="door"))
    (told,) = take(report(2, 6), report("closed", 4, name="door"))
    assert (told.base, told.revision, told.reported) == (1, 2, {"cabin": {"position": (2, BEGIN + 6 * SECOND)}})


def test_a_late_batch_changes_the_history_alone(lift: Twin, kept: None, take: Take) -> None:
    take(report(5, 5))
    assert take(report(1, 1), report(2, 2)) == []
    assert (state(), revision()) == ({"position": (5, 5)}, 1)
    assert recorded() == [(1, 1), (2, 2), (5, 5)]


def test_a_doubled_batch_changes_nothing(lift: Twin, kept: None, take: Take) -> None:
    batch = [report(1, 1), report("open", 1, name="door"), report(2, 2, feature="motor")]
    take(*batch)
    before = list(FeatureState.objects.values()), list(TwinState.objects.values())
    assert take(*batch) == []
    assert (list(FeatureState.objects.values()), list(TwinState.objects.values())) == before
    assert recorded() == [(1, 1)]


def test_reports_of_an_unknown_twin_are_left_out_and_the_rest_is_not(lift: Twin, kept: None, take: Take) -> None:
    (told,) = take(report(9, twin="acme:gone"), report(1))
    assert told.twin_id == LIFT
    assert FeatureState.objects.count() == 1
    assert recorded("acme:gone") == []


def test_a_batch_of_nothing_but_unknown_twins_is_no_error(db: None, take: Take) -> None:
    assert take(report(9, twin="acme:gone")) == []
    assert take() == []
    assert not TwinState.objects.exists()


def test_each_twin_of_a_batch_is_told_once(lift: Twin, pump: Twin, take: Take) -> None:
    take(report(1))
    told = take(
        report(2, 1), report(1, twin=pump.pk), report(3, 2), report(5, 1, feature="motor"), report(2, 1, twin=pump.pk)
    )
    assert {(t.twin_id, t.tenant, t.base, t.revision) for t in told} == {(LIFT, "acme", 1, 2), (pump.pk, "other", 0, 1)}
    lift_told = next(t for t in told if t.twin_id == LIFT)
    assert {feature: set(values) for feature, values in lift_told.reported.items()} == {
        "cabin": {"position"},
        "motor": {"position"},
    }


def test_revisions_go_up_by_one_without_a_gap(lift: Twin, take: Take) -> None:
    told = [change for n in range(5) for change in take(report(n, n))]
    assert [(t.base, t.revision) for t in told] == [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]


def test_a_feature_keeps_the_revision_at_which_it_last_changed(lift: Twin, take: Take) -> None:
    take(report(1, 1))
    take(report(1, 1, feature="motor"))
    take(report(0, 0), report(2, 2, feature="motor"), received_us=BEGIN + 9 * SECOND)
    rows = {row.feature: row for row in FeatureState.objects.all()}
    assert (rows["cabin"].revision, rows["motor"].revision) == (1, 3)
    assert rows["cabin"].received_at == clock.from_us(BEGIN + 9 * SECOND), "it was heard of, though nothing changed"


def test_when_something_arrived_never_moves_back(lift: Twin, take: Take) -> None:
    take(report(1, 1), received_us=BEGIN + 9 * SECOND)
    take(report(2, 2), received_us=BEGIN + 3 * SECOND)
    assert FeatureState.objects.get().received_at == clock.from_us(BEGIN + 9 * SECOND)
    assert TwinState.objects.get().received_at == clock.from_us(BEGIN + 9 * SECOND)


def test_reporting_leaves_what_is_desired_alone(lift: Twin, take: Take) -> None:
    take(report(1, 1))
    FeatureState.objects.update(desired={"position": 8}, desired_at={"position": BEGIN})
    take(report(2, 2))
    row = FeatureState.objects.get()
    assert (row.desired, row.desired_at) == ({"position": 8}, {"position": BEGIN})


def test_a_value_that_was_never_declared_is_kept(lift: Twin, take: Take) -> None:
    take(report({"x": [1, None]}, feature="extra", name="anything"))
    assert state(feature="extra") == {"anything": ({"x": [1, None]}, 0)}


def test_a_deprecated_twin_still_takes_what_is_on_its_way(lift: Twin, take: Take) -> None:
    actions.deprecate_twin(actor=DECLARATIONS, twin_id=LIFT)
    assert len(take(report(1))) == 1


@pytest.mark.usefixtures("kept")
def test_nothing_is_told_or_kept_when_the_transaction_is_rolled_back(lift: Twin, take: Take) -> None:
    told: list[Any] = []
    signals.state_changed.connect(hear := lambda sender, changes, **kwargs: told.extend(changes))
    with transaction.atomic():
        project([report(1)], received_us=BEGIN)
        transaction.set_rollback(True)
    signals.state_changed.disconnect(hear)
    assert told == []
    assert not FeatureState.objects.exists()
    assert not TwinState.objects.exists()
    assert recorded() == []
    assert [t.base for t in take(report(2, 2))] == [0], "the next batch begins where nothing happened"
    assert recorded() == [(2, 2)]


@pytest.mark.usefixtures("kept")
def test_state_and_history_are_undone_together_when_the_disk_is_full(lift: Twin, take: Take) -> None:
    take(report(1))
    with full_disk(), pytest.raises(StoreError) as caught:
        take(*(report(n, n) for n in range(1, 20_000)))
    assert caught.value.code == "store_full"
    assert (state(), revision(), recorded()) == ({"position": (1, 0)}, 1, [(0, 1)])
    assert len(take(report(2, 2))) == 1


@pytest.mark.usefixtures("kept")
def test_a_value_that_no_store_keeps_undoes_the_whole_batch(lift: Twin, take: Take) -> None:
    with pytest.raises(StoreError) as caught:
        take(report(1), report("\ud800", name="door"))
    assert caught.value.code == "store_value"
    assert not FeatureState.objects.exists()
    assert recorded() == []


@pytest.mark.usefixtures("kept")
def test_a_listener_that_fails_undoes_nothing(lift: Twin, caplog: pytest.LogCaptureFixture) -> None:
    def fail(sender: Any, **kwargs: Any) -> None:
        raise RuntimeError("no ears")

    signals.state_changed.connect(fail)
    project([report(1)], received_us=BEGIN)
    signals.state_changed.disconnect(fail)
    assert (state(), recorded()) == ({"position": (1, 0)}, [(0, 1)])
    assert "no ears" in caplog.text


@pytest.mark.parametrize(("twins", "messages"), [(1, 1), (1, 500), (60, 1), (60, 10)])
def test_a_batch_costs_a_constant_number_of_statements(
    register: Any, take: Take, twins: int, messages: int, django_assert_num_queries: Any
) -> None:
    ids = [register({"@id": f"t:{number}", "tenant": "t"}).pk for number in range(twins)]
    take(*(report(0, twin=twin) for twin in ids))
    batch = [report(n, n, twin=twin) for twin in ids for n in range(1, messages + 1)]
    # A savepoint and its release; the tenants, the twins' and the features' states; both states written.
    with django_assert_num_queries(7):
        project(batch, received_us=BEGIN)


@pytest.mark.usefixtures("kept")
def test_a_twin_that_is_deleted_leaves_no_state_and_no_history(lift: Twin, take: Take) -> None:
    take(report(1))
    actions.delete_twin(actor=DECLARATIONS, twin_id=LIFT)
    assert not FeatureState.objects.exists()
    assert not TwinState.objects.exists()
    assert recorded() == []


@pytest.mark.usefixtures("kept")
def test_a_twin_that_comes_back_begins_anew(lift: Twin, take: Take, register: Any) -> None:
    take(report(1))
    actions.delete_twin(actor=DECLARATIONS, twin_id=LIFT)
    register()
    (told,) = take(report(2, 2))
    assert (told.base, told.revision, recorded()) == (0, 1, [(2, 2)])
