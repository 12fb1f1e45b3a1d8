"""The songs inside a part of the plane, the best known first: what a closer look shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.metrics import MILLIONTHS
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
