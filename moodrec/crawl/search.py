"""Spotify's search by genre, ten tracks a call, for apps that may not ask for more.

Their moods come from ReccoBeats, by track id and then by ISRC.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moodrec.crawl.contract import About, Offer
from moodrec.crawl.gather import Gatherer, Page
from moodrec.crawl.job import Job
from moodrec.crawl.moods import stages
from moodrec.errors import SourceError
from moodrec.genres import GENRE_SEEDS
from moodrec.plan import MOST_PER_GENRE, Step
from moodrec.sources.limits import RECCOBEATS_IDS, SPOTIFY_FOUND
from moodrec.sources.reccobeats import ReccoBeats

if TYPE_CHECKING:
    from moodrec.sources.spotify import Spotify


class Search(Gatherer):
    """Spotify's search, which every app with keys may use, within its quota."""

    about = About(
        "search",
        "Spotify search",
        usual=20,
        most=MOST_PER_GENRE,
        a_page=SPOTIFY_FOUND,
        a_batch=RECCOBEATS_IDS,
        genres=GENRE_SEEDS,
        any_genre=True,
        keeps=True,
    )

    def __init__(self, spotify: Spotify, reccobeats: ReccoBeats) -> None:
        self._spotify = spotify
        self.stages = stages(reccobeats)

    def offer(self) -> Offer:
        """Tries one search."""
        try:
            self._spotify.search("pop", 0)
        except SourceError as error:
            return Offer(self.about, possible=False, words=str(error))
        return Offer(
            self.about,
            possible=True,
            words="Ten tracks a call by genre, their moods from ReccoBeats, which knows about "
            "60 % of them. Spotify allows new apps perhaps some hundred searches a day: "
            "the crawl pauses then, and goes on where it was.",
        )

    def steps(self, job: Job) -> Sequence[Step]:
        """One step a page of ten."""
        return [
            Step(genre, str(offset))
            for genre in job.plan.genres or GENRE_SEEDS
            for offset in range(0, job.plan.per_genre, SPOTIFY_FOUND)
        ]

    def page(self, step: Step, job: Job) -> Page:
        """The tracks of a page; a short page is the last of its genre."""
        offset = int(step.detail)
        found, more = job.call(lambda: self._spotify.search(step.label, offset))
        return Page(found[: job.plan.per_genre - offset], exhausted=not more)
