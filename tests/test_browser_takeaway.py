"""Taken away in a real browser: each file is what it says, at a desktop and on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Browser, ViewportSize

from tests.browser import Visitor, running_app
from tests.conftest import KNOWN

WIDTHS = {
    "desktop": ViewportSize(width=1280, height=800),
    "phone": ViewportSize(width=375, height=812),
}
BEGINNINGS = {
    "CSV": b"\xef\xbb\xbftitle,",
    "JSON": b"{",
    "M3U8": b"#EXTM3U\n",
    "XSPF": b"<?xml",
    "JSPF": b"{",
    "Links": b"https://open.spotify.com/track/",
    "Picture as PNG": b"\x89PNG\r\n\x1a\n",
    "Picture as SVG": b"<svg",
    "Picture as a page": b"<!DOCTYPE html>",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = str(tmp_path_factory.mktemp("data"))
    with running_app({"MOODREC_DATA_DIR": folder, "MOODREC_OFFLINE": "1"}) as address:
        yield address


def test_the_first_visitor_of_a_fresh_server_keeps_what_the_link_says(
    browser: Browser, app: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{app}/reference_set?state=abc&state=def")
        page.get_by_text("Take it away").wait_for()
        assert page.url == f"{app}/reference_set?state=abc&state=def"


@pytest.mark.parametrize("width", WIDTHS)
def test_every_file_is_what_it_says(browser: Browser, app: str, width: str, tmp_path: Path) -> None:
    with browser.new_context(viewport=WIDTHS[width], color_scheme="dark") as context:
        visitor = Visitor(context.new_page(), app)
        visitor.open(f"?track={KNOWN}")
        page = visitor.page
        page.get_by_role("button", name="Take it away").click()
        for label, beginning in BEGINNINGS.items():
            with page.expect_download() as waiting:
                page.get_by_role("button", name=label, exact=True).click()
            waiting.value.save_as(tmp_path / label)
            assert (tmp_path / label).read_bytes().startswith(beginning), label
        assert etree.parse(tmp_path / "Picture as SVG").xpath("//*[contains(@class, 'point')]")[
            500:
        ]
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]["width"]
        assert visitor.foreign == visitor.errors == []

        (tmp_path / "Picture as a page").rename(tmp_path / "page.html")
        offline = Visitor(context.new_page(), app)
        offline.page.goto((tmp_path / "page.html").as_uri())
        offline.page.wait_for_selector("#figure .main-svg")
        ink = offline.page.locator("#figure .xtick text").first.evaluate(
            "mark => getComputedStyle(mark).fill"
        )
        assert ink == "rgb(229, 231, 235)"
        assert offline.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        with offline.page.expect_download() as waiting:
            offline.page.get_by_role("button", name="PNG").click()
        waiting.value.save_as(tmp_path / "again.png")
        assert (tmp_path / "again.png").read_bytes().startswith(b"\x89PNG")
        assert offline.foreign == offline.errors == []
