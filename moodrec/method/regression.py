"""The line of energy on valence, over all songs and within genres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodrec.method.fits import ByGenre
from moodrec.method.intervals import Interval, interval
from moodrec.model import AXES
from moodrec.reference import ReferenceSet
from moodrec.texts import counted

ARTICLE_SLOPE = 0.25
"""The slope that the article gives."""
ARTICLE_SONGS = 12_000
"""The songs of the article's set, over which its slope was measured."""
AGREES = 0.254
"""How listeners' own moods agree: the correlation of valence and arousal in the moods that
mood tags give to AGREES_SONGS tracks. So a correlation of 0.25 is no fault of the features."""
AGREES_SONGS = 18_551
"""The tracks with mood tags over which AGREES was measured."""
FEWEST = 30
"""The songs without which no line is drawn: an interval of fewer promises too much."""

_Floats = NDArray[np.float64]


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
    the other sign, its whole interval: of forty genres without any slope, one does so by
    chance. `too_small` are those with fewer than FEWEST songs, or songs too alike, for a line.
    `overall` and `within` are None where there is none, and `why` says why not.
    """

    overall: Line | None
    within: Interval | None
    genres: tuple[Line, ...]
    reversed: tuple[str, ...]
    too_small: tuple[str, ...]
    why: str = ""


def regression(reference: ReferenceSet) -> Regression:
    """Energy on valence by least squares, with intervals by the bootstrap over songs.

    The songs are drawn with repetition, all lines fitted anew to each sample (A. C. Davison,
    D. V. Hinkley, "Bootstrap Methods and their Application", 1997, algorithm 6.2: pairs, so
    nothing is assumed of the errors). Each song counts once, whatever its genre; songs without
    a genre are in the line of all songs alone.
    """
    if why := _why_no_line(reference):
        return Regression(None, None, (), (), reference.genres, why)
    by_genre = ByGenre(reference, FEWEST)
    found, drawn = by_genre.found(), by_genre.drawn()
    overall = _line("all songs", len(reference), found.overall[0], drawn.overall)
    within = interval(float(found.within[0]), drawn.within)
    of_genres = (
        _line(reference.genres[code], songs, found.genres[0, :, at], drawn.genres[:, :, at])
        for at, (code, songs) in enumerate(by_genre.large)
    )
    genres = tuple(line for line in of_genres if line)
    names = {line.name for line in genres}
    return Regression(
        overall,
        within,
        genres,
        tuple(line.name for line in genres if overall and _opposite(line, overall)),
        tuple(genre for genre in reference.genres if genre not in names),
        _why_not_all(reference, overall, within),
    )


def _line(name: str, songs: int, found: _Floats, drawn: _Floats) -> Line | None:
    """The line of these values, shape (3,), and of those of samples, shape (samples, 3)."""
    slope, intercept, r = (
        interval(float(value), of_samples) for value, of_samples in zip(found, drawn.T, strict=True)
    )
    return Line(name, songs, slope, intercept, r) if slope and intercept and r else None


def _opposite(line: Line, overall: Line) -> bool:
    """True when the whole interval of a slope lies on the other side of zero."""
    if overall.slope.value > 0:
        return line.slope.high < 0
    return overall.slope.value < 0 < line.slope.low


def _why_no_line(reference: ReferenceSet) -> str:
    if len(reference) < FEWEST:
        return (
            f"This set has {counted(len(reference), 'song')}, too few for a line. Choose a set "
            f"of {FEWEST} or more."
        )
    for axis in AXES:
        values = getattr(reference, axis)
        if values.min() == values.max():
            return f"All songs of this set have one {axis}, so there is no line."
    return ""


def _why_not_all(reference: ReferenceSet, overall: Line | None, within: Interval | None) -> str:
    if overall is None:
        return "The songs of this set are too alike for a line that could be trusted."
    if not reference.genres:
        return "No song of this set has a genre, so there is no line within genres."
    if within is None:
        return "The songs of each genre are too alike for a line within genres."
    return ""
