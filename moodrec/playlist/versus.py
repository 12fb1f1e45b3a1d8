"""Two lists compared: how far apart their moods lie, what they share, how their means differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from moodrec.errors import QueryError
from moodrec.model import FEATURE_NAMES
from moodrec.playlist.grid import Grid, grid, mean_distance, smoothed, variance_of
from moodrec.playlist.regions import holm
from moodrec.playlist.shared import Shared, shared
from moodrec.playlist.songs import Songs, Values, points, table

_CHANCE = 3.84
"""Times the distance that chance alone makes, above which two lists surely differ: the square of
the normal quantile for 5 %, a bound for all distributions (Székely and Rizzo 2013)."""
_NARROWEST = 0.02  # of a kernel: two nodes of the grid
_TWO = 2  # songs that a standard error takes


@dataclass(frozen=True, slots=True)
class Difference:
    """The means of a feature in two lists, in its unit, and the error of their difference.

    `error` is its standard error; `sure` is true where the difference is no chance.
    """

    name: str
    first: float
    second: float
    error: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Versus:
    """Two lists beside each other.

    `distance` is their energy distance on the plane, in units of its axes: 0 for the same
    distribution. `chance` is what two random halves of both lists together have on average;
    `apart` is true where the distance is no chance. `excess` is the distance without what
    chance makes of it. `overlap` is the part (0 to 1) of their moods, as smoothed densities,
    that the two have in common. Of `shared` songs it tells the places in both lists.
    """

    songs: tuple[int, int]
    distance: float
    chance: float
    apart: bool
    excess: float
    overlap: float
    differences: tuple[Difference, ...]
    shared: Shared


def versus(first: Songs, second: Songs) -> Versus:
    """Compares two lists of placed songs. Raises QueryError when one has no song.

    The energy distance is the root of 2 E|X-Y| - E|X-X'| - E|Y-Y'|: G. J. Székely and
    M. L. Rizzo, "Energy statistics: a class of statistics based on distances", 2013,
    doi:10.1016/j.jspi.2013.03.018. It is exact on a grid of 0.01, and off the exact one by a
    few thousandths at most.
    """
    if not (first and second):
        raise QueryError("A list without a song on the plane cannot be compared. Bring another.")
    one, other = grid(points(first)), grid(points(second))
    difference, both = one - other, _pooled(one, other, len(first), len(second))
    squared = max(-mean_distance(difference, difference), 0.0)
    chance = _by_chance(both, len(first), len(second))
    return Versus(
        songs=(len(first), len(second)),
        distance=squared**0.5,
        chance=chance**0.5,
        apart=squared > _CHANCE * chance,
        excess=max(squared - chance, 0.0) ** 0.5,
        overlap=_overlap(one, other, _width(one, other, min(len(first), len(second)))),
        differences=_differences(first, second),
        shared=shared(first, second),
    )


def _pooled(one: Grid, other: Grid, n: int, m: int) -> Grid:
    return (n * one + m * other) / (n + m)


def _by_chance(both: Grid, n: int, m: int) -> float:
    """The mean squared distance of random parts of `n` and `m` songs: exact over all draws."""
    songs = n + m
    apart = mean_distance(both, both) * songs / (songs - 1)
    return max(apart * (1 / n + 1 / m), 0.0)


def _overlap(one: Grid, other: Grid, width: float) -> float:
    """The part that two densities have in common: M. S. Weitzman, 1970."""
    common = float(np.minimum(smoothed(one, width), smoothed(other, width)).sum())
    return min(common, 1.0)


def _width(one: Grid, other: Grid, songs: int) -> float:
    """The width of the kernel: D. W. Scott's rule for two dimensions and the shorter list, 1992."""
    variance = (variance_of(one) + variance_of(other)) / 2
    return float(max(variance**0.5 * songs ** (-1 / 6), _NARROWEST))


def _differences(first: Songs, second: Songs) -> tuple[Difference, ...]:
    """The features that both lists know, by Welch's test and Holm's method over all of them."""
    told = table(first), table(second)
    found = [
        (name, one, other)
        for name in FEATURE_NAMES
        for one, other in [(_known(told[0][name]), _known(told[1][name]))]
        if len(one) >= _TWO and len(other) >= _TWO
    ]
    if not found:
        return ()
    sure = holm(np.array([_welch(one, other) for _, one, other in found]))
    return tuple(
        Difference(name, float(one.mean()), float(other.mean()), _error(one, other), bool(held))
        for (name, one, other), held in zip(found, sure, strict=True)
    )


def _known(told: Values) -> Values:
    return np.asarray(np.sort(told[~np.isnan(told)]))  # sorted, so that no sum depends on the order


def _error(one: Values, other: Values) -> float:
    return float(np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)))


def _welch(one: Values, other: Values) -> float:
    """The chance of such a difference of means: B. L. Welch, 1947, doi:10.2307/2332510."""
    # Imported here because scipy takes a while to load, and only lists need it.
    from scipy.special import stdtr  # noqa: PLC0415  # for the reason above

    parts = np.array([one.var(ddof=1) / len(one), other.var(ddof=1) / len(other)])
    apart, total = abs(one.mean() - other.mean()), parts.sum()
    if total == 0:
        return float(apart == 0)
    freedom = total**2 / (parts**2 / np.array([len(one) - 1, len(other) - 1])).sum()
    return float(2 * stdtr(freedom, -apart / np.sqrt(total)))


def energy_distances(places: Iterable[Values]) -> Values:
    """The squared energy distance of each two lists of places, none below 0, shape (n, n)."""
    grids = [grid(one) for one in places]
    apart = np.array([[mean_distance(one, other) for other in grids] for one in grids])
    own = np.diag(apart)
    return np.asarray(np.maximum(2 * apart - own[:, None] - own, 0))
