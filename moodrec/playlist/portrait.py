"""The portrait of a list: its centre, its spread, its moods and its sound beside the set's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moodrec.errors import QueryError
from moodrec.model import AXES, MoodPoint
from moodrec.percentiles import RANKED, Percentiles
from moodrec.playlist.regions import SMALL, Region, along, regions, surely
from moodrec.playlist.songs import (
    Points,
    Songs,
    Values,
    effective,
    points,
    quantiles,
    values,
    weighed,
)
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet

_CORNERS = 48  # of the ellipse
_HALF = (0.25, 0.75)  # between these quantiles lies half of a list

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a list stands in one feature: its median, in the feature's unit.

    `percentile` (0 to 1) is that of the median among the songs of the set, `known` how many
    songs of the list have the feature. `leaning` is 1 where surely more than half of the list
    lies above the middle of the set, -1 where below, 0 where that may be chance.
    """

    name: str
    median: float
    percentile: float
    known: int
    leaning: int = 0


@dataclass(frozen=True, slots=True)
class Portrait:
    """What a list of placed songs is like.

    `plays` are all plays, None where each song counts once. `deviation` are the standard
    deviations of valence and energy; `ellipse` is the outline of one standard deviation in
    every direction, clipped to the plane; `half_valence` and `half_energy` are the spans of
    the middle half of the songs. `regions` are numbered by rows of energy upwards, `sound`
    stands for what is known beside the axes.
    """

    songs: int
    plays: float | None
    mean: MoodPoint
    median: MoodPoint
    deviation: Span
    ellipse: tuple[tuple[float, float], ...]
    half_valence: Span
    half_energy: Span
    brighter_than: float
    livelier_than: float
    regions: tuple[Region, ...]
    sound: tuple[Standing, ...]

    @property
    def small(self) -> bool:
        """True when there are too few songs to say what the list has more or less of."""
        return self.songs < SMALL


def portrait(songs: Songs, index: Index, weights: Sequence[float] | None = None) -> Portrait:
    """The portrait of a list against the set of `index`; `weights` are plays, one a song.

    Raises QueryError for a list without songs, and for weights that are none.
    """
    if not songs:
        raise QueryError("No song of this list has a place on the plane. Bring another list.")
    places, counted = points(songs), weighed(songs, weights)
    mean = np.average(places, axis=0, weights=counted)
    spread = _covariance(places, counted)
    low, middle, high = np.array(
        [quantiles(axis, (_HALF[0], 0.5, _HALF[1]), counted) for axis in places.T]
    ).T.tolist()
    median = MoodPoint(*middle)
    return Portrait(
        songs=len(songs),
        plays=None if counted is None else float(counted.sum()),
        mean=_point(mean),
        median=median,
        deviation=(float(np.sqrt(spread[0, 0])), float(np.sqrt(spread[1, 1]))),
        ellipse=_ellipse(mean, spread),
        half_valence=(low[0], high[0]),
        half_energy=(low[1], high[1]),
        brighter_than=index.reference.brighter_than(median),
        livelier_than=index.reference.livelier_than(median),
        regions=regions(songs, counted, index.reference, along(len(songs))),
        sound=_sound(songs, counted, index),
    )


def _covariance(places: Points, weights: Values | None) -> Points:
    """The covariance of the places themselves, shape (2, 2); all 0 for one song."""
    return np.atleast_2d(np.cov(places.T, aweights=weights, ddof=0))


def _ellipse(mean: Points, spread: Points) -> tuple[tuple[float, float], ...]:
    """The corners of one standard deviation in every direction around the mean."""
    lengths, directions = np.linalg.eigh(spread)
    angles = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)])
    corners = mean[:, None] + directions @ (np.sqrt(np.maximum(lengths, 0))[:, None] * circle)
    inside = np.round(np.clip(corners, 0, 1).T, 5).tolist()
    return tuple((valence, energy) for valence, energy in inside)


def _sound(songs: Songs, weights: Values | None, index: Index) -> tuple[Standing, ...]:
    """The features beside the mood that the set and at least half of the list know."""
    found = [
        standing
        for name in RANKED
        if name not in AXES and (standing := _standing(name, songs, weights, index.percentiles))
    ]
    if len(songs) < SMALL or not found:
        return tuple(found)
    above = np.array([_above_middle(one.name, songs, weights, index.reference) for one in found])
    size = min(effective(len(songs), weights), *(one.known for one in found), len(songs))
    sure = surely(above, size, np.full(len(found), 0.5))
    return tuple(
        Standing(one.name, one.median, one.percentile, one.known, int(np.sign(share - 0.5) * held))
        for one, share, held in zip(found, above.tolist(), sure.tolist(), strict=True)
    )


def _standing(
    name: str, songs: Songs, weights: Values | None, percentiles: Percentiles
) -> Standing | None:
    told = values(songs, name)
    known = ~np.isnan(told)
    if not known.any() or 2 * int(known.sum()) < len(songs):
        return None  # what is known of a few songs says nothing of the list
    if weights is not None and not weights[known].any():
        return None
    counted = None if weights is None else weights[known]
    median = float(quantiles(told[known], [0.5], counted)[0])
    percentile = percentiles.of(name, median)
    return None if np.isnan(percentile) else Standing(name, median, percentile, int(known.sum()))


def _above_middle(
    name: str, songs: Songs, weights: Values | None, reference: ReferenceSet
) -> float:
    """The share of the songs above the median of the set, those on it by half: a sign test."""
    told = values(songs, name)
    known = ~np.isnan(told)
    middle = np.nanmedian(reference.numbers(name))
    side = 0.5 + 0.5 * np.sign(told[known] - middle)
    return float(np.average(side, weights=None if weights is None else weights[known]))


def _point(place: Points) -> MoodPoint:
    valence, energy = np.clip(place, 0, 1).tolist()
    return MoodPoint(valence, energy)
