"""The columns that can be an axis, each with its unit and the range that is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.model import FEATURE_NAMES, FEATURE_RANGES
from moodrec.reference import ReferenceSet

COLUMNS = (*FEATURE_NAMES, "popularity", "year", "duration_ms")
"""The columns that can be an axis, a colour's scale or a size."""
_UNITS = {"loudness": "dB", "tempo": "beats a minute", "duration_ms": "minutes"}
_DRAWN = (0.001, 0.999)  # quantiles: a recording of ten hours would press all others together
_MINUTE = 60_000.0  # milliseconds
_LONGEST = 40  # characters of a wrong name that are repeated


@dataclass(frozen=True, slots=True)
class Axis:
    """A column as an axis: drawn from `low` to `high`, in `unit`, empty for a plain number.

    One unit is `per` of the column's own: lengths are drawn in minutes.
    """

    name: str
    unit: str
    low: float
    high: float
    per: float = 1.0

    @property
    def label(self) -> str:
        """The name as a person reads it."""
        return "length" if self.name == "duration_ms" else self.name

    @property
    def title(self) -> str:
        """The name with its unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def span(self) -> float:
        """From one end to the other."""
        return self.high - self.low

    def values(self, reference: ReferenceSet) -> NDArray[np.float64]:
        """The value of each song in the axis' unit, shape (rows,); NaN where nobody told it."""
        found = reference.numbers(self.name)
        return found if self.per == 1 else found / self.per

    def shares(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where values lie between the two ends: 0 to 1, outside beyond that."""
        return (values - self.low) / self.span


def known(reference: ReferenceSet) -> tuple[str, ...]:
    """The columns of which any song of the set has a value."""
    return tuple(name for name in COLUMNS if reference.missing(name) < len(reference))


def axis(reference: ReferenceSet, name: str) -> Axis:
    """The column of that name as an axis. Raises QueryError where the set has no value of it."""
    if name not in COLUMNS:
        raise QueryError(f"There is no axis {name[:_LONGEST]}. There are {', '.join(COLUMNS)}.")
    per = _MINUTE if name == "duration_ms" else 1.0
    values = reference.numbers(name) / per
    values = values[~np.isnan(values)]
    if not len(values):
        raise QueryError(f"No song of this set has a known {name}. Choose another axis.")
    return Axis(name, _UNITS.get(name, ""), *_range(name, values), per)


def _range(name: str, values: NDArray[np.float64]) -> tuple[float, float]:
    """What is drawn: the range of the feature, or what nearly all songs lie in."""
    if FEATURE_RANGES.get(name) == (0, 1):
        return 0.0, 1.0
    if name == "popularity":
        return 0.0, 100.0
    low, high = (float(end) for end in np.quantile(values, _DRAWN))
    return float(math.floor(low)), float(max(math.ceil(high), math.floor(low) + 1))
