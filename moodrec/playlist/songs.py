"""Placed songs as columns: where they lie, what is known of them, how much each counts."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.model import AXES, FEATURE_NAMES, PlacedTrack
from moodrec.placed import OF_TRACKS, PlacedSongs
from moodrec.recordings import Release

Songs = Sequence[PlacedTrack]
Points = NDArray[np.float64]
"""Places on the plane, shape (n, 2): valence, energy."""
Values = NDArray[np.float64]


def points(songs: Songs) -> Points:
    """Where the songs lie, shape (n, 2)."""
    if isinstance(songs, PlacedSongs):
        return songs.points
    count = len(songs)
    both = (attrgetter(f"point.{axis}") for axis in AXES)
    return np.stack([np.fromiter(map(axis, songs), np.float64, count) for axis in both], axis=1)


def values(songs: Songs, name: str) -> Values:
    """An audio feature, popularity, year or length of each song, shape (n,); NaN where unknown."""
    if isinstance(songs, PlacedSongs):
        return songs.values(name)
    if name in AXES:
        return points(songs)[:, AXES.index(name)]
    told = attrgetter(f"track.{name}" if name in OF_TRACKS else f"features.{name}")
    return np.array(list(map(told, songs)), dtype=np.float64)


def table(songs: Songs) -> dict[str, Values]:
    """The audio features of each song as of values(), all in one pass."""
    if isinstance(songs, PlacedSongs):
        return {name: songs.values(name) for name in FEATURE_NAMES}
    told = map(attrgetter(*FEATURE_NAMES), [song.features for song in songs])
    columns = zip(*told, strict=True) if songs else ((),) * len(FEATURE_NAMES)
    found = {
        name: np.array(column, dtype=np.float64)
        for name, column in zip(FEATURE_NAMES, columns, strict=True)
    }
    return found | dict(zip(AXES, points(songs).T, strict=True))


def releases(songs: Songs) -> list[tuple[str, Release]]:
    """The id of each song with its artists, title and ISRC."""
    if isinstance(songs, PlacedSongs):
        return songs.releases()
    tracks = [song.track for song in songs]
    return [(track.id, (track.artists, track.name, track.isrc)) for track in tracks]


def weighed(songs: Songs, weights: Sequence[float] | None) -> Values | None:
    """How much each song counts, such as its plays, shape (n,); None when all count alike.

    Raises QueryError unless there is one finite weight a song, none negative, one above 0.
    """
    if weights is None:
        return None
    found = np.asarray(weights, dtype=np.float64)
    if len(found) != len(songs):
        raise QueryError(f"There are {len(songs):,} songs and {len(found):,} numbers of plays.")
    if not (np.isfinite(found).all() and (found >= 0).all() and found.any()):
        raise QueryError("Plays are numbers from 0 upwards, and one song at least has some.")
    return found


def effective(count: int, weights: Values | None) -> float:
    """How many songs that count alike tell as much as these.

    `(sum of weights)² / sum of squared weights`: L. Kish, "Survey Sampling", 1965.
    """
    if weights is None:
        return float(count)
    return float(weights.sum() ** 2 / (weights**2).sum())


def quantiles(
    found: Values, shares: Sequence[float], weights: Values | None = None
) -> NDArray[np.float64]:
    """The quantiles of known values at these shares, shape (shares,)."""
    if weights is None:
        return np.asarray(np.quantile(found, shares))
    return np.asarray(np.quantile(found, shares, weights=weights, method="inverted_cdf"))
