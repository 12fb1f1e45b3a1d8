"""The reference set at a glance: what a plane shows of it, small and of constant size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodrec.metrics import MILLIONTHS, to_millionths
from moodrec.model import MoodPoint, Track
from moodrec.mood import describe
from moodrec.reference import Known, ReferenceSet

CELLS = 50
"""Cells of the density grid on each axis."""
SAMPLE = 700
"""Most tracks drawn one by one for hovering: each costs the browser about 100 bytes."""

Axis = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Dot:
    """One track of the sample, with the words of its hover card."""

    track_id: str
    title: str
    artists: str
    mood: str
    point: MoodPoint
    livelier_than: float


@dataclass(frozen=True, eq=False)
class Overview:
    """What a plane shows of a reference set.

    `counts` has shape (CELLS, CELLS), rows by energy upwards and columns by valence;
    `median` is the point of the two medians; `dots` are a fixed random sample;
    `calm_and_upbeat` counts the songs in that corner (a fifth of each axis and the next);
    `examples` are the best-known tracks of the four quarters.
    """

    version: str
    songs: int
    counts: NDArray[np.int64]
    median: MoodPoint
    dots: tuple[Dot, ...]
    calm_and_upbeat: int
    examples: tuple[Track, ...]
    _valence: Axis
    _energy: Axis

    def brighter_than(self, point: MoodPoint) -> float:
        """The share (0 to 1) of songs with lower valence."""
        return _share_below(self._valence, point.valence)

    def livelier_than(self, point: MoodPoint) -> float:
        """The share (0 to 1) of songs with lower energy."""
        return _share_below(self._energy, point.energy)


def overview(reference: ReferenceSet) -> Overview:
    """Summarises a reference set; the same set always gives the same overview."""
    valence, energy = np.sort(reference.valence), np.sort(reference.energy)
    valence.setflags(write=False)
    energy.setflags(write=False)
    rows = np.random.default_rng(seed=0).permutation(len(reference))[:SAMPLE]
    return Overview(
        version=reference.version,
        songs=len(reference),
        counts=_counts(reference),
        median=MoodPoint(
            float(np.median(valence)) / MILLIONTHS, float(np.median(energy)) / MILLIONTHS
        ),
        dots=tuple(_dot(reference.known(row), energy) for row in np.sort(rows).tolist()),
        calm_and_upbeat=int(np.count_nonzero(_corner(reference, 0.6, 0.4))),
        examples=_examples(reference),
        _valence=valence,
        _energy=energy,
    )


def _counts(reference: ReferenceSet) -> NDArray[np.int64]:
    edges = np.linspace(0, MILLIONTHS, CELLS + 1)
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
    return tuple(reference.known(row).track for row in rows)


def _dot(known: Known, energy: Axis) -> Dot:
    return Dot(
        known.track.id,
        known.track.title,
        known.track.artist_line,
        describe(known.point),
        known.point,
        _share_below(energy, known.point.energy),
    )


def _share_below(ascending: Axis, value: float) -> float:
    return float(np.searchsorted(ascending, to_millionths(value)) / len(ascending))
