"""The use cases: what the pages and the command line ask moodrec to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from moodrec import links, mood, recommend, sources
from moodrec.collection import open_reference
from moodrec.errors import LinkError, MoodUnknownError
from moodrec.lookup import Lookup
from moodrec.model import MoodPoint, Query, Recommendation, Seed
from moodrec.overview import Overview, overview
from moodrec.reference import ReferenceSet
from moodrec.settings import Settings
from moodrec.store import FeatureStore


@dataclass(frozen=True, slots=True)
class Service:
    """One reference set and the sources beside it; safe to share between threads."""

    reference: ReferenceSet
    lookup: Lookup
    overview: Overview
    offline: bool = False

    def recommend(self, query: Query) -> Recommendation:
        """The nearest neighbours of the query's seed, with the ring and the percentiles.

        Raises LinkError for text that is no link to a track, MoodUnknownError for a track
        without known mood, SourceError when a short link cannot be resolved.
        """
        seed, notices = self._seed(query.seed)
        near = recommend.nearest(self.reference, seed, query)
        return Recommendation(
            seed=seed,
            neighbours=near.neighbours,
            surroundings=near.surroundings,
            ring=near.ring,
            brighter_than=self.reference.brighter_than(seed.point),
            livelier_than=self.reference.livelier_than(seed.point),
            reference=self.reference.summary,
            notices=notices,
        )

    def _seed(self, given: str | MoodPoint) -> tuple[Seed, tuple[str, ...]]:
        if isinstance(given, MoodPoint):
            return Seed(given), ()
        track_id = links.require_track(self._resolved(links.parse(given)))
        found = self.lookup.find(track_id, self.reference)
        point = mood.locate(found.features) if found.features else None
        if point is None:
            raise MoodUnknownError(
                found.track, found.mood_failures, found.title_failures, offline=self.offline
            )
        failures = (*found.mood_failures, *found.title_failures)
        return Seed(point, found.track, found.features), tuple(dict.fromkeys(map(str, failures)))

    def _resolved(self, link: links.Link) -> links.Link:
        """The link itself, or what a short link stands for."""
        resolver = self.lookup.sources.short_links
        if link.kind != "short" or resolver is None:
            return link
        resolved = resolver.resolve(link)
        if resolved.kind == "short":
            raise LinkError("This short link leads to another one. Paste the long address.")
        return resolved


def open_service(settings: Settings) -> Service:
    """Loads the reference set and prepares the sources that `settings` name.

    Raises ReferenceSetError. Imports neither Streamlit nor Plotly, and spotipy only when
    Spotify's keys are set.
    """
    tracks = open_reference(settings)
    store = FeatureStore(
        settings.data_dir / "features.sqlite", timedelta(days=settings.spotify_ttl_days)
    )
    return Service(
        reference=tracks,
        lookup=Lookup(store, sources.registry(settings)),
        overview=overview(tracks),
        offline=settings.offline,
    )
