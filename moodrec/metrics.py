"""Distance on the mood plane, in whole numbers so that ties are ties on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from moodrec.model import MoodPoint

MILLIONTHS = 1_000_000
"""Coordinates are kept in whole millionths. Published values have three or four decimals, so
nothing is lost, equal distances compare equal, and the rounding of floats decides nothing."""


def to_millionths(values: ArrayLike) -> NDArray[np.int64]:
    """Rounds `values` (0 to 1, any shape) to whole millionths (0 to 1,000,000)."""
    scaled = np.asarray(values, dtype=np.float64) * MILLIONTHS
    whole: NDArray[np.int64] = np.rint(scaled).astype(np.int64)
    return whole


def euclidean_squared(
    valence: NDArray[np.int64], energy: NDArray[np.int64], point: MoodPoint
) -> NDArray[np.int64]:
    """Squared Euclidean distances of all tracks to `point`: the article's metric, exactly.

    `valence` and `energy` have shape (n,) in millionths; the result has shape (n,) in
    squared millionths, at most 2e12.
    """
    seed_valence, seed_energy = to_millionths([point.valence, point.energy])
    across: NDArray[np.int64] = valence - seed_valence
    up: NDArray[np.int64] = energy - seed_energy
    return across * across + up * up


def to_distance(squared: NDArray[np.int64]) -> NDArray[np.float64]:
    """Turns squared millionths into plain distances (0 to the root of 2)."""
    return np.sqrt(squared.astype(np.float64)) / MILLIONTHS
