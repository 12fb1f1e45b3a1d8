"""Walks over the tracks: from the nearest outwards, or from the highest score downwards."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from moodrec.metrics.contract import Keys


def by_distance(keys: Keys, available: int, first: int) -> Iterator[int]:
    """Yields the `available` rows with the smallest keys, in the order of (key, id).

    Not more is sorted than is asked for, `first` to begin with. Rows are in the order of
    ids, so a stable sort breaks ties by id. A batch is closed under ties at its far end, so
    that none is cut in the middle of one.
    """
    done = 0
    while done < available:
        size = min(max(first, 4 * done), available)
        reach = np.partition(keys, size - 1)[size - 1]
        candidates = np.flatnonzero(keys <= reach)
        ordered = candidates[np.argsort(keys[candidates], kind="stable")]
        yield from ordered[done:available].tolist()
        done = len(ordered)


def by_score(
    rows: NDArray[np.int64], scores: NDArray[np.int64], keys: Keys, first: int
) -> Iterator[int]:
    """Yields the places in `rows` with the highest scores first, ties by distance, then by id.

    `keys` are those of all tracks. Not more is sorted than is asked for, as in by_distance().
    """
    done = 0
    while done < len(rows):
        rest = len(rows) - min(max(first, 4 * done), len(rows))
        least = np.partition(scores, rest)[rest]
        places = np.flatnonzero(scores >= least)
        found = rows[places]
        ordered = places[np.lexsort((found, keys[found], -scores[places]))]
        yield from ordered[done:].tolist()
        done = len(ordered)
