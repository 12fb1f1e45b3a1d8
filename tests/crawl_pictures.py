"""Takes pictures of a crawl: before, running, stopped, resumed and after. `make pictures`."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from moodrec.genres import GENRE_SEEDS
from tests import catalogue
from tests.browser import ROOT, Visitor, launch, running_app
from tests.loopback import CLIENT_ID, CLIENT_SECRET, Loopback

KEYS = {"MOODREC_SPOTIFY_CLIENT_ID": CLIENT_ID, "MOODREC_SPOTIFY_CLIENT_SECRET": CLIENT_SECRET}


def main(folder: Path) -> None:
    """Writes five pictures of the article's crawl against the loopback server (made-up songs)."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        Loopback().serving() as services,
        sync_playwright() as playwright,
    ):
        services.mode = "extended"
        services.stock(catalogue.pretended(GENRE_SEEDS, 40))
        with running_app({**services.addresses, **KEYS, "MOODREC_DATA_DIR": data}) as address:
            page = launch(playwright).new_page(viewport={"width": 1280, "height": 860})
            visitor = Visitor(page, address)
            visitor.open()
            crawl(visitor, folder)


def crawl(visitor: Visitor, folder: Path) -> None:
    """Goes through a crawl, with a picture at each turn."""
    page = visitor.page
    sidebar = page.get_by_test_id("stSidebar")
    picture(page, folder / "1-before.png")
    sidebar.get_by_role("button", name="Rebuild the crawl").click()
    form = page.get_by_role("dialog")
    least = form.get_by_label("Use the new set only with")
    least.fill("4000")
    least.press("Enter")
    picture(page, folder / "2-form.png")
    form.get_by_role("button", name="Start").click()
    expect(sidebar.get_by_text(re.compile(r"[4-9]\d calls"))).to_be_visible(timeout=30_000)
    picture(page, folder / "3-running.png")
    sidebar.get_by_role("button", name="Stop").click()
    expect(sidebar.get_by_text("Stopped.")).to_be_visible()
    picture(page, folder / "4-stopped.png")
    page.get_by_role("link", name="Reference set").click()
    sidebar.get_by_role("button", name="Resume").click()
    expect(sidebar.get_by_text("seconds left")).to_be_visible()
    expect(page.get_by_text("Crawls so far")).to_be_visible()
    picture(page, folder / "5-resumed.png")
    expect(sidebar.get_by_text("Done:")).to_be_visible(timeout=90_000)
    expect(page.get_by_text("5,040 songs of 126 genres")).to_be_visible()
    picture(page, folder / "6-after.png")


def picture(page: Page, path: Path) -> None:
    """Takes a picture once nothing moves."""
    page.mouse.move(640, 10)
    page.screenshot(path=path, animations="disabled")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screenshots")
