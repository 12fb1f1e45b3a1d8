"""What is selected on the two axes: a box, a lasso, a spot, or one song; all of them pure.

As text, for an address: `box:0.1:0.2:0.5:0.9`, `spot:0.3:0.06`, `lasso:0.1:0.1:0.5:0.2:…` and
`song:` with a track id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.metrics import to_millionths
from moodrec.reference import ReferenceSet
from moodrec.survey.axes import Axis
from moodrec.texts import finite
from moodrec.wishes import RING_RADIUS

MOST_CORNERS = 60
"""Corners that a lasso keeps: more would make an address too long."""
_LEAST_CORNERS = 3
_FARTHEST = 1e9  # no column goes so far, and products of more are infinite
_LONGEST = 40  # characters of a wrong text that are repeated

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """What lies between two corners, both sides included. In the units of the axes."""

    x0: float
    y0: float
    x1: float
    y1: float

    def __str__(self) -> str:
        return _text("box", self.x0, self.y0, self.x1, self.y1)

    def inside(self, x: Values, y: Values) -> Mask:
        """Which points lie inside, shape (points,); none with an unknown value."""
        (left, right), (bottom, top) = sorted((self.x0, self.x1)), sorted((self.y0, self.y1))
        within: Mask = (x >= left) & (x <= right) & (y >= bottom) & (y <= top)
        return within


@dataclass(frozen=True, slots=True)
class Lasso:
    """What a closed line goes round an odd number of times, and what lies on it."""

    corners: tuple[Point, ...]

    @classmethod
    def drawn(cls, points: list[Point]) -> Lasso:
        """A lasso with at most MOST_CORNERS of the points that a hand drew, evenly taken."""
        places = np.linspace(0, len(points), min(len(points), MOST_CORNERS), endpoint=False)
        return cls(tuple(points[int(place)] for place in places))

    def __str__(self) -> str:
        return _text("lasso", *(value for corner in self.corners for value in corner))

    def inside(self, x: Values, y: Values) -> Mask:
        """Which points lie inside, shape (points,); none with an unknown value.

        The even-odd rule; each edge looks only at the points at its height.
        """
        found = np.zeros(len(x), dtype=bool)
        corners = np.array(self.corners)
        near = np.flatnonzero(Box(*corners.min(axis=0), *corners.max(axis=0)).inside(x, y))
        near = near[np.argsort(y[near], kind="stable")]
        found[near] = self._inside(x[near], y[near])
        return found

    def _inside(self, x: Values, ascending: Values) -> Mask:
        odd, on = np.zeros((2, len(x)), dtype=bool)
        ends = zip(self.corners, (*self.corners[1:], self.corners[0]), strict=True)
        for edge in ends:
            # From the lower end, so that an edge is the same whichever way it was drawn.
            (xa, ya), (xb, yb) = sorted(edge, key=lambda point: (point[1], point[0]))
            first, above, beyond = (
                int(ascending.searchsorted(ya)),
                int(ascending.searchsorted(yb)),
                int(ascending.searchsorted(yb, side="right")),
            )
            side = (xb - xa) * (ascending[first:beyond] - ya) - (yb - ya) * (x[first:beyond] - xa)
            across = x[first:beyond]
            on[first:beyond] |= (side == 0) & (across >= min(xa, xb)) & (across <= max(xa, xb))
            odd[first:above] ^= side[: above - first] > 0
        return odd | on


@dataclass(frozen=True, slots=True)
class Spot:
    """The songs of the mood at a point: those inside the same-mood ring around it.

    On axes that are not those of the mood the ring goes by shares of what is drawn.
    """

    x: float
    y: float

    def __str__(self) -> str:
        return _text("spot", self.x, self.y)


@dataclass(frozen=True, slots=True)
class One:
    """One song, by its track id."""

    track_id: str

    def __str__(self) -> str:
        return f"song:{self.track_id}"


Selection: TypeAlias = Box | Lasso | Spot | One


def parse(text: str) -> Selection:
    """Reads a selection as str() wrote it. Raises QueryError."""
    kind, _, rest = text.partition(":")
    if kind == "song":
        return One(rest[:_LONGEST])
    numbers = [finite(part) for part in rest.split(":")]
    values = [value for value in numbers if value is not None and abs(value) <= _FARTHEST]
    if len(values) == len(numbers):
        if kind == "box" and len(values) == 4:  # noqa: PLR2004  # two corners
            return Box(*values)
        if kind == "spot" and len(values) == 2:  # noqa: PLR2004  # one point
            return Spot(*values)
        corners = list(zip(values[::2], values[1::2], strict=False))
        if (
            kind == "lasso"
            and 2 * len(corners) == len(values)
            and (_LEAST_CORNERS <= len(corners) <= MOST_CORNERS)
        ):
            return Lasso.drawn(corners)
    raise QueryError(
        f"“{text[:_LONGEST]}” is no selection. Draw a box or a lasso, or click a spot."
    )


def chosen(selection: Selection, reference: ReferenceSet, x: Axis, y: Axis, passing: Mask) -> Rows:
    """The rows of the selected songs that pass, whether they are drawn or not.

    Those of a spot are in the order of nearness, others the best known first, ties by id. A
    single song is found whether it passes or not.
    """
    if isinstance(selection, One):
        row = reference.row_of(selection.track_id)
        return np.array([] if row is None else [row], dtype=np.int64)
    across, up = x.values(reference), y.values(reference)
    if isinstance(selection, Spot):
        return _around(selection, x, y, (across, up), passing)
    rows = np.flatnonzero(selection.inside(across, up) & passing)
    fame = np.nan_to_num(reference.popularity[rows], nan=-1.0)
    return rows[np.argsort(-fame, kind="stable")]


def _around(spot: Spot, x: Axis, y: Axis, values: tuple[Values, Values], passing: Mask) -> Rows:
    """The rows inside the ring, nearest first; in whole millionths, so that ties are ties."""
    known = np.flatnonzero(passing & ~np.isnan(values[0]) & ~np.isnan(values[1]))
    # More than a whole axis away is outside whatever it is, and its square might not fit.
    off_x = to_millionths(((values[0][known] - spot.x) / x.span).clip(-1, 1))
    off_y = to_millionths(((values[1][known] - spot.y) / y.span).clip(-1, 1))
    key = off_x * off_x + off_y * off_y
    inside = key <= int(to_millionths(RING_RADIUS)) ** 2
    rows: Rows = known[inside][np.argsort(key[inside], kind="stable")]
    return rows


def _text(kind: str, *values: float) -> str:
    return ":".join([kind, *(f"{value:.5g}" for value in values)])
