"""Bootstrap intervals: a number is worked out again on samples drawn with repetition.

B. Efron, "Bootstrap methods: another look at the jackknife", 1979, doi:10.1214/aos/1176344552.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from moodrec.method import intervals
from moodrec.method.intervals import SHARE, Interval

Weights = NDArray[np.float64]
"""How often each item is in each sample, shape (samples, items)."""
Values = NDArray[np.float64]

_OUTSIDE = (1 - SHARE) / 2


def samples(items: int) -> Iterator[Weights]:
    """ROUNDS samples of as many items, in blocks that memory has room for."""
    for drawn in intervals.samples(items):
        rounds = len(drawn)
        places = drawn + items * np.arange(rounds)[:, None]
        counts = np.bincount(places.ravel(), minlength=rounds * items)
        yield counts.reshape(rounds, items).astype(np.float64)


def interval(value: float, items: int, of_samples: Callable[[Weights], Values]) -> Interval:
    """The value with the percentiles of the same number on samples of the items.

    Samples in which it is undefined, NaN, do not count.
    """
    found = np.concatenate([of_samples(weights) for weights in samples(items)])
    low, high = np.quantile(found[~np.isnan(found)], (_OUTSIDE, 1 - _OUTSIDE))
    return Interval(value, float(low), float(high))


def share(hits: Values, tries: Values) -> Interval:
    """The share of tries that hit, over clusters that are drawn as a whole; shapes (clusters,).

    Where all hit or none the samples cannot differ, so the end is that of the exact interval
    with each cluster as one try: C. J. Clopper and E. S. Pearson, "The use of confidence or
    fiducial limits", 1934, doi:10.1093/biomet/26.4.404.
    """
    value, end = float(hits.sum() / tries.sum()), _OUTSIDE ** (1 / len(hits))
    if value == 1:
        return Interval(value, end, 1.0)
    if value == 0:
        return Interval(value, 0.0, 1 - end)
    return interval(value, len(hits), lambda weights: (weights @ hits) / (weights @ tries))
