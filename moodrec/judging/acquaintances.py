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
MOST_UNTOLD = 2000
"""Songs that may be asked about where nobody told how popular any of them is."""


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

    Where fewer than WELL_KNOWN have a popularity that is known, others fill the list up to it, and
    where none has, up to MOST_UNTOLD: then the listener has to say which ones they know. Those
    are taken evenly over the whole set, whose order is that of the ids.
    """
    told = ~np.isnan(reference.popularity)
    known = np.flatnonzero(told)
    order = np.argsort(-reference.popularity[known], kind="stable")[:WELL_KNOWN]
    most = WELL_KNOWN if len(known) else MOST_UNTOLD
    others = _evenly(np.flatnonzero(~told), most - len(order))
    found: NDArray[np.int64] = np.concatenate([known[order], others])
    return found


def _evenly(rows: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """At most so many of these rows, as far apart as they can be."""
    if len(rows) <= most:
        return rows
    evenly: NDArray[np.int64] = rows[np.arange(most) * len(rows) // max(most, 1)]
    return evenly


def _tracks(reference: ReferenceSet, track_ids: Iterable[str]) -> Iterator[Track]:
    found = (reference.find(one) for one in track_ids)
    return (one.track for one in found if one)


def _names(artists: Iterable[str]) -> set[str]:
    """What artists are called, to compare; one without a name is nobody."""
    return {name.casefold() for name in artists if name.strip()}
