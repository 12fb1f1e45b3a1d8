"""Takes pictures of the page Explore, in light, dark and on a phone. `make pictures`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser import EXPLORED, ROOT, Visitor, launch, running_app
from tests.conftest import REAL_TABLES

LARGE = REAL_TABLES / "spotify_songs_32833.parquet"
PHONE: dict[str, Any] = {"viewport": {"width": 375, "height": 2300}}
LASSO = "lasso:0.5:0.5:0.7:0.55:0.85:0.8:0.6:0.9:0.45:0.7"
VIEWS: dict[str, tuple[str, dict[str, Any]]] = {
    "whole": ("", {}),
    "spot-dark": ("select=spot:0.7:0.6&genre=rock&genre=pop", {"color_scheme": "dark"}),
    "lasso-genre": (f"colour=genre&size=popularity&tool=lasso&select={LASSO}", {}),
    "axes": ("x=tempo&y=duration_ms&colour=popularity&tool=box&select=box:100:2:130:4", {}),
    "genre-dark": ("colour=genre&select=box:0.6:0:1:0.4", {"color_scheme": "dark"}),
    "phone": ("select=spot:0.7:0.6", PHONE),
    "phone-genre-dark": ("colour=genre&tool=lasso", {**PHONE, "color_scheme": "dark"}),
}


def main(folder: Path) -> None:
    """Writes the pictures; from a larger table where it is on this machine."""
    folder.mkdir(parents=True, exist_ok=True)
    songs = {"MOODREC_REFERENCE": str(LARGE)} if LARGE.exists() else {}
    here = {"MOODREC_OFFLINE": "1", **songs}
    with (
        tempfile.TemporaryDirectory() as data,
        sync_playwright() as playwright,
        running_app({**here, "MOODREC_DATA_DIR": data}) as app,
    ):
        browser = launch(playwright)
        for name, (query, look) in VIEWS.items():
            size = {"viewport": {"width": 1280, "height": 1400}}
            with browser.new_context(**{**size, **look}) as context:
                visitor = Visitor(context.new_page(), app)
                visitor.open(f"explore?{query}", EXPLORED)
                visitor.page.screenshot(path=folder / f"explore-{name}.png")
                sys.stdout.write(f"{folder / f'explore-{name}.png'}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screenshots")
