"""How dense the plane is where: from it an engine guesses how far it has to look."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.integer]

CELLS = 128
"""Cells along each axis, over the rows' own extent."""


class Density:
    """How many rows lie in a box of cells: sums over a grid, four look-ups a box.

    `sums` has shape (CELLS + 1, CELLS + 1): how many rows lie in the cells before each
    corner. `extent` is the lowest value and the width of a cell, of both axes in turn.
    """

    def __init__(self, sums: NDArray[np.int64], extent: tuple[int, int, int, int]) -> None:
        self.sums, self.extent = sums, extent

    @classmethod
    def of(cls, across: Whole, up: Whole) -> Self:
        """That of rows with these coordinates, each of shape (rows,) and at least one."""
        (left, width), (low, height) = _cells(across), _cells(up)
        cells = (across - left) // width * CELLS + (up - low) // height
        counts = np.bincount(cells, minlength=CELLS * CELLS).reshape(CELLS, CELLS)
        sums = np.zeros((CELLS + 1, CELLS + 1), dtype=np.int64)
        sums[1:, 1:] = counts.cumsum(axis=0).cumsum(axis=1)
        return cls(sums, (left, width, low, height))

    def around(self, x: int, y: int, wanted: int) -> tuple[int, tuple[int, int, int, int]]:
        """How many rows lie in a box about a place, and its edges: left, right, low, high.

        It is the smallest of those whose half is none, one, two, four, ... cells that holds as
        many rows as are wanted, which are not more than all.
        """
        left, width, low, height = self.extent
        column = min(max((x - left) // width, 0), CELLS - 1)
        line = min(max((y - low) // height, 0), CELLS - 1)
        half, at = 0, self.sums.item
        while True:
            west, east = max(column - half, 0), min(column + half + 1, CELLS)
            south, north = max(line - half, 0), min(line + half + 1, CELLS)
            rows = at(east, north) - at(west, north) - at(east, south) + at(west, south)
            if rows >= wanted or half >= CELLS:
                edges = (left + west * width, left + east * width)
                return rows, (*edges, low + south * height, low + north * height)
            half = 2 * half or 1


def _cells(values: Whole) -> tuple[int, int]:
    """The lowest of the values, and how wide a cell has to be."""
    lowest, highest = int(values.min()), int(values.max())
    return lowest, (highest - lowest) // CELLS + 1
