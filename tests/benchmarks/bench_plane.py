"""The plane in a real browser at three sizes: what an interaction sends, and what it takes."""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from moodrec import tables
from tests.benchmarks.bench_page import first_paint
from tests.benchmarks.report import Report, alternately
from tests.benchmarks.sets import resampled
from tests.browser import LAYERS, LENS, PLANE, Visitor, launch, running_app

SIZES = (6_000, 114_000, 1_000_000)
ROUNDS = 9
EMPTY = "tests/benchmarks/empty_page.py"
USUAL = {"STREAMLIT_RUNNER_POST_SCRIPT_GC": "true"}
"""Settings of Streamlit's own, with which the empty page is measured as it comes."""
SPOTS = [(0.2, 0.8), (0.8, 0.8), (0.2, 0.2), (0.6, 0.4), (0.4, 0.6)]
NEAR = 0.05  # of an axis: a click may mean a song beside the spot
MOST_SENT = 30  # kB
LOADING = 300_000  # milliseconds in which a large table has to be loaded


# The clock runs in the page, from letting go of the pointer: to aim takes time of its own.
CLOCK = """() => {
    const idle = () => document.querySelector('[data-test-script-state="notRunning"]');
    window.taken = new Promise(done => addEventListener("pointerup", () => {
        const start = performance.now();
        const seconds = () => (performance.now() - start) / 1000;
        let shown;
        const look = () => {
            if (SHOWN) shown ??= seconds();
            if (shown && (ALL) && idle()) done([shown, seconds()]);
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    }, {once: true, capture: true}));
}"""
SEED_AT = """(() => {
    const drawn = [...document.querySelectorAll("CHART")].flatMap(chart => chart.data ?? []);
    const seed = drawn.find(one => one.name === "seed");
    return seed && Math.hypot(seed.x[0] - X, seed.y[0] - Y) <= NEAR;
})()"""


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds from letting go of the pointer until what was asked for, and everything, is there."""

    shown: float
    all: float


def timed(page: Page, press: Callable[[], None], shown: str, everything: str = "true") -> Taken:
    """What a press takes; `shown` and `everything` are conditions in JavaScript."""
    page.bring_to_front()  # a browser draws no frames for pages that nobody sees
    page.evaluate(CLOCK.replace("SHOWN", shown).replace("ALL", everything))
    press()
    return Taken(*page.evaluate("window.taken"))


class Clicks:
    """Clicks on one plane, each on another spot."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.visitor = Visitor(context.new_page(), address)
        self.visitor.page.set_default_timeout(LOADING)
        self.visitor.page.goto(f"{address}/?at=0.5,0.5")
        self.visitor.see_seed(0.5, 0.5)
        self.sent: list[int] = []
        self.spots = cycle(SPOTS)

    def take(self) -> Taken:
        """The new seed on the plane; then the lens too, and the script done."""
        x, y = next(self.spots)
        at = SEED_AT.replace("X", f"{x}").replace("Y", f"{y}").replace("NEAR", f"{NEAR}")
        page = self.visitor.page
        self.visitor.stand_still(PLANE)
        self.visitor.received = 0
        taken = timed(
            page,
            lambda: self.visitor.click_at(PLANE, x, y),
            at.replace("CHART", PLANE),
            at.replace("CHART", LENS),
        )
        self.sent.append(self.visitor.received)
        return taken


class Presses:
    """Presses of a button on a page that has nothing else."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.visitor = Visitor(context.new_page(), address)
        self.visitor.page.goto(address)
        self.visitor.page.get_by_text("pressed 0 times").wait_for()
        self.count = 0

    def take(self) -> Taken:
        """The new count; then the script done."""
        self.count += 1
        return timed(
            self.visitor.page,
            self.visitor.page.get_by_role("button", name="Press").click,
            f"document.body.textContent.includes('pressed {self.count} times')",
        )


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
        empty = Presses(context, stack.enter_context(running_app({**here, **USUAL}, EMPTY)))
        works: list[Presses | Clicks] = [empty, *planes]
        rounds = [[work.take() for work in works] for _ in range(ROUNDS + 1)][1:]
        nothing, *taken = (median(times) for times in zip(*rounds, strict=True))
        paint_large, paint_small = alternately(
            lambda: first_paint(context, apps[-1], LAYERS),
            lambda: first_paint(context, apps[0], LAYERS),
            ROUNDS,
        )
    for size, clicks, it in zip(sizes, planes, taken, strict=True):
        at = f"at {size:,}"
        report.line(f"kB sent by an interaction {at}", max(clicks.sent) / 1000, most=MOST_SENT)
        report.line(
            f"the new seed on the plane {at} / on an empty page", it.shown / nothing.shown, most=2.5
        )
        report.line(f"all done {at} / on an empty page", it.all / nothing.all, most=2.5)
    large, small = f"{sizes[-1]:,}", f"{sizes[0]:,}"
    report.line(f"new seed at {large} / at {small}", taken[-1].shown / taken[0].shown, most=1.5)
    report.line(f"all done at {large} / at {small}", taken[-1].all / taken[0].all, most=1.5)
    report.line(f"first paint at {large} / at {small}", paint_large / paint_small, most=2)
    report.done()


def median(taken: Iterable[Taken]) -> Taken:
    """The median of both numbers."""
    return Taken(*map(statistics.median, zip(*((it.shown, it.all) for it in taken), strict=True)))


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
