"""What a metric promises once it is fitted to a reference set."""

from __future__ import annotations

from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moodrec.metrics.measure import Asked
from moodrec.model import MoodPoint, Seed

Keys: TypeAlias = NDArray[np.int64]
"""Squared distances in whole units of the metric's own, one a track: compared, never shown."""
Outline: TypeAlias = NDArray[np.float64]
"""The corners of a closed curve on the plane, shape (corners, 2): valence and energy."""

Rows: TypeAlias = NDArray[np.integer] | slice
"""Rows of the set, in any order and as often as one likes."""
EVERY = slice(None)

CORNERS = 72
"""Corners of an outline: five degrees apart, so it strays by a thousandth."""


class Columns(Protocol):
    """What a metric is fitted to: coordinates in whole millionths, and any other column."""

    @property
    def valence(self) -> NDArray[np.int64]:
        """Shape (rows,)."""

    @property
    def energy(self) -> NDArray[np.int64]:
        """Shape (rows,)."""

    def numbers(self, column: str) -> NDArray[np.float64]:
        """A column in its own unit, shape (rows,); NaN where it is not known."""


class Metric(Protocol):
    """How far tracks lie from a seed, in one reference set."""

    def asked(self, seed: Seed) -> Asked:
        """What keys() computes, for an engine that has the columns elsewhere."""

    def keys(self, seed: Seed, rows: Rows = EVERY) -> Keys:
        """The squared distance of every track, or of these rows; NOT_COMPARABLE where unknown."""

    def distances(self, keys: Keys) -> NDArray[np.float64]:
        """Keys as distances, of the same shape; on the Euclidean plane 0 to the root of 2."""

    def within(self, radius: float) -> int:
        """The largest key of a track that lies within `radius`."""

    def outline(self, point: MoodPoint, radius: float) -> Outline:
        """The curve of the points that are equally near, at `radius`."""

    def notices(self, seed: Seed) -> tuple[str, ...]:
        """Sentences on what cannot be compared with this seed."""


def circle(radius_across: float, radius_up: float) -> Outline:
    """An upright ellipse around the origin, its corners anticlockwise."""
    angles = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    return np.column_stack([radius_across * np.cos(angles), radius_up * np.sin(angles)])
