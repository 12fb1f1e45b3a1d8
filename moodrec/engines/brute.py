"""The plain way: the key of every row, and a sort of those that may be in the answer."""

from __future__ import annotations

from functools import reduce

import numpy as np

from moodrec.engines.columns import WholeColumns
from moodrec.engines.contract import EVERYTHING, Answer, Question
from moodrec.engines.order import Found, first
from moodrec.reference import ReferenceSet
from moodrec.sieve import Sieve


class Brute:
    """Looks at every row: what all other engines are held to, and what they fall back to."""

    def __init__(self, reference: ReferenceSet, sieve: Sieve | None = None) -> None:
        self._reference = reference
        self._sieve = sieve or Sieve(reference)
        self._columns = WholeColumns(reference)

    def __len__(self) -> int:
        return len(self._reference)

    def nearest(self, question: Question, n: int) -> Answer:
        """As the contract says."""
        rows, keys = self._taking_part(question)
        return self._answer(first(rows, keys, n))

    def inside(self, question: Question, reach: int) -> Answer:
        """As the contract says."""
        rows, keys = self._taking_part(question)
        near = keys <= reach
        return self._answer(first(rows[near], keys[near], len(rows)))

    def within(self, question: Question, reach: int) -> int:
        """As the contract says."""
        _, keys = self._taking_part(question)
        return int(np.count_nonzero(keys <= reach))

    def _taking_part(self, question: Question) -> Found:
        """The rows that take part, in the order of ids, and their keys."""
        columns = [self._columns(axis) for axis in question.measure.axes]
        part = [one.known for one in columns if one.known is not None]
        if question.filters != EVERYTHING:
            part.append(self._sieve.sift(question.filters).passing)
        taking = reduce(np.logical_and, part, np.ones(len(self), dtype=bool))
        taking[[row for one in question.without if (row := self._row(one)) is not None]] = False
        rows = np.flatnonzero(taking)
        apart = (c.values[rows] - at for c, at in zip(columns, question.at, strict=True))
        return Found(rows, question.measure.key(tuple(apart)))

    def _row(self, track_id: str) -> int | None:
        return self._reference.row_of(track_id)

    def _answer(self, found: Found) -> Answer:
        ids = self._reference.ids[found.rows].tolist()
        return Answer(tuple(one.decode("ascii") for one in ids), tuple(found.keys.tolist()))
