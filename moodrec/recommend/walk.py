"""A walk over candidates from the highest score downwards."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from moodrec.metrics.contract import Keys


def by_score(
    rows: NDArray[np.int64], scores: NDArray[np.int64], keys: Keys, first: int
) -> Iterator[int]:
    """Yields the places in `rows` with the highest scores first, ties by distance, then by id.

    Scores and keys are those of the rows. Not more is sorted than is asked for, `first` to
    begin with: a batch is closed under ties at its far end, so that none is cut in two.
    """
    done = 0
    while done < len(rows):
        rest = len(rows) - min(max(first, 4 * done), len(rows))
        least = np.partition(scores, rest)[rest]
        places = np.flatnonzero(scores >= least)
        ordered = places[np.lexsort((rows[places], keys[places], -scores[places]))]
        yield from ordered[done:].tolist()
        done = len(ordered)
