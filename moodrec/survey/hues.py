"""What songs are coloured and sized by: groups that have a name, or a scale of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.metrics import MILLIONTHS
from moodrec.mood import CORNER_WORDS
from moodrec.reference import ReferenceSet
from moodrec.survey.axes import Axis, axis, known

COLOURS = ("quadrant", "genre", "year", "popularity")
"""What songs can be coloured by."""
FIXED = "fixed"
"""The size that is the same for all songs."""
LARGEST = 8
"""Genres that have a colour of their own."""
OTHER = "other"
_LONGEST = 40  # characters of a wrong name that are repeated


@dataclass(frozen=True, eq=False)
class Categories:
    """A group for each song: its place in `names`, shape (rows,), so that none is without."""

    names: tuple[str, ...]
    codes: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Scale:
    """A number for each song, shape (rows,), NaN where nobody told it, along an axis."""

    axis: Axis
    values: NDArray[np.float64]


Colour: TypeAlias = Categories | Scale


def colour(reference: ReferenceSet, name: str) -> Colour:
    """What the songs are coloured by. Raises QueryError for what there is no colour for."""
    if name == "quadrant":
        return _quadrants(reference)
    if name == "genre":
        return _genres(reference)
    if name not in COLOURS:
        raise QueryError(f"There is no colour {name[:_LONGEST]}. There are {', '.join(COLOURS)}.")
    found = axis(reference, name)
    return Scale(found, found.values(reference))


def colours(reference: ReferenceSet) -> tuple[str, ...]:
    """The colours that say something of this set."""
    told = {*known(reference), "quadrant", *(["genre"] if reference.genres else [])}
    return tuple(name for name in COLOURS if name in told)


def sizes(reference: ReferenceSet, name: str) -> NDArray[np.float64] | None:
    """A size for each song from 0 to 1, shape (rows,), NaN where its value is not known.

    None where all songs have the same. Raises QueryError for what there is no size for.
    """
    if name == FIXED:
        return None
    found = axis(reference, name)
    return np.clip(found.shares(found.values(reference)), 0, 1)


def _quadrants(reference: ReferenceSet) -> Categories:
    half = MILLIONTHS // 2
    bright, lively = reference.valence >= half, reference.energy >= half
    words = list(CORNER_WORDS)
    place = {corner: words.index(corner) for corner in words}
    codes = np.where(
        bright,
        np.where(lively, place[1, 1], place[1, 0]),
        np.where(lively, place[0, 1], place[0, 0]),
    )
    return Categories(tuple(CORNER_WORDS.values()), codes.astype(np.int64))


def _genres(reference: ReferenceSet) -> Categories:
    """The eight largest genres, the largest first; the others, and songs without one, are one."""
    largest = [genre for genre, _ in reference.summary.genres[:LARGEST]]
    place = {genre: number for number, genre in enumerate(largest)}
    places = [place.get(genre, len(largest)) for genre in reference.genres]
    codes = np.array([*places, len(largest)])[reference.genre_of]  # -1: no genre
    return Categories((*largest, OTHER), codes.astype(np.int64))
