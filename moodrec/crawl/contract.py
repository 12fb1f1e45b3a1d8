"""What a crawl source promises; a new one is one file and one line in the registry."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from moodrec.crawl.job import Job
from moodrec.plan import Plan


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a crawl source without asking it.

    `name` is what `--source` calls it, `title` what a listener reads. `genres` are those to
    choose from, empty where it does not go by genre, and `any_genre` says that others may be
    named too. It tells up to `most` tracks a genre or cell (1 where there is nothing to
    choose), and `usual` is how many to begin with. One call tells `a_page` of tracks, another
    the moods of `a_batch` of them. With `keeps` the songs of the present set usually stay
    beside the new ones.
    """

    name: str
    title: str
    usual: int
    most: int
    a_page: int = 0
    a_batch: int = 0
    genres: tuple[str, ...] = ()
    any_genre: bool = False
    keeps: bool = False

    def calls(self, labels: int, per_genre: int) -> int:
        """About how many calls a crawl of so many genres or cells makes; 0 for a download."""
        if not self.a_page:
            return 0
        return labels * math.ceil(per_genre / self.a_page) + math.ceil(
            labels * per_genre / self.a_batch
        )

    def needed(self, plan: Plan) -> int:
        """How many songs the crawl has to find for the new set to be used."""
        asked_for = len(plan.genres or self.genres) * plan.per_genre
        return plan.at_least or max(1, asked_for // 2)


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether a source can be used with the credentials there are, told before the start."""

    about: About
    possible: bool
    words: str


class CrawlSource(Protocol):
    """Somebody who can fill a reference set."""

    @property
    def about(self) -> About:
        """What is known of it without asking."""

    def offer(self) -> Offer:
        """Asks, where it has to, whether it may be used; a no is no error."""

    def work(self, job: Job) -> None:
        """Fetches all that is still missing, each batch written down before the next.

        Raises SourceError, StoreError, or Stopped when somebody asked it to stop.
        """

    def frames(self, job: Job) -> Iterable[pd.DataFrame]:
        """What was fetched, in moodrec's columns (`reference.STORED`). Raises MoodrecError."""

    def left_out(self, job: Job) -> Mapping[str, int]:
        """How many rows were left out, by reason, once the frames are read."""
