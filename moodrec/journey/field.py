"""The songs that a journey may pick, found by where they lie."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moodrec.metrics import MILLIONTHS
from moodrec.recommend import Index

Rows = NDArray[np.int64]
Place = NDArray[np.int64]
"""A place on the plane in whole millionths, shape (2,): valence, energy."""

_REACH = MILLIONTHS // 50  # how far is looked at first
_EVERYWHERE = 2 * MILLIONTHS  # the plane's diagonal is shorter


class Field:
    """The rows of a mask in the order of their valence: what is near is a slice of them."""

    def __init__(self, index: Index, allowed: NDArray[np.bool_]) -> None:
        order = index.by_valence
        self.rows: Rows = order[allowed[order]]
        self._valence = index.reference.valence[self.rows]
        self._energy = index.reference.energy[self.rows]

    def __len__(self) -> int:
        return len(self.rows)

    def nearest(self, place: Place, count: int) -> Rows:
        """The `count` nearest rows in the order of (distance, id), or all where there are fewer."""
        reach = _REACH
        while True:
            rows, keys = self._around(place, reach)
            if len(rows) >= count or reach > _EVERYWHERE:
                return rows[np.lexsort((rows, keys))[:count]]
            reach *= 2

    def within(self, place: Place, radius: int) -> Rows:
        """The rows at most `radius` millionths away."""
        return self._around(place, radius)[0]

    def _around(self, place: Place, radius: int) -> tuple[Rows, NDArray[np.int64]]:
        """The rows inside a circle, and their squared distances from its middle."""
        valence, energy = place
        first, last = np.searchsorted(self._valence, [valence - radius, valence + radius + 1])
        keys = (self._valence[first:last] - valence) ** 2 + (self._energy[first:last] - energy) ** 2
        inside = np.flatnonzero(keys <= radius**2)
        return self.rows[first:last][inside], keys[inside]
