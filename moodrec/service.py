"""The use cases: what the pages and the command line ask moodrec to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pandas as pd

from moodrec import links, mood, recommend, reference, sources, tables
from moodrec.errors import LinkError, MoodUnknownError
from moodrec.library import Library, Version
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


def open_library(settings: Settings) -> Library:
    """The reference sets kept in the data directory."""
    return Library(settings.data_dir / "reference")


def open_reference(settings: Settings) -> ReferenceSet:
    """The table that the settings name, else the kept set in use, else the packaged one.

    Raises ReferenceSetError.
    """
    if settings.reference is not None:
        return reference.load(settings.reference)
    kept = open_library(settings).current()
    if kept is not None:
        return reference.load(kept.path, kept.name, kept.dropped)
    return reference.load_packaged()


def import_tables(settings: Settings, files: Sequence[Path], at_least: int = 1) -> Version:
    """Makes the rows of `files` the reference set; of rows that share an id the first is kept.

    Raises ReferenceSetError or StoreError, and then the present set stays in use.
    """
    dropped: Counter[str] = Counter()
    frames = []
    for file in files:
        frame, left_out = tables.read(file)
        frames.append(frame.assign(source=frame["source"].replace("", file.name)))
        dropped += left_out
    frame = pd.concat(frames)
    repeated = frame["id"].duplicated()
    dropped["duplicate id"] += int(repeated.sum())
    name = ", ".join(file.name for file in files)
    return open_library(settings).add(frame[~repeated], name, +dropped, at_least)


def export_reference(settings: Settings, file: Path, *, article: bool = False) -> int:
    """Writes the set in use to a CSV or Parquet file; returns how many songs it has.

    Raises ReferenceSetError or StoreError.
    """
    tracks = open_reference(settings)
    tracks.export(file, article=article)
    return len(tracks)


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
