"""The plane in a real browser at three sizes: what an interaction sends, and what it takes."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from moodrec import tables
from tests.benchmarks.bench_page import first_paint
from tests.benchmarks.report import Report, alternately
from tests.benchmarks.sets import resampled
from tests.browser import PLANE, UNDER, Visitor, launch, running_app

SIZES = (6_000, 114_000, 1_000_000)
ROUNDS = 9
EMPTY = "tests/benchmarks/empty_page.py"
SPOTS = [(0.2, 0.8), (0.8, 0.8), (0.2, 0.2), (0.6, 0.4), (0.4, 0.6)]
NEAR = 0.05  # of an axis: a click may mean a song beside the spot
MOST_SENT = 30  # kB
LOADING = 300_000  # milliseconds in which a large table has to be loaded


class Clicks:
    """Clicks on one plane, each on another spot."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.visitor = Visitor(context.new_page(), address)
        self.visitor.page.set_default_timeout(LOADING)
        self.visitor.page.goto(f"{address}/?at=0.5,0.5")
        self.visitor.see_seed(0.5, 0.5)
        self.sent: list[int] = []
        self.spots = cycle(SPOTS)

    def seconds(self) -> float:
        """From a press of the mouse to both figures being drawn and the script being done."""
        spot = next(self.spots)
        self.visitor.page.bring_to_front()  # timers of a page behind another are slow
        self.visitor.aim_at(PLANE, *spot)
        self.visitor.received = 0
        start = time.perf_counter()
        self.visitor.press()
        self.visitor.see_seed(*spot, within=NEAR)
        taken = time.perf_counter() - start
        self.sent.append(self.visitor.received)
        return taken


class Presses:
    """Presses of a button on a page that has nothing else."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.visitor = Visitor(context.new_page(), address)
        self.visitor.page.goto(address)
        self.count = 0

    def seconds(self) -> float:
        """From a press to its being counted and the script being done."""
        self.count += 1
        self.visitor.page.bring_to_front()
        self.visitor.page.get_by_role("button", name="Press").hover()
        start = time.perf_counter()
        self.visitor.press()
        self.visitor.page.get_by_text(f"pressed {self.count} times").wait_for()
        self.visitor.settle()
        return time.perf_counter() - start


def written(rows: int, folder: Path) -> Path:
    """The resampled rows as a Parquet table."""
    path = folder / f"{rows}.parquet"
    tables.write(resampled(rows), path)
    return path


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Prints the ratios; fails when one misses its bound."""
    report = Report("The plane in headless Chromium (synthetic sets)")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        here = {
            "MOODREC_OFFLINE": "1",
            "MOODREC_DATA_DIR": str(folder),
            "MOODREC_PLANE": "component",
        }
        context = launch(stack.enter_context(sync_playwright())).new_context()
        apps = [
            stack.enter_context(running_app({**here, "MOODREC_REFERENCE": str(written(n, folder))}))
            for n in sizes
        ]
        planes = [Clicks(context, address) for address in apps]
        empty = Presses(context, stack.enter_context(running_app(here, EMPTY)))
        works = [empty.seconds, *(one.seconds for one in planes)]
        rounds = [[work() for work in works] for _ in range(ROUNDS + 1)][1:]
        nothing, *taken = (statistics.median(times) for times in zip(*rounds, strict=True))
        paint_large, paint_small = alternately(
            lambda: first_paint(context, apps[-1], UNDER),
            lambda: first_paint(context, apps[0], UNDER),
            ROUNDS,
        )
    for size, clicks, seconds in zip(sizes, planes, taken, strict=True):
        report.line(
            f"kB sent by an interaction at {size:,}", max(clicks.sent) / 1000, most=MOST_SENT
        )
        report.line(f"an interaction at {size:,} / on an empty page", seconds / nothing, most=2.5)
    large, small = f"{sizes[-1]:,}", f"{sizes[0]:,}"
    report.line(f"an interaction at {large} / at {small}", taken[-1] / taken[0], most=1.5)
    report.line(f"first paint at {large} / at {small}", paint_large / paint_small, most=2)
    report.done()


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
