"""How well the order of values is that of ratings: Spearman's rank correlation.

C. Spearman, "The proof and measurement of association between two things", 1904,
doi:10.2307/1412159. It asks for order alone, so any scale will do. The intervals are over tracks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum

import numpy as np
from numpy.typing import NDArray

from moodrec.judging.measured import Ceiling, Measured
from moodrec.judging.samples import Values, Weights, interval

LEAST_TRACKS = 5
"""Of fewer tracks one order in 24 fits perfectly by chance: no correlation is told."""
_HOW = "one person with the mean of the others"


@dataclass(frozen=True, slots=True)
class _Listener:
    """One person's ratings of tracks, and the means of the others, each of shape (own tracks,).

    `places` are those of the tracks among all that several people rated.
    """

    places: NDArray[np.int64]
    ratings: Values
    others: Values


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
    """The mean over people of rho between their ratings and the means of the others'.

    Each is left out in turn. Those count who share LEAST_TRACKS tracks with others and rate
    them differently.
    """
    named = ([one for one in rated if one[0]] for rated in by_track.values())
    shared = [rated for rated in named if len(rated) > 1]
    people = _people(shared)
    judged = sum(len(one.places) for one in people)
    if not people:
        return Ceiling(_HOW, judged, 0, None, _alone(by_track, len(shared)))
    value = fsum(spearman(one.ratings, one.others) for one in people) / len(people)
    items = len({place for one in people for place in one.places.tolist()})
    return Ceiling(
        _HOW, judged, items, interval(value, len(shared), lambda some: _mean_rhos(people, some))
    )


def spearman(first: Values, second: Values) -> float:
    """Spearman's rho of two arrays of one shape, neither of them constant."""
    from scipy.stats import spearmanr  # noqa: PLC0415  # takes a second

    return float(spearmanr(first, second).statistic)


def rhos(first: Values, second: Values, weights: Weights) -> Values:
    """Spearman's rho in samples that hold each item as often as `weights` say, shape (samples,).

    NaN where one of the two is constant in a sample.
    """
    x, y = (_centred(values, weights) for values in (first, second))
    both = (weights * x * y).sum(axis=1)
    scale = np.sqrt((weights * x * x).sum(axis=1) * (weights * y * y).sum(axis=1))
    return _quotient(both, scale)


def _quotient(above: Values, below: Values) -> Values:
    """NaN where nothing stands below."""
    found: Values = np.divide(above, below, out=np.full(len(below), np.nan), where=below > 0)
    return found


def _centred(values: Values, weights: Weights) -> Values:
    """The ranks of values in each sample, equal ones with their mean, less their mean.

    Shape (samples, items). The order of items is the same in each sample, so one sort serves
    all of them.
    """
    order = np.argsort(values, kind="stable")
    ascending = values[order]
    starts = np.flatnonzero(np.r_[True, ascending[1:] > ascending[:-1]])
    groups = np.add.reduceat(weights[:, order], starts, axis=1)
    ranks = np.cumsum(groups, axis=1) - groups / 2
    ranks = ranks[:, np.searchsorted(ascending[starts], values)]
    total = np.maximum(weights.sum(axis=1), 1)
    centred: Values = ranks - ((weights * ranks).sum(axis=1) / total)[:, None]
    return centred


def _mean_rhos(people: Sequence[_Listener], weights: Weights) -> Values:
    """The mean over people of rho in each sample of tracks; NaN where nobody's is defined."""
    total, defined = np.zeros(len(weights)), np.zeros(len(weights))
    for one in people:
        found = rhos(one.ratings, one.others, weights[:, one.places])
        defined += ~np.isnan(found)
        total += np.nan_to_num(found)
    return _quotient(total, defined)


def _people(shared: Sequence[Sequence[tuple[str, float]]]) -> list[_Listener]:
    """Those whose agreement with the others is defined, in the order in which they appear."""
    rows: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
    for place, rated in enumerate(shared):
        total = sum(Fraction(value) for _, value in rated)  # exact, so equal means stay equal
        for rater, value in rated:
            others = (total - Fraction(value)) / (len(rated) - 1)
            rows[rater].append((place, value, float(others)))
    people = [
        _Listener(np.array(places), np.array(ratings), np.array(others))
        for places, ratings, others in (zip(*one, strict=True) for one in rows.values())
    ]
    return [one for one in people if not _undefined(one.ratings, one.others)]


def _undefined(rated: Values, told: Values) -> str:
    """Why there is no rho; empty where there is one."""
    if len(rated) < LEAST_TRACKS:
        return f"fewer than {LEAST_TRACKS} known tracks"
    if (rated == rated[0]).all():
        return "all tracks are rated the same"
    return "all values are the same" if (told == told[0]).all() else ""


def _alone(by_track: Mapping[str, Sequence[tuple[str, float]]], shared: int) -> str:
    raters = {rater for rated in by_track.values() for rater, _ in rated} - {""}
    if not raters:
        return "the file does not name who rated"
    if len(raters) == 1:
        return "one person alone rated"
    return (
        f"nobody shares {LEAST_TRACKS} tracks with others and rates them differently"
        if shared
        else "no track was rated by two people"
    )
