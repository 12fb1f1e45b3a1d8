"""Means with their standard errors, and what a difference is worth in a word.

Trials of one playlist are not independent of each other, so they are averaged first and the
playlists are the sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Rows = NDArray[np.int64]
Verdict = Literal["better", "no different", "worse"]

_ERRORS = 2  # standard errors beyond which a difference is one
_ROUNDS = 200  # of the bootstrap


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and its standard error; NaN where nothing is known."""

    value: float
    error: float

    @property
    def verdict(self) -> Verdict:
        """What it says as a difference: beyond twice its error, or nothing."""
        if self.value > _ERRORS * self.error:
            return "better"
        return "worse" if self.value < -_ERRORS * self.error else "no different"


def estimate(values: Values, groups: Rows) -> Estimate:
    """The mean over groups of their mean values, and its standard error.

    `values` and `groups` have shape (trials,); NaN values do not count. With fewer than two
    groups the error is NaN.
    """
    known = ~np.isnan(values)
    _, place = np.unique(groups[known], return_inverse=True)
    means = np.bincount(place, weights=values[known]) / np.bincount(place)
    if not len(means):
        return Estimate(float("nan"), float("nan"))
    spread = float(means.std(ddof=1)) if len(means) > 1 else float("nan")
    return Estimate(float(means.mean()), spread / len(means) ** 0.5)


def coverage(lists: Sequence[Rows], groups: Rows, songs: int) -> Estimate:
    """The share of the set's songs that are in any of the lists.

    M. Ge et al., "Beyond accuracy: evaluating recommender systems by coverage and serendipity",
    2010, doi:10.1145/1864708.1864761. It is no mean, so the error is the spread over samples of
    as many playlists, drawn with repetition: B. Efron, "Bootstrap methods", 1979.
    """
    shown = [
        np.unique(np.concatenate([rows for rows, own in zip(lists, groups, strict=True)
                                  if own == group]))
        for group in np.unique(groups)
    ]  # fmt: skip
    draws = np.random.PCG64(0).random_raw((_ROUNDS, len(shown))) % np.uint64(len(shown))
    sampled = [_union([shown[place] for place in draw], songs) for draw in draws]
    return Estimate(_union(shown, songs), float(np.std(sampled, ddof=1)))


def _union(shown: Sequence[Rows], songs: int) -> float:
    seen = np.zeros(songs, dtype=bool)
    for rows in shown:
        seen[rows] = True
    return float(seen.mean())
