"""Bootstrap intervals: numbers are worked out again on samples drawn with repetition.

B. Efron, "Bootstrap methods: another look at the jackknife", 1979, doi:10.1214/aos/1176344552.
One drawing serves all numbers about the same items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from moodrec.method import intervals
from moodrec.method.intervals import ROUNDS, SHARE, Interval

Weights = NDArray[np.float64]
"""How often each item is in each sample, shape (samples, items)."""
Values = NDArray[np.float64]

LEAST_ROUNDS = 200
"""Samples that are drawn of however many items."""
_DRAWN = 5_000_000  # items in all samples: more take long, and many items have narrow intervals
_OUTSIDE = (1 - SHARE) / 2
_ALIKE = 1e-9  # a width that is rounding alone


def rounds_of(items: int) -> int:
    """How many samples are drawn of so many items: ROUNDS, or fewer where they are many."""
    return max(LEAST_ROUNDS, min(ROUNDS, _DRAWN // max(1, items)))


def samples(items: int) -> Iterator[Weights]:
    """The samples of as many items, in blocks that memory has room for."""
    return intervals.counts(items, rounds_of(items))


def on_samples(items: int, of_samples: Callable[[Weights], Values]) -> Values:
    """What `of_samples` tells of every sample, shape (samples, ...)."""
    return np.concatenate([of_samples(weights) for weights in samples(items)])


def around(value: float, drawn: Values) -> Interval | None:
    """The value with the percentiles of the same number on samples, and no less than itself.

    None where too few of the samples have the number, see method.intervals.interval.
    """
    found = intervals.interval(value, drawn)
    return found and Interval(value, min(found.low, value), max(found.high, value))


def shares(hits: Values, tries: Values) -> list[Interval]:
    """Shares of tries that hit, over clusters that are drawn as a whole.

    Shapes (shares, clusters); a share has no tries in clusters that it does not know, and some
    in others.
    """
    drawn = on_samples(hits.shape[1], lambda weights: quotient(weights @ hits.T, weights @ tries.T))
    return [_share(*one) for one in zip(hits, tries, drawn.T, strict=True)]


def _share(hits: Values, tries: Values, drawn: Values) -> Interval:
    """A share with its percentiles, or the exact interval where these tell nothing.

    They do not where samples cannot differ, or where a share knows so few clusters that many
    samples hold none of them.
    """
    value = float(hits.sum() / tries.sum())
    found = around(value, drawn)
    if found is None or found.high - found.low < _ALIKE:
        return exact(value, int(np.count_nonzero(tries)))
    return found


def exact(value: float, tries: int) -> Interval:
    """The interval of a share of so many tries, each of which is independent of the others.

    C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits", 1934,
    doi:10.1093/biomet/26.4.404.
    """
    from scipy.special import betaincinv  # noqa: PLC0415  # scipy takes a while to load

    hits = value * tries
    low = float(betaincinv(hits, tries - hits + 1, _OUTSIDE)) if hits else 0.0
    high = float(betaincinv(hits + 1, tries - hits, 1 - _OUTSIDE)) if hits < tries else 1.0
    return Interval(value, low, high)


def quotient(above: Values, below: Values) -> Values:
    """NaN where nothing stands below."""
    found: Values = np.divide(above, below, out=np.full(below.shape, np.nan), where=below > 0)
    return found
