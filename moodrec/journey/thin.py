"""The thin stretches of a path: where hardly any song that may be picked is near."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from moodrec.itinerary import Thin
from moodrec.journey.field import Field
from moodrec.journey.path import Path
from moodrec.metrics import MILLIONTHS, to_millionths
from moodrec.model import MoodPoint
from moodrec.wishes import RING_RADIUS

FEW = 10
"""Songs inside the ring below which a place is thin."""
_LOOKS = 61  # places along the path where songs are counted
_SHORTEST = 3  # looks in a row: a single one says nothing of a stretch
_DRAWN = 24  # points that draw a stretch


def thin(path: Path, field: Field) -> tuple[Thin, ...]:
    """The stretches along which fewer than FEW songs lie within the same-mood ring."""
    radius = round(RING_RADIUS * MILLIONTHS)
    near = [field.within(place, radius) for place in to_millionths(path.places(_LOOKS))]
    found = []
    for is_thin, run in groupby(range(_LOOKS), key=lambda look: len(near[look]) < FEW):
        looks = list(run)
        if is_thin and len(looks) >= _SHORTEST:
            songs = len(np.unique(np.concatenate([near[look] for look in looks])))
            found.append(_stretch(path, looks[0], looks[-1], songs))
    return tuple(found)


def _stretch(path: Path, first: int, last: int, songs: int) -> Thin:
    """From half a look before the first to half a look behind the last."""
    start = max(first - 0.5, 0) / (_LOOKS - 1)
    end = min(last + 0.5, _LOOKS - 1) / (_LOOKS - 1)
    curve = path.at(np.linspace(start, end, _DRAWN))
    middle = path.at(np.array([(start + end) / 2]))[0]
    points = [(round(valence, 5), round(energy, 5)) for valence, energy in curve.tolist()]
    return Thin(start, end, songs, MoodPoint(*middle.tolist()), tuple(points))
