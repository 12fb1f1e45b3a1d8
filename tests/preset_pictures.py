"""Takes a picture of each preset for one song, in light, dark and on a phone. `make pictures`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, sync_playwright

from moodrec.ui import address
from moodrec.wishes import PRESETS
from tests.browser import ROOT, Visitor, launch, running_app
from tests.conftest import KNOWN, REAL_TABLES

PLAYLISTS = REAL_TABLES / "spotify_songs_32833.parquet"
IN_PLAYLISTS = "2Fxmhks0bxGSBdJ92vM42m"  # bad guy: in eight playlists of that table


def main(folder: Path) -> None:
    """Writes the pictures; from the table with playlists where it is on this machine."""
    folder.mkdir(parents=True, exist_ok=True)
    songs = {"MOODREC_REFERENCE": str(PLAYLISTS)} if PLAYLISTS.exists() else {}
    track = IN_PLAYLISTS if songs else KNOWN
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        here = {"MOODREC_OFFLINE": "1", "MOODREC_DATA_DIR": data, **songs}
        with running_app(here) as app:
            browser = launch(playwright)
            for number, preset in enumerate(PRESETS.values(), start=1):
                query = urlencode({"track": track, **address.of_wishes(preset.wishes)}, doseq=True)
                name = preset.name.lower().replace(" ", "-")
                picture(browser, app, query, folder / f"preset-{number}-{name}.png")
            several = f"track={track}&more=0.6,0.5&less=0.2,0.9&metric=whitened&radius=0.1"
            picture(browser, app, several, folder / "several-seeds.png", color_scheme="dark")
            picture(
                browser,
                app,
                f"track={track}&no=live&no=remix",
                folder / "phone.png",
                viewport={"width": 375, "height": 2600},
            )


def picture(browser: Browser, app: str, query: str, file: Path, **look: object) -> None:
    """Writes one picture of the page at an address."""
    with browser.new_context(**{"viewport": {"width": 1280, "height": 1300}, **look}) as context:  # type: ignore[arg-type]  # what a browser takes
        visitor = Visitor(context.new_page(), app)
        visitor.open(f"?{query}")
        visitor.page.locator(".st-key-pick").wait_for()
        visitor.page.locator("[data-testid=stPlotlyChart] .main-svg").nth(4).wait_for()
        visitor.settle()
        visitor.page.screenshot(path=file)
        sys.stdout.write(f"{file}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screenshots")
