"""Spearman's rank correlation in many samples at once.

C. Spearman, "The proof and measurement of association between two things", 1904,
doi:10.2307/1412159.
"""

from __future__ import annotations

import numpy as np

from moodrec.judging.samples import Values, Weights, quotient


class Ranking:
    """The order of some values, shape (items,): it is the same in each sample of them."""

    def __init__(self, values: Values) -> None:
        self._order = np.argsort(values, kind="stable")
        ascending = values[self._order]
        self._starts = np.flatnonzero(np.r_[True, ascending[1:] > ascending[:-1]])
        self._group = np.searchsorted(ascending[self._starts], values)

    def ranks(self, turned: Weights) -> tuple[Values, Values]:
        """The ranks of values in each sample less their mean, and the sum of their squares there.

        Equal values have the mean of their ranks. Shapes (items, samples) and (samples,).
        """
        counts = np.add.reduceat(turned[self._order], self._starts, axis=0)
        upto = np.cumsum(counts, axis=0)
        ranks = upto - (counts + upto[-1]) / 2
        return ranks[self._group], np.einsum("ij,ij,ij->j", counts, ranks, ranks)


def rhos(first: Ranking, second: Ranking, turned: Weights) -> Values:
    """Spearman's rho in samples that hold each item as often as `turned` says, shape (samples,).

    `turned` has the shape (items, samples), in which the items of all samples are ordered
    fastest. NaN where one is constant in a sample.
    """
    (x, x_spread), (y, y_spread) = (one.ranks(turned) for one in (first, second))
    return quotient(np.einsum("ij,ij,ij->j", turned, x, y), np.sqrt(x_spread * y_spread))
