"""Lists of placed songs for tests, made in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from moodrec.model import AudioFeatures, MoodPoint, PlacedTrack, Track
from moodrec.playlist.songs import Points
from tests.conftest import an_id


def song(
    number: int,
    valence: float,
    energy: float,
    *,
    name: str | None = None,
    artists: tuple[str, ...] | None = None,
    isrc: str | None = None,
    **features: Any,
) -> PlacedTrack:
    """A song of its own artist, with the features that are named."""
    credited = (f"Artist {number}",) if artists is None else artists
    track = Track(an_id(number), name or f"Song {number}", "test", credited, isrc=isrc)
    told = AudioFeatures(track.id, "test", valence, energy, **features)
    return PlacedTrack(track, told, MoodPoint(valence, energy), 0.5)


def songs_at(places: Iterable[Sequence[float]] | Points, first: int = 0) -> list[PlacedTrack]:
    return [
        song(number, float(valence), float(energy))
        for number, (valence, energy) in enumerate(places, start=first)
    ]


def scattered(
    count: int, seed: int, around: tuple[float, float] = (0.5, 0.5), width: float = 0.1
) -> list[PlacedTrack]:
    """Songs scattered around a mood, the same for the same seed."""
    random = np.random.default_rng(seed)
    places = np.clip(random.normal(around, width, (count, 2)), 0, 1).round(3)
    return songs_at(places, first=1000 * seed)


PLACES = st.lists(
    st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(
        lambda place: (place[0] / 1000, place[1] / 1000)
    ),
    min_size=1,
    max_size=30,
)
"""Places on the plane, with three decimals as they are published."""
