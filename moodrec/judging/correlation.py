"""How well the order of values is that of ratings: Spearman's rank correlation.

C. Spearman, "The proof and measurement of association between two things", 1904,
doi:10.2307/1412159. It asks for order alone, so any scale will do. The intervals are over tracks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum

import numpy as np

from moodrec.judging.measured import Ceiling, Measured
from moodrec.judging.samples import Values, Weights, interval
from moodrec.method.intervals import SEED

LEAST_TRACKS = 5
"""Of fewer tracks one order in 24 fits perfectly by chance: no correlation is told."""
SPLITS = 10
"""Most random halvings of the crowd, over which the agreement of its halves is averaged."""
_HALVED = 10_000  # tracks in all halvings: the more there are, the less halvings differ
_HOW = "half of the crowd with the other half, stepped up to all of it"


def correlation(
    means: Mapping[str, float], counts: Mapping[str, int], values: Mapping[str, float], source: str
) -> Measured:
    """Spearman's rho between the mean ratings of tracks and their values.

    `counts` are the ratings behind each mean.
    """
    known = [track for track in means if track in values]
    rated = np.array([means[track] for track in known])
    told = np.array([values[track] for track in known])
    why = _undefined(rated, told)
    value = None
    if not why:
        value = interval(spearman(rated, told), len(known), lambda some: rhos(rated, told, some))
    return Measured(source, sum(counts[one] for one in known), 0, len(known), value, why)


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

    def of_samples(weights: Weights) -> Values:
        return stepped_up(_mean([rhos(first, second, weights) for first, second in halves]))

    rho = np.array([fsum(spearman(first, second) for first, second in halves) / len(halves)])
    value = interval(float(stepped_up(rho)[0]), len(crowds), of_samples)
    return Ceiling(_HOW, judged, len(crowds), value)


def stepped_up(rho: Values) -> Values:
    """The agreement of crowds out of that of their halves: 2 rho / (1 + rho).

    W. Brown, "Some experimental results in the correlation of mental abilities", 1910,
    doi:10.1111/j.2044-8295.1910.tb00207.x. Below zero it is mirrored, where the formula knows
    no bound.
    """
    found: Values = 2 * rho / (1 + np.abs(rho))
    return found


def spearman(first: Values, second: Values) -> float:
    """Spearman's rho of two arrays of one shape, neither of them constant."""
    from scipy.stats import spearmanr  # noqa: PLC0415  # takes a second

    return float(spearmanr(first, second).statistic)


def rhos(first: Values, second: Values, weights: Weights) -> Values:
    """Spearman's rho in samples that hold each item as often as `weights` say, shape (samples,).

    Each sample has as many items as there are values. NaN where one is constant in a sample.
    """
    (x, x_spread), (y, y_spread) = (_ranks(values, weights) for values in (first, second))
    return _quotient(np.einsum("ij,ij,ij->i", weights, x, y), np.sqrt(x_spread * y_spread))


def _ranks(values: Values, weights: Weights) -> tuple[Values, Values]:
    """The ranks of values in each sample less their mean, and the sum of their squares there.

    Equal values have the mean of their ranks. Shapes (samples, items) and (samples,). The order
    of values is the same in each sample, so one sort serves all of them.
    """
    order = np.argsort(values, kind="stable")
    ascending = values[order]
    starts = np.flatnonzero(np.r_[True, ascending[1:] > ascending[:-1]])
    counts = np.add.reduceat(weights[:, order], starts, axis=1)
    ranks = np.cumsum(counts, axis=1) - (counts + len(values)) / 2
    spread = np.einsum("ij,ij,ij->i", counts, ranks, ranks)
    return ranks[:, np.searchsorted(ascending[starts], values)], spread


def _quotient(above: Values, below: Values) -> Values:
    """NaN where nothing stands below."""
    found: Values = np.divide(above, below, out=np.full(len(below), np.nan), where=below > 0)
    return found


def _mean(found: Sequence[Values]) -> Values:
    """The mean of several arrays, item by item, without what is NaN."""
    together = np.stack(found)
    return _quotient(np.nan_to_num(together).sum(axis=0), (~np.isnan(together)).sum(axis=0))


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
