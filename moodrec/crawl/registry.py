"""The crawl sources, in the order in which they are offered: a new one is a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from moodrec.crawl.article import Article
from moodrec.crawl.contract import About, CrawlSource, Offer
from moodrec.crawl.open_set import OpenSet
from moodrec.crawl.plane import Plane
from moodrec.crawl.search import Search
from moodrec.errors import CrawlError, QueryError
from moodrec.settings import Settings
from moodrec.sources import spotify_of
from moodrec.sources.reccobeats import ReccoBeats

if TYPE_CHECKING:
    from moodrec.sources.spotify import Spotify


def _article(settings: Settings) -> CrawlSource:
    return Article(_spotify(settings, "of an app from before 27 November 2024: Spotify closed "
                            "recommendations and audio features to newer ones"))  # fmt: skip


def _search(settings: Settings) -> CrawlSource:
    return Search(_spotify(settings, "of an app of your own"), ReccoBeats(settings.reccobeats_url))


def _plane(settings: Settings) -> CrawlSource:
    return Plane(ReccoBeats(settings.reccobeats_url))


def _open_set(settings: Settings) -> CrawlSource:
    return OpenSet(settings.open_set_url, settings.open_set_sha256)


_SOURCES: tuple[tuple[About, Callable[[Settings], CrawlSource]], ...] = (
    (Article.about, _article),
    (Search.about, _search),
    (Plane.about, _plane),
    (OpenSet.about, _open_set),
)
NAMES = tuple(about.name for about, _ in _SOURCES)
"""What `--source` takes."""


def about(name: str) -> About:
    """What is known of a source without asking it. Raises QueryError for an unknown name."""
    for known, _ in _SOURCES:
        if known.name == name:
            return known
    raise QueryError(f"There is no source {name}. There are: {', '.join(NAMES)}.")


def open_source(settings: Settings, name: str) -> CrawlSource:
    """A source with the credentials that are set.

    Raises CrawlError when it needs others, or when moodrec is offline.
    """
    if settings.offline:
        raise CrawlError("moodrec is offline (MOODREC_OFFLINE), and a crawl needs the network.")
    return next(build for known, build in _SOURCES if known.name == name)(settings)


def offers(settings: Settings) -> tuple[Offer, ...]:
    """What each source says of itself with the credentials that are set."""
    return tuple(_offer(settings, known) for known, _ in _SOURCES)


def first_possible(settings: Settings) -> str:
    """The first source that the credentials allow. Raises CrawlError when there is none."""
    reasons = []
    for name in NAMES:
        offer = _offer(settings, about(name))
        if offer.possible:
            return name
        reasons.append(f"{name}: {offer.words}")
    raise CrawlError(reasons[0])


def _offer(settings: Settings, known: About) -> Offer:
    try:
        return open_source(settings, known.name).offer()
    except CrawlError as error:
        return Offer(known, possible=False, words=str(error))


def _spotify(settings: Settings, whose: str) -> Spotify:
    spotify = spotify_of(settings)
    if spotify is None:
        raise CrawlError(
            f"Needs Spotify keys {whose}. Set MOODREC_SPOTIFY_CLIENT_ID and "
            "MOODREC_SPOTIFY_CLIENT_SECRET."
        )
    return spotify
