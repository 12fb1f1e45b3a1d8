"""How far apart the large genres of the set are: what a distance between lists is held against."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from moodrec.metrics import MILLIONTHS
from moodrec.playlist.versus import energy_distances
from moodrec.reference import ReferenceSet

_GENRES = 8  # the largest ones
_SONGS = 30  # that such a genre has at least


@dataclass(frozen=True, slots=True)
class Apart:
    """Two genres of the set and their energy distance on the plane."""

    first: str
    second: str
    distance: float


def yardstick(reference: ReferenceSet) -> tuple[Apart, ...]:
    """Each two of the largest genres, the nearest two first; empty where there are no two."""
    names = [name for name, songs in reference.summary.genres[:_GENRES] if songs >= _SONGS]
    if len(names) < 2:  # noqa: PLR2004  # nothing to compare
        return ()
    places = np.stack([reference.valence, reference.energy], axis=1) / MILLIONTHS
    number = {name: place for place, name in enumerate(reference.genres)}
    squared = energy_distances(places[reference.genre_of == number[name]] for name in names)
    pairs = (
        Apart(names[one], names[other], float(np.sqrt(squared[one, other])))
        for one, other in combinations(range(len(names)), 2)
    )
    return tuple(sorted(pairs, key=lambda pair: (pair.distance, pair.first, pair.second)))
