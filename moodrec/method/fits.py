"""Least squares by six sums: the lines of all songs and of each genre, of many samples at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moodrec.method.intervals import counts
from moodrec.metrics import MILLIONTHS
from moodrec.reference import ReferenceSet

_Floats = NDArray[np.float64]
_ALIKE = 1e-12  # a variance (a millionth, squared) below which values are one, but for rounding
_NO_GENRE = -1


class Fits(NamedTuple):
    """Slope, intercept and correlation of lines in samples of songs; NaN where there is none.

    `overall` of all songs, shape (samples, 3); `genres` of the large ones, shape (samples, 3,
    large); `within` is the slope about the genres' means, shape (samples,).
    """

    overall: _Floats
    genres: _Floats
    within: _Floats


class ByGenre:
    """The songs of a set in the order of their genres, and the lines of any sample of them.

    All that a line needs of songs are six sums, and those of all songs are the sums of the
    genres' own. `large` are the places in ReferenceSet.genres of those with `fewest` songs or
    more, with their songs.
    """

    def __init__(self, reference: ReferenceSet, fewest: int) -> None:
        order = np.argsort(reference.genre_of, kind="stable")
        codes, self._starts, songs = np.unique(
            reference.genre_of[order], return_index=True, return_counts=True
        )
        self._has_genre = codes != _NO_GENRE
        self._is_large = self._has_genre & (songs >= fewest)
        self.large: list[tuple[int, int]] = list(
            zip(codes[self._is_large].tolist(), songs[self._is_large].tolist(), strict=True)
        )
        middle = MILLIONTHS // 2  # sums about the middle lose no digits that count
        x, y = (
            (axis[order] - middle) / MILLIONTHS for axis in (reference.valence, reference.energy)
        )
        self._columns = np.stack([np.ones(len(x)), x, y, x * x, x * y, y * y])

    def found(self) -> Fits:
        """The lines of the songs themselves: one sample, in which each counts once."""
        return self._fits(np.ones((1, self._columns.shape[1])))

    def drawn(self) -> Fits:
        """The lines of ROUNDS samples of the songs, drawn with repetition."""
        every = [self._fits(batch) for batch in counts(self._columns.shape[1])]
        return Fits(*(np.concatenate(parts) for parts in zip(*every, strict=True)))

    def _fits(self, counts: _Floats) -> Fits:
        """The lines where each song counts so many times, `counts` of shape (samples, songs)."""
        sums = np.stack(
            [np.add.reduceat(counts * column, self._starts, axis=1) for column in self._columns],
            axis=1,
        )
        return Fits(
            _lines(sums.sum(axis=2)),
            _lines(sums[:, :, self._is_large]),
            _slope_within(sums[:, :, self._has_genre]),
        )


def _scatter(sums: _Floats) -> _Floats:
    """The summed squares of valence, products, and squares of energy, about the means.

    `sums` has the shape (samples, 6, …): songs, x, y, x², xy, y². Returns (samples, 3, …).
    """
    songs, x, y, xx, xy, yy = np.moveaxis(sums, 1, 0)
    songs = np.maximum(songs, 1)  # a sample may pass over a genre: all its sums are zero
    return np.stack([xx - x * x / songs, xy - x * y / songs, yy - y * y / songs], axis=1)


def _slope_within(sums: _Floats) -> _Floats:
    """The slope that is left when each song is taken from the mean of its genre."""
    across, both, _ = np.moveaxis(_scatter(sums).sum(axis=2), 1, 0)
    return _ratio(both, across, across > _ALIKE * sums[:, 0].sum(axis=1))


def _lines(sums: _Floats) -> _Floats:
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
