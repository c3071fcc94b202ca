"""What the generators send and what the twin.yaml files declare is the same."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from twins.tests.simulations import FIRST_MS, NAMES, SPEEDS, TWINS, declaration, texts

ENVELOPE = {"ts", "values"}
PYTHON_TYPES = {"number": (int, float), "integer": (int,), "string": (str,), "boolean": (bool,)}
HALF_AN_HOUR = 1800
ICONS = {"lift", "building", "sensor"}


def streams(declared: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {stream["topic"]: stream for stream in declared["interfaces"]["data_streams"]}


def read(declared: dict[str, Any], topic: str, document: Any) -> dict[str, dict[str, Any]]:
    """The features and properties in a message, by the codec of its stream or by its default topic."""
    stream = streams(declared).get(topic)
    if stream is None:
        prefix, _, feature = topic.rpartition("/")
        assert prefix == f"dtp/twins/{declared['@id']}/reported", f"{topic} is not declared"
        return {feature: {key: value for key, value in document.items() if key != "ts"}}
    if stream["codec"] == "scalar":
        return {stream["feature"]: {stream["property"]: document}}
    if stream["codec"] == "signal":
        assert set(document) == {"signal_id", "name", "unit", "value", "ts", "source"}
        return {stream["feature"]: {stream["property"]: document["value"]}}
    if stream["codec"] == "values" or "values" in document:
        assert set(document) == ENVELOPE
        return {stream["feature"]: document["values"]}
    return {stream["feature"]: {key: value for key, value in document.items() if key != "ts"}}


def values(name: str, seconds: int = HALF_AN_HOUR) -> Iterator[tuple[str, str, Any]]:
    declared = declaration(name)
    for topic, text in texts(name, 11, seconds):
        for feature, properties in read(declared, topic, json.loads(text)).items():
            yield from ((feature, key, value) for key, value in properties.items())


@pytest.mark.parametrize("name", NAMES)
def test_every_value_is_declared_with_its_type(name):
    features = declaration(name)["features"]
    for feature, key, value in values(name, 300):
        kind = features[feature]["properties"][key]["type"]
        assert isinstance(value, PYTHON_TYPES[kind]), f"{feature}.{key} is {value!r}"
        assert kind == "boolean" or not isinstance(value, bool)


@pytest.mark.parametrize("name", NAMES)
def test_everything_declared_is_sent(name):
    declared = declaration(name)["features"]
    expected = {(feature, key) for feature, what in declared.items() for key in what["properties"]}
    assert {(feature, key) for feature, key, _ in values(name, 1)} == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_declared_topic_is_used(name):
    assert set(streams(declaration(name))) <= {topic for topic, _ in texts(name, 1, 1)}


def is_plausible(declared: dict[str, Any], value: Any) -> bool:
    if "enum" in declared:
        return value in declared["enum"]
    lowest, highest = declared.get("min", value), declared.get("max", value)
    return bool(lowest <= value <= highest)


@pytest.mark.parametrize("name", NAMES)
def test_values_stay_in_their_range_and_only_the_bearing_leaves_it(name):
    features = declaration(name)["features"]
    seen, outside = Counter[str](), Counter[str]()
    for feature, key, value in values(name):
        seen[f"{feature}.{key}"] += 1
        outside[f"{feature}.{key}"] += not is_plausible(features[feature]["properties"][key], value)
    left = {key: count / seen[key] for key, count in outside.items() if count}
    story = {"lift": {"vibration.rms"}}.get(name, set())
    assert set(left) == story
    assert all(share < 0.5 for share in left.values())


@pytest.mark.parametrize("name", NAMES)
def test_the_card_shows_properties_that_exist(name):
    declared = declaration(name)
    paths = {f"{feature}.{key}" for feature, what in declared["features"].items() for key in what["properties"]}
    assert set(declared["ui"]["headline"]) <= paths
    assert declared["ui"]["icon"] in ICONS
    for alarm in declared["alarms"].values():
        assert {alarm["when"].split()[0], alarm.get("clear", alarm["when"]).split()[0]} <= paths


def test_related_twins_exist_and_no_topic_belongs_to_two():
    all_of_them = [declaration(name) for name in NAMES]
    ids = {each["@id"] for each in all_of_them}
    assert len(ids) == len(NAMES)
    for each in all_of_them:
        targets = {relation["target"] for relation in each.get("relations", ())}
        assert targets | set(each["dependencies"]["static"]) <= ids
    topics = [topic for each in all_of_them for topic in streams(each)]
    assert len(topics) == len(set(topics))


@pytest.mark.parametrize("name", NAMES)
def test_messages_carry_the_time_they_were_asked_for(name):
    as_text = datetime.fromtimestamp(FIRST_MS / 1000, UTC)
    documents = [json.loads(text) for _, text in texts(name, 1, 1)]
    for document in documents:
        if isinstance(document, dict):
            at = document["ts"]
            assert at == FIRST_MS or datetime.fromisoformat(at) == as_text


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_messages(name):
    first, second, other = (list(texts(name, seed, 60)) for seed in (5, 5, 6))
    assert first == second
    assert first != other


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_names_every_property_and_topic(name):
    readme = (TWINS / name / "README.md").read_text(encoding="utf-8")
    declared = declaration(name)
    for feature, what in declared["features"].items():
        assert f"`{feature}`" in readme
        assert all(f"`{key}`" in readme for key in what["properties"])
    assert all(f"`{topic}`" in readme for topic in streams(declared))
    assert name in SPEEDS
