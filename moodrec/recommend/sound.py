"""How alike two tracks sound: by the percentiles of their audio features beside the axes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moodrec.model import AudioFeatures
from moodrec.percentiles import Percentiles
from moodrec.wishes import Weights

UNKNOWN = 0.5
"""The likeness where nothing is known: neither for nor against."""

Rows = NDArray[np.int64]
Likeness = NDArray[np.float64]


class Sound:
    """Likeness from 0 to 1: one minus the weighted mean difference of percentiles.

    Features that either side does not have are passed over.
    """

    def __init__(self, percentiles: Percentiles, weights: Weights) -> None:
        used = [(name, weight) for name, weight in weights if weight > 0]
        self._names = tuple(name for name, _ in used)
        self._weights = np.array([weight for _, weight in used])
        self._percentiles = percentiles

    def to_seed(self, features: AudioFeatures | None, rows: Rows) -> Likeness:
        """How much the tracks of `rows` sound like the seed, shape (rows,)."""
        seed = np.array(self._percentiles.of_features(features, self._names))
        return self._likeness(seed, self.matrix(rows))

    def to_row(self, place: int, matrix: Likeness) -> Likeness:
        """How much the rows of a matrix sound like the one at `place` in it."""
        return self._likeness(matrix[place], matrix)

    def matrix(self, rows: Rows) -> Likeness:
        """The percentiles of the weighted features, shape (rows, features)."""
        columns = [self._percentiles.column(name)[rows] for name in self._names]
        return np.array(columns, dtype=np.float64).reshape(len(columns), len(rows)).T

    def _likeness(self, seed: NDArray[np.float64], matrix: Likeness) -> Likeness:
        differences = np.abs(matrix - seed)
        weights = np.where(np.isnan(differences), 0.0, self._weights)
        total = weights.sum(axis=1)
        apart = (np.nan_to_num(differences) * weights).sum(axis=1)
        return np.where(total > 0, 1 - apart / np.where(total > 0, total, 1), UNKNOWN)
