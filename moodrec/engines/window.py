"""Rows sorted along one axis: a search looks at a window of them, and there at a box.

The n nearest lie in an ellipse, an ellipse in a box, and the rows of a box in a window of the
sorted ones, found by two binary searches. One order of rows serves every form on the plane.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from moodrec.engines.density import Density
from moodrec.engines.order import Found, Rows, first
from moodrec.metrics.contract import Keys
from moodrec.metrics.measure import Measure

_WINDOW = 2  # part of the rows whose window costs more than to look at all of them
_BOX = 8  # part of the rows whose keys are not to be made in vain
_SMALL = 256  # rows whose keys are made sooner than a box is cut out of them
_MORE = 2  # rows that the first box is to hold, for each that is wanted
_WIDER = 16  # how much further a key may reach where a box held too few
_LARGEST = np.iinfo(np.int32).max

Short = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a search starts, and its form: the key of (x, y) is a x² + 2 b x y + c y²."""

    x: int
    y: int
    a: int
    b: int
    c: int

    @classmethod
    def of(cls, measure: Measure, at: tuple[int, ...]) -> Self:
        """That of a measure with one axis or two; beside a single one all rows lie at 0."""
        if len(at) == 1:
            return cls(at[0], 0, measure.squares[0], 0, 1)
        (x, y), (a, c) = at, measure.squares
        return cls(x, y, a, measure.product, c)

    def turned(self) -> Place:
        """The same with the axes exchanged."""
        return Place(self.y, self.x, self.c, self.b, self.a)

    def keys(self, across: Short, up: Short) -> Keys:
        """The keys of rows with these coordinates."""
        x: Keys = np.subtract(across, self.x, dtype=np.int64)
        y: Keys = np.subtract(up, self.y, dtype=np.int64)
        if self.b:
            product: Keys = self.a * x
            product += 2 * self.b * y
            product *= x
        else:
            product = x * x if self.a == 1 else self.a * x * x
        y *= y if self.c == 1 else self.c * y
        product += y
        return product

    def halves(self, reach: int) -> tuple[int, int]:
        """Half the width and the height of the box around all places with a key up to `reach`."""
        determinant = self.a * self.c - self.b * self.b
        return (
            math.isqrt(reach * self.c // determinant) + 1,
            math.isqrt(reach * self.a // determinant) + 1,
        )

    def holding(self, rows: float, density: float) -> int:
        """The key within which that many rows lie, where `density` lie on each square unit."""
        determinant = self.a * self.c - self.b * self.b
        return int(rows * math.sqrt(determinant) / (math.pi * density)) + 1

    def farthest(self, edges: tuple[int, int, int, int]) -> int:
        """The largest key in a box of these edges: left, right, low, high."""
        left, right, low, high = edges
        corners = ((x - self.x, y - self.y) for x in (left, right) for y in (low, high))
        return max(self.a * x * x + 2 * self.b * x * y + self.c * y * y for x, y in corners)


class Window:
    """Rows with their coordinates, sorted by one axis; read-only, safe between threads.

    `along`, `beside` and `rows` have shape (rows,): the coordinates on the sorted axis and on
    the other one, in whole millionths, and the row of the set. `turned` says that the sorted
    axis is the second one.
    """

    def __init__(
        self, along: Short, beside: Short, rows: Short, density: Density | None, *, turned: bool
    ) -> None:
        self.along, self.beside, self.rows = along, beside, rows
        self.density, self.turned = density, turned

    @classmethod
    def of(cls, across: NDArray[np.integer], up: NDArray[np.integer], rows: Rows) -> Self:
        """The rows in the order of the axis on which fewer of them agree."""
        first_axis, second = across.astype(np.int32), up.astype(np.int32)
        turned = _distinct(second) > _distinct(first_axis)
        along, beside = (second, first_axis) if turned else (first_axis, second)
        order = np.lexsort((beside, along))  # stable: where both agree, rows stay in order
        return cls._made(along[order], beside[order], rows.astype(np.int32)[order], turned=turned)

    def only(self, passing: NDArray[np.bool_]) -> Window:
        """The same of the rows that pass; `passing` tells each row of the set."""
        kept = np.flatnonzero(passing[self.rows])
        return self._made(self.along[kept], self.beside[kept], self.rows[kept], turned=self.turned)

    @classmethod
    def _made(cls, along: Short, beside: Short, rows: Short, *, turned: bool) -> Self:
        for array in (along, beside, rows):
            array.setflags(write=False)
        density = Density.of(along, beside) if len(rows) else None
        return cls(along, beside, rows, density, turned=turned)

    def __len__(self) -> int:
        return len(self.rows)

    def nearest(self, measure: Measure, at: tuple[int, ...], n: int) -> Found:
        """The first `n` rows in the order of (key, row); all of them where n is beyond."""
        n = min(n, len(self))
        if n < 1 or self.density is None:
            return Found(self.rows[:0], np.empty(0, dtype=np.int64))
        place = self._place(measure, at)
        rows, edges = self.density.around(place.x, place.y, n)
        area = (edges[1] - edges[0]) * (edges[3] - edges[2])
        reach = place.holding(_MORE * n, rows / area)
        while (found := self._box(place, reach)) is not None:
            if len(found.rows) >= n:
                found = first(found.rows, found.keys, n)
                last = int(found.keys[-1])
                if last <= reach:
                    return found
                reach = last  # so far n rows are known to reach
            else:
                reach = max(reach + 1, min(_WIDER * reach, place.farthest(edges)))
        return first(self.rows, place.keys(self.along, self.beside), n)

    def within(self, measure: Measure, at: tuple[int, ...], reach: int) -> Found:
        """All rows with a key up to `reach`, in no order."""
        if reach < 0 or not len(self):
            return Found(self.rows[:0], np.empty(0, dtype=np.int64))
        place = self._place(measure, at)
        found = self._box(place, reach)
        if found is None:
            found = Found(self.rows, place.keys(self.along, self.beside))
        near = found.keys <= reach
        return Found(found.rows[near], found.keys[near])

    def _place(self, measure: Measure, at: tuple[int, ...]) -> Place:
        place = Place.of(measure, at)
        return place.turned() if self.turned else place

    def _box(self, place: Place, reach: int) -> Found | None:
        """The rows of a box that holds all keys up to `reach`; None where it pays to look at all.

        It may hold rows with larger keys too.
        """
        width, height = place.halves(reach)
        start, end = self._span(place.x - width, place.x + width)
        along, beside, rows = self.along[start:end], self.beside[start:end], self.rows[start:end]
        if end - start > _SMALL:
            if _WINDOW * len(rows) > len(self):
                return None
            box = _between(beside, place.y - height, place.y + height)
            if _BOX * len(box) > len(self):
                return None
            along, beside, rows = along[box], beside[box], rows[box]
        return Found(rows, place.keys(along, beside))

    def _span(self, low: int, high: int) -> tuple[int, int]:
        """The window whose values run from `low` to `high`, both included."""
        low, high = max(low, -_LARGEST), min(high, _LARGEST)
        start = self.along.searchsorted(np.int32(low), "left")
        return int(start), int(self.along.searchsorted(np.int32(high), "right"))


def _between(values: Short, low: int, high: int) -> NDArray[np.intp]:
    """Where the values run from `low` to `high`, both included.

    One comparison does for two: what is too small is, without its sign, very large.
    """
    low, high = max(low, -_LARGEST), min(high, _LARGEST)
    above = (values - np.int32(low)).view(np.uint32)
    return np.flatnonzero(above <= np.uint32(high - low))


def _distinct(values: Short) -> int:
    ascending = np.sort(values)
    return int(np.count_nonzero(ascending[1:] != ascending[:-1]))
