"""How valence and energy are distributed in the reference set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.metrics import MILLIONTHS
from moodrec.model import AXES
from moodrec.reference import ReferenceSet

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The shares of the songs whose quantiles are given."""
_SKEWED = 3  # songs without which there is no skewness
_TESTED = 20  # songs from which the test's approximation of kurtosis holds


@dataclass(frozen=True, slots=True)
class Normality:
    """A test of whether values are a sample of a normal distribution.

    `gap` is the largest distance (0 to 1) between their distribution function and that of the
    normal distribution with their mean and deviation: with many songs the test finds any gap.
    `p` is 0 where it is too small for a float.
    """

    test: str
    statistic: float
    p: float
    songs: int
    gap: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """One axis of the mood plane over all songs.

    `counts` are the songs between each of the `edges` and the next, `quantiles` shares of the
    songs with the value below which they lie. What cannot be measured is None, and `why` says
    why not.
    """

    axis: str
    songs: int
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    quantiles: tuple[tuple[float, float], ...]
    mean: float
    deviation: float | None
    skewness: float | None
    normality: Normality | None
    why: str = ""


def distribution(reference: ReferenceSet, axis: str, bins: int = 40) -> Distribution:
    """How an axis ("valence" or "energy") is distributed, in `bins` of equal width from 0 to 1.

    A value between two bins belongs to the upper one, 1 to the last. Quantiles lie on straight
    lines between the songs. The deviation is that of a sample, the skewness the adjusted one,
    G1 in D. N. Joanes, C. A. Gill, "Comparing measures of sample skewness and kurtosis", 1998,
    doi:10.1111/1467-9884.00122. Raises QueryError for another axis and for less than one bin.
    """
    if axis not in AXES:
        raise QueryError(f"There is no such axis of the plane. There are {' and '.join(AXES)}.")
    if bins < 1:
        raise QueryError("Ask for one bin or more.")
    whole: NDArray[np.int64] = getattr(reference, axis)
    values = whole / MILLIONTHS
    flat, songs = bool(whole.min() == whole.max()), len(whole)
    return Distribution(
        axis=axis,
        songs=songs,
        edges=tuple((np.arange(bins + 1) / bins).tolist()),
        counts=_counts(whole, bins),
        quantiles=tuple(zip(SHARES, np.quantile(values, SHARES).tolist(), strict=True)),
        mean=float(whole.mean()) / MILLIONTHS,
        deviation=_deviation(values, flat=flat),
        skewness=None if flat or songs < _SKEWED else _skewness(values),
        normality=None if flat or songs < _TESTED else _normality(values),
        why=_why(axis, songs, flat=flat),
    )


def _counts(whole: NDArray[np.int64], bins: int) -> tuple[int, ...]:
    """The songs in each bin, told apart in whole numbers: 0.3 is no edge of a float."""
    places = np.minimum(whole * bins // MILLIONTHS, bins - 1)
    return tuple(np.bincount(places, minlength=bins).tolist())


def _deviation(values: NDArray[np.float64], *, flat: bool) -> float | None:
    if len(values) == 1:
        return None
    return 0.0 if flat else float(values.std(ddof=1))


def _skewness(values: NDArray[np.float64]) -> float:
    # Imported here because scipy takes a while to load, and only this page needs it.
    from scipy.stats import skew  # noqa: PLC0415  # for the reason above

    return float(skew(values, bias=False))


def _normality(values: NDArray[np.float64]) -> Normality:
    """R. D'Agostino, E. S. Pearson, "Tests for departure from normality", 1973.

    doi:10.1093/biomet/60.3.613; it looks at skewness and kurtosis.
    """
    from scipy.stats import normaltest  # noqa: PLC0415  # as above

    found = normaltest(values)
    return Normality(
        "D'Agostino-Pearson K²",
        float(found.statistic),
        float(found.pvalue),
        len(values),
        _gap(values),
    )


def _gap(values: NDArray[np.float64]) -> float:
    """How far the share of songs up to a value, or below it, is from that of a normal one."""
    from scipy.special import ndtr  # noqa: PLC0415  # as above

    ascending, counts = np.unique(values, return_counts=True)
    normal = ndtr((ascending - values.mean()) / values.std(ddof=1))
    up_to = np.cumsum(counts) / len(values)
    below = up_to - counts / len(values)
    return float(np.maximum(np.abs(up_to - normal), np.abs(below - normal)).max())


def _why(axis: str, songs: int, *, flat: bool) -> str:
    """Why something is not measured; empty where all is."""
    if songs == 1:
        return "This set has one song, so there is no spread to tell. Choose a larger set."
    if flat:
        return f"All songs of this set have one {axis}, so its distribution has no shape."
    if songs < _TESTED:
        return (
            f"This set has {songs} songs. The test of a normal distribution needs "
            f"{_TESTED}: choose a larger set."
        )
    return ""
