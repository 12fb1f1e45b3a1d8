"""A k-d tree over distinct positions: for many dimensions, and many questions at once.

Floats find the positions that may be nearest, with some to spare; whole numbers decide. Only
what imports this module loads scipy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from moodrec.engines.order import Found, Rows, first
from moodrec.metrics.measure import Measure

_SPARE = 1e-9  # part of a distance that floats may be wrong by, and a hundred times more
_EXTRA = 5  # positions asked for beside the nearest, so that few ties lie at the end
NOBODY = -1
"""In place of a row where there is none."""

Short = NDArray[np.int32]


class Tree:
    """Rows by their positions under one measure; read-only, safe between threads.

    `columns` are the coordinates along the measure's axes and `rows` the rows of the set, each
    of shape (rows,); rows that share a position come in their order.
    """

    def __init__(self, columns: tuple[Short, ...], rows: Rows, measure: Measure) -> None:
        self.measure = measure
        order = np.lexsort(columns[::-1])
        columns = tuple(column[order] for column in columns)
        differ = np.zeros(len(rows), dtype=bool)
        differ[:1] = True
        for column in columns:
            differ[1:] |= column[1:] != column[:-1]
        self._starts = np.flatnonzero(differ)
        self._counts = np.diff(self._starts, append=len(rows))
        self._positions = np.column_stack([column[self._starts] for column in columns])
        self._rows = rows[order]
        matrix = np.diag(np.array(measure.squares, dtype=np.float64))
        if measure.product:
            matrix[0, 1] = matrix[1, 0] = measure.product
        self._root = np.linalg.cholesky(matrix)
        self._tree = cKDTree(self._scaled(self._positions))
        self._slack = 100 * _SPARE * float(np.sqrt(sum(measure.squares)))

    def __len__(self) -> int:
        return len(self._rows)

    def nearest(self, at: tuple[int, ...], n: int) -> Found:
        """The first `n` rows in the order of (key, row); all of them where n is beyond."""
        n = min(n, len(self))
        if n < 1:
            return Found(self._rows[:0], np.empty(0, dtype=np.int64))
        place = self._scaled(np.array(at))
        count = min(n, len(self._positions))
        far, _ = self._tree.query(place, k=[count])
        reach = float(self._beyond(far)[0])
        near = np.sort(np.array(self._tree.query_ball_point(place, reach), dtype=np.intp))
        _, rows, keys = self._rows_at(near, self._keys(near, np.array(at)), n)
        return first(rows, keys, n)

    def nearest_of_each(self, places: NDArray[np.int64], n: int) -> Found:
        """The first `n` rows for each of many places, of shape (places, axes).

        Rows and keys have shape (places, n), NOBODY and 0 where there are fewer rows.
        """
        most = min(n, len(self))
        rows = np.full((len(places), n), NOBODY, dtype=np.int64)
        keys = np.zeros((len(places), n), dtype=np.int64)
        if len(places) and most:
            found, unsure = self._of_each(places, most)
            rows[:, :most], keys[:, :most] = found
            for one in np.flatnonzero(unsure):
                rows[one, :most], keys[one, :most] = self.nearest(tuple(places[one].tolist()), most)
        return Found(rows, keys)

    def _of_each(self, places: NDArray[np.int64], n: int) -> tuple[Found, NDArray[np.bool_]]:
        """The first `n` rows of each place, and for which of them others may be as near.

        Some more positions than needed are asked for; those as far as the n-th row are taken.
        """
        every = np.arange(len(places))
        count = min(n + _EXTRA, len(self._positions))
        far, near = self._tree.query(self._scaled(places), k=range(1, count + 1))
        enough = np.argmax(self._counts[near].cumsum(axis=1) >= n, axis=1)
        reach = self._beyond(far[every, enough])
        question, nth = np.nonzero(far <= reach[:, None])
        taken = near[question, nth]
        which, rows, keys = self._rows_at(taken, self._keys(taken, places[question]), n)
        question = question[which]
        order = np.lexsort((rows, keys, question))
        firsts = order[question.searchsorted(every)[:, None] + np.arange(n)]
        unsure = (reach >= far[:, -1]) & (count < len(self._positions))
        return Found(rows[firsts], keys[firsts]), unsure

    def _scaled(self, positions: NDArray[np.integer]) -> NDArray[np.float64]:
        """Positions in a space in which the plain distance is the root of the key."""
        scaled: NDArray[np.float64] = positions.astype(np.float64) @ self._root
        return scaled

    def _keys(self, near: NDArray[np.intp], at: NDArray[np.int64]) -> NDArray[np.int64]:
        apart = self._positions[near].astype(np.int64) - at
        return self.measure.key(tuple(np.moveaxis(apart, -1, 0)))

    def _beyond(self, distances: NDArray[np.float64]) -> NDArray[np.float64]:
        """Distances so much larger that floats cannot hide anything that is as near."""
        return distances * (1 + _SPARE) + self._slack

    def _rows_at(
        self, near: NDArray[np.intp], keys: NDArray[np.int64], most: int
    ) -> tuple[NDArray[np.intp], Rows, NDArray[np.int64]]:
        """The first rows at each of these positions, at most so many of each.

        With each row come its place among the positions and its key.
        """
        counts = np.minimum(self._counts[near], most)
        which = np.repeat(np.arange(len(near)), counts)
        within = np.arange(len(which)) - np.repeat(counts.cumsum() - counts, counts)
        return which, self._rows[self._starts[near[which]] + within], keys[which]
