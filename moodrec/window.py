"""The songs inside a part of the plane, the best known first: what a closer look shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.metrics import MILLIONTHS
from moodrec.model import PlacedTrack
from moodrec.reference import ReferenceSet

MOST = 4_000
"""Most songs of a window that are drawn at a time."""
FEW = 5
"""Most songs that are named where a pointer rests."""
_EDGES = 4


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of the plane, its edges included: valence `left` to `right`, energy upwards."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def told(cls, edges: Any) -> Self:
        """The window of four numbers, such as a browser sends. Raises QueryError."""
        listed = isinstance(edges, Sequence) and not isinstance(edges, str)
        if not listed or len(edges) != _EDGES or not all(map(_is_number, edges)):
            raise QueryError("A window is told by four numbers: left, bottom, right and top.")
        return cls(*map(float, edges))


@dataclass(frozen=True, eq=False)
class Found:
    """The `rows` of a reference set that are shown, shape (rows,), of all `songs` inside."""

    rows: NDArray[np.int64]
    songs: int


Key: TypeAlias = int | str
"""By what a song of a closer look is told apart: its row, or its id where rows have no numbers."""


@dataclass(frozen=True, eq=False)
class Places:
    """The songs that are shown of all `songs` in a window: by key, valence and energy."""

    keys: Sequence[Key]
    valence: NDArray[np.float64]
    energy: NDArray[np.float64]
    songs: int


@dataclass(frozen=True, slots=True)
class Names:
    """The songs that are named of all `songs` in a window, each with its key."""

    named: tuple[tuple[Key, PlacedTrack], ...]
    songs: int


class Closer(Protocol):
    """Whom a closer look asks; in memory or not, the same songs in the same order."""

    def __len__(self) -> int:
        """How many songs there are."""

    def places(self, window: Window, after: int = 0) -> Places:
        """At most MOST songs of a window, those that come `after` so many that are better known.

        Raises StoreError.
        """

    def names(self, window: Window) -> Names:
        """The FEW best-known songs of a window. Raises StoreError."""

    def song(self, key: Any) -> PlacedTrack | None:
        """The song of a key that a browser tells; None for nonsense. Raises StoreError."""


def best_known(
    reference: ReferenceSet, window: Window, most: int = MOST, *, after: int = 0
) -> Found:
    """At most `most` songs of a window, at least 1, that come `after` so many: most popular first.

    Those whose popularity nobody told come last; ties go to the lower id.
    """
    inside = np.flatnonzero(
        _within(reference.valence, window.left, window.right)
        & _within(reference.energy, window.bottom, window.top)
    )
    fame = np.nan_to_num(reference.popularity[inside], nan=-1.0)
    kept = _foremost(fame, after + most)
    order = np.argsort(-fame[kept], kind="stable")[after:]
    return Found(inside[kept][order], len(inside))


class Loaded:
    """A reference set in memory as what a closer look asks; a song's key is its row."""

    def __init__(self, reference: ReferenceSet) -> None:
        self._reference = reference

    def __len__(self) -> int:
        return len(self._reference)

    def places(self, window: Window, after: int = 0) -> Places:
        """As Closer says."""
        found = best_known(self._reference, window, after=after)
        across, up = (
            axis[found.rows] / MILLIONTHS
            for axis in (self._reference.valence, self._reference.energy)
        )
        return Places(found.rows.tolist(), across, up, found.songs)

    def names(self, window: Window) -> Names:
        """As Closer says."""
        found = best_known(self._reference, window, FEW)
        songs = self._reference.placed_many(found.rows)
        return Names(tuple(zip(found.rows.tolist(), songs, strict=True)), found.songs)

    def song(self, key: Any) -> PlacedTrack | None:
        """As Closer says."""
        row = isinstance(key, int) and not isinstance(key, bool) and 0 <= key < len(self)
        return self._reference.placed(key) if row else None


def _within(axis: NDArray[np.int64], low: float, high: float) -> NDArray[np.bool_]:
    """Which whole millionths lie between two values, both included."""
    return (axis >= round(low * MILLIONTHS)) & (axis <= round(high * MILLIONTHS))


def _foremost(fame: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    """The places of the `most` largest values, ties to the lower place, in no order of theirs."""
    if len(fame) <= most:
        return np.arange(len(fame))
    least = np.partition(fame, len(fame) - most)[len(fame) - most]
    above = np.flatnonzero(fame > least)
    level = np.flatnonzero(fame == least)[: most - len(above)]
    return np.sort(np.concatenate([above, level]))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)
