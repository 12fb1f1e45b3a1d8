"""The line of energy on valence, over all songs and within genres."""

from __future__ import annotations

from dataclasses import dataclass

from moodrec.method.intervals import Interval


@dataclass(frozen=True, slots=True)
class Line:
    """energy = intercept + slope x valence by least squares, and the correlation r, of `songs`."""

    name: str
    songs: int
    slope: Interval
    intercept: Interval
    r: Interval


@dataclass(frozen=True, slots=True)
class Regression:
    """The line of all songs, those of the genres, and the slope that genres have in common.

    `within` is the slope once each song is taken from its genre's mean: where it differs from
    that of all songs, genres make the difference. `reversed` are the genres whose slope has
    the other sign, surely; `too_small` those with too few songs for a line. `overall` is None
    where there is no line, and `why` says why not.
    """

    overall: Line | None
    within: Interval | None
    genres: tuple[Line, ...]
    reversed: tuple[str, ...]
    too_small: tuple[str, ...]
    why: str = ""
