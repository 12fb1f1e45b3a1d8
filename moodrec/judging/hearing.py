"""How people hear which of two tracks is higher on an axis: a psychometric function.

With d the difference of the values, a listener says "a" with a probability of
(1 - LAPSES) / (1 + exp(-(d - SAME) / SPREAD)) + LAPSES / 3, "b" with that for -d, and "the same"
else: a logistic function with a band in which nothing is told apart (P. V. Rao and L. L. Kupper,
"Ties in paired-comparison experiments", 1967), and with lapses (F. A. Wichmann and N. J. Hill,
"The psychometric function", 2001, doi:10.3758/BF03194544).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moodrec.judgements import Higher

SPREAD = 0.2
"""How slowly judgements become sure, in units of the axis: an assumption, no measurement. Of those
who decide, 62 % judge 0.1 apart right, 73 % 0.2 and 88 % 0.4; of two random songs of the packaged
set that is three in four by valence. The rank correlations of such values with listeners' ratings
(0.42 and 0.34) would mean some 0.4, but ratings also differ by how each person uses a scale, and a
direct comparison does not. docs/by-ear.md tells what becomes of other listeners."""
SAME = 0.03
"""Half of the band in which two tracks sound the same: of equal ones 7 % are called so."""
LAPSES = 0.04
"""The share of answers that are given without listening, any of the three alike."""

ANSWERS: tuple[Higher, ...] = ("a", "b", "ab")


def chances(differences: NDArray[np.float64]) -> NDArray[np.float64]:
    """How likely each of ANSWERS is, shape (3, ...), at a's value less b's, shape (...)."""
    a, b = (_logistic((sign * differences - SAME) / SPREAD) for sign in (1, -1))
    heard = np.stack([a, b, 1 - a - b])
    return (1 - LAPSES) * heard + LAPSES / len(ANSWERS)


def _logistic(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-values))
