"""All that is known of a song of a list, under names that CSV and JSON share."""

from __future__ import annotations

import math

from moodrec.listing import Entry, Told
from moodrec.model import FEATURE_NAMES, AudioFeatures, Track
from moodrec.mood import describe, locate
from moodrec.texts import clean


def of(entry: Entry) -> dict[str, Told]:
    """The values of a song in a fixed order, each None where nobody knows it.

    Artists are one text here. Times are ISO 8601 and tell when a source told its values.
    """
    track, features = entry.track, entry.features
    return {
        "title": told(track.name),
        "artists": told(track.artist_line),
        "genre": told(track.genre),
        "mood": _mood(features),
        **{name: told(getattr(features, name, None)) for name in FEATURE_NAMES},
        "popularity": told(track.popularity),
        "year": track.year,
        "explicit": track.explicit,
        "album": told(track.album),
        "duration_ms": track.duration_ms,
        "isrc": told(track.isrc),
        "id": told(track.id),
        "url": told(track.url),
        **_origin("title", track),
        **_origin("features", features),
    }


def more(entry: Entry) -> dict[str, Told]:
    """The further values of a song under their names."""
    return {clean(name): told(value) for name, value in entry.more}


def told(value: Told) -> Told:
    """The value without what breaks files; None for an empty text and for no finite number."""
    if isinstance(value, str):
        return clean(value) or None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _mood(features: AudioFeatures | None) -> str | None:
    point = locate(features) if features else None
    return describe(point) if point else None


def _origin(what: str, source: Track | AudioFeatures | None) -> dict[str, Told]:
    fetched_at = source.fetched_at if source else None
    return {
        f"{what}_source": told(source.source) if source else None,
        f"{what}_fetched_at": fetched_at.isoformat() if fetched_at else None,
    }
