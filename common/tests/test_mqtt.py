from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.mqtt import (
    REPORTED_FILTER,
    BadBrokerUrl,
    BrokerAddress,
    parse_reported_topic,
    read_broker_url,
    reported_topic,
    url_of,
)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("mqtt://broker", BrokerAddress("broker", 1883)),
        ("mqtts://broker", BrokerAddress("broker", 8883, tls=True)),
        ("mqtt://broker:18830/", BrokerAddress("broker", 18830)),
        ("mqtt://10.0.0.7:1", BrokerAddress("10.0.0.7", 1)),
        ("mqtt://[::1]:1884", BrokerAddress("::1", 1884)),
        ("mqtt://u:p@broker", BrokerAddress("broker", 1883, "u", "p")),
        ("mqtt://u%40site:p%3A%2F%25@broker", BrokerAddress("broker", 1883, "u@site", "p:/%")),
        ("mqtt://u@broker", BrokerAddress("broker", 1883, "u")),
    ],
)
def test_a_brokers_url(url: str, address: BrokerAddress) -> None:
    assert read_broker_url(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "",
        "broker",
        "broker:1883",
        "http://broker",
        "mqtt://",
        "mqtt:broker",
        "mqtt://:1883",
        "mqtt://broker:port",
        "mqtt://broker:99999",
        "mqtt://[::1",
    ],
)
def test_what_is_no_brokers_url_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(BadBrokerUrl, match="expected mqtt://host:1883 or mqtts://host:8883"):
        read_broker_url(url)


@pytest.mark.parametrize("url", ["//user:s3cret@broker", "http://user:s3cret@broker", "mqtt://user:s3cret@broker:x"])
def test_a_refusal_shows_no_password(url: str) -> None:
    with pytest.raises(BadBrokerUrl) as caught:
        read_broker_url(url)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_an_address_shows_no_password() -> None:
    address = read_broker_url("mqtts://user:s3cret@broker:1")
    assert "s3cret" not in repr(address)
    assert url_of(address) == "mqtts://broker:1"


@pytest.mark.parametrize("host", ["broker", "10.0.0.7", "::1", "fe80::1"])
def test_an_address_can_be_written_and_read_again(host: str) -> None:
    assert read_broker_url(url_of(BrokerAddress(host, 1884))) == BrokerAddress(host, 1884)


def test_the_default_topic_of_a_feature() -> None:
    assert reported_topic("dtp.lift:lift-1", "cabin") == "dtp/twins/dtp.lift:lift-1/reported/cabin"
    assert reported_topic("a:1+1 #2 100%", "f") == "dtp/twins/a:1%2B1 %232 100%25/reported/f"


# The grammars of twin.yaml.
IDS = st.from_regex(r"[A-Za-z0-9_.-]*:[^\x00-\x1f/\x7f-\xff]+", fullmatch=True)
FEATURES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", fullmatch=True)


@given(IDS, FEATURES)
def test_every_id_has_a_topic_that_can_be_published_to_and_read_back(twin_id: str, feature: str) -> None:
    topic = reported_topic(twin_id, feature)
    assert not {"+", "#", "\x00"} & set(topic)
    assert topic.count("/") == REPORTED_FILTER.count("/")
    assert parse_reported_topic(topic) == (twin_id, feature)


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "dtp",
        "dtp/twins/",
        "dtp/twins/a:b",
        "dtp/twins/a:b/reported",
        "dtp/twins/a:b/reported/",
        "dtp/twins//reported/f",
        "dtp/twins/a:b/desired/f",
        "dtp/twins/a:b/reported/f/more",
        "/dtp/twins/a:b/reported/f",
        "DTP/twins/a:b/reported/f",
    ],
)
def test_other_topics_are_not_taken_for_it(topic: str) -> None:
    assert parse_reported_topic(topic) is None


@given(st.text())
def test_any_topic_is_told_in_full_or_not_at_all(rest: str) -> None:
    for topic in (rest, f"dtp/twins/{rest}", f"dtp/twins/{rest}/reported/{rest}"):
        found = parse_reported_topic(topic)
        assert found is None or all(found)
