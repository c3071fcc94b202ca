"""`make screens`: pictures of every page, wide and narrow, light and dark, in `docs/screens/`.

The pages show the demo plant after `SCREENS_WAIT` seconds (180), so that charts and sparklines have something in them.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser import FLAGS, chromium_path
from tests.platform import Platform, copy_twins, running_platform

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path("docs/screens")
SIZES = {1280: 640, 390: 844}
PAGES = {"fleet": "/", "twin": "/twins/dtp.lift:lift-1"}


def take(browser: Browser, platform: Platform, wait: float) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 860}, device_scale_factor=1)
    page = context.new_page()
    _take_all(page, platform, {"sign-in": "/sign-in"})
    page.goto(platform.sign_in_link())
    page.wait_for_selector("[data-testid=card]")
    page.wait_for_timeout(wait * 1000)
    _take_all(page, platform, PAGES)
    context.close()


def _take_all(page: Page, platform: Platform, pages: dict[str, str]) -> None:
    for name, path in pages.items():
        for scheme in ("light", "dark"):
            for width, height in SIZES.items():
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": height})
                page.goto(platform.url + path)
                page.wait_for_timeout(2500)
                page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=width == 390)


def main() -> None:
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(parents=True, exist_ok=True)
    wait = float(os.environ.get("SCREENS_WAIT", "180"))
    with tempfile.TemporaryDirectory(prefix="dtp-screens-") as name:
        folder = Path(name)
        with running_platform(folder, copy_twins(folder)) as platform, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            take(browser, platform, wait)
            browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}")


if __name__ == "__main__":
    main()
