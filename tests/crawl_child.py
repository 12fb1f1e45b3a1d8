"""A crawl in a process of its own, there to be killed, starved or outrun."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import warnings
from collections.abc import Callable, Mapping
from datetime import datetime
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any, Literal

import pytest_socket
import stamina

from moodrec import settings
from moodrec.crawl import Crawls
from moodrec.errors import CrawlError
from moodrec.journal import History
from moodrec.plan import Plan
from moodrec.sources import payload

Moment = Literal["set written", "set in its place", "set in use", "end written down"]
MOMENTS: tuple[Moment, ...] = ("set written", "set in its place", "set in use", "end written down")
"""The last steps of a crawl, after each of which it may be killed."""


def context() -> ForkServerContext:
    """Starts processes in some milliseconds: what they need is loaded before."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["tests.crawl_child", "moodrec.sources.spotify"])
    return found


def settle(environment: Mapping[str, str], clock: datetime) -> None:
    """Gives this process a test's settings, a clock that stands still, and no other host."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)
    warnings.simplefilter("ignore")
    for name in [name for name in os.environ if name.startswith(("MOODREC_", "SPOTIPY_"))]:
        del os.environ[name]
    os.environ.update(environment)
    stamina.set_testing(testing=True, attempts=3, cap=True)
    payload.now = lambda: clock


def crawl(
    environment: Mapping[str, str], clock: datetime, plan: Plan, moment: Moment | None = None
) -> None:
    """Starts the crawl, or resumes it, and stays until its end or the given moment."""
    settle(environment, clock)
    if moment:
        _die_after(moment)
    crawls = Crawls(settings.load())
    (crawls.resume() if crawls.latest() else crawls.start(plan)).join()


def race(
    environment: Mapping[str, str], clock: datetime, plan: Plan, ready: Any, words: Any
) -> None:
    """Starts the crawl at the same moment as others, and puts into `words` what came of it."""
    settle(environment, clock)
    ready.wait(20)
    try:
        started = Crawls(settings.load()).start(plan)
    except CrawlError as error:
        words.put(str(error))
        return
    words.put("")
    started.join()


def starved(
    environment: Mapping[str, str], clock: datetime, plan: Plan, most: int, words: Any
) -> None:
    """Crawls where no file may be larger than `most` bytes; tells the error, if any."""
    settle(environment, clock)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    crawls = Crawls(settings.load())
    started = crawls.resume() if crawls.latest() else crawls.start(plan)
    started.join()
    words.put(str(started.error or ""))


def _die_after(moment: Moment) -> None:
    if moment == "end written down":
        _kill_in(History, "end", after=True)
    elif moment == "set in use":
        _kill_in(History, "end", after=False)
    else:
        syncs = iter(range(100))
        due = MOMENTS.index(moment)  # the set is synced first, then the pointer
        real = os.fsync

        def fsync(descriptor: int) -> None:
            if next(syncs) == due:
                os.kill(os.getpid(), signal.SIGKILL)
            real(descriptor)

        os.fsync = fsync  # type: ignore[assignment]  # this process is there to be killed


def _kill_in(owner: type, name: str, *, after: bool) -> None:
    real: Callable[..., object] = getattr(owner, name)

    def killing(*values: Any, **named: Any) -> None:
        if after:
            real(*values, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, killing)


def environment_of(data_dir: Path) -> dict[str, str]:
    """The settings of this test, with another data directory."""
    mine = {name: value for name, value in os.environ.items() if name.startswith("MOODREC_")}
    return {**mine, "MOODREC_DATA_DIR": str(data_dir)}
