"""How valence and energy are distributed in the reference set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Normality:
    """A test of whether values are a sample of a normal distribution.

    `gap` is the largest distance (0 to 1) between their distribution function and that of the
    normal distribution with their mean and deviation: with many songs the test finds any gap.
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
