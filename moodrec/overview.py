"""The reference set at a glance: what a plane shows of it, small and of constant size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodrec.metrics import MILLIONTHS, to_millionths
from moodrec.model import MoodPoint, PlacedTrack, Track
from moodrec.reference import ReferenceSet

CELLS = 50
"""Cells of the density grid on each axis."""
COARSE_CELLS = 10
"""Cells on each axis when the question is where songs are missing."""
SAMPLE = 530
"""Most tracks drawn one by one for hovering: each costs the browser about 100 bytes."""

Axis = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Overview:
    """What a plane shows of a reference set.

    `counts` has shape (CELLS, CELLS), rows by energy upwards and columns by valence;
    `median` is the point of the two medians; `dots` are a fixed random sample;
    `calm_and_happy` counts the songs in that corner (a fifth of each axis and the next);
    `examples` are the best-known tracks of the four quarters.
    """

    version: str
    songs: int
    counts: NDArray[np.int64]
    median: MoodPoint
    dots: tuple[PlacedTrack, ...]
    calm_and_happy: int
    examples: tuple[Track, ...]


def overview(reference: ReferenceSet) -> Overview:
    """Summarises a reference set; the same set always gives the same overview."""
    rows = np.random.default_rng(seed=0).permutation(len(reference))[:SAMPLE]
    return Overview(
        version=reference.version,
        songs=len(reference),
        counts=_counts(reference),
        median=MoodPoint(_median(reference.valence), _median(reference.energy)),
        dots=tuple(map(reference.placed, np.sort(rows).tolist())),
        calm_and_happy=int(np.count_nonzero(_corner(reference, 0.6, 0.4))),
        examples=_examples(reference),
    )


def coverage(reference: ReferenceSet) -> NDArray[np.int64]:
    """Songs in each of 10 by 10 cells, rows by energy upwards and columns by valence."""
    return _counts(reference, COARSE_CELLS)


def _counts(reference: ReferenceSet, cells: int = CELLS) -> NDArray[np.int64]:
    edges = np.linspace(0, MILLIONTHS, cells + 1)
    found, _, _ = np.histogram2d(reference.energy, reference.valence, bins=[edges, edges])
    counts = found.astype(np.int64)
    counts.setflags(write=False)
    return counts


def _corner(reference: ReferenceSet, valence: float, energy: float) -> NDArray[np.bool_]:
    """The upbeat and calm rows: valence at least `valence`, energy at most `energy`."""
    bright = reference.valence >= to_millionths(valence)
    return bright & (reference.energy <= to_millionths(energy))


def _examples(reference: ReferenceSet) -> tuple[Track, ...]:
    half = MILLIONTHS // 2
    fame = np.nan_to_num(reference.popularity, nan=0.0)
    bright, lively = reference.valence >= half, reference.energy >= half
    quarters = [bright & lively, ~bright & lively, ~bright & ~lively, bright & ~lively]
    rows = [int(np.argmax(np.where(quarter, fame, -1))) for quarter in quarters if quarter.any()]
    return tuple(reference.placed(row).track for row in rows)


def _median(values: Axis) -> float:
    return float(np.median(values)) / MILLIONTHS
