from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import FLAGS, chromium_path
from tests.platform import Platform, copy_twins, running_platform

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SCREENS = Path("var/e2e")

PROBE = """\
"@id": test:probe
name: Probe
tenant: demo
features:
  climate:
    interval: 60s
    properties:
      temperature: {type: number, unit: °C, min: -20, max: 60}
ui: {order: 1}
"""


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The platform with the sample twins, their simulators, and one twin that nobody simulates."""
    folder = tmp_path_factory.mktemp("platform")
    twins_dir = copy_twins(folder)
    (twins_dir / "probe").mkdir()
    (twins_dir / "probe" / "twin.yaml").write_text(PROBE)
    with running_platform(folder, twins_dir) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield launched
        launched.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A journey that fails leaves a picture of what the person saw: `var/e2e/<test>.png`."""
    report = yield
    if report.failed and (page := getattr(item, "funcargs", {}).get("page")):
        SCREENS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENS / f"{item.name}.png")
    return report
