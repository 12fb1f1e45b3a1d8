"""The songs that a listener probably knows: the best known ones of a set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from moodrec.model import Track
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet

WELL_KNOWN = 500
"""The most popular songs of a set that count as well known."""


def acquaintances(
    index: Index, track: Track, asked: Iterable[str], skipped: Sequence[str] = ()
) -> NDArray[np.int64]:
    """The rows that a listener may be asked about beside `track`, the best known first.

    They have a title, come by artists other than those of the track and of the songs that were
    `asked` about, and are no releases of any of these nor of the `skipped` ones.
    """
    reference = index.reference
    before = [track, *_tracks(reference, asked)]
    artists = _names(name for one in before for name in one.artists)
    heard = (*before, *_tracks(reference, skipped))
    away = {*index.releases_of(heard), *(reference.row_of(one.id) for one in heard)}
    rows = [
        row
        for row in well_known(reference).tolist()
        if row not in away
        and reference.text("name", row)
        and artists.isdisjoint(_names(reference.artists(row)))
    ]
    return np.array(rows, dtype=np.int64)


def well_known(reference: ReferenceSet) -> NDArray[np.int64]:
    """The rows of the most popular songs, the best known first; ties by id.

    All rows where nobody told how popular any of them is: then the listener has to say which
    ones they know.
    """
    known = np.flatnonzero(~np.isnan(reference.popularity))
    if not len(known):
        return np.arange(len(reference))
    order = np.argsort(-reference.popularity[known], kind="stable")
    found: NDArray[np.int64] = known[order[:WELL_KNOWN]]
    return found


def _tracks(reference: ReferenceSet, track_ids: Iterable[str]) -> Iterator[Track]:
    found = (reference.find(one) for one in track_ids)
    return (one.track for one in found if one)


def _names(artists: Iterable[str]) -> set[str]:
    return {name.casefold() for name in artists}
