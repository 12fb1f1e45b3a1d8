"""What is in a reference set: by source and genre, over the plane, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodrec.model import FEATURE_NAMES
from moodrec.overview import coverage
from moodrec.reference import ReferenceSet

_THIN = 0.2  # of what each cell would hold were the songs spread evenly


@dataclass(frozen=True, eq=False)
class Inventory:
    """The contents of a reference set in numbers.

    `sources` and `genres` are tracks by source and genre, the most first, and `missing` how
    many tracks lack a feature; `counts` has shape (10, 10), rows by energy upwards and
    columns by valence, and `thin` marks its cells with few songs.
    """

    version: str
    songs: int
    sources: tuple[tuple[str, int], ...]
    genres: tuple[tuple[str, int], ...]
    missing: tuple[tuple[str, int], ...]
    counts: NDArray[np.int64]
    thin: NDArray[np.bool_]


def inventory(reference: ReferenceSet) -> Inventory:
    """Counts the contents of a reference set."""
    counts = coverage(reference)
    thin = counts < _THIN * counts.mean()
    thin.setflags(write=False)
    return Inventory(
        version=reference.version,
        songs=len(reference),
        sources=tuple(reference.sources().items()),
        genres=reference.summary.genres,
        missing=tuple((name, reference.missing(name)) for name in (*FEATURE_NAMES, "popularity")),
        counts=counts,
        thin=thin,
    )
