"""How well the order of values is that of ratings: Spearman's rank correlation.

It asks for order alone, so any scale will do. The intervals are over tracks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moodrec.judging.measured import Ceiling, Measured
from moodrec.judging.ranks import Ranking, rhos
from moodrec.judging.samples import Values, Weights, around, on_samples, quotient
from moodrec.method.intervals import SEED, SHARE, Interval

LEAST_TRACKS = 5
"""Of fewer tracks one order in 24 fits perfectly by chance: no correlation is told."""
FEW_TRACKS = 20
"""Samples of fewer tracks are too alike: their intervals would be too narrow."""
SPLITS = 10
"""Most random halvings of the crowd, over which the agreement of its halves is averaged."""
_HALVED = 10_000  # tracks in all halvings: the more there are, the less halvings differ
_HOW = "half of the crowd with the other half, stepped up to all of it"
_ALIKE = "nearly all tracks are alike"

Told = tuple[str, Mapping[str, float]]
"""A source, and the values that it tells by track id."""


class _Known(NamedTuple):
    """The tracks that a source knows: their places, how they are rated, and what it tells."""

    source: str
    places: NDArray[np.int64]
    rated: Values
    values: Values


def correlations(
    means: Mapping[str, float], counts: Mapping[str, int], told: Sequence[Told]
) -> list[Measured]:
    """Spearman's rho between the mean ratings of tracks and each source's values of them.

    `counts` are the ratings behind each mean.
    """
    sources = [_known(means, *one) for one in told]
    whys = [_undefined(one.rated, one.values) for one in sources]
    defined = [one for one, why in zip(sources, whys, strict=True) if not why]
    drawn = iter(_drawn(len(means), defined))
    judged = np.array([counts[track] for track in means], dtype=np.int64)
    return [
        _measured(one, judged, why, None if why else next(drawn))
        for one, why in zip(sources, whys, strict=True)
    ]


def _known(means: Mapping[str, float], source: str, values: Mapping[str, float]) -> _Known:
    known = [(place, track) for place, track in enumerate(means) if track in values]
    return _Known(
        source,
        np.array([place for place, _ in known], dtype=np.int64),
        np.array([means[track] for _, track in known], dtype=np.float64),
        np.array([values[track] for _, track in known], dtype=np.float64),
    )


def _drawn(tracks: int, sources: Sequence[_Known]) -> Values:
    """Each source's rho in the same samples of all tracks, shape (sources, samples)."""
    if not sources:
        return np.empty((0, 0))
    ranked = [(one.places, Ranking(one.rated), Ranking(one.values)) for one in sources]

    def of_samples(weights: Weights) -> Values:
        turned = np.ascontiguousarray(weights.T)
        return np.stack([rhos(x, y, turned[places]) for places, x, y in ranked], axis=1)

    return on_samples(tracks, of_samples).T


def _measured(one: _Known, judged: NDArray[np.int64], why: str, drawn: Values | None) -> Measured:
    tracks = len(one.places)
    value = None
    if drawn is not None:
        value = interval(spearman(one.rated, one.values), tracks, drawn)
        why = "" if value else _ALIKE
    return Measured(one.source, int(judged[one.places].sum()), 0, tracks, value, why)


def between_people(by_track: Mapping[str, Sequence[tuple[str, float]]]) -> Ceiling:
    """How well another such crowd would agree with the mean ratings of this one.

    The ratings of each track are halved at random, and rho between the means of the halves is
    stepped up to the whole crowd. Tracks that at least two named people rated count.
    """
    named = [[value for rater, value in rated if rater] for rated in by_track.values()]
    crowds = [np.sort(values) for values in named if len(values) > 1]
    judged = sum(map(len, crowds))
    halves = [both for both in _halves(crowds) if not _undefined(*both)]
    if why := _alone(by_track, len(crowds), len(halves)):
        return Ceiling(_HOW, judged, len(crowds), None, why)
    value = _between_halves(halves)
    return Ceiling(_HOW, judged, len(crowds), value, "" if value else _ALIKE)


def _between_halves(halves: Sequence[tuple[Values, Values]]) -> Interval | None:
    """The mean rho of the halves, stepped up with the ends of its interval."""
    items = len(halves[0][0])
    ranked = [(Ranking(first), Ranking(second)) for first, second in halves]

    def of_samples(weights: Weights) -> Values:
        turned = np.ascontiguousarray(weights.T)
        return _mean([rhos(*both, turned) for both in ranked])

    drawn = on_samples(items, of_samples)
    found = interval(fsum(spearman(*both) for both in halves) / len(halves), items, drawn)
    return found and Interval(*map(stepped_up, (found.value, found.low, found.high)))


def interval(rho: float, tracks: int, drawn: Values) -> Interval | None:
    """The interval of a rho of so many tracks, by what samples of them gave.

    It is that of few_tracks where they are few, or where an order so good leaves samples that
    cannot differ; None where too few of the samples have a rho.
    """
    if tracks < FEW_TRACKS or abs(rho) > _nearly(tracks):
        return few_tracks(rho, tracks)
    return around(rho, drawn)


def few_tracks(rho: float, tracks: int) -> Interval:
    """The interval of a rho of at least four tracks, by Fisher's z.

    With the standard error of D. G. Bonett and T. A. Wright, "Sample size requirements for
    estimating Pearson, Kendall and Spearman correlations", 2000, doi:10.1007/BF02294183. The same
    order has no z: its interval begins as if two neighbours had changed places.
    """
    bound = _nearly(tracks)
    inside = min(max(rho, -bound), bound)
    error = np.sqrt((1 + inside**2 / 2) / (tracks - 3)) * NormalDist().inv_cdf((1 + SHARE) / 2)
    low, high = np.tanh(np.arctanh(inside) - error), np.tanh(np.arctanh(inside) + error)
    return Interval(rho, min(float(low), rho), max(float(high), rho))


def _nearly(tracks: int) -> float:
    """The rho of two orders that differ in two neighbours."""
    return 1 - 12 / (tracks**3 - tracks)


def stepped_up(rho: float) -> float:
    """The agreement of crowds out of that of their halves: 2 rho / (1 + rho).

    W. Brown, "Some experimental results in the correlation of mental abilities", 1910,
    doi:10.1111/j.2044-8295.1910.tb00207.x. Below zero it is mirrored, where the formula knows
    no bound.
    """
    return 2 * rho / (1 + abs(rho))


def spearman(first: Values, second: Values) -> float:
    """Spearman's rho of two arrays of one shape, neither of them constant."""
    from scipy.stats import spearmanr  # noqa: PLC0415  # takes a second

    return float(spearmanr(first, second).statistic)


def _mean(found: Sequence[Values]) -> Values:
    """The mean of several arrays, item by item, without what is NaN."""
    together = np.stack(found)
    return quotient(np.nan_to_num(together).sum(axis=0), (~np.isnan(together)).sum(axis=0))


def _halves(crowds: Sequence[Values]) -> list[tuple[Values, Values]]:
    """The mean ratings of each track by two random halves of its crowd, SPLITS times at most.

    Who rated it plays no part, so other names of raters give the same halves.
    """
    draw = np.random.default_rng(SEED)
    halves = []
    for _ in range(max(1, min(SPLITS, _HALVED // max(1, len(crowds))))):
        mixed = [(draw.permutation(values), len(values) // 2) for values in crowds]
        first = _means([values[:half] for values, half in mixed])
        halves.append((first, _means([values[half:] for values, half in mixed])))
    return halves


def _means(several: Sequence[Values]) -> Values:
    """The mean of each array, exactly rounded, so that equal means stay equal."""
    return np.array([fsum(values) / len(values) for values in several])


def _undefined(rated: Values, told: Values) -> str:
    """Why there is no rho; empty where there is one."""
    if len(rated) < LEAST_TRACKS:
        return f"fewer than {LEAST_TRACKS} known tracks"
    if (rated == rated[0]).all():
        return "all tracks are rated the same"
    return "all values are the same" if (told == told[0]).all() else ""


def _alone(by_track: Mapping[str, Sequence[tuple[str, float]]], crowds: int, halves: int) -> str:
    """Why people cannot be compared with each other; empty where they can."""
    raters = {rater for rated in by_track.values() for rater, _ in rated} - {""}
    if not raters:
        return "the file does not name who rated"
    if len(raters) == 1:
        return "one person alone rated"
    if crowds < LEAST_TRACKS:
        return f"fewer than {LEAST_TRACKS} tracks were rated by two people"
    return "" if halves else "half of the crowd rates all tracks the same"
