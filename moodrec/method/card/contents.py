"""What a data card says of a reference set, in values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moodrec import words
from moodrec.inventory import inventory
from moodrec.method.card.biases import Bias, biases
from moodrec.method.card.columns import Column, columns
from moodrec.method.card.origins import Origin, origins
from moodrec.method.spread import Spread, recordings_of, spread
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


def card(reference: ReferenceSet, apart: Spread | None = None) -> Card:
    """Measures what the card of a reference set says.

    `apart` is how far its releases lie apart, where that was measured before.
    """
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
        biases=tuple(biases(reference, seen, apart or spread(reference))),
    )


def recordings(reference: ReferenceSet) -> int:
    """How many recordings the releases of a set are of, the folded ones among them."""
    return len(np.unique(recordings_of(reference.every_release())))
