"""The open set of 114,000 tracks: one download, checked, then read like any other table."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from moodrec import licences, tables
from moodrec.crawl.contract import About, Offer
from moodrec.crawl.job import Job
from moodrec.errors import SourceError, WrongFile
from moodrec.licences import OPEN_SET
from moodrec.rows import Tally
from moodrec.sources.download import fetch

_TRIES = 5  # a broken-off download goes on where it was
_TRY_AGAIN = 2.0  # seconds
_NEWS = 0.3  # seconds between two notes of how far it is


class OpenSet:
    """The file at `url`, which has the checksum `sha256`."""

    about = About("open-set", OPEN_SET, usual=1, most=1)

    def __init__(self, url: str, sha256: str) -> None:
        self._url = url
        self._sha256 = sha256
        self._tally = Tally()

    def offer(self) -> Offer:
        """Asks nobody: it needs no key."""
        return Offer(
            self.about,
            possible=True,
            words="No key needed: one download of 20 MB from Hugging Face, 114 genres with "
            f"1,000 rows each. Licence: {licences.of(OPEN_SET).words}.",
        )

    def work(self, job: Job) -> None:
        """Downloads the file; one that breaks off goes on where it was."""
        job.listen()
        news = _News(job)
        for left in reversed(range(_TRIES)):
            try:
                fetch(self.about.title, self._url, self._file(job), self._sha256, news)
            except WrongFile:
                raise
            except SourceError:
                if not left:
                    raise
                job.pause(_TRY_AGAIN)
            else:
                return
            finally:
                news.write()

    def frames(self, job: Job) -> Iterable[pd.DataFrame]:
        """The rows of the file in batches."""
        path = self._file(job)
        fetched = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        for frame in tables.batches(path, self._tally):
            yield frame.assign(source=self.about.title, fetched_at=fetched)

    def left_out(self, job: Job) -> Mapping[str, int]:  # noqa: ARG002  # of the contract
        """How many rows were left out, by reason."""
        return self._tally.dropped

    def _file(self, job: Job) -> Path:
        return job.folder / f"open-set-{self._sha256[:8]}.csv"


class _News:
    """Notes in the journal how many bytes are there, not too often, and listens for a stop."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._next = 0.0
        self._have = self._total = 0

    def __call__(self, have: int, total: int) -> None:
        self._have, self._total = have, total
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _NEWS
            self.write()
            self._job.listen()

    def write(self) -> None:
        """Notes the newest number, if any."""
        if self._total:
            number = self._job.work.number
            self._job.history.advance(number, self._have, self._total, "the download")
