"""Carries a crawl out: fetches, brings the new set into use, writes down how it ended."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd

from moodrec.crawl.contract import CrawlSource
from moodrec.crawl.job import Job, Stopped
from moodrec.errors import DatabaseAway, MoodrecError, RateLimited, StoreError, TooFewSongs
from moodrec.journal import HELD
from moodrec.library import Library
from moodrec.plan import Ending, Run
from moodrec.setfile import Version
from moodrec.texts import counted

_AND = " + "


def carry_out(
    source: CrawlSource, run: Run, job: Job, library: Library, *, fetch: bool = True
) -> None:
    """Fetches what is missing and brings the new set into use; a failure ends it, to be resumed.

    Without `fetch` the set is made of what is there. Raises StoreError only when not even
    the end can be written down, and DatabaseAway, after which it can be called once more.
    """
    ending = _worked(source, run, job, library, fetch=fetch)
    job.work.add_calls(job.taken_calls())
    job.history.end(run.number, ending)


def _worked(source: CrawlSource, run: Run, job: Job, library: Library, *, fetch: bool) -> Ending:
    """Works until the end, whichever it is."""
    try:
        version = _made_of(run, library)
        if version is not None:
            library.use(version.number)
        else:
            if fetch:
                source.work(job)
            version = _bring_into_use(source, run, job, library)
        _remove(job.folder)
    except Stopped:
        return Ending("stopped")
    except DatabaseAway:
        raise
    except TooFewSongs as error:
        unfinished = job.work.has_failures()
        return Ending("paused" if unfinished else "short", _too_few(error, job, unfinished))
    except RateLimited as error:
        return Ending("paused", str(error), _time_in(error.retry_after))
    except MoodrecError as error:
        return Ending("paused", str(error))
    return Ending("done", set_number=version.number)


def _kept(job: Job) -> int:
    """How many songs of the present set stay beside the new ones."""
    return len(job.present) if job.plan.keep else 0


def _too_few(error: TooFewSongs, job: Job, unfinished: bool) -> str:
    found, needed = error.songs - _kept(job), error.at_least - _kept(job)
    again = " What failed is asked for again when you resume." if unfinished else ""
    return (
        f"{counted(found, 'new song was', 'new songs were')} found, fewer than the {needed:,} "
        f"asked for. The present set stays in use.{again}"
    )


def _remove(folder: Path) -> None:
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise StoreError(f"{folder} cannot be removed: {error.strerror}.") from error


def _time_in(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.now(UTC) + timedelta(seconds=seconds)


def _made_of(run: Run, library: Library) -> Version | None:
    """The set of this crawl: it exists already when a crash came right after it."""
    return next((found for found in library.versions() if found.crawl == run.key), None)


def _bring_into_use(source: CrawlSource, run: Run, job: Job, library: Library) -> Version:
    dropped: Counter[str] = Counter()
    job.present = job.reopen()  # it may be another one by now
    return library.add(
        _frames(source, job, dropped),
        _name(source, run, job),
        dropped,
        at_least=source.about.needed(run.plan) + _kept(job),
        crawl=run.key,
    )


def _frames(source: CrawlSource, job: Job, dropped: Counter[str]) -> Iterator[pd.DataFrame]:
    """The new songs, after the present ones where those are kept; counts what is left out."""
    kept = job.present.frame() if job.plan.keep else job.present.frame().iloc[:0]
    if len(kept):
        yield kept
    found = 0
    for frame in source.frames(job):
        held = frame["id"].isin(kept["id"])
        found += int((~held).sum())
        dropped[HELD] += int(held.sum())
        yield frame[~held]
    dropped.update(source.left_out(job))
    for reason in [reason for reason, rows in dropped.items() if not rows]:
        del dropped[reason]
    if not job.work.laid_out():  # nothing was counted on the way
        job.work.sum_up(found, dropped)


def _name(source: CrawlSource, run: Run, job: Job) -> str:
    """What the new set is called: its source and day, after what it was added to."""
    own = f"{source.about.title} ({run.started_at:%Y-%m-%d})"
    if not job.plan.keep:
        return own
    return _AND.join(dict.fromkeys([*job.present.summary.name.split(_AND), own]))
