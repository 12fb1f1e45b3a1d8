"""What a list is worth: how much of a playlist it finds, and how varied and surprising it is.

`found` are the rows of a list in its order, `relevant` those it should hold.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def precision(found: Rows, relevant: Rows, k: int) -> float:
    """The share of the first `k` places that hold a relevant song; a list may be shorter."""
    return int(np.isin(found[:k], relevant).sum()) / k


def recall(found: Rows, relevant: Rows, k: int) -> float:
    """The share of the relevant songs that are among the first `k`."""
    return int(np.isin(found[:k], relevant).sum()) / len(relevant)


def ndcg(found: Rows, relevant: Rows, k: int) -> float:
    """Normalised discounted cumulative gain of the first `k`: 1 when all of them are relevant.

    A relevant song at place i gains 1 / log2(i + 1); the sum is divided by that of the best
    list there could be. K. Järvelin and J. Kekäläinen, "Cumulated gain-based evaluation of IR
    techniques", 2002, doi:10.1145/582415.582418.
    """
    discounts = 1 / np.log2(np.arange(2, k + 2))
    hits = np.isin(found[:k], relevant)
    gained = float(discounts[: len(hits)][hits].sum())
    return gained / float(discounts[: len(relevant)].sum())


def diversity(labels: Sequence[frozenset[str]]) -> float:
    """The share of pairs of songs that have no label in common, such as an artist.

    Songs without labels do not count; NaN with fewer than two others. It is the intra-list
    diversity of B. Smyth and P. McClave, "Similarity vs. diversity", 2001,
    doi:10.1007/3-540-44593-5_25, where two songs are either alike or not.
    """
    known = [one for one in labels if one]
    pairs = [one.isdisjoint(other) for at, one in enumerate(known) for other in known[:at]]
    return sum(pairs) / len(pairs) if pairs else float("nan")


def self_information(counts: NDArray[np.int64], total: int) -> NDArray[np.float64]:
    """How surprising each song is, in bits: -log2 of the share of playlists that hold it.

    `counts` are the playlists that hold it, of `total`, each counted one more, so that a song
    on none has a value. The mean over a list is its novelty: T. Zhou et al., "Solving the
    apparent diversity-accuracy dilemma of recommender systems", 2010,
    doi:10.1073/pnas.1000488107.
    """
    found: NDArray[np.float64] = -np.log2((counts + 1) / (total + 1))
    return found


def repeats(recordings: Sequence[Hashable], own: Hashable) -> float:
    """The share of songs that are another release of the seed's recording, `own`, or of one before.

    None is no recording: such a song repeats nothing. 0 for an empty list.
    """
    seen = {own}
    repeated = 0
    for one in recordings:
        repeated += one is not None and one in seen
        seen.add(one)
    return repeated / max(1, len(recordings))


def mean(values: NDArray[np.floating]) -> float:
    """The mean of the values that are known; NaN when none is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
