"""The columns of a reference set that measures are taken along, in whole millionths."""

from __future__ import annotations

from threading import RLock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moodrec.metrics import rank, weighted
from moodrec.metrics.contract import Columns
from moodrec.metrics.measure import EVEN_AXES

Whole = NDArray[np.int64]


class Column(NamedTuple):
    """An axis: its values in whole millionths, shape (rows,), and which of them are known.

    `known` is None where all are.
    """

    values: Whole
    known: NDArray[np.bool_] | None = None


class WholeColumns:
    """The columns of one reference set by axis; each is made once, when first asked for."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._made = {"valence": Column(columns.valence), "energy": Column(columns.energy)}
        self._lock = RLock()

    def __call__(self, axis: str) -> Column:
        """The column of an axis. Raises MetricUndefined where the set has no such values."""
        with self._lock:
            if axis not in self._made:
                self._made |= self._even() if axis in EVEN_AXES else {axis: self._feature(axis)}
            return self._made[axis]

    def _even(self) -> dict[str, Column]:
        even = rank.rank(self._columns).even
        return dict(zip(EVEN_AXES, (Column(even.across), Column(even.up)), strict=True))

    def _feature(self, name: str) -> Column:
        values, known = weighted.feature(self._columns, name)
        return Column(values, None if known.all() else known)
