"""Where values stand among those of the reference set: from 0, the least, to 1."""

from __future__ import annotations

from functools import cached_property
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from moodrec.model import FEATURE_NAMES, AudioFeatures
from moodrec.reference import ReferenceSet

RANKED = (*FEATURE_NAMES, "popularity")
"""The columns that have percentiles."""


class Percentiles:
    """The percentiles of one reference set; each column's are made once, when first asked for.

    Equal values share a percentile: that of the middle of their ranks. An unknown value has
    none (NaN). Quantiles need no unit and no shape of distribution, so they are robust
    against the odd shapes that these features have.
    """

    def __init__(self, reference: ReferenceSet) -> None:
        self._reference = reference
        self._columns: dict[str, NDArray[np.float32]] = {}
        self._ascending: dict[str, NDArray[np.float64]] = {}
        self._lock = Lock()

    def column(self, name: str) -> NDArray[np.float32]:
        """The percentiles of a column, shape (rows,)."""
        with self._lock:
            if name not in self._columns:
                found = _percentiles(self._reference.numbers(name)).astype(np.float32)
                found.setflags(write=False)
                self._columns[name] = found
            return self._columns[name]

    def of(self, name: str, value: float | None) -> float:
        """The percentile of one value; NaN where the value or the whole column is unknown."""
        unknown = np.nan if value is None else value
        return float(self._standing(name, np.array([unknown]))[0])

    def of_all(self, name: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The percentiles of values, NaN as in of(), shape (n,)."""
        told, place = np.unique(values, return_inverse=True)  # in their order they are soon found
        return np.asarray(self._standing(name, told)[place])

    def of_features(self, features: AudioFeatures | None, names: tuple[str, ...]) -> list[float]:
        """The percentiles of some of a track's audio features."""
        return [self.of(name, getattr(features, name, None)) for name in names]

    def _standing(self, name: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The middle of the ranks of each value."""
        ascending = self._sorted(name)
        below = np.searchsorted(ascending, values, side="left")
        up_to = np.searchsorted(ascending, values, side="right")
        unknown = np.isnan(values) | (not len(ascending))
        return np.where(unknown, np.nan, (below + up_to) / (2 * max(len(ascending), 1)))

    @cached_property
    def knows_popularity(self) -> bool:
        """True when the popularity of any song is known."""
        return bool(len(self._sorted("popularity")))

    def _sorted(self, name: str) -> NDArray[np.float64]:
        with self._lock:
            if name not in self._ascending:
                values = self._reference.numbers(name)
                found = np.sort(values[~np.isnan(values)])
                found.setflags(write=False)
                self._ascending[name] = found
            return self._ascending[name]


def _percentiles(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The percentile of each value among all, shape (rows,)."""
    known = ~np.isnan(values)
    _, places, counts = np.unique(values[known], return_inverse=True, return_counts=True)
    found = np.full(len(values), np.nan)
    found[known] = ((2 * np.cumsum(counts) - counts) / (2 * max(known.sum(), 1)))[places]
    return found
