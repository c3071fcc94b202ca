"""Ingest with real brokers: what arrives, what comes again, and what a restart costs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from ingest.consumer import Consumer
from ingest.pump import Pump
from ingest.tests.brokers import LocalBroker
from ingest.tests.running import LIFT, reported, running, until, without_table
from live.tests.reporting import recorded
from registry.models import Twin

CABIN = "acme/lift/cabin"
PROBE = f"dtp/twins/{LIFT}/reported/probe"

_probes = count(1)

pytestmark = pytest.mark.usefixtures("kept")


@pytest.fixture(params=[pytest.param("mosquitto", marks=pytest.mark.mosquitto), "amqtt"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LocalBroker]:
    made = LocalBroker(request.param, tmp_path)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[LocalBroker]:
    made = LocalBroker("mosquitto", tmp_path)
    made.start()
    yield made
    made.stop()


def pump_of(broker: LocalBroker, *, persistent: bool = False) -> Pump:
    consumer = Consumer(broker.address, client_id="test-ingest", persistent=persistent, qos=broker.qos)
    consumer._client.reconnect_delay_set(0.05, 0.2)  # type: ignore[arg-type]  # whole seconds are only a hint
    return Pump(consumer)


def until_subscribed(broker: LocalBroker) -> None:
    """Publish until it arrives: only then has the broker taken the subscription."""
    first = next(_probes)

    def arrives() -> bool:
        broker.publish(PROBE, b'{"n": %d}' % next(_probes), qos=0)
        return bool(reported().get("probe", {"n": 0})["n"] > first)

    until(arrives, "Nothing that was published arrived.")


@pytest.mark.parametrize("qos", [0, 1])
def test_what_is_published_becomes_state_and_history(lift: Twin, broker: LocalBroker, qos: int) -> None:
    with running(pump_of(broker)):
        until_subscribed(broker)
        payloads = [b'{"position": %d, "ts": %d}' % (n, 1_795_000_000 + n) for n in range(100)]
        broker.publish(CABIN, *payloads, qos=qos)
        until(lambda: reported().get("cabin") == {"position": 99})
    assert recorded() == [(n, n) for n in range(100)]


def test_a_broker_that_restarts_is_found_again(lift: Twin, broker: LocalBroker) -> None:
    with running(pump := pump_of(broker)):
        until_subscribed(broker)
        broker.stop()
        until(lambda: not pump.consumer.connected)
        broker.start()
        until_subscribed(broker)
        broker.publish(CABIN, b'{"position": 5}')
        until(lambda: reported().get("cabin") == {"position": 5})


def test_a_broker_that_comes_later_is_waited_for(lift: Twin, broker: LocalBroker) -> None:
    broker.stop()
    with running(pump := pump_of(broker)):
        until(lambda: pump.routes.twins)
        broker.start()
        until_subscribed(broker)


def test_a_stream_added_meanwhile_is_subscribed(lift: Twin, broker: LocalBroker, register: Any) -> None:
    with running(pump := pump_of(broker)):
        until_subscribed(broker)
        register({"@id": "acme:new", "tenant": "acme", "interfaces": {"data_streams": [{"topic": "new/+/x"}]}})
        until(lambda: "new/+/x" in pump.routes.filters())

        def arrives() -> bool:
            broker.publish("new/one/x", b'{"air": {"temp": 20}}', qos=0)
            return bool(reported("acme:new"))

        until(arrives)
    assert reported("acme:new") == {"air": {"temp": 20}}


@pytest.mark.mosquitto
def test_what_is_published_while_ingest_is_away_arrives_when_it_is_back(lift: Twin, mosquitto: LocalBroker) -> None:
    with running(pump_of(mosquitto, persistent=True)):
        until_subscribed(mosquitto)
    mosquitto.publish(CABIN, *(b'{"position": %d, "ts": %d}' % (n, 1_795_000_000 + n) for n in range(50)))
    assert "cabin" not in reported()
    with running(pump_of(mosquitto, persistent=True)):
        until(lambda: reported().get("cabin") == {"position": 49})
    assert len(recorded()) == 50


@pytest.mark.mosquitto
def test_what_was_not_acknowledged_comes_again(
    lift: Twin, mosquitto: LocalBroker, caplog: pytest.LogCaptureFixture
) -> None:
    with running(pump_of(mosquitto, persistent=True)):
        until_subscribed(mosquitto)
    with without_table("live_featurestate"), running(pump_of(mosquitto, persistent=True)):
        mosquitto.publish(CABIN, b'{"position": 1}', b'{"position": 2}')
        until(lambda: "cannot be written" in caplog.text)
    assert "cabin" not in reported()
    with running(pump_of(mosquitto, persistent=True)):
        until(lambda: reported().get("cabin") == {"position": 2})


@pytest.mark.mosquitto
def test_what_was_acknowledged_does_not_come_again(lift: Twin, mosquitto: LocalBroker) -> None:
    with running(pump_of(mosquitto, persistent=True)):
        until_subscribed(mosquitto)
        mosquitto.publish(CABIN, b'{"position": 1}')
        until(lambda: "cabin" in reported())
    with running(pump_of(mosquitto, persistent=True)):
        until_subscribed(mosquitto)
    assert len(recorded()) == 1
