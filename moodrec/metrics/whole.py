"""Whole numbers for places and distances, so that ties are ties on every machine."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

MILLIONTHS = 1_000_000
"""Coordinates are kept in whole millionths. Published values have three or four decimals, so
nothing is lost, equal distances compare equal, and the rounding of floats decides nothing."""

NOT_COMPARABLE = np.iinfo(np.int64).max
"""The key of a track that cannot be compared; every real one is smaller."""


def largest_key(radius: float, unit: int = 1) -> int:
    """The largest key within `radius`, in exact arithmetic.

    `unit` is the key of a difference of one millionth.
    """
    inside = Fraction(str(radius)) ** 2 * MILLIONTHS**2 * unit
    return min(int(inside), NOT_COMPARABLE - 1)


def to_millionths(values: ArrayLike) -> NDArray[np.int64]:
    """Rounds `values` (0 to 1, any shape) to whole millionths (0 to 1,000,000)."""
    scaled = np.asarray(values, dtype=np.float64) * MILLIONTHS
    whole: NDArray[np.int64] = np.rint(scaled).astype(np.int64)
    return whole
