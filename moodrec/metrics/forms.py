"""Metrics that are a quadratic form on the plane: Euclidean, z-scored, whitened.

Each is a symmetric matrix of two by two, scaled to determinant 1: then a ring covers the same
area whatever the metric, and its radius keeps its meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import MetricUndefined
from moodrec.metrics.contract import CORNERS, Columns, Keys, Outline
from moodrec.metrics.whole import MILLIONTHS, to_millionths
from moodrec.model import MoodPoint, Seed

_LARGEST = 1 << 22  # sum of the coefficients: with it no key exceeds 63 bits
_FINEST = 1 << 8  # a smaller coefficient would be too coarse
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

    def keys(self, seed: Seed) -> Keys:
        """The squared distances, exactly."""
        at = to_millionths([seed.point.valence, seed.point.energy])
        x: Keys = self.across - at[0]
        y: Keys = self.up - at[1]
        if self.b == 0 and self.a == self.c == 1:
            keys: Keys = x * x + y * y
        else:
            keys = self.a * x * x + 2 * self.b * x * y + self.c * y * y
        return keys

    def distances(self, keys: Keys) -> NDArray[np.float64]:
        """The roots of the keys, in units of the plane."""
        return np.sqrt(keys.astype(np.float64) / self.unit) / MILLIONTHS

    def within(self, radius: float) -> int:
        """The largest key inside, in exact arithmetic."""
        return int(Fraction(repr(radius)) ** 2 * MILLIONTHS**2 * self.unit)

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


def z_scored(columns: Columns) -> Form:
    """Differences in units of each axis' own spread. Raises MetricUndefined."""
    spread_across, spread_up = _spreads("z-scored", columns)
    return _form("z-scored", columns, spread_up / spread_across, 0.0, spread_across / spread_up)


def whitened(columns: Columns) -> Form:
    """Mahalanobis' distance, which takes the correlation of the axes away.

    P. C. Mahalanobis, "On the generalised distance in statistics", 1936. Raises
    MetricUndefined.
    """
    spread_across, spread_up = _spreads("whitened", columns)
    covariance = np.cov(columns.valence, columns.energy, bias=True)
    if abs(covariance[0, 1]) > _ALIKE * spread_across * spread_up:
        raise MetricUndefined(
            "whitened", "valence and energy rise and fall together in this reference set"
        )
    inverse = np.linalg.inv(covariance) * np.sqrt(np.linalg.det(covariance))
    return _form("whitened", columns, inverse[0, 0], inverse[0, 1], inverse[1, 1])


def _spreads(metric: str, columns: Columns) -> tuple[float, float]:
    """The standard deviations of valence and energy, in millionths, none of them zero."""
    spreads = float(np.std(columns.valence)), float(np.std(columns.energy))
    for name, spread in zip(("valence", "energy"), spreads, strict=True):
        if not spread:
            raise MetricUndefined(metric, f"all songs of this reference set have one {name}")
    return spreads


def _form(metric: str, columns: Columns, a: float, b: float, c: float) -> Form:
    """The form in whole numbers; one that would be too coarse is refused."""
    unit = int(_LARGEST / (a + 2 * abs(b) + c))
    if unit * min(a, c) < _FINEST:
        raise MetricUndefined(metric, "nearly all songs agree on one of the axes")
    a, b, c = (round(value * unit) for value in (a, b, c))
    return Form(columns.valence, columns.energy, a, b, c, unit)
