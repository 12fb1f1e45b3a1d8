"""Takes the README's picture of the app: `make picture`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Route, sync_playwright

from tests.browser import LENS, ROOT, Visitor, launch, running_app

TRACK = "2QjOHCTQ1Jl3zawyYOpxh6"  # Sweater Weather, The Neighbourhood
# Spotify's player cannot be drawn without a network: a plain stand-in keeps its place.
PLAYER = (
    "<body style='margin:0;font:14px sans-serif;color:#fff;background:#3a3f47;height:80px;"
    "display:flex;align-items:center;justify-content:center;border-radius:12px'>Spotify player"
)


def main(target: Path) -> None:
    """Writes the picture of a pasted track with its ten neighbours."""

    def play(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body=PLAYER)

    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        running_app({"MOODREC_DATA_DIR": folder}) as address,
    ):
        page = launch(playwright).new_page(viewport={"width": 1280, "height": 860})
        page.route("https://open.spotify.com/embed/**", play)
        visitor = Visitor(page, address)
        visitor.open("?n=7")
        visitor.paste(f"https://open.spotify.com/track/{TRACK}")
        page.frame_locator("iframe").get_by_text("Spotify player").wait_for()
        page.locator(f"{LENS} .annotation-text").first.wait_for()
        visitor.settle()
        page.mouse.move(0, 0)
        page.screenshot(path=target)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "find.png")
