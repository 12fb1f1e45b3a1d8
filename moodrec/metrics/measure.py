"""What a distance is in whole numbers: the one definition that every engine computes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

VALENCE_AND_ENERGY = ("valence", "energy")
EVEN_AXES = ("even_valence", "even_energy")
"""The axes of the rank metric: valence and energy stretched until songs lie evenly on them."""


_Numbers = TypeVar("_Numbers", int, NDArray[np.int64])


@dataclass(frozen=True, slots=True)
class Measure:
    """The squared distance as a quadratic form of whole differences along `axes`.

    The key of the differences x, y, z, ... is `squares[0] x² + squares[1] y² + ...`, and for
    two axes `2 product x y` more: a x² + 2 b x y + c y². Axes are columns in whole millionths:
    valence and energy, EVEN_AXES, or any audio feature in millionths of its usual span. A
    track without a value on one of them is not comparable. The form is positive definite.
    """

    axes: tuple[str, ...] = VALENCE_AND_ENERGY
    squares: tuple[int, ...] = (1, 1)
    product: int = 0

    def key(self, differences: tuple[_Numbers, ...]) -> _Numbers:
        """The key of the differences along the axes, numbers or arrays of one shape."""
        first, *more = (
            one * one if square == 1 else square * one * one
            for square, one in zip(self.squares, differences, strict=True)
        )
        key = first
        for one in more:
            key = key + one
        if self.product:
            x, y = differences
            key = key + 2 * self.product * x * y
        return key


class Asked(NamedTuple):
    """A measure and the place it is taken from, in whole millionths along its axes."""

    measure: Measure
    at: tuple[int, ...]
