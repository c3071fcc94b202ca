"""From a topic to the twins that it feeds."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.mqtt import REPORTED_FILTER, reported_topic
from ingest import routing
from ingest.routing import Routes, StrictTwin, Target, matches


class Declared(NamedTuple):
    twin_id: str
    topic: str
    codec: str = "auto"
    feature: str = ""
    property: str = ""


def fed(routes: Routes, topic: str) -> list[str]:
    return [target.twin_id for target in routes.targets(topic)]


@pytest.mark.parametrize(
    ("pattern", "topic", "does"),
    [
        ("a/b", "a/b", True),
        ("a/b", "a/b/c", False),
        ("a/b", "a", False),
        ("a/b", "a/B", False),
        ("a/+", "a/b", True),
        ("a/+", "a/", True),
        ("a/+", "a", False),
        ("a/+", "a/b/c", False),
        ("+/b", "a/b", True),
        ("+/b", "/b", True),
        ("+", "a", True),
        ("+", "/a", False),
        ("+/+", "/a", True),
        ("a/+/c", "a/b/c", True),
        ("a/+/c", "a/b/d", False),
        ("#", "a", True),
        ("#", "a/b/c", True),
        ("#", "/", True),
        ("a/#", "a", True),
        ("a/#", "a/", True),
        ("a/#", "a/b/c", True),
        ("a/#", "ab", False),
        ("a/+/#", "a/b", True),
        ("a/+/#", "a", False),
        ("#", "$SYS/uptime", False),
        ("+/uptime", "$SYS/uptime", False),
        ("$SYS/#", "$SYS/uptime", True),
        ("$SYS/+", "$SYS/uptime", True),
        ("a/#", "a/$b", True),
        ("位/+", "位/置", True),
    ],
)
def test_a_topic_filter_matches_as_mqtt_says(pattern: str, topic: str, does: bool) -> None:
    assert matches(pattern.split("/"), topic.split("/")) is does


levels = st.lists(st.sampled_from(["a", "b", "", "$s", "+", "#"]), min_size=1, max_size=4)


@given(levels.map(lambda found: [part for part in found[:-1] if part != "#"] + found[-1:]), levels)
def test_matching_is_that_of_the_plain_definition(pattern: list[str], topic: list[str]) -> None:
    topic = [level.replace("+", "x").replace("#", "y") for level in topic]

    def plain(left: list[str], right: list[str]) -> bool:
        if left == ["#"]:
            return True
        if not left or not right:
            return left == right
        return left[0] in {"+", right[0]} and plain(left[1:], right[1:])

    def expected() -> bool:
        if topic[0].startswith("$") and pattern[0] in {"+", "#"}:
            return False
        return plain(pattern, topic)

    assert matches(pattern, topic) is expected()


def test_a_declared_stream_says_how_its_messages_are_read() -> None:
    routes = Routes(["a:1"], [Declared("a:1", "plant/x", "scalar", "cabin", "position")])
    assert routes.targets("plant/x") == (Target("a:1", "scalar", "cabin", "position"),)
    assert routes.targets("plant/y") == ()


def test_an_empty_feature_and_property_are_none() -> None:
    assert Routes(["a:1"], [Declared("a:1", "x")]).targets("x") == (Target("a:1", "auto", None, None),)


def test_several_twins_may_listen_to_one_topic() -> None:
    routes = Routes(["a:1", "a:2"], [Declared("a:1", "hall/x"), Declared("a:2", "hall/x"), Declared("a:3", "hall/+")])
    assert fed(routes, "hall/x") == ["a:1", "a:2", "a:3"]
    assert fed(routes, "hall/y") == ["a:3"]


def test_a_twin_that_a_topic_reaches_twice_alike_is_fed_once() -> None:
    assert fed(Routes(["a:1"], [Declared("a:1", "x/y"), Declared("a:1", "x/+")]), "x/y") == ["a:1"]


def test_two_streams_of_one_twin_that_read_differently_both_count() -> None:
    routes = Routes(["a:1"], [Declared("a:1", "x/y", feature="cabin"), Declared("a:1", "x/#", feature="motor")])
    assert [target.feature for target in routes.targets("x/y")] == ["cabin", "motor"]


def test_every_twin_has_a_default_topic() -> None:
    routes = Routes(["a.b:1"])
    assert routes.targets("dtp/twins/a.b:1/reported/cabin") == (Target("a.b:1", "auto", "cabin", None),)


@pytest.mark.parametrize("twin_id", ["a:1", ":1", "a:x+y", "a:50%", "a:#1", "a:%2B", "a:位置", "a:b c", "a:$x"])
def test_the_default_topic_of_every_id_leads_back_to_it(twin_id: str) -> None:
    topic = reported_topic(twin_id, "cabin")
    assert not {"+", "#"} & set(topic)
    assert matches(REPORTED_FILTER.split("/"), topic.split("/"))
    assert fed(Routes([twin_id]), topic) == [twin_id]


@pytest.mark.parametrize(
    "topic",
    [
        "dtp/twins/a:1/reported",
        "dtp/twins/a:1/reported/",
        "dtp/twins//reported/x",
        "dtp/twins/a:1/desired/x",
        "dtp/twins/a:1/reported/x/y",
        "dtp/twins/a:1",
        "/dtp/twins/a:1/reported/x",
        "DTP/twins/a:1/reported/x",
        "",
    ],
)
def test_what_only_looks_like_a_default_topic_is_nobodys(topic: str) -> None:
    assert Routes(["a:1"]).targets(topic) == ()


def test_a_stream_declared_on_the_twins_own_default_topic_says_how_it_is_read() -> None:
    topic = "dtp/twins/a:1/reported/cabin"
    routes = Routes(["a:1"], [Declared("a:1", topic, "values", "motor")])
    assert routes.targets(topic) == (Target("a:1", "values", "motor", None),)


def test_a_twin_that_listens_to_everything_takes_nothing_from_the_others() -> None:
    routes = Routes(["a:1", "a:log"], [Declared("a:log", "#")])
    assert fed(routes, "dtp/twins/a:1/reported/cabin") == ["a:log", "a:1"]
    assert fed(routes, "dtp/twins/a:unknown/reported/cabin") == ["a:log"]


def test_the_default_topic_of_an_unknown_twin_is_told_apart_from_no_stream() -> None:
    assert fed(Routes(["a:1"]), "dtp/twins/a:2/reported/cabin") == ["a:2"]


def test_everything_that_is_declared_is_subscribed_and_the_default_topics_with_it() -> None:
    routes = Routes(["a:1"], [Declared("a:1", "x/y"), Declared("a:1", "x/+"), Declared("a:2", "x/y")])
    assert routes.filters() == {REPORTED_FILTER, "x/y", "x/+"}
    assert Routes().filters() == {REPORTED_FILTER}


def test_answers_are_remembered_but_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "_REMEMBER", 100)
    routes = Routes(["a:1"], [Declared("a:1", "x/#")])
    for number in range(1000):
        assert fed(routes, f"x/{number}") == ["a:1"]
        assert routes.targets(f"nobody/{number}") == ()
    assert len(routes._remembered) <= 100
    assert routes.targets("x/7") is routes.targets("x/7")


def test_a_strict_twin_says_what_it_knows() -> None:
    strict = StrictTwin({"cabin": frozenset({"position", "door"}), "motor": frozenset()})
    assert strict.refusal("cabin", "door") is None
    assert strict.refusal("cabin", "color") == (
        "property cabin.color is not declared and the twin is strict; declared: door, position"
    )
    assert strict.refusal("motor", "x") == "property motor.x is not declared and the twin is strict; declared: none"
    assert (
        strict.refusal("roof", "x") == "feature 'roof' is not declared and the twin is strict; declared: cabin, motor"
    )
