"""The corners of the mood plane with the songs that live there, and which of them are thin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodrec.metrics import to_millionths
from moodrec.model import MoodPoint
from moodrec.mood import CORNER_WORDS
from moodrec.reference import ReferenceSet
from moodrec.survey.selections import Box

FIFTHS = 5
"""Parts of each axis that have words of their own."""
_REACH = 0.4  # of each axis: the outer fifth and the next
_FEW = 0.05  # of the songs, where an even share is 16 %

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Corner:
    """A corner of the plane: its word, where it is, and the `songs` that live there."""

    word: str
    box: Box
    songs: int = 0


CORNERS: tuple[Corner, ...] = tuple(
    Corner(
        word,
        Box(
            valence * (1 - _REACH),
            energy * (1 - _REACH),
            _REACH + valence * (1 - _REACH),
            _REACH + energy * (1 - _REACH),
        ),
    )
    for (valence, energy), word in CORNER_WORDS.items()
)
"""The four corners, two fifths of each axis wide."""


def corners(reference: ReferenceSet, passing: Mask) -> tuple[Corner, ...]:
    """The corners with the number of songs that pass in each."""
    return tuple(Corner(one.word, one.box, _songs(reference, one.box, passing)) for one in CORNERS)


def thin(found: tuple[Corner, ...], passing: int) -> tuple[Corner, ...]:
    """The corners that hold few of the `passing` songs, the thinnest first."""
    few = [one for one in found if one.songs < _FEW * passing]
    return tuple(sorted(few, key=lambda one: one.songs))


def alike(reference: ReferenceSet, point: MoodPoint, passing: Mask) -> int:
    """How many songs that pass have the mood that describe() names for this point."""
    same = passing.copy()
    places = ((reference.valence, point.valence), (reference.energy, point.energy))
    for values, place in places:
        fifth = min(int(place * FIFTHS), FIFTHS - 1)
        last = fifth == FIFTHS - 1
        same &= values >= to_millionths(fifth / FIFTHS)
        same &= (
            (values <= to_millionths(1.0)) if last else values < to_millionths((fifth + 1) / FIFTHS)
        )
    return int(np.count_nonzero(same))


def _songs(reference: ReferenceSet, box: Box, passing: Mask) -> int:
    x0, x1, y0, y1 = (int(to_millionths(end)) for end in (box.x0, box.x1, box.y0, box.y1))
    across = (reference.valence >= x0) & (reference.valence <= x1)
    up = (reference.energy >= y0) & (reference.energy <= y1)
    return int(np.count_nonzero(across & up & passing))
