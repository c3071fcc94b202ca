"""One walk through the whole house, as a person takes it: the real platform, a real broker, a real browser."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from tests.e2e.proxy import Wire
from tests.platform import Platform

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

AXE = Path("portal/frontend/node_modules/axe-core/axe.min.js")

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def wire(platform: Platform) -> Iterator[Wire]:
    wire = Wire(platform.port)
    yield wire
    wire.close()


@pytest.fixture(scope="module")
def page(browser: Browser, platform: Platform, wire: Wire) -> Iterator[Page]:
    """The fleet page, signed in by a one-time link, all of it over a wire that can be cut."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(10_000)
    page.goto(platform.sign_in_link(wire.url))
    page.wait_for_selector("[data-testid=card]")
    yield page
    page.close()


def card(page: Page, twin_id: str) -> Locator:
    return page.locator(f'[data-testid=card][data-twin-id="{twin_id}"]')


def wait_for_connection(page: Page, state: str, seconds: float = 20) -> None:
    page.wait_for_selector(f'[data-testid=connection-badge][data-state="{state}"]', timeout=seconds * 1000)


def publish(platform: Platform, topic: str, payload: object) -> None:
    """Publish as a device does, at QoS 1, and wait for the broker's word."""
    from paho.mqtt.client import Client
    from paho.mqtt.enums import CallbackAPIVersion

    client = Client(CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", platform.mqtt_port)
    client.loop_start()
    client.publish(topic, json.dumps(payload), qos=1).wait_for_publish(5)
    client.disconnect()
    client.loop_stop()


def test_three_cards_move_within_five_seconds(page: Page) -> None:
    samples = ["dtp.lift:lift-1", "dtp.energy:building-1", "dtp.m5core2:desk-1"]
    for twin_id in samples:
        assert card(page, twin_id).count() == 1, page.locator("[data-testid=card]").all_inner_texts()
    # Only the numbers: an age that counts on is not a value that moves.
    moving = """(ids) => {
        window.seen ??= Object.fromEntries(ids.map(id => [id, new Set()]));
        for (const id of ids) {
            const card = document.querySelector(`[data-testid=card][data-twin-id="${id}"]`);
            const values = [...card.querySelectorAll('[data-testid=card-value]')].map(value => value.textContent);
            window.seen[id].add(values.join('|'));
        }
        return Object.values(window.seen).every(seen => seen.size > 1);
    }"""
    page.wait_for_function(moving, arg=samples, timeout=5000)


def test_an_edit_of_the_file_changes_the_name_without_reload(page: Page, platform: Platform) -> None:
    page.evaluate("window.same_page = true")
    path = platform.twins_dir / "probe" / "twin.yaml"
    path.write_text(path.read_text().replace("name: Probe", "name: Probe of the cellar"))
    name = card(page, "test:probe").locator("[data-testid=card-name]")
    name.get_by_text("Probe of the cellar").wait_for(timeout=5000)
    assert page.evaluate("window.same_page") is True


def test_a_broken_edit_leaves_the_card_as_it_was(page: Page, platform: Platform) -> None:
    path = platform.twins_dir / "probe" / "twin.yaml"
    good = path.read_text()
    path.write_text(good.replace("interval: 60s", "intervall: 60s"))
    deadline = time.monotonic() + 5
    while "did you mean 'interval'" not in platform.text():
        assert time.monotonic() < deadline, platform.text()
        time.sleep(0.05)
    assert card(page, "test:probe").count() == 1
    path.write_text(good)


def test_a_published_value_is_on_the_card_within_a_second(page: Page, platform: Platform) -> None:
    started = time.monotonic()
    publish(platform, "dtp/twins/test:probe/reported/climate", {"temperature": 23.5})
    card(page, "test:probe").get_by_text("23.5").wait_for(timeout=5000)
    assert time.monotonic() - started < 1
    assert card(page, "test:probe").get_attribute("data-health") == "ok"


def test_a_value_out_of_range_is_a_warning(page: Page, platform: Platform) -> None:
    publish(platform, "dtp/twins/test:probe/reported/climate", {"temperature": 61})
    page.wait_for_selector('[data-testid=card][data-twin-id="test:probe"][data-health=warning]')


def test_the_twin_page_shows_the_value_and_its_history(page: Page, platform: Platform) -> None:
    publish(platform, "dtp/twins/test:probe/reported/climate", {"temperature": 20.5})
    card(page, "test:probe").click()
    value = page.locator('[data-testid="value-climate.temperature"]')
    value.get_by_text("20.5").first.wait_for()
    page.locator("[data-testid=history-chart] canvas").first.wait_for()
    publish(platform, "dtp/twins/test:probe/reported/climate", {"temperature": 19.5})
    value.get_by_text("19.5").first.wait_for(timeout=3000)
    page.go_back()
    page.wait_for_selector("[data-testid=card]")


def test_a_silent_device_becomes_stale(page: Page, platform: Platform) -> None:
    platform.stop_simulator("m5core2")
    page.wait_for_selector('[data-testid=card][data-twin-id="dtp.m5core2:desk-1"][data-health=stale]', timeout=30_000)
    assert card(page, "dtp.lift:lift-1").get_attribute("data-health") != "stale"


def test_a_cut_wire_is_told_and_the_page_recovers_by_itself(page: Page, platform: Platform, wire: Wire) -> None:
    wait_for_connection(page, "live")
    wire.cut()
    wait_for_connection(page, "offline")
    publish(platform, "dtp/twins/test:probe/reported/climate", {"temperature": 31.5})
    wire.mend()
    wait_for_connection(page, "live")
    card(page, "test:probe").get_by_text("31.5").wait_for()


def test_search_is_in_the_address(page: Page) -> None:
    page.locator("[data-testid=search]").first.fill("lift")
    page.wait_for_function("() => document.querySelectorAll('[data-testid=card]').length === 1")
    assert "lift" in page.url
    page.reload()
    page.wait_for_function("() => document.querySelectorAll('[data-testid=card]').length === 1")


def test_the_badges_stand_under_the_title(page: Page) -> None:
    for name in ("backend", "health", "db", "influx", "cron", "updated"):
        assert page.locator(f"[data-testid=badge-{name}]").is_visible(), name
    assert "not configured" in page.locator("[data-testid=badge-influx]").inner_text().lower()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["/", "/twins/dtp.lift:lift-1", "/nowhere"])
def test_pages_have_no_serious_accessibility_finding(
    page: Page, wire: Wire, path: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(wire.url + path)
    page.locator("h1").first.wait_for()
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    serious = [v for v in found["violations"] if v["impact"] in {"serious", "critical"}]
    assert not serious, [(v["id"], [node["target"] for node in v["nodes"]]) for v in serious]
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), "the page is too wide"


def test_everything_stops_in_order(platform: Platform) -> None:
    """Last, because it ends the platform."""
    import psutil

    children = psutil.Process(platform.process.pid).children(recursive=True)
    assert children
    platform.process.send_signal(2)
    assert platform.process.wait(10) == 0
    assert not psutil.wait_procs(children, timeout=5)[1]
    assert "Traceback" not in platform.text(), platform.text()
