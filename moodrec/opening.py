"""Opens who answers queries: the reference set in memory, or one that stays where it is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

from moodrec import databases, sources
from moodrec.beyond import Beyond
from moodrec.collection import beyond_memory, kept_file, open_reference
from moodrec.dialect import Shared
from moodrec.ears import ears
from moodrec.engines import duck, postgres
from moodrec.engines.sql import SqlEngine
from moodrec.errors import ReferenceSetError, SettingsError
from moodrec.glance import Sight
from moodrec.lookup import Lookup
from moodrec.model import ReferenceSummary
from moodrec.overview import overview
from moodrec.recommend import Index
from moodrec.service import Service
from moodrec.settings import Settings
from moodrec.store import FeatureStore
from moodrec.texts import counted


def open_service(settings: Settings) -> Service:
    """Loads the reference set and prepares the sources that `settings` name.

    Raises ReferenceSetError, also for a set that is too large. Imports neither Streamlit nor
    Plotly nor scipy, and spotipy only when Spotify's keys are set.
    """
    if (large := beyond_memory(settings)) is not None:
        raise too_large(large.rows)
    tracks = open_reference(settings)
    return Service(
        index=Index(tracks, kept_file(settings)),
        lookup=_lookup(settings),
        overview=overview(tracks),
        ears=ears(settings, tracks),
        offline=settings.offline,
    )


Recommender: TypeAlias = Service | Beyond
"""Who answers a query. What a set in memory alone can do, its `whole` does, if it has one."""


def too_large(songs: int) -> ReferenceSetError:
    """What to say of a set that is `Beyond` where it would have to be in memory."""
    return ReferenceSetError(
        f"The {counted(songs, 'song')} of this reference set stay outside the memory, where page "
        "Find and python -m moodrec recommend search them. This needs them in memory: bring a "
        "smaller set into use, or have moodrec started with MOODREC_ENGINE=memory where they fit."
    )


def open_recommender(settings: Settings) -> Recommender:
    """As open_service(), or a set that stays where it is: because it is large, or is told to.

    Raises ReferenceSetError, StoreError and SettingsError.
    """
    stored = beyond_memory(settings)
    if stored is None:
        return open_service(settings)
    engine = _engine(stored.path, settings)
    summary = ReferenceSummary(
        stored.name, len(engine), engine.facts.genres, stored.dropped, stored.created_at
    )
    sight = Sight(engine, stored.name, settings.data_dir / "glance")
    return Beyond(engine, summary, _lookup(settings), sight, offline=settings.offline)


def _engine(source: Path, settings: Settings) -> SqlEngine:
    """DuckDB over the files of a set, or the copy of it in the database that replicas share."""
    if settings.engine != "postgres":
        return duck.open_engine(source, settings.data_dir / "arranged")
    place = databases.place_of(settings, "tracks")
    if not isinstance(place, Shared):
        raise SettingsError("MOODREC_ENGINE=postgres needs MOODREC_DATABASE_URL as well.")
    return postgres.open_engine(place.server, source)


def _lookup(settings: Settings) -> Lookup:
    lifetime = timedelta(days=settings.spotify_ttl_days)
    store = FeatureStore(databases.place_of(settings, "features"), lifetime)
    return Lookup(store, sources.registry(settings))
