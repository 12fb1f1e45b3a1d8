"""What a data card says of a reference set, in values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moodrec import words
from moodrec.inventory import inventory
from moodrec.method.card.biases import Bias, biases
from moodrec.method.card.columns import Column, columns
from moodrec.method.card.origins import Origin, origins
from moodrec.model import ReferenceSummary
from moodrec.overview import overview
from moodrec.reference import FOLDED, ReferenceSet

FEW_SONGS = 30
"""A genre with fewer songs is called small."""


@dataclass(frozen=True, slots=True)
class Card:
    """The data card of one reference set.

    `about` is the set in a sentence. Its songs are of `recordings`; `folded` other releases of
    these take no part. Of the plane's 100 cells `thin` have few songs, and `empty` none;
    `small_genres` are those of fewer than FEW_SONGS.
    """

    summary: ReferenceSummary
    version: str
    about: str
    recordings: int
    folded: int
    origins: tuple[Origin, ...]
    columns: tuple[Column, ...]
    thin: int
    empty: int
    small_genres: tuple[tuple[str, int], ...]
    biases: tuple[Bias, ...]


def card(reference: ReferenceSet) -> Card:
    """Measures what the card of a reference set says."""
    summary, held, seen = reference.summary, inventory(reference), overview(reference)
    return Card(
        summary=summary,
        version=reference.version,
        about=words.contents(summary, seen.calm_and_happy),
        recordings=recordings(reference),
        folded=dict(summary.dropped).get(FOLDED, 0),
        origins=tuple(origins(reference)),
        columns=tuple(columns(reference)),
        thin=int(held.thin.sum()),
        empty=int(np.count_nonzero(held.counts == 0)),
        small_genres=tuple(one for one in summary.genres if one[1] < FEW_SONGS),
        biases=tuple(biases(reference, seen)),
    )


def recordings(reference: ReferenceSet) -> int:
    """How many recordings the rows are of: those that share an ISRC, or artists and title, are one.

    Rows are joined through the numbers that they share, and what hangs together is counted.
    """
    from scipy.sparse import coo_array  # noqa: PLC0415  # takes a second
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    rows = np.arange(len(reference))
    sharing, nodes = [], len(rows)
    for number_of in reference.recordings:
        known = number_of >= 0
        sharing.append((rows[known], nodes + number_of[known]))
        nodes += int(number_of.max(initial=-1)) + 1
    ends = [np.concatenate(side) for side in zip(*sharing, strict=True)]
    joined = coo_array((np.ones(len(ends[0]), dtype=bool), tuple(ends)), shape=(nodes, nodes))
    _, part = connected_components(joined, directed=False)
    return len(np.unique(part[: len(rows)]))
