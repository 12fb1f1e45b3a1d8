"""The engine of this process: windows of sorted rows, one order of rows for each pair of axes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from moodrec.engines.cloud import Cloud
from moodrec.engines.columns import Column, WholeColumns
from moodrec.engines.contract import EVERYTHING, Answer, Question
from moodrec.engines.order import Found, Rows, first
from moodrec.engines.snapshot import Plane
from moodrec.engines.views import Views
from moodrec.engines.window import Window
from moodrec.filters import Filters
from moodrec.metrics.measure import VALENCE_AND_ENERGY, Measure

if TYPE_CHECKING:  # who has a snapshot alone needs no pandas
    from moodrec.engines.tree import Tree
    from moodrec.reference import ReferenceSet
    from moodrec.sieve import Sieve

Mask = NDArray[np.bool_]
_KEPT = 8  # views that are kept
_SIZES = 4  # the most rows of all of them together, in sizes of the set
_TREES = 2  # trees that are kept: they are large
_PLANE = 2  # axes
_NOBODY: Rows = np.empty(0, dtype=np.int64)


class View(Protocol):
    """Some rows of the set along some axes."""

    def __len__(self) -> int: ...
    def only(self, passing: Mask) -> View:
        """The same of the rows that pass; `passing` tells each row of the set."""

    def nearest(self, measure: Measure, at: tuple[int, ...], n: int) -> Found:
        """The first `n` rows in the order of (key, row)."""

    def within(self, measure: Measure, at: tuple[int, ...], reach: int) -> Found:
        """All rows with a key up to `reach`, in no order."""


class Local:
    """A reference set in this process, answered by track id or, for who has the set, by row.

    `ids` are the track ids in ascending order; `columns` and `sift` give the values along an
    axis and the rows that pass filters, `plane` the sorted rows of the plane where they are
    kept. What is made of them is shared by all threads; of filtered rows the last are kept.
    """

    def __init__(
        self,
        ids: NDArray[np.bytes_],
        columns: Callable[[str], Column],
        sift: Callable[[Filters], Mask],
        plane: Callable[[], Window] | None = None,
    ) -> None:
        self._ids, self._columns, self._sift, self._plane = ids, columns, sift, plane
        self._whole: Views[View] = Views(_KEPT, _SIZES * len(ids))
        self._filtered: Views[View] = Views(_KEPT, _SIZES * len(ids))
        self._trees: Views[Tree] = Views(_TREES, _TREES * len(ids))

    @classmethod
    def over(
        cls,
        reference: ReferenceSet,
        sift: Callable[[Filters], Mask],
        plane: Callable[[], Window] | None = None,
    ) -> Self:
        """That of a reference set in memory."""
        return cls(reference.ids, WholeColumns(reference), sift, plane)

    @classmethod
    def beside(cls, plane: Plane, load: Callable[[], ReferenceSet]) -> Self:
        """That of a set with a snapshot; the set itself is loaded for filters and other axes."""
        whole = _Later(load)
        return cls(plane.ids, whole.column, whole.passing, lambda: plane.window)

    def __len__(self) -> int:
        return len(self._ids)

    def nearest(self, question: Question, n: int) -> Answer:
        """As the contract says."""
        return self._answer(self.nearest_rows(question, n))

    def inside(self, question: Question, reach: int) -> Answer:
        """As the contract says."""
        found = self.rows_within(question, reach)
        return self._answer(first(found.rows, found.keys, len(found.rows)))

    def within(self, question: Question, reach: int) -> int:
        """As the contract says."""
        return len(self.rows_within(question, reach).rows)

    def nearest_rows(self, question: Question, n: int, own: Rows | None = None) -> Found:
        """As nearest(), by rows; `own` are rows to be left out beside those of the question."""
        view, out = self._view(question), self._left_out(question, own)
        if not len(out):
            return view.nearest(question.measure, question.at, n)
        found = view.nearest(question.measure, question.at, n + len(out))
        return _but(found, out, n)

    def rows_within(self, question: Question, reach: int, own: Rows | None = None) -> Found:
        """As inside(), by rows and in no order."""
        found = self._view(question).within(question.measure, question.at, reach)
        return _but(found, self._left_out(question, own), len(found.rows))

    def nearest_of_each(
        self, measure: Measure, places: NDArray[np.int64], n: int, filters: Filters = EVERYTHING
    ) -> Found:
        """The nearest rows of many places, of shape (places, axes), which leave out nobody.

        Rows and keys have shape (places, n), -1 and 0 where there are fewer rows. Loads scipy.
        """
        made = self._trees.get((measure, filters), lambda: self._tree(measure, filters))
        return made.nearest_of_each(places, n)

    def _tree(self, measure: Measure, filters: Filters) -> Tree:
        columns = [self._columns(axis) for axis in measure.axes]
        rows = _known(columns, len(self))
        cloud = Cloud(tuple(column.values[rows] for column in columns), rows)
        part = cloud if filters == EVERYTHING else cloud.only(self._sift(filters))
        return part.tree(measure)

    def _view(self, question: Question) -> View:
        axes, filters = question.measure.axes, question.filters
        if filters is EVERYTHING or filters == EVERYTHING:
            return self._whole.get(axes, lambda: self._of(axes))
        return self._filtered.get(
            (axes, filters),
            lambda: self._whole.get(axes, lambda: self._of(axes)).only(self._sift(filters)),
        )

    def _of(self, axes: tuple[str, ...]) -> View:
        if axes == VALENCE_AND_ENERGY and self._plane is not None:
            return self._plane()
        columns = [self._columns(axis) for axis in axes]
        rows = _known(columns, len(self))
        values = tuple(column.values[rows] for column in columns)
        if len(axes) > _PLANE:
            return Cloud(values, rows)
        across, up = (*values, np.zeros_like(rows))[:_PLANE]
        return Window.of(across, up, rows)

    def _left_out(self, question: Question, own: Rows | None) -> Rows:
        if not question.without:
            return _NOBODY if own is None else own
        rows = [row for one in question.without if (row := self._row_of(one)) is not None]
        return np.union1d(own, rows) if own is not None else np.array(rows, dtype=np.int64)

    def _row_of(self, track_id: str) -> int | None:
        wanted = np.bytes_(track_id.encode("ascii", "replace"))
        row = int(self._ids.searchsorted(wanted))
        return row if row < len(self._ids) and self._ids[row] == wanted else None

    def _answer(self, found: Found) -> Answer:
        ids = self._ids[found.rows].tolist()
        return Answer(tuple(one.decode("ascii") for one in ids), tuple(found.keys.tolist()))


class _Later:
    """A reference set that is loaded when it is first needed."""

    def __init__(self, load: Callable[[], ReferenceSet]) -> None:
        self._load, self._lock = load, RLock()

    def column(self, axis: str) -> Column:
        return self._all[0](axis)

    def passing(self, filters: Filters) -> Mask:
        return self._all[1].sift(filters).passing

    @property
    def _all(self) -> tuple[WholeColumns, Sieve]:
        with self._lock:
            return self._made

    @cached_property
    def _made(self) -> tuple[WholeColumns, Sieve]:
        from moodrec.sieve import Sieve  # noqa: PLC0415  # loads pandas

        reference = self._load()
        return WholeColumns(reference), Sieve(reference)


def _known(columns: Collection[Column], rows: int) -> Rows:
    """The rows that are known along all axes, ascending."""
    known = np.ones(rows, dtype=bool)
    for column in columns:
        if column.known is not None:
            known &= column.known
    return np.flatnonzero(known)


def _but(found: Found, out: Rows, n: int) -> Found:
    """The first `n` of what was found, without the rows that are left out."""
    if len(out):
        kept = ~np.isin(found.rows, out)
        found = Found(found.rows[kept], found.keys[kept])
    return Found(found.rows[:n], found.keys[:n])
