"""Metrics that are a quadratic form on the plane: Euclidean, z-scored, whitened.

Each is a symmetric matrix of two by two, scaled to determinant 1: then a ring covers the same
area whatever the metric, and its radius keeps its meaning. Sums and coefficients are whole numbers,
so a set has the same metric on every machine.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import MetricUndefined
from moodrec.metrics.contract import CORNERS, EVERY, Columns, Keys, Outline, Rows
from moodrec.metrics.measure import VALENCE_AND_ENERGY, Asked, Measure
from moodrec.metrics.whole import MILLIONTHS, largest_key, to_millionths
from moodrec.model import MoodPoint, Seed

_LARGEST = 1 << 22  # sum of the coefficients: with it no key exceeds 63 bits
_FINEST = 1 << 8  # what the rounding of the coefficients may not blur
_ALIKE = 0.999  # correlation from which both axes say the same


@dataclass(frozen=True, eq=False)
class Form:
    """A metric whose key is `(a, b, c)` applied to differences: a x² + 2 b x y + c y².

    `across` and `up` have shape (rows,), in whole millionths; `unit` is the key of a
    difference of one millionth on a plane with circles.
    """

    across: NDArray[np.int64]
    up: NDArray[np.int64]
    a: int = 1
    b: int = 0
    c: int = 1
    unit: int = 1
    axes: tuple[str, str] = VALENCE_AND_ENERGY

    def asked(self, seed: Seed) -> Asked:
        """The form, and where the seed lies."""
        across, up = to_millionths([seed.point.valence, seed.point.energy]).tolist()
        return Asked(Measure(self.axes, (self.a, self.c), self.b), (across, up))

    def keys(self, seed: Seed, rows: Rows = EVERY) -> Keys:
        """The squared distances, exactly."""
        measure, (across, up) = self.asked(seed)
        keys: Keys = measure.key((self.across[rows] - across, self.up[rows] - up))
        return keys

    def distances(self, keys: Keys) -> NDArray[np.float64]:
        """The roots of the keys, in units of the plane."""
        return np.sqrt(keys.astype(np.float64) / self.unit) / MILLIONTHS

    def within(self, radius: float) -> int:
        """The largest key inside, in exact arithmetic."""
        return largest_key(radius, self.unit)

    def outline(self, point: MoodPoint, radius: float) -> Outline:
        """An ellipse: the unit circle through the inverse root of the matrix."""
        matrix = np.array([[self.a, self.b], [self.b, self.c]]) / self.unit
        lengths, axes = np.linalg.eigh(matrix)
        angles = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
        unit_circle = np.array([np.cos(angles), np.sin(angles)])
        curve = axes @ (unit_circle * (radius / np.sqrt(lengths))[:, None])
        middle = [point.valence, point.energy]
        outline: Outline = curve.T + middle
        return outline

    def notices(self, seed: Seed) -> tuple[str, ...]:  # noqa: ARG002  # the contract's
        """None: every seed has a place."""
        return ()


def euclidean(columns: Columns) -> Form:
    """The article's metric: the plain distance on the plane."""
    return Form(columns.valence, columns.energy)


class Moments(NamedTuple):
    """How many songs there are, and sums over them of x, y, x², x y and y².

    x and y are valence and energy in whole millionths from the middle of the plane.
    """

    rows: int
    x: int
    y: int
    xx: int
    xy: int
    yy: int

    def __add__(self, more: Moments) -> Moments:  # type: ignore[override]  # of two sets
        return Moments(*(one + other for one, other in zip(self, more, strict=True)))


def moments(columns: Columns) -> Moments:
    """The sums of a set; of one with over 37 million rows they are made in parts and added."""
    x, y = columns.valence - MILLIONTHS // 2, columns.energy - MILLIONTHS // 2
    return Moments(len(x), *map(int, (x.sum(), y.sum(), x @ x, x @ y, y @ y)))


def z_scored(columns: Columns, sums: Moments | None = None) -> Form:
    """Differences in units of each axis' own spread. Raises MetricUndefined.

    `sums` are those of the whole set, where `columns` are not the whole of it.
    """
    across, _, up = _spreads("z-scored", sums or moments(columns))
    return _form("z-scored", columns, up, 0, across)


def whitened(columns: Columns, sums: Moments | None = None) -> Form:
    """Mahalanobis' distance, which takes the correlation of the axes away.

    P. C. Mahalanobis, "On the generalised distance in statistics", 1936. `sums` as for
    z_scored(). Raises MetricUndefined.
    """
    across, both, up = _spreads("whitened", sums or moments(columns))
    if both * both > _ALIKE**2 * across * up:
        raise MetricUndefined(
            "whitened", "valence and energy rise and fall together in this reference set"
        )
    return _form("whitened", columns, up, -both, across)


def _spreads(metric: str, sums: Moments) -> tuple[int, int, int]:
    """The variance of valence, the covariance, the variance of energy: times one whole number.

    Both variances are above zero.
    """
    rows, x, y, xx, xy, yy = sums
    across, up = rows * xx - x * x, rows * yy - y * y
    for name, spread in (("valence", across), ("energy", up)):
        if not spread:
            raise MetricUndefined(metric, f"all songs of this reference set have one {name}")
    return across, rows * xy - x * y, up


def _form(metric: str, columns: Columns, *coefficients: int) -> Form:
    """The form of `a`, `b` and `c`, scaled; one that would be too coarse is refused."""
    a, b, c = coefficients
    largest = Fraction(_LARGEST, a + 2 * abs(b) + c)
    a, b, c = (round(value * largest) for value in coefficients)
    determinant = a * c - b * b
    if determinant < _FINEST * max(a, c):
        raise MetricUndefined(metric, "nearly all songs agree on one of the axes")
    return Form(columns.valence, columns.energy, a, b, c, math.isqrt(determinant))
