"""The page in a real browser: first paint, bytes and time of an interaction at two sizes."""

from __future__ import annotations

import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from tests.benchmarks.report import Report, alternately
from tests.benchmarks.sets import written
from tests.browser import PLANE, Visitor, launch, running_app

ROUNDS = 9
TURNS = 6
SIZES = (6_000, 114_000)
TEN_POINTS = "tests/benchmarks/ten_points.py"
SPOTS = [(0.2, 0.8), (0.8, 0.8), (0.2, 0.2), (0.6, 0.4), (0.4, 0.6)]


def first_paint(context: BrowserContext, address: str, chart: str) -> float:
    """Seconds from opening the page to its chart being drawn."""
    page = context.new_page()
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(f"{chart} .scatterlayer .trace path.point", state="attached")
    seconds = time.perf_counter() - start
    page.close()
    return seconds


def interactions(context: BrowserContext, address: str) -> tuple[float, float]:
    """The median seconds and the largest number of bytes of a click on an empty spot."""
    visitor = Visitor(context.new_page(), address)
    visitor.open("?at=0.5,0.5&n=50")
    visitor.see_seed(0.5, 0.5)
    seconds, received = [], []
    for valence, energy in SPOTS:
        visitor.received = 0
        start = time.perf_counter()
        visitor.click_at(PLANE, valence, energy)
        visitor.see_seed(valence, energy, within=0.05)  # or a song drawn there
        seconds.append(time.perf_counter() - start)
        received.append(visitor.received)
    visitor.page.close()
    return statistics.median(seconds), max(received)


def knobs(context: BrowserContext, address: str) -> tuple[float, float]:
    """The median seconds and the largest number of bytes of a turn of a knob, at 50 songs."""
    visitor = Visitor(context.new_page(), address)
    visitor.open("?at=0.5,0.5&n=50")
    visitor.see_seed(0.5, 0.5)
    visitor.page.get_by_role("button", name="Knobs").click()
    knob = visitor.page.get_by_role("slider", name="Obscure ↔ familiar")
    knob.focus()
    visitor.settle()
    seconds, received = [], []
    for _ in range(TURNS):
        before = picks(visitor)
        visitor.received = 0
        start = time.perf_counter()
        visitor.page.keyboard.press("End" if knob.input_value() != "1" else "Home")
        visitor.page.wait_for_function(
            """([chart, before]) => {
                const near = document.querySelector(chart)?.data?.find(
                    one => one.name === 'neighbours');
                return near && near.ids.join() !== before;
            }""",
            arg=[PLANE, before],
        )
        seconds.append(time.perf_counter() - start)
        visitor.settle()
        received.append(visitor.received)
    visitor.page.close()
    return statistics.median(seconds), max(received)


def picks(visitor: Visitor) -> str:
    """The picks that the plane shows."""
    ids: str = visitor.page.evaluate(
        "chart => document.querySelector(chart).data"
        ".find(one => one.name === 'neighbours').ids.join()",
        PLANE,
    )
    return ids


def main() -> None:
    """Prints the ratios; fails when one misses its bound."""
    report = Report("The page in headless Chromium")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        here = {"MOODREC_OFFLINE": "1", "MOODREC_DATA_DIR": str(folder)}
        context = launch(stack.enter_context(sync_playwright())).new_context()
        bare = stack.enter_context(running_app(here, TEN_POINTS))
        apps = [
            stack.enter_context(running_app({**here, "MOODREC_REFERENCE": str(written(n, folder))}))
            for n in SIZES
        ]
        small, large = apps
        chart = ".js-plotly-plot"
        paint, nothing = alternately(
            lambda: first_paint(context, small, PLANE),
            lambda: first_paint(context, bare, chart),
            ROUNDS,
        )
        paint_large, paint_small = alternately(
            lambda: first_paint(context, large, PLANE),
            lambda: first_paint(context, small, PLANE),
            ROUNDS,
        )
        (time_small, bytes_small), (time_large, bytes_large) = (
            interactions(context, app) for app in apps
        )
        knob_time, knob_bytes = knobs(context, large)
    report.line("first paint / that of a page with a ten-point chart", paint / nothing, most=1.4)
    report.line(
        f"first paint at {SIZES[1]:,} tracks / at {SIZES[0]:,}", paint_large / paint_small, most=1.3
    )
    for size, sent in zip(SIZES, (bytes_small, bytes_large), strict=True):
        report.line(f"kB sent by an interaction at {size:,} tracks", sent / 1000, most=60)
    report.line(
        f"an interaction at {SIZES[1]:,} tracks / at {SIZES[0]:,}",
        time_large / time_small,
        most=1.5,
    )
    report.line("a turn of a knob / first paint", knob_time / paint_large, most=0.25)
    report.line("kB sent by a turn of a knob", knob_bytes / 1000, most=100)
    report.done()


if __name__ == "__main__":
    main()
