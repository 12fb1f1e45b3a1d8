"""Takes pictures of Explore, Journey, Playlist and Method, in light, dark and on a phone."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.browser import ROOT, Visitor, launch, running_app

LASSO = "lasso:0.5:0.5:0.7:0.55:0.85:0.8:0.6:0.9:0.45:0.7"
PAGES = {
    "explore": f"explore?colour=genre&tool=lasso&select={LASSO}",
    "explore-axes": "explore?x=tempo&y=duration_ms&colour=popularity&select=box:100:2:130:4",
    "journey": "journey?via=0.35,0.75&shape=gentle S&songs=16",
    "playlist": "playlist",
    "method": "method",
    "method-axes": "method?part=axes",
    "method-metrics": "method?part=metrics&other=rank",
    "method-sure": "method?part=sure",
}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 1100}},
    "dark": {"viewport": {"width": 1280, "height": 1100}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 375, "height": 2300}},
}


def main(folder: Path) -> None:
    """Writes the pictures. `make pictures`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        sync_playwright() as playwright,
        running_app({"MOODREC_OFFLINE": "1", "MOODREC_DATA_DIR": data}) as app,
    ):
        browser = launch(playwright)
        for page in PAGES:
            for look in LOOKS:
                picture(browser, app, page, look, folder / f"{page}-{look}.png")


def picture(browser: Browser, app: str, name: str, look: str, file: Path) -> None:
    """Writes one picture of a page."""
    with browser.new_context(**LOOKS[look]) as context:
        visitor = Visitor(context.new_page(), app)
        visitor.page.goto(f"{app}/{PAGES[name]}")
        if name == "playlist":
            visitor.page.get_by_role("button", name="Try it with a list from this set").click()
            visitor.page.get_by_text("More like it").click()
            visitor.page.get_by_text("20 more songs").wait_for()
        visitor.page.locator("[data-testid=stPlotlyChart] .main-svg").first.wait_for()
        visitor.settle()
        visitor.page.wait_for_load_state("networkidle")
        visitor.page.screenshot(path=file)
        sys.stdout.write(f"{file}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screenshots")
