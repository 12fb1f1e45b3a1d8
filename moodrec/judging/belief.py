"""Where on an axis a track may lie: a probability for each hundredth, and what answers make of it.

A belief is an array of shape (CELLS,) that sums to 1.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from moodrec.judgements import Higher
from moodrec.judging.hearing import ANSWERS, chances

CELLS = 100
SURE = 0.9
"""The probability with which a track lies in an interval that is told."""
_MIDDLES = (np.arange(CELLS) + 0.5) / CELLS
_EDGES = np.arange(CELLS + 1) / CELLS
_ANYWHERE = 0.2  # of a belief before any answer is spread evenly: a track may be unlike the set
_FEW = 50  # songs: a set as small as this says no more than as many that lie anywhere
_SMOOTH = 0.05  # the standard deviation of each song of the set in its distribution
_DOUBTED = 0.15  # how far a value that a listener doubts is off: a standard deviation
_TOLD = chances(_MIDDLES - _MIDDLES[:, np.newaxis])  # shape (answers, CELLS songs, CELLS)

Belief = NDArray[np.float64]


def of_set(values: NDArray[np.float64]) -> Belief:
    """What is believed of any track: the distribution of a set's values, mildly flattened."""
    songs = np.histogram(values, bins=CELLS, range=(0, 1))[0]
    anywhere = max(_ANYWHERE, _FEW / (_FEW + songs.sum()))
    spread = songs @ _bells(_MIDDLES, _SMOOTH) / max(songs.sum(), 1)
    belief: Belief = (1 - anywhere) * spread + anywhere / CELLS
    return belief


def around(value: float, others: Belief) -> Belief:
    """What is believed of a track whose known value somebody doubts.

    `others` is what was believed of any track. By Bayes' theorem, mildly flattened.
    """
    near = others * _bells(np.array([value]), _DOUBTED)[0]
    belief: Belief = (1 - _ANYWHERE) * near / near.sum() + _ANYWHERE * others
    return belief


def after(belief: Belief, answers: Iterable[tuple[float, Higher]]) -> Belief:
    """What is believed after answers: each the value of the other song, and which was higher.

    The track itself is "a". By Bayes' theorem.
    """
    for value, higher in answers:
        belief = belief * chances(_MIDDLES - value)[ANSWERS.index(higher)]
        belief = belief / belief.sum()
    return belief


def mean(belief: Belief) -> float:
    """The value that is expected."""
    return float(belief @ _MIDDLES)


def variance(belief: Belief) -> float:
    """How far from the mean it may lie: the expected square."""
    return float(belief @ _MIDDLES**2 - mean(belief) ** 2)


def interval(belief: Belief) -> tuple[float, float]:
    """The ends of the middle interval with a probability of SURE."""
    up_to = np.concatenate([[0.0], np.cumsum(belief)])
    low, high = np.interp([(1 - SURE) / 2, (1 + SURE) / 2], up_to, _EDGES)
    return float(low), float(high)


def expected_variance(belief: Belief, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The variance expected after a question about a song of each of these values, shape (n,).

    The values are taken to the hundredth: there are so few of them that all are worked out.
    """
    chance, first, second = (_TOLD @ (belief * _MIDDLES**power) for power in range(3))
    left: NDArray[np.float64] = (second - first**2 / chance).sum(axis=0)
    return left[np.minimum((values * CELLS).astype(np.int64), CELLS - 1)]


def _bells(middles: NDArray[np.float64], deviation: float) -> NDArray[np.float64]:
    """Normal distributions around each of `middles`, within the axis; shape (n, CELLS)."""
    heights = np.exp(-((_MIDDLES - middles[:, np.newaxis]) ** 2) / (2 * deviation**2))
    bells: NDArray[np.float64] = heights / heights.sum(axis=1, keepdims=True)
    return bells
