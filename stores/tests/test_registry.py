"""Registries and store URLs."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from stores.errors import StoreError
from stores.registry import Registry, UnknownName
from stores.timeseries import ENGINES, SignalKey, open_timeseries
from stores.urls import redacted

SECRET = "s3cret"


def test_a_name_is_registered_once():
    registry: Registry[int] = Registry("thing")
    registry.register("one", 1)
    with pytest.raises(RuntimeError, match="'one' is registered already"):
        registry.register("one", 2)
    assert registry.get("one") == 1


def test_nothing_is_registered_after_the_lock():
    with pytest.raises(RuntimeError, match="locked"):
        ENGINES.register("late", "late")


def test_a_test_may_borrow_a_registry(monkeypatch):
    module = ModuleType("engine_of_this_test")
    monkeypatch.setattr(module, "open_store", lambda url: url.upper(), raising=False)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    with ENGINES.unlocked():
        ENGINES.register("test", module.__name__)
        assert str(open_timeseries("test://x")) == "TEST://X"
    assert "test" not in ENGINES.names()
    with pytest.raises(RuntimeError):
        ENGINES.register("test", module.__name__)


def test_an_unknown_name_is_answered_with_the_known_ones():
    registry: Registry[int] = Registry("thing")
    registry.register("alpha", 1)
    registry.register("beta", 2)
    with pytest.raises(UnknownName, match=r"no thing named 'alhpa'\. Known: alpha, beta\. Did you mean 'alpha'\?"):
        registry.get("alhpa")


def test_an_unknown_scheme_names_the_known_ones_and_no_secret():
    with pytest.raises(StoreError, match="Did you mean 'sqlite'") as caught:
        open_timeseries(f"sqlit://user:{SECRET}@host/db?token={SECRET}")
    assert caught.value.code == "store_url"
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("url", ["", "history.db", f"//user:{SECRET}@host/db", f"pg://user:{SECRET}@host:port/db"])
def test_a_url_that_says_nothing_is_refused_without_repeating_it(url):
    with pytest.raises(StoreError) as caught:
        open_timeseries(url)
    assert caught.value.code == "store_url"
    assert SECRET not in str(caught.value)


def test_a_url_is_shown_without_its_secrets():
    shown = redacted(f"influx://me:{SECRET}@host:8086/bucket?token={SECRET}&org=dtp#{SECRET}")
    assert shown == "influx://***@host:8086/bucket?token=***&org=***"
    assert redacted("sqlite:////var/history.sqlite3") == "sqlite:////var/history.sqlite3"


def test_a_signal_has_the_same_uuid_everywhere():
    assert str(SignalKey("ns:lift", "cabin", "position").uuid) == "f9114b49-a66a-55b8-8c80-b2fd59b41920"
    assert SignalKey("a", "b", "c").uuid == SignalKey("a", "b", "c").uuid
    assert SignalKey('a","b', "", "c").uuid != SignalKey("a", 'b",""', "c").uuid
