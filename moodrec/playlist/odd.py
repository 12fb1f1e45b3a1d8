"""The odd ones out: songs far from the rest of their list in one feature, and in which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodrec.model import AXES, FEATURE_NAMES, PlacedTrack
from moodrec.percentiles import Percentiles
from moodrec.playlist.songs import Songs, Values, table

LEAST = 8
"""Songs that a list needs to have odd ones out."""
MOST = 10
"""Most odd ones that are named."""
_FAR = 3.5
_RARE = 0.05  # of a list at most may be as far on the same side: what is more is a part of it
_NORMAL = 1.4826  # median absolute deviations that make a standard deviation, in a normal list
_NARROWEST = {"valence": 0.04, "energy": 0.04}  # as far apart as releases of a song
_NARROWEST_RANK = 0.1  # of the set's songs lie between


@dataclass(frozen=True, slots=True)
class Odd:
    """A song that stands apart.

    `place` is its own in the list, `feature` the one in which it is farthest from the rest,
    `sign` 1 where it has more of it and -1 where less. `beyond` is the share (0 to 1) of the
    other songs that it surpasses so, `score` how many robust deviations it is away.
    """

    place: int
    song: PlacedTrack
    feature: str
    sign: int
    beyond: float
    score: float


@dataclass(frozen=True, slots=True)
class OddOnes:
    """The oddest songs of a list, at most MOST, the oddest first, and how many there are in all."""

    named: tuple[Odd, ...] = ()
    songs: int = 0


def odd_ones(songs: Songs, percentiles: Percentiles) -> OddOnes:
    """The songs whose modified z-score is above 3.5 in any feature; none in a tiny list.

    The score is the distance from the median over 1.4826 median absolute deviations, which
    the odd ones themselves hardly move (B. Iglewicz and D. C. Hoaglin, "How to Detect and
    Handle Outliers", 1993). Valence and energy are taken as they are, the other features as
    percentiles of the set, because their shapes are odd themselves. A list is never taken
    for narrower than what can be told apart, and what a twentieth of it has is not odd.
    """
    if len(songs) < LEAST:
        return OddOnes()
    told = table(songs)
    signed = np.stack([_scores(name, told[name], percentiles) for name in FEATURE_NAMES])
    rare = np.stack([_rare(one) for one in signed])
    signed = np.where(rare, signed, 0)
    farthest = np.argmax(np.abs(signed), axis=0)
    scores = np.take_along_axis(signed, farthest[None], axis=0)[0]
    found = np.flatnonzero(np.abs(scores) > _FAR)
    ids = [songs[place].track.id for place in found.tolist()]
    order = sorted(zip((-np.abs(scores[found])).tolist(), ids, found.tolist(), strict=True))
    named = [
        _odd(songs, place, FEATURE_NAMES[farthest[place]], float(scores[place]), told)
        for _, _, place in order[:MOST]
    ]
    return OddOnes(tuple(named), len(found))


def _scores(name: str, told: Values, percentiles: Percentiles) -> Values:
    """How many robust deviations each song is above the median, shape (n,); 0 where unknown."""
    scale = told if name in AXES else percentiles.of_all(name, told)
    known = scale[~np.isnan(scale)]
    if len(known) < LEAST:
        return np.zeros(len(told))
    away = scale - np.median(known)
    deviation = _NORMAL * float(np.nanmedian(np.abs(away)))
    return np.nan_to_num(away / max(deviation, _NARROWEST.get(name, _NARROWEST_RANK)))


def _rare(scores: Values) -> NDArray[np.bool_]:
    """The songs that hardly any other is as far as, on the same side, shape (n,)."""
    told, place, songs = np.unique(scores, return_inverse=True, return_counts=True)
    up_to = np.cumsum(songs)
    as_far = np.where(told > 0, len(scores) - up_to + songs, up_to) - 1  # itself
    return np.asarray(as_far <= max(1, _RARE * len(scores)))[place]


def _odd(songs: Songs, place: int, name: str, score: float, told: dict[str, Values]) -> Odd:
    sign = 1 if score > 0 else -1
    others = np.delete(told[name], place)
    others = others[~np.isnan(others)]
    beyond = np.count_nonzero(sign * (told[name][place] - others) > 0) / len(others)
    return Odd(place, songs[place], name, sign, float(beyond), abs(score))
