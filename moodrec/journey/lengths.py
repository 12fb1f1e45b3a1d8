"""How long songs last, together; where nobody told a length, the set's median stands for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from statistics import median

import numpy as np
from numpy.typing import NDArray

from moodrec.model import Track
from moodrec.reference import ReferenceSet

_MINUTE = 60_000  # milliseconds


class Lengths:
    """The lengths of the songs of one reference set, in minutes."""

    def __init__(self, reference: ReferenceSet) -> None:
        self._told = reference.numbers("duration_ms")

    @cached_property
    def median(self) -> float | None:
        """The median length; None when none is known."""
        return self._median(self._told)

    def usual(self, rows: NDArray[np.int64]) -> float:
        """The median length of some rows; that of the set where none of theirs is known.

        Not to be asked where no length is known at all.
        """
        found = self._median(self._told[rows]) or self.median
        if found is None:
            raise AssertionError("asked where no length is known")
        return found

    def minutes(self, tracks: Sequence[Track]) -> tuple[float | None, int]:
        """The length of all tracks together, and how many of theirs are guessed by the median.

        None when no length is known at all.
        """
        told = [track.duration_ms / _MINUTE for track in tracks if track.duration_ms]
        unknown = len(tracks) - len(told)
        if self.median is None and not told:
            return None, unknown
        usual = median(told) if self.median is None else self.median
        return sum(told) + unknown * usual, unknown

    @staticmethod
    def _median(values: NDArray[np.float64]) -> float | None:
        known = values[~np.isnan(values) & (values > 0)]
        return float(np.median(known)) / _MINUTE if len(known) else None
