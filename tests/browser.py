"""A running app and a real browser, for tests, benchmarks and the README's picture."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Playwright, WebSocket

ROOT = Path(__file__).parents[1]
LAYERS = ".st-key-square-plane .js-plotly-plot"
"""All charts that make up the plane: one, or the background and the answer upon it."""
PLANE = f"{LAYERS}:not(.moodrec-below)"
"""The chart with the answer."""
LENS = ".st-key-square-lens .js-plotly-plot"
EXPLORED = ".st-key-tall-explore .js-plotly-plot"
_START = 60.0  # seconds in which the app has to start


def launch(playwright: Playwright) -> Browser:
    """Chromium: the one that is installed, else Playwright's own. It resolves no host name."""
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
        args=[
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ],
    )


@dataclass(frozen=True, slots=True)
class App:
    """An app that runs: its address, the number of its process, and the file of what it says."""

    address: str
    pid: int
    log: Path


@contextmanager
def running_app(
    environment: dict[str, str], script: Path | str = "streamlit_app.py"
) -> Iterator[str]:
    """Starts the app in a process that reaches only this machine; gives its address."""
    with running(environment, script) as app:
        yield app.address


@contextmanager
def running(environment: dict[str, str], script: Path | str = "streamlit_app.py") -> Iterator[App]:
    """The same, with the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MOODREC_", "SPOTIPY_"))}
    with NamedTemporaryFile() as said:  # a pipe that nobody reads would stop a long run
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.guarded", "streamlit", "run", str(script)),
                *("--server.port", str(port), "--server.headless", "true"),
                *("--server.fileWatcherType", "none"),
            ],
            cwd=ROOT,
            env={**clean, **environment},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            log = Path(said.name)
            _wait_until_healthy(process, log, f"http://127.0.0.1:{port}/_stcore/health")
            yield App(f"http://127.0.0.1:{port}", process.pid, log)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_until_healthy(process: subprocess.Popen[bytes], log: Path, url: str) -> None:
    end = time.monotonic() + _START
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the app stopped: {log.read_text()}")
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the app did not start in time")


class Visitor:
    """A page in a browser, and what a person does there."""

    def __init__(self, page: Page, app: str) -> None:
        self.page = page
        self.app = app
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.received = 0
        page.set_default_timeout(20_000)
        page.on("request", lambda request: self._note(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("websocket", self._listen)

    def open(self, query: str = "", chart: str = PLANE) -> None:
        """Opens the page and waits until the plane, or another chart, is drawn."""
        self.page.goto(f"{self.app}/{query}")
        self.page.wait_for_selector(f"{chart} .main-svg", timeout=60_000)
        self.settle()

    def settle(self) -> None:
        """Waits until the page says that its script is done."""
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')

    def see_seed(self, valence: float, energy: float, within: float = 1e-6) -> None:
        """Waits until the plane and the lens are drawn around a seed at this point."""
        self.page.wait_for_function(
            """([charts, x, y, within]) => charts.every(chart => {
                const drawn = document.querySelector(chart)?.data;
                const seed = drawn?.find(one => one.name === 'seed');
                return seed && Math.hypot(seed.x[0] - x, seed.y[0] - y) <= within;
            })""",
            arg=[[PLANE, LENS], valence, energy, within],
        )
        self.settle()

    def paste(self, text: str) -> None:
        """Puts text into the link box and presses Enter."""
        self.page.get_by_label("Spotify link or track id").fill(text)
        self.page.keyboard.press("Enter")

    def click_at(self, chart: str, valence: float, energy: float, clicks: int = 1) -> None:
        """Clicks a point of a figure that stands still, given in the figure's own units."""
        self.stand_still(chart)
        left, top = self.pixel(chart, valence, energy)
        self.page.mouse.move(left - 3, top)
        self.page.mouse.move(left, top)
        # Plotly looks where the mouse is at most each 50 ms, and a look during a press undoes it.
        self._pass(milliseconds=60)
        for count in range(1, clicks + 1):
            self.page.mouse.down(click_count=count)
            self._pass(milliseconds=20)
            self.page.mouse.up(click_count=count)

    def _pass(self, milliseconds: int) -> None:
        """Lets time pass for the page, as between the movements of a hand."""
        self.page.evaluate("span => new Promise(done => setTimeout(done, span))", milliseconds)

    def pixel(self, chart: str, valence: float, energy: float) -> tuple[float, float]:
        """Where a point of a figure, which is scrolled to, is on the screen."""
        left, top = self.page.evaluate(
            """([chart, x, y]) => {
                const figure = document.querySelector(chart);
                figure.scrollIntoView({block: 'center'});
                const box = figure.getBoundingClientRect();
                const {xaxis: across, yaxis: up} = figure._fullLayout;
                return [
                    box.left + across._offset + across.d2p(x),
                    box.top + up._offset + up.d2p(y),
                ];
            }""",
            [chart, valence, energy],
        )
        return left, top

    def stand_still(self, chart: str) -> None:
        """Waits until a figure, in the middle of the window, is neither moved nor drawn again.

        What is above it may grow, and a run of the page may still be on its way.
        """
        self.page.wait_for_function(
            """chart => {
                const figure = document.querySelector(chart);
                const running = !document.querySelector('[data-test-script-state="notRunning"]');
                if (!figure || running) return window.still = null;
                figure.scrollIntoView({block: 'center'});
                const [top, drawn] = [figure.getBoundingClientRect().top, figure._fullLayout];
                const same = window.still?.top === top && window.still.drawn === drawn;
                window.still = {top, drawn, polls: same ? window.still.polls + 1 : 0};
                return window.still.polls >= 2;
            }""",
            arg=chart,
            polling=150,
        )

    def _note(self, url: str) -> None:
        if urlsplit(url).hostname not in {"127.0.0.1", None}:
            self.foreign.append(url)

    def _listen(self, websocket: WebSocket) -> None:
        websocket.on("framereceived", self._count)

    def _count(self, payload: str | bytes) -> None:
        self.received += len(payload)
