"""The article's crawl: a hundred recommended tracks for each genre seed, then their features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from moodrec.crawl.contract import About, Offer
from moodrec.crawl.gather import Gatherer, Page, Stage
from moodrec.crawl.job import Job
from moodrec.errors import CrawlError, NoAccess, Refused, SourceError
from moodrec.genres import GENRE_SEEDS
from moodrec.model import AudioFeatures, Track
from moodrec.plan import Step
from moodrec.sources.limits import SPOTIFY_FEATURES, SPOTIFY_RECOMMENDED

if TYPE_CHECKING:
    from moodrec.sources.spotify import Spotify

_CLOSED = (
    "Spotify closed recommendations and audio features to apps registered since "
    "27 November 2024, and these keys belong to one."
)


class Article(Gatherer):
    """Spotify's recommendations and audio features, for the few apps that still may ask."""

    about = About(
        "article",
        "Spotify recommendations",
        usual=100,
        most=SPOTIFY_RECOMMENDED,
        a_page=SPOTIFY_RECOMMENDED,
        a_batch=SPOTIFY_FEATURES,
        genres=GENRE_SEEDS,
    )

    def __init__(self, spotify: Spotify) -> None:
        self._spotify = spotify
        self.stages = (Stage(SPOTIFY_FEATURES, self._features),)

    def offer(self) -> Offer:
        """Tries both calls that Spotify closed."""
        self._spotify.ask_again()
        try:
            tracks = self._spotify.recommended("pop", 1)
            self._spotify.features(track.id for track in tracks)
        except (Refused, NoAccess):
            return Offer(self.about, possible=False, words=_CLOSED)
        except SourceError as error:
            return Offer(self.about, possible=False, words=str(error))
        return Offer(
            self.about,
            possible=True,
            words="As in the article: up to 100 tracks that Spotify recommends for each genre.",
        )

    def work(self, job: Job) -> None:
        """Fetches what is missing. Raises CrawlError when Spotify closed the features."""
        self._spotify.ask_again()
        super().work(job)

    def steps(self, job: Job) -> Sequence[Step]:
        """One step a genre; the published seeds where Spotify does not tell them any more."""
        return [Step(genre) for genre in job.plan.genres or self._seeds(job)]

    def page(self, step: Step, job: Job) -> Page:
        """The tracks recommended for the genre."""
        return Page(job.call(lambda: self._spotify.recommended(step.label, job.plan.per_genre)))

    def _features(self, tracks: Sequence[Track]) -> Mapping[str, AudioFeatures]:
        try:
            return self._spotify.features(track.id for track in tracks)
        except NoAccess as error:
            raise CrawlError(_CLOSED) from error

    def _seeds(self, job: Job) -> Sequence[str]:
        try:
            return job.call(self._spotify.genre_seeds) or GENRE_SEEDS
        except Refused:
            return GENRE_SEEDS
