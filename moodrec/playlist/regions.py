"""The regions of the plane: which of them a list has more of than the set, and which less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodrec.metrics import MILLIONTHS
from moodrec.model import MoodPoint
from moodrec.mood import CORNER_WORDS, ENERGY_WORDS, describe
from moodrec.playlist.songs import Points, Songs, Values, effective, points
from moodrec.reference import ReferenceSet

FIFTHS, HALVES = len(ENERGY_WORDS), 2
"""Regions along each axis: of a list that is long enough, and of a short one."""
LONG = 100
"""Songs from which a list is told by fifths: four a region, were they spread evenly."""
SMALL = 10
"""Songs below which nothing is said of a list's regions."""
_DOUBT = 0.05  # chance that any claim is made of a list that was drawn from the set
_FEW = 3  # songs: fewer are no habit, even where the set has none

Cells = NDArray[np.int64]
"""A number for the region of each song: row by energy, upwards, times the cells of a row, plus
column by valence."""


@dataclass(frozen=True, slots=True)
class Region:
    """A region of the plane, as it is in a list and in the set.

    `valence` and `energy` say from where to where it goes. `share` is the part (0 to 1) of
    the list, or of its plays, that lies there, and `expected` that of the set. `leaning` is 1
    where the list surely has more of it than the set, -1 where less, 0 where that may be chance.
    """

    name: str
    valence: tuple[float, float]
    energy: tuple[float, float]
    songs: int
    share: float
    expected: float
    leaning: int = 0

    @property
    def contrast(self) -> float:
        """By how much the share differs from that of the set, from -1 to 1."""
        return self.share - self.expected


def along(songs: int) -> int:
    """How many regions lie along each axis for a list of so many songs."""
    return FIFTHS if songs >= LONG else HALVES


def cells_of(places: Points, cells: int) -> Cells:
    """The region of each place, shape (n,), with so many along each axis."""
    column, row = np.minimum((places * cells).astype(np.int64), cells - 1).T
    found: Cells = row * cells + column
    return found


def of_set(reference: ReferenceSet, cells: int) -> Cells:
    """The region of each row of the set, shape (rows,)."""
    places = np.stack([reference.valence, reference.energy], axis=1) / MILLIONTHS
    return cells_of(places, cells)


def regions(
    songs: Songs, weights: Values | None, reference: ReferenceSet, cells: int
) -> tuple[Region, ...]:
    """All regions in the order of their numbers, none leaning in a list that is SMALL.

    The set is taken as it is, not as a sample: a claim is what an exact binomial test of the
    list against the set's share rejects, by Holm's method over all regions (S. Holm, "A simple
    sequentially rejective multiple test procedure", 1979). Songs that count differently
    are as many as effective() says.
    """
    places = cells_of(points(songs), cells)
    counts = np.bincount(places, minlength=cells**2)
    shares = np.bincount(places, weights, minlength=cells**2) / (
        len(songs) if weights is None else weights.sum()
    )
    rows = np.bincount(of_set(reference, cells), minlength=cells**2)
    expected = rows / len(reference)
    size = effective(len(songs), weights)
    sure = surely(shares, size, expected) & ((counts >= _FEW) | (shares < expected))
    leaning = np.where(sure & (len(songs) >= SMALL), np.sign(shares - expected), 0)
    return tuple(
        Region(*_where(number, cells), *told)
        for number, told in enumerate(
            zip(
                counts.tolist(),
                shares.tolist(),
                expected.tolist(),
                leaning.astype(int).tolist(),
                strict=True,
            )
        )
    )


def surely(shares: Values, size: float, expected: Values) -> NDArray[np.bool_]:
    """Which shares of a list of `size` songs are no chance where `expected` ones would be, (n,).

    The tails of the binomial distribution as incomplete beta functions, which take any size:
    https://dlmf.nist.gov/8.17#E5.
    """
    # Imported here because scipy takes a while to load, and only lists need it.
    from scipy.special import betainc  # noqa: PLC0415  # for the reason above

    have = shares * size
    with np.errstate(invalid="ignore"):
        more = np.where(have > 0, betainc(have, size - have + 1, expected), 1.0)
        less = np.where(have < size, betainc(size - have, have + 1, 1 - expected), 1.0)
    return holm(np.minimum(2 * np.minimum(more, less), 1))


def holm(chances: Values) -> NDArray[np.bool_]:
    """Which claims survive beside each other, given the chance of each, shape (n,)."""
    order = np.argsort(chances, kind="stable")
    bounds = _DOUBT / np.arange(len(chances), 0, -1)
    found = np.zeros(len(chances), dtype=bool)
    found[order] = np.logical_and.accumulate(chances[order] <= bounds)
    return found


def leaning(found: Sequence[Region], way: int) -> list[Region]:
    """The regions that lean this way (1 or -1), the strongest first, ties in their order."""
    return sorted(
        (region for region in found if region.leaning == way),
        key=lambda region: -abs(region.contrast),
    )


def _where(number: int, cells: int) -> tuple[str, tuple[float, float], tuple[float, float]]:
    row, column = divmod(number, cells)
    across = (column / cells, (column + 1) / cells)
    up = (row / cells, (row + 1) / cells)
    if cells == HALVES:
        return CORNER_WORDS[column, row], across, up
    return describe(MoodPoint(sum(across) / 2, sum(up) / 2)), across, up
