"""Extends a list: by all songs of the set that fit, or by a number spread over its moods."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.filters import Filters
from moodrec.playlist.near import Candidates, Pick
from moodrec.playlist.regions import FIFTHS, cells_of
from moodrec.playlist.songs import Songs, points
from moodrec.recommend import Index
from moodrec.wishes import RING_RADIUS, WIDEST_RING

MOST = 500
"""Most songs that are added at once."""
_ANYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Extension:
    """Songs for a list, and how many fitted: `about` says in a sentence how they were found."""

    picks: tuple[Pick, ...]
    fitting: int
    about: str


def fitting(
    index: Index,
    songs: Songs,
    within: float = RING_RADIUS,
    filters: Filters = _ANYTHING,
    *,
    one_per_artist: bool = True,
) -> Extension:
    """All songs whose nearest song of the list is at most `within` away, the best first.

    `fitting` counts them before the rules of one per artist and recording; MOST are given.
    Raises QueryError for a list without songs, and unless `within` is from 0 to 0.5.
    """
    if not 0 <= within <= WIDEST_RING:
        raise QueryError(f"Songs fit within a distance of 0 to {WIDEST_RING:g}, not {within:g}.")
    found = Candidates(index, songs, filters, one_per_artist=one_per_artist)
    inside = np.flatnonzero(found.distances <= within)
    order = found.best_first(inside)
    picks = tuple(found.pick(place) for place in islice(found.let_in(order, found.gate()), MOST))
    rules = "one a recording and artist" if one_per_artist else "one a recording"
    cut = f" No more than {MOST:,} are given." if len(picks) == MOST else ""
    about = f"{len(inside):,} songs fit; {len(picks):,} of them, {rules}, are here.{cut}"
    return Extension(picks, len(inside), about)


def extend(
    index: Index,
    songs: Songs,
    n: int,
    filters: Filters = _ANYTHING,
    *,
    one_per_artist: bool = True,
) -> Extension:
    """`n` songs, to each mood as many as the list has part in it, the best fitting there.

    A place that a mood cannot fill goes to the best of the others. Raises QueryError for a list
    without songs, and unless `n` is from 1 to MOST.
    """
    require_number(n)
    found = Candidates(index, songs, filters, one_per_artist=one_per_artist)
    own = np.bincount(cells_of(points(songs), FIFTHS), minlength=FIFTHS**2)
    moods = cells_of(found.places, FIFTHS)
    gate, chosen = found.gate(), list[int]()
    for mood, places in enumerate(shared_out(n, own).tolist()):
        if places:
            order = found.best_first(np.flatnonzero(moods == mood))
            chosen += islice(found.let_in(order, gate), places)
    rest = np.setdiff1d(np.arange(len(found.rows)), chosen)
    if len(chosen) < n:
        chosen += islice(found.let_in(found.best_first(rest), gate), n - len(chosen))
    order = found.best_first(np.sort(np.array(chosen, dtype=np.int64)))
    picks = tuple(map(found.pick, order.tolist()))
    short = "" if len(picks) == n else f" No more than {len(picks):,} are left to pick."
    about = f"{len(picks):,} more songs, spread as the list is over its moods.{short}"
    return Extension(picks, len(found.rows), about)


def require_number(n: int) -> None:
    """Raises QueryError unless so many songs can be added at once."""
    if not 1 <= n <= MOST:
        raise QueryError(f"Add 1 to {MOST:,} songs, not {n:,}.")


def shared_out(n: int, parts: NDArray[np.int64]) -> NDArray[np.int64]:
    """`n` places in proportion to `parts`, not all 0, by largest remainders; ties to the first."""
    due = n * parts / parts.sum()
    places: NDArray[np.int64] = np.floor(due).astype(np.int64)
    remainders = np.round(due - places, 9)
    first = np.argsort(-remainders, kind="stable")[: n - int(places.sum())]
    places[first] += 1
    return places
