"""Rows in three and more dimensions: every key is made, until a measure is asked often."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from moodrec.engines.order import Found, Rows, first
from moodrec.metrics.contract import Keys
from moodrec.metrics.measure import Measure

if TYPE_CHECKING:
    from moodrec.engines.tree import Tree

_FEW = 20_000  # rows whose keys are made in less time than a tree answers
_OFTEN = 8
"""Questions of one measure after which a tree pays: to make it costs some of them."""


class Cloud:
    """Rows with their coordinates along any number of axes; safe between threads.

    `columns` are whole millionths, one array an axis, and `rows` the rows of the set in
    ascending order, each of shape (rows,).
    """

    def __init__(self, columns: tuple[NDArray[np.integer], ...], rows: Rows) -> None:
        self._columns = tuple(column.astype(np.int32, copy=False) for column in columns)
        self.rows = rows.astype(np.int32)
        self._lock = Lock()
        self._measure: Measure | None = None
        self._asked = 0
        self._tree: Tree | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def only(self, passing: NDArray[np.bool_]) -> Cloud:
        """The same of the rows that pass; `passing` tells each row of the set."""
        kept = passing[self.rows]
        return Cloud(tuple(column[kept] for column in self._columns), self.rows[kept])

    def nearest(self, measure: Measure, at: tuple[int, ...], n: int) -> Found:
        """The first `n` rows in the order of (key, row); all of them where n is beyond."""
        if tree := self._tree_of(measure):
            return tree.nearest(at, n)
        return first(self.rows, self._keys(measure, at), n)

    def within(self, measure: Measure, at: tuple[int, ...], reach: int) -> Found:
        """All rows with a key up to `reach`, in no order."""
        keys = self._keys(measure, at)
        near = keys <= reach
        return Found(self.rows[near], keys[near])

    def tree(self, measure: Measure) -> Tree:
        """A tree of the rows under a measure, which is not kept."""
        from moodrec.engines.tree import Tree  # noqa: PLC0415  # loads scipy

        return Tree(self._columns, self.rows, measure)

    def _tree_of(self, measure: Measure) -> Tree | None:
        """The tree of a measure that was asked often of late; None for any other."""
        with self._lock:
            if measure != self._measure:
                self._measure, self._asked, self._tree = measure, 0, None
            self._asked += 1
            if self._tree is None and self._asked > _OFTEN and len(self) > _FEW:
                self._tree = self.tree(measure)
            return self._tree

    def _keys(self, measure: Measure, at: tuple[int, ...]) -> Keys:
        apart = (c.astype(np.int64) - here for c, here in zip(self._columns, at, strict=True))
        return measure.key(tuple(apart))
