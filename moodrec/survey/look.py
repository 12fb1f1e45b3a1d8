"""The look itself: counts on a grid, histograms beside it, and a few songs one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodrec.reference import ReferenceSet
from moodrec.survey.axes import Axis, axis

CELLS = 50
"""Cells of the grid, and bars of a histogram, on each axis."""
SAMPLE = 500
"""Most songs that are drawn one by one."""
_BRIGHT = 200  # of them for those that are selected

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Survey:
    """What a page shows of a reference set over two columns.

    `counts` are the songs that pass, shape (CELLS, CELLS), rows by `y` upwards and columns by
    `x`. `all_x`, `all_y` count all songs and `passing_x`, `passing_y` those that pass, each of
    shape (CELLS,), from the low end of the axis. `median` is that of the songs that pass, None
    when none does. Of the `songs` of the set `passing` pass; of these, `unknown` lack one of
    the two values and `beyond` lie outside of what is drawn.
    """

    x: Axis
    y: Axis
    songs: int
    passing: int
    counts: Counts
    all_x: Counts
    all_y: Counts
    passing_x: Counts
    passing_y: Counts
    median: tuple[float, float] | None
    unknown: int
    beyond: int
    _drawn: Mask

    @property
    def mood(self) -> bool:
        """True when the axes are those of the mood plane."""
        return (self.x.name, self.y.name) == ("valence", "energy")

    def sample(self, selected: NDArray[np.int64] | None = None) -> list[int]:
        """At most 500 rows to draw one by one, selected ones first; the same each time.

        `selected` are rows in the order in which they matter.
        """
        bright = [] if selected is None else selected[self._drawn[selected]][:_BRIGHT].tolist()
        taken = set(bright)
        turns = np.random.default_rng(seed=0).permutation(self.songs)
        turns = turns[self._drawn[turns]][:SAMPLE]
        return [*bright, *(row for row in turns.tolist() if row not in taken)][:SAMPLE]


def look(reference: ReferenceSet, x: str, y: str, passing: Mask) -> Survey:
    """The set over two of its columns; `passing` tells which songs pass the filters.

    Raises QueryError for a column that is no axis, or of which the set has no value.
    """
    across, up = axis(reference, x), axis(reference, y)
    cell_x, cell_y = (_cells(one, one.values(reference)) for one in (across, up))
    there = (cell_x >= 0) & (cell_y >= 0)
    drawn = there & passing
    unknown = np.isnan(across.values(reference)) | np.isnan(up.values(reference))
    flat = np.bincount(cell_y[drawn] * CELLS + cell_x[drawn], minlength=CELLS * CELLS)
    known = passing & ~unknown
    middle = [float(np.median(one.values(reference)[known])) for one in (across, up)
              if known.any()]  # fmt: skip
    return Survey(
        x=across,
        y=up,
        songs=len(reference),
        passing=int(np.count_nonzero(passing)),
        counts=flat.reshape(CELLS, CELLS),
        all_x=_histogram(cell_x[there]),
        all_y=_histogram(cell_y[there]),
        passing_x=_histogram(cell_x[drawn]),
        passing_y=_histogram(cell_y[drawn]),
        median=(middle[0], middle[1]) if middle else None,
        unknown=int(np.count_nonzero(passing & unknown)),
        beyond=int(np.count_nonzero(known & ~there)),
        _drawn=drawn,
    )


def _cells(one: Axis, values: NDArray[np.float64]) -> NDArray[np.int64]:
    """The cell of each value; -1 where it is not known or not drawn."""
    shares = one.shares(values)
    inside = (shares >= 0) & (shares <= 1)
    cells = np.full(len(values), -1, dtype=np.int64)
    cells[inside] = np.minimum((shares[inside] * CELLS).astype(np.int64), CELLS - 1)
    return cells


def _histogram(cells: NDArray[np.int64]) -> Counts:
    return np.bincount(cells, minlength=CELLS)
