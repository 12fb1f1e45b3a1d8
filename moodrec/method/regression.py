"""The line of energy on valence, over all songs and within genres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodrec.method.intervals import Interval, interval, samples
from moodrec.metrics import MILLIONTHS
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
_ALIKE = 1e-12  # a variance (a millionth, squared) below which values are one, but for rounding
_NO_GENRE = -1


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
    by_genre = _ByGenre(reference)
    found = by_genre.fitted(np.ones((1, len(reference))))
    drawn = [by_genre.fitted(_counts(batch)) for batch in samples(len(reference))]
    every = [np.concatenate(parts) for parts in zip(*drawn, strict=True)]
    overall = _line("all songs", len(reference), found[0][0], every[0])
    of_genres = [
        _line(reference.genres[code], songs, found[1][0, :, place], every[1][:, :, place])
        for place, (code, songs) in enumerate(by_genre.large)
    ]
    genres = tuple(line for line in of_genres if line)
    drawn_for = {line.name for line in genres}
    within = interval(found[2][0], every[2])
    return Regression(
        overall,
        within,
        genres,
        tuple(line.name for line in genres if overall and _opposite(line, overall)),
        tuple(genre for genre in reference.genres if genre not in drawn_for),
        _why_not_all(reference, overall, within),
    )


class _ByGenre:
    """The songs in the order of their genres, and the lines of any sample of them.

    All that a line needs of songs are six sums, and those of all songs are the sums of the
    genres' own. `large` are the places in `genres` of those with enough songs for a line, with
    their songs.
    """

    def __init__(self, reference: ReferenceSet) -> None:
        order = np.argsort(reference.genre_of, kind="stable")
        codes, self._starts, songs = np.unique(
            reference.genre_of[order], return_index=True, return_counts=True
        )
        self._has_genre = codes != _NO_GENRE
        self._is_large = self._has_genre & (songs >= FEWEST)
        self.large: list[tuple[int, int]] = list(
            zip(codes[self._is_large].tolist(), songs[self._is_large].tolist(), strict=True)
        )
        middle = MILLIONTHS // 2  # sums about the middle lose no digits that count
        x, y = (
            (axis[order] - middle) / MILLIONTHS for axis in (reference.valence, reference.energy)
        )
        self._columns = np.stack([np.ones(len(x)), x, y, x * x, x * y, y * y])

    def fitted(self, counts: _Floats) -> tuple[_Floats, _Floats, _Floats]:
        """The lines where each song counts so many times, `counts` of shape (samples, songs).

        Songs are in the order of their genres, which samples of equal songs need not know.

        That of all songs, shape (samples, 3), those of large genres, shape (samples, 3, large),
        and the slope within genres, shape (samples,).
        """
        sums = np.stack(
            [np.add.reduceat(counts * column, self._starts, axis=1) for column in self._columns],
            axis=1,
        )
        scatter = _scatter(sums[:, :, self._has_genre]).sum(axis=2)
        songs = sums[:, 0, self._has_genre].sum(axis=1)
        return (
            _fitted(sums.sum(axis=2)),
            _fitted(sums[:, :, self._is_large]),
            _ratio(scatter[:, 1], scatter[:, 0], scatter[:, 0] > _ALIKE * songs),
        )


def _counts(places: NDArray[np.int64]) -> _Floats:
    """How often each song was drawn in each sample, shape (samples, songs)."""
    batch, songs = places.shape
    apart = places + songs * np.arange(batch)[:, None]
    return np.bincount(apart.ravel(), minlength=batch * songs).reshape(batch, songs).astype(float)


def _scatter(sums: _Floats) -> _Floats:
    """The summed squares of valence, products, and squares of energy, about the means.

    `sums` has the shape (samples, 6, …): songs, x, y, x², xy, y². Returns (samples, 3, …).
    """
    songs, x, y, xx, xy, yy = np.moveaxis(sums, 1, 0)
    songs = np.maximum(songs, 1)  # a sample may pass over a genre: all its sums are zero
    return np.stack([xx - x * x / songs, xy - x * y / songs, yy - y * y / songs], axis=1)


def _fitted(sums: _Floats) -> _Floats:
    """Slope, intercept and correlation, shape (samples, 3, …); NaN where there is no line."""
    across, both, up = np.moveaxis(_scatter(sums), 1, 0)
    songs, x, y = np.moveaxis(sums[:, :3], 1, 0)
    there = (across > _ALIKE * songs) & (up > _ALIKE * songs)
    slope = _ratio(both, across, there)
    intercept = 0.5 + _ratio(y, songs, there) - slope * (0.5 + _ratio(x, songs, there))
    r = np.clip(_ratio(both, np.sqrt(np.abs(across * up)), there), -1, 1)
    return np.stack([slope, intercept, r], axis=1)


def _ratio(above: _Floats, below: _Floats, there: NDArray[np.bool_]) -> _Floats:
    """The quotients, NaN but `there`."""
    return np.divide(above, below, out=np.full_like(above, np.nan), where=there)


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
