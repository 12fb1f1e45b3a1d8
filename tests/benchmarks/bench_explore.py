"""The page Explore at 114,000 tracks: bytes of an interaction, suggestions, selections."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

from moodrec import recommend, survey
from moodrec.filters import Filters, Range
from moodrec.model import MoodPoint, Query, Seed
from moodrec.recommend import Index
from moodrec.survey import Box, Lasso
from tests.benchmarks.report import Report, median_seconds
from tests.benchmarks.sets import large_set, written
from tests.browser import EXPLORED, Visitor, launch, running_app

ROWS = 114_000
AT = MoodPoint(0.5, 0.6)


def received() -> float:
    """The kB that the page gets when a corner with thousands of songs is selected."""
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        folder = Path(data)
        here = {"MOODREC_OFFLINE": "1", "MOODREC_DATA_DIR": data}
        with running_app({**here, "MOODREC_REFERENCE": str(written(ROWS, folder))}) as app:
            visitor = Visitor(launch(playwright).new_page(), app)
            visitor.open("explore?colour=genre&size=popularity", EXPLORED)
            visitor.received = 0
            visitor.page.locator(".st-key-explore-corner").get_by_text("cheerful").click()
            visitor.page.get_by_text("500 of").wait_for()
            visitor.settle()
            return visitor.received / 1000


def main() -> None:
    """Prints the ratios; fails when one misses its bound."""
    tracks = large_set(ROWS)
    frame, index = tracks._tracks.frame, Index(tracks)
    everything = np.ones(ROWS, dtype=bool)
    x, y = (survey.axis(tracks, name) for name in ("valence", "energy"))
    angles = np.linspace(0, 2 * np.pi, 300, endpoint=False)
    lasso = Lasso.drawn([(0.5 + 0.3 * np.cos(a), 0.5 + 0.3 * np.sin(a)) for a in angles])
    query = Query(AT, filters=Filters(ranges=(Range("tempo", 80, 160),)))
    query_time = median_seconds(lambda: recommend.search(index, [Seed(AT)], [], query), 21)
    suggestion = median_seconds(lambda: index.finder.find("sweatar weathxr"), 21)
    box = Box(0.2, 0.2, 0.8, 0.8)

    def masks() -> object:
        return frame[frame["valence"].between(0.2, 0.8) & frame["energy"].between(0.2, 0.8)]

    pandas = median_seconds(masks, 21)
    boxed = median_seconds(lambda: survey.chosen(box, tracks, x, y, everything), 21)
    lassoed = median_seconds(lambda: survey.chosen(lasso, tracks, x, y, everything), 21)
    report = Report(f"Explore at {ROWS:,} tracks (synthetic)")
    report.line("kB sent when a corner is selected", received(), most=400)
    report.line("suggestions for a misspelt title / one filtered query", suggestion / query_time,
                most=60)  # fmt: skip
    report.line("suggestions for a misspelt title, in milliseconds", 1000 * suggestion, most=200)
    report.line("a box / pandas' masks", boxed / pandas, most=4)
    report.line("a lasso of 60 corners / pandas' masks", lassoed / pandas, most=10)
    report.done()


if __name__ == "__main__":
    main()
