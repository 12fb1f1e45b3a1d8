"""Carries a crawl out: fetches, brings the new set into use, writes down how it ended."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from moodrec.crawl.contract import CrawlSource
from moodrec.crawl.job import Job, Stopped
from moodrec.errors import MoodrecError, RateLimited, StoreError, TooFewSongs
from moodrec.journal import HELD
from moodrec.library import Library, Version
from moodrec.plan import Run, State

_AND = " + "


def carry_out(
    source: CrawlSource, run: Run, job: Job, library: Library, *, fetch: bool = True
) -> None:
    """Fetches what is missing and brings the new set into use; a failure ends it, to be resumed.

    Without `fetch` the set is made of what is there. Raises StoreError only when not even
    the end can be written down.
    """

    def end(state: State, message: str = "", **more: Any) -> None:
        job.work.add_calls(job.taken_calls())
        job.history.end(run.number, state, message, **more)

    try:
        version = _made_of(run, library)
        if version is not None:
            library.use(version.number)
        else:
            if fetch:
                source.work(job)
            version = _bring_into_use(source, run, job, library)
        _remove(job.folder)
        end("done", set_number=version.number)
    except Stopped:
        end("stopped")
    except TooFewSongs as error:
        end("short", str(error))
    except RateLimited as error:
        end("paused", str(error), resume_at=_time_in(error.retry_after))
    except MoodrecError as error:
        end("paused", str(error))


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
    return library.add(
        _frames(source, job, dropped),
        _name(source, run, job),
        dropped,
        at_least=source.about.needed(run.plan) + (len(job.present) if run.plan.keep else 0),
        crawl=run.key,
    )


def _frames(source: CrawlSource, job: Job, dropped: Counter[str]) -> Iterator[pd.DataFrame]:
    """The new songs, after the present ones where those are kept; counts what is left out."""
    kept = job.present.frame() if job.plan.keep else job.present.frame().iloc[:0]
    if len(kept):
        yield kept
    for frame in source.frames(job):
        held = frame["id"].isin(kept["id"])
        dropped[HELD] += int(held.sum())
        yield frame[~held]
    dropped.update(source.left_out(job))
    for reason in [reason for reason, rows in dropped.items() if not rows]:
        del dropped[reason]


def _name(source: CrawlSource, run: Run, job: Job) -> str:
    """What the new set is called: its source and day, after what it was added to."""
    own = f"{source.about.title} ({run.started_at:%Y-%m-%d})"
    if not job.plan.keep:
        return own
    return _AND.join(dict.fromkeys([*job.present.summary.name.split(_AND), own]))
