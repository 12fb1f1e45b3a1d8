"""The rank metric: how many songs lie between two, on each axis, whatever their distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import MetricUndefined
from moodrec.metrics.contract import EVERY, Columns, Keys, Outline, Rows, circle
from moodrec.metrics.forms import Form
from moodrec.metrics.measure import EVEN_AXES, Asked
from moodrec.metrics.whole import MILLIONTHS, to_millionths
from moodrec.model import MoodPoint, Seed

Counted: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Distinct whole millionths, ascending, and how many songs have each; both of shape (values,)."""


@dataclass(frozen=True, eq=False)
class _Scale:
    """An axis and its quantiles.

    Of the songs `shares[i]` lie below `values[i]`, those at it counted by half. Straight
    lines lead from each to the next, and to the ends of the axis.
    """

    values: NDArray[np.float64]
    shares: NDArray[np.float64]

    @classmethod
    def of(cls, whole: NDArray[np.int64], name: str) -> _Scale:
        return cls.counted(*np.unique(whole, return_counts=True), name)

    @classmethod
    def counted(cls, found: NDArray[np.int64], counts: NDArray[np.int64], name: str) -> _Scale:
        if len(found) < 2:  # noqa: PLR2004  # one value is no scale
            raise MetricUndefined("rank", f"all songs of this reference set have one {name}")
        middle = (np.cumsum(counts) - counts / 2) / counts.sum()
        inner = (found > 0) & (found < MILLIONTHS)
        ends = (
            middle[0] if found[0] == 0 else 0.0,
            middle[-1] if found[-1] == MILLIONTHS else 1.0,
        )
        return cls(
            np.concatenate([[0.0], found[inner] / MILLIONTHS, [1.0]]),
            np.concatenate([ends[:1], middle[inner], ends[1:]]),
        )

    def share(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = np.interp(values, self.values, self.shares)
        return found

    def value(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = np.interp(shares, self.shares, self.values)
        return found


@dataclass(frozen=True, eq=False)
class Rank:
    """The Euclidean metric on a plane stretched until the songs lie evenly on each axis."""

    even: Form
    across: _Scale
    up: _Scale

    def asked(self, seed: Seed) -> Asked:
        """The plain form on the even plane."""
        return self.even.asked(Seed(self._stretched(seed.point)))

    def keys(self, seed: Seed, rows: Rows = EVERY) -> Keys:
        """The squared distances between quantiles."""
        return self.even.keys(Seed(self._stretched(seed.point)), rows)

    def distances(self, keys: Keys) -> NDArray[np.float64]:
        """In shares of the songs: 0.05 is a twentieth of them, on one axis."""
        return self.even.distances(keys)

    def within(self, radius: float) -> int:
        """As on the even plane."""
        return self.even.within(radius)

    def outline(self, point: MoodPoint, radius: float) -> Outline:
        """A circle on the even plane, seen on the real one; it ends at the edges."""
        middle = self._stretched(point)
        curve = circle(radius, radius) + np.array([middle.valence, middle.energy])
        return np.column_stack([self.across.value(curve[:, 0]), self.up.value(curve[:, 1])])

    def notices(self, seed: Seed) -> tuple[str, ...]:  # noqa: ARG002  # the contract's
        """None: every point has a rank."""
        return ()

    def _stretched(self, point: MoodPoint) -> MoodPoint:
        across = self.across.share(np.array([point.valence]))
        up = self.up.share(np.array([point.energy]))
        return MoodPoint(float(across[0]), float(up[0]))


def rank(columns: Columns) -> Rank:
    """Distances between quantiles. Raises MetricUndefined."""
    across = _Scale.of(columns.valence, "valence")
    up = _Scale.of(columns.energy, "energy")
    return _ranked(across, columns.valence, up, columns.energy)


def counted(valence: Counted, energy: Counted) -> Rank:
    """The metric of a set of which only the distinct values and their counts are at hand.

    Its even axes have one entry for each of these values. Raises MetricUndefined.
    """
    across = _Scale.counted(*valence, "valence")
    up = _Scale.counted(*energy, "energy")
    return _ranked(across, valence[0], up, energy[0])


def _ranked(
    across: _Scale, valence: NDArray[np.int64], up: _Scale, energy: NDArray[np.int64]
) -> Rank:
    even = Form(
        to_millionths(across.share(valence / MILLIONTHS)),
        to_millionths(up.share(energy / MILLIONTHS)),
        axes=EVEN_AXES,
    )
    return Rank(even, across, up)
