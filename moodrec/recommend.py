"""Finds the nearest neighbours of a mood point: exact, repeatable, ties closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodrec.metrics import MILLIONTHS, euclidean_squared, to_distance
from moodrec.model import Neighbour, Query, Ring, Seed
from moodrec.mood import RING_RADIUS
from moodrec.reference import ReferenceSet
from moodrec.releases import recording_key

Squared = NDArray[np.int64]
_SURROUNDINGS = 20  # tracks drawn in the lens beside the neighbours
_RING_SQUARED = round(RING_RADIUS * MILLIONTHS) ** 2


@dataclass(frozen=True, slots=True)
class Nearest:
    """What lies near a seed: the neighbours, the other nearest tracks, and the ring."""

    neighbours: tuple[Neighbour, ...]
    surroundings: tuple[Neighbour, ...]
    ring: Ring


def nearest(reference: ReferenceSet, seed: Seed, query: Query) -> Nearest:
    """The `query.n` nearest tracks to the seed, and what else lies there.

    Neighbours come in the order of (distance, track id); the seed's own row is left out by
    id. With one per artist no two share a credited artist; with one per recording neither
    the seed's recording nor any other comes twice. There are fewer than n when the
    reference set has no more.
    """
    squared = euclidean_squared(reference.valence, reference.energy, seed.point)
    own = None if seed.track is None else reference.row_of(seed.track.id)
    if own is not None:
        squared[own] = np.iinfo(np.int64).max
    accepts = _gate(reference, seed, query)
    taken: list[int] = []
    passed: list[int] = []
    for row in _by_distance(squared, len(reference) - (own is not None), first=4 * query.n):
        full = len(taken) == query.n
        if full and len(passed) >= _SURROUNDINGS:
            break
        (passed if full or not accepts(row) else taken).append(row)
    return Nearest(
        _neighbours(reference, taken, squared),
        _neighbours(reference, passed[:_SURROUNDINGS], squared),
        Ring(RING_RADIUS, _songs_inside(reference, squared, seed, query)),
    )


def _songs_inside(reference: ReferenceSet, squared: Squared, seed: Seed, query: Query) -> int:
    """How many other songs lie inside the ring; releases of the seed's recording are none."""
    inside = np.flatnonzero(squared <= _RING_SQUARED).tolist()
    own = _recording_of(seed)
    if own is None or seed.track is None or not query.one_per_recording:
        return len(inside)
    artists = set(seed.track.artists)
    alike = [row for row in inside if artists == set(reference.artists(row))]
    return len(inside) - sum(reference.recording(row) == own for row in alike)


def _recording_of(seed: Seed) -> str | None:
    return recording_key(seed.track.artists, seed.track.name) if seed.track else None


def _neighbours(
    reference: ReferenceSet, rows: list[int], squared: Squared
) -> tuple[Neighbour, ...]:
    return tuple(
        Neighbour(one.track, one.features, one.point, one.livelier_than, distance)
        for one, distance in zip(
            map(reference.placed, rows), to_distance(squared[rows]).tolist(), strict=True
        )
    )


def _by_distance(squared: Squared, available: int, first: int) -> Iterator[int]:
    """Yields rows in the order of (distance, id) without sorting more than is asked for.

    Rows are in the order of ids, so a stable sort by distance breaks ties by id. A batch
    is closed under ties at its far end, so that none is cut in the middle of one.
    """
    done = 0
    while done < available:
        size = min(max(first, 4 * done), available)
        reach = np.partition(squared, size - 1)[size - 1]
        candidates = np.flatnonzero(squared <= reach)
        ordered = candidates[np.argsort(squared[candidates], kind="stable")]
        yield from ordered[done:].tolist()
        done = len(ordered)


def _gate(reference: ReferenceSet, seed: Seed, query: Query) -> Callable[[int], bool]:
    """A test that lets each artist and each recording pass once, as the query asks."""
    artists: set[str] = set()
    recordings: set[str | None] = {_recording_of(seed)}

    def accepts(row: int) -> bool:
        names = reference.artists(row) if query.one_per_artist else ()
        credited = {name.casefold() for name in names}
        if credited & artists:
            return False
        recording = reference.recording(row) if query.one_per_recording else None
        if recording is not None and recording in recordings:
            return False
        artists.update(credited)
        recordings.add(recording)
        return True

    return accepts
