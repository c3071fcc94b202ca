"""The SQLite engine: the contract, and what is its own."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from stores.errors import StoreError
from stores.tests.timeseries_contract import BEGIN, TimeSeriesContract, append, history, new_signal
from stores.timeseries import Observation, open_timeseries
from stores.timeseries.sqlite import SqliteTimeSeries, connections


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.sqlite3"


@pytest.fixture
def store(path):
    with closing(open_timeseries(f"sqlite:///{path}")) as opened:
        yield opened


@pytest.fixture
def other(path, store):
    """The same file as another process sees it."""
    with closing(open_timeseries(f"sqlite:///{path}")) as opened:
        yield opened


@pytest.fixture
def django(path, store):
    """A connection as Django opens it: autocommit, foreign keys on."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


def rows(path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT property, ts, value_double FROM observation LEFT JOIN signal ON id = signal_id ORDER BY 1"
        ).fetchall()


class TestSqlite(TimeSeriesContract):
    pass


class TestCallersTransaction:
    def test_observations_are_committed_with_the_callers_transaction(self, store, django):
        signal = new_signal()
        django.execute("CREATE TABLE state (x)")
        django.execute("BEGIN")
        django.execute("INSERT INTO state VALUES (1)")
        assert store.append([Observation(signal, 1, 1.0)], cursor=django.cursor()) == 1
        assert history(store, signal).points == []
        django.execute("COMMIT")
        assert history(store, signal).points == [(1, 1.0)]

    def test_a_rolled_back_signal_number_is_not_remembered(self, store, django, path):
        """The number goes to the next new signal; a remembered one would write into that signal's history."""
        lost, found = new_signal(), new_signal()._replace(property="speed")
        django.execute("BEGIN")
        store.append([Observation(lost, 1, 1.0)], cursor=django.cursor())
        store.append([Observation(lost, 2, 2.0)], cursor=django.cursor())
        django.execute("ROLLBACK")
        append(store, found, [5.0])
        store.append([Observation(lost, 3, 3.0)])
        assert history(store, found).points == [(BEGIN, 5.0)]
        assert history(store, lost).points == [(3, 3.0)]
        assert rows(path) == [("position", 3, 3.0), ("speed", BEGIN, 5.0)]

    def test_a_rolled_back_batch_of_a_known_signal_leaves_no_trace(self, store, django):
        signal = new_signal()
        append(store, signal, [1.0])
        append(store, signal, [1.0])
        django.execute("BEGIN")
        store.append([Observation(signal, 1, 1.0)], cursor=django.cursor())
        django.execute("ROLLBACK")
        assert history(store, signal).points == [(BEGIN, 1.0)]

    def test_a_savepoint_that_is_rolled_back_takes_its_signals_with_it(self, store, django, path):
        inner, outer = new_signal(), new_signal()._replace(property="speed")
        django.execute("BEGIN")
        django.execute("SAVEPOINT a")
        store.append([Observation(inner, 1, 1.0)], cursor=django.cursor())
        django.execute("ROLLBACK TO a")
        store.append([Observation(outer, 2, 2.0), Observation(inner, 3, 3.0)], cursor=django.cursor())
        django.execute("COMMIT")
        assert rows(path) == [("position", 3, 3.0), ("speed", 2, 2.0)]

    def test_a_store_can_be_opened_while_the_caller_holds_the_write_lock(self, path, django):
        django.execute("BEGIN IMMEDIATE")
        with closing(open_timeseries(f"sqlite:///{path}")) as opened:
            assert opened.append([Observation(new_signal(), 1, 1.0)], cursor=django.cursor()) == 1
        django.execute("COMMIT")


class TestOtherProcesses:
    def test_a_twin_deleted_elsewhere_comes_back_under_a_new_number(self, store, other, path):
        signal = new_signal()
        append(store, signal, [1.0])
        append(store, signal, [2.0])
        other.delete_twin(signal.twin)
        append(other, new_signal()._replace(property="speed"), [9.0])
        assert append(store, signal, [3.0]) == 1
        assert rows(path) == [("position", BEGIN, 3.0), ("speed", BEGIN, 9.0)]

    def test_the_same_through_the_callers_cursor(self, store, other, django, path):
        signal = new_signal()
        append(store, signal, [1.0])
        append(store, signal, [2.0])
        other.delete_twin(signal.twin)
        django.execute("BEGIN")
        assert store.append([Observation(signal, 4, 4.0)], cursor=django.cursor()) == 1
        django.execute("COMMIT")
        assert rows(path) == [("position", 4, 4.0)]

    def test_a_history_deleted_and_begun_anew_elsewhere_is_read_anew(self, store, other):
        signal = new_signal()
        append(store, signal, [1.0])
        append(store, signal, [1.0])
        other.delete_twin(signal.twin)
        append(other, signal, [2.0])
        assert history(store, signal).points == [(BEGIN, 2.0)]
        assert store.latest([signal], since=0, points=3) == {signal: [(BEGIN, 2.0)]}


class TestTrouble:
    def test_a_locked_file_says_so_after_waiting(self, path, django, monkeypatch):
        monkeypatch.setattr(connections, "BUSY_SECONDS", 0.05)
        with closing(open_timeseries(f"sqlite:///{path}")) as impatient:
            django.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match=r"locked by another writer.*history\.sqlite3") as caught:
                append(impatient, new_signal(), [1.0])
            assert caught.value.code == "store_unavailable"
            django.execute("ROLLBACK")
            assert append(impatient, new_signal(), [1.0]) == 1

    def test_a_full_disk_says_so(self, store, django):
        django.execute("PRAGMA max_page_count = 20")
        with pytest.raises(StoreError, match="disk is full") as caught:
            store.append((Observation(new_signal(), i, "x" * 1000) for i in range(100)), cursor=django.cursor())
        assert caught.value.code == "store_full"

    def test_a_read_only_file_says_so(self, store, path):
        opened = closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True))
        with opened as reader, pytest.raises(StoreError, match="read-only") as caught:
            store.append([Observation(new_signal(), 1, 1.0)], cursor=reader.cursor())
        assert caught.value.code == "store_readonly"

    def test_a_file_that_is_no_database_says_so(self, tmp_path):
        (tmp_path / "notes.txt").write_text("not a database, but long enough to be read as one " * 20)
        with pytest.raises(StoreError, match="no SQLite database"):
            open_timeseries(f"sqlite:///{tmp_path}/notes.txt")

    def test_a_folder_cannot_be_opened(self, tmp_path):
        with pytest.raises(StoreError, match="cannot be opened"):
            open_timeseries(f"sqlite:///{tmp_path}")

    def test_a_folder_that_cannot_be_made_says_so(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(StoreError, match="cannot make the folder"):
            open_timeseries(f"sqlite:///{tmp_path}/file/history.sqlite3")


class TestOpening:
    def test_a_missing_folder_is_made(self, tmp_path):
        with closing(open_timeseries(f"sqlite:///{tmp_path}/new/deep/history.sqlite3")) as store:
            assert store.health().ok

    def test_a_relative_path_is_relative_to_the_working_folder(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        with closing(open_timeseries("sqlite:///var/my%20history.sqlite3")) as store:
            assert isinstance(store, SqliteTimeSeries)
            assert store.database_path == tmp_path / "var" / "my history.sqlite3"

    @pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite://host/path"])
    def test_a_url_without_a_path_is_refused(self, url):
        with pytest.raises(StoreError, match="sqlite:///relative/path"):
            open_timeseries(url)

    def test_history_outlives_the_store(self, path):
        signal = new_signal()
        for value in (1.0, 2.0):
            with closing(open_timeseries(f"sqlite:///{path}")) as store:
                append(store, signal, [value])
        with closing(open_timeseries(f"sqlite:///{path}")) as store:
            assert history(store, signal).points == [(BEGIN, 2.0)]

    def test_the_file_is_in_wal_mode(self, store, django):
        assert django.execute("PRAGMA journal_mode").fetchone() == ("wal",)


class TestStatements:
    @pytest.fixture
    def statements(self, monkeypatch, path):
        seen: list[str] = []

        def connect(*args, **kwargs):
            connection = sqlite3.Connection(*args, **kwargs)
            connection.set_trace_callback(seen.append)
            return connection

        monkeypatch.setattr(sqlite3, "connect", connect)
        return seen

    def test_sparklines_take_as_many_statements_for_many_signals_as_for_one(self, statements, store):
        signals = [new_signal() for _ in range(300)]
        store.append(Observation(signal, BEGIN + i, 1.0) for signal in signals for i in range(3))
        counts = []
        for asked in (signals[:1], signals):
            statements.clear()
            assert len(store.latest(asked, since=0, points=24)) == len(asked)
            counts.append(len([text for text in statements if text.lstrip().startswith("SELECT")]))
        assert counts[0] == counts[1] == 3
