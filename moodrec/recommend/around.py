"""What lies around a seed, among the songs that may take part: near ones first, or a ring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moodrec.engines import Question
from moodrec.filters import Filters
from moodrec.metrics import NOT_COMPARABLE, Metric
from moodrec.metrics.contract import Keys
from moodrec.model import Seed
from moodrec.recommend.centre import on_features_of
from moodrec.recommend.index import Index
from moodrec.sieve import Sifted

Rows = NDArray[np.int64]

_FARTHEST = NOT_COMPARABLE - 1


class Around:
    """The songs of a set by their distance from a seed.

    Those that cannot be compared, the rows `own`, songs nearer to a subtracted seed and songs
    that filters rule out take no part.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # who asks, and who takes no part
        self,
        index: Index,
        metric: Metric,
        seed: Seed,
        own: Sequence[int],
        subtracted: Sequence[Seed],
        filters: Filters,
    ) -> None:
        """Raises what Metric.asked() and Sieve.sift() raise."""
        self._index, self._metric, self._seed = index, metric, seed
        self.sifted: Sifted = index.sift(filters)
        self._question = Question(*metric.asked(seed), filters=filters)
        self._own = np.array(own, dtype=np.int64)
        self._away = [on_features_of(seed, one) for one in subtracted]
        for one in self._away:
            metric.asked(one)

    def by_distance(self, first: int) -> Iterator[int]:
        """Yields the rows in the order of (key, id), asking for `first` to begin with."""
        done, size = 0, first
        while True:
            rows = self._index.engine.nearest_rows(self._question, size, self._own).rows
            yield from self._apart(rows[done:]).tolist()
            if len(rows) < size:
                return
            done, size = size, 4 * size

    def inside(self, reach: int) -> Rows:
        """The rows with a key up to `reach`, in no order."""
        return self._apart(self._within(self._question, reach))

    def ring(self, reach: int, but: Sequence[int]) -> tuple[int, int]:
        """How many songs have a key up to `reach`, and how many of them take part.

        The first counts those that filters or a subtracted seed rule out too; the rows `but`
        count in neither.
        """
        rows = self._within(Question(*self._metric.asked(self._seed)), reach)
        if but:
            rows = rows[~np.isin(rows, but)]
        allowed = self._apart(rows)
        if self.sifted.failing:
            allowed = allowed[self.sifted.passing[allowed]]
        return len(rows), len(allowed)

    def keys(self, rows: Rows | Sequence[int]) -> Keys:
        """The keys of these rows; NOT_COMPARABLE for those that take no part."""
        rows = np.asarray(rows, dtype=np.int64)
        keys = self._metric.keys(self._seed, rows)
        keys[np.isin(rows, self._own) | self._nearer(rows)] = NOT_COMPARABLE
        if self.sifted.failing:
            keys[~self.sifted.passing[rows]] = NOT_COMPARABLE
        return keys

    @cached_property
    def available(self) -> int:
        """How many songs take part."""
        return len(self.inside(_FARTHEST))

    def unfiltered(self) -> NDArray[np.bool_]:
        """The rows that would take part without filters, shape (rows,)."""
        found = np.zeros(len(self._index.reference), dtype=bool)
        found[self._apart(self._within(Question(*self._metric.asked(self._seed)), _FARTHEST))] = (
            True
        )
        return found

    def _within(self, question: Question, reach: int) -> Rows:
        found = self._index.engine.rows_within(question, reach, self._own)
        return found.rows.astype(np.int64)

    def _apart(self, rows: NDArray[np.integer]) -> Rows:
        """Those of the rows that are not nearer to a subtracted seed."""
        found: Rows = rows.astype(np.int64, copy=False)
        return found[~self._nearer(found)] if self._away else found

    def _nearer(self, rows: Rows) -> NDArray[np.bool_]:
        """Which of the rows are nearer to a subtracted seed."""
        nearer = np.zeros(len(rows), dtype=bool)
        for one in self._away:
            nearer |= self._metric.keys(one, rows) < self._metric.keys(self._seed, rows)
        return nearer
