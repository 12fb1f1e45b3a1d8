"""The crawls of a data directory: one at a time, started, stopped and resumed from anywhere."""

from __future__ import annotations

import difflib
import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import filelock

from moodrec import databases
from moodrec.collection import open_library, open_reference
from moodrec.crawl import registry
from moodrec.crawl.job import Job
from moodrec.crawl.outage import outlasting
from moodrec.crawl.runner import carry_out
from moodrec.dialect import Shared
from moodrec.errors import CrawlError, MoodrecError, QueryError, StoreError
from moodrec.journal import History, Work
from moodrec.locks import Lock, ServerLock
from moodrec.plan import Plan, Run
from moodrec.settings import Settings

_LOCK_PATIENCE = 1.0  # seconds: whoever only looks holds the lock for a moment
_POLL = 0.01  # seconds
_NOTHING_TO_RESUME = "There is no crawl to resume. Start a new one."
_log = logging.getLogger(__name__)


class Crawl(threading.Thread):
    """A crawl at work; `over` is set when it ended.

    `error` says then why not even its end could be written down.
    """

    def __init__(self, work: Callable[[], None]) -> None:
        # A daemon, because the app must be free to end: what is fetched stands in the journal.
        super().__init__(name="crawl", daemon=True)
        # Not is_alive(): in Python 3.11 a join() that Ctrl-C breaks takes the thread for ended.
        self.over = threading.Event()
        self.error: MoodrecError | None = None
        self._work = work

    def run(self) -> None:
        """Works until the end."""
        try:
            self._work()
        except StoreError as error:
            _log.error("%s", error)  # a full disk is no mistake of ours
            self.error = error
        finally:
            self.over.set()


@dataclass(frozen=True, slots=True)
class Crawls:
    """The crawls of one data directory, whatever process they run in.

    `sleep` is how they wait. Every method raises StoreError when the directory cannot be used.
    """

    settings: Settings
    sleep: Callable[[float], None] = time.sleep

    def latest(self) -> Run | None:
        """The newest crawl as it stands, if there ever was one."""
        run = self._history.latest()
        return run and self._as_it_is(run)

    def runs(self) -> tuple[Run, ...]:
        """The crawls that are remembered, the newest first."""
        return tuple(map(self._as_it_is, self._history.runs()))

    def start(self, plan: Plan) -> Crawl:
        """Starts a crawl; one that could be resumed is given up.

        Raises QueryError for a plan that its source cannot carry out, CrawlError when a
        crawl runs already or the source cannot be used.
        """
        _check(plan)
        return self._start(plan.source, lambda: self._history.begin(plan))

    def resume(self, at_least: int | None = None) -> Crawl:
        """Goes on with the newest crawl; `at_least` replaces the number of songs asked for.

        Raises CrawlError when there is none to resume, and what start() raises.
        """
        run = self._resumable()
        return self._start(run.plan.source, lambda: self._resume(run, at_least))

    def accept(self) -> Crawl:
        """Ends the newest crawl with the songs found so far. Raises what resume() raises."""
        run = self._resumable()
        if not run.found:
            raise CrawlError("No song was found yet. Resume the crawl, or start another one.")
        return self._start(
            run.plan.source,
            lambda: self._resume(run, at_least=1),
            fetch=False,
        )

    def forget_expired(self) -> None:
        """Drops what Spotify told an unfinished crawl too long ago, unless one runs."""
        if not self._history.path.exists():
            return
        with suppress(filelock.Timeout), self._lock.acquire(timeout=0):
            self._history.forget_spotify(timedelta(days=self.settings.spotify_ttl_days))

    def stop(self) -> None:
        """Asks the crawl that runs to stop after its present call."""
        run = self.latest()
        if run and run.running:
            self._history.ask_to_stop(run.number)

    @property
    def _folder(self) -> Path:
        return self.settings.data_dir / "crawl"

    @property
    def _history(self) -> History:
        return History(databases.place_of(self.settings, "crawl/journal"))

    @property
    def _lock(self) -> Lock:
        place = databases.place_of(self.settings, "crawl")
        if isinstance(place, Shared):
            return ServerLock(place.server, "moodrec crawl")
        # Taken where the crawl is asked for and given back in its thread.
        return filelock.FileLock(self._folder / "crawl.lock", thread_local=False)

    def _as_it_is(self, run: Run) -> Run:
        """The run; one whose program died is no longer running, whatever the journal says."""
        if not run.running:
            return run
        # One looks at a time, so that nobody takes another who looks for a crawl.
        looking = filelock.FileLock(self._folder / "look.lock")
        try:
            with (
                looking.acquire(_LOCK_PATIENCE, poll_interval=_POLL),
                self._lock.acquire(timeout=0),
            ):
                run = self._history.run(run.number)  # it may have ended meanwhile
                return replace(run, state="interrupted") if run.running else run
        except filelock.Timeout:
            return run
        except OSError as error:
            raise self._unwritable(error) from error

    def _resumable(self) -> Run:
        run = self.latest()
        if run and run.running:
            raise CrawlError("The crawl is running already.")
        if run is None or not run.resumable:
            raise CrawlError(_NOTHING_TO_RESUME)
        return run

    def _resume(self, run: Run, at_least: int | None) -> Run:
        """Marks the run as running again, unless somebody else was quicker."""
        latest = self._history.latest()
        if latest is None or latest.number != run.number:
            raise CrawlError(_NOTHING_TO_RESUME)
        if not (latest.running or latest.resumable):  # it runs no more: we hold the lock
            raise CrawlError(_NOTHING_TO_RESUME)
        return self._history.resume(run.number, at_least)

    def _go_on(self, run: Run, finish: Callable[[], None]) -> None:
        """Works on the run, unless another replica ended it while the database was away."""
        latest = self._history.latest()
        if latest and latest.number == run.number and latest.running:
            finish()

    def _start(self, source_name: str, note: Callable[[], Run], *, fetch: bool = True) -> Crawl:
        source = registry.open_source(self.settings, source_name)
        reopen = partial(open_reference, self.settings)
        present = reopen()
        lock = self._locked()
        try:
            self._history.forget_spotify(timedelta(days=self.settings.spotify_ttl_days))
            run = note()
            work = Work(self._history.path, run.number)
            files = self._folder / "files"
            job = Job(self._history, work, run.plan, present, reopen, files, self.sleep)
            library = open_library(self.settings)
            finish = partial(carry_out, source, run, job, library, fetch=fetch)
            crawl = Crawl(partial(outlasting, lock, partial(self._go_on, run, finish), self.sleep))
            crawl.start()
        except BaseException:
            lock.release()
            raise
        return crawl

    def _locked(self) -> Lock:
        lock = self._lock
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=_LOCK_PATIENCE, poll_interval=_POLL)
        except filelock.Timeout as error:
            raise CrawlError(
                "A crawl is running already, here or in another program. "
                "Only one can run at a time: watch it, or stop it."
            ) from error
        except OSError as error:
            raise self._unwritable(error) from error
        return lock

    def _unwritable(self, error: OSError) -> StoreError:
        return StoreError(
            f"The folder {self._folder} cannot be written ({error.strerror}). "
            "Set MOODREC_DATA_DIR to another folder."
        )


def _check(plan: Plan) -> None:
    """Raises QueryError when the plan's source cannot carry it out."""
    about = registry.about(plan.source)
    if 1 < about.most < plan.per_genre:
        raise QueryError(f"{about.title} tells at most {about.most} tracks at a time.")
    if plan.genres and not about.genres:
        raise QueryError(f"{about.title} does not go by genre.")
    unknown = [genre for genre in plan.genres if genre not in about.genres]
    if unknown and not about.any_genre:
        near = difflib.get_close_matches(unknown[0], about.genres, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise QueryError(f"{unknown[0]} is no genre seed of Spotify.{hint}")
