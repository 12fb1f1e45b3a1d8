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
    named too; one that goes over the plane has so many `cells`. It tells up to `most` tracks a
    genre or cell (1 where there is nothing to choose), and `usual` is how many to begin with.
    One call tells `a_page` of tracks, another the moods of `a_batch` of them. With `keeps` the
    songs of the present set usually stay beside the new ones.
    """

    name: str
    title: str
    usual: int
    most: int
    a_page: int = 0
    a_batch: int = 0
    genres: tuple[str, ...] = ()
    any_genre: bool = False
    cells: int = 0
    keeps: bool = False

    def asked_for(self, plan: Plan) -> int:
        """How many tracks a crawl asks for; 0 for a download."""
        return (len(plan.genres or self.genres) or self.cells) * plan.per_genre

    def calls(self, plan: Plan) -> int:
        """About how many calls a crawl makes; 0 for a download."""
        tracks = self.asked_for(plan)
        if not tracks:
            return 0
        pages = tracks // plan.per_genre * math.ceil(plan.per_genre / self.a_page)
        return pages + math.ceil(tracks / self.a_batch)

    def needed(self, plan: Plan) -> int:
        """How many new songs the crawl has to find for its set to be used.

        When nothing is said it is half of what is asked for, or one beside the present songs.
        """
        return plan.at_least or (1 if plan.keep else max(1, self.asked_for(plan) // 2))


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
        """What was fetched, in moodrec's columns (`schema.STORED`). Raises MoodrecError."""

    def left_out(self, job: Job) -> Mapping[str, int]:
        """How many rows were left out, by reason, once the frames are read."""
