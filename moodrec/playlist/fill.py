"""Fills what a list lacks: moods that the set has more of, or gaps in the range it spans."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.filters import Filters
from moodrec.playlist.extend import Extension, require_number, shared_out
from moodrec.playlist.near import Candidates, Pick
from moodrec.playlist.regions import FIFTHS, Region, along, cells_of, regions
from moodrec.playlist.songs import Songs, points
from moodrec.recommend import Index
from moodrec.texts import counted

Against = Literal["the set", "an even spread"]
"""What a list is measured against: the set's shares, or as much of each mood that it spans."""
AGAINST: tuple[Against, ...] = get_args(Against)
_ANYTHING = Filters()
_NAMED = 3  # moods that a sentence tells
_INNER = (0.1, 0.9)  # quantiles between which a list is said to span the plane


def fill(  # noqa: PLR0913  # keywords, each told apart by its name
    index: Index,
    songs: Songs,
    n: int,
    against: Against = "the set",
    filters: Filters = _ANYTHING,
    *,
    one_per_artist: bool = True,
) -> Extension:
    """`n` songs at most for the moods that the list has too little of, the best fitting there.

    Against the set these are the moods that it surely has less of, against an even spread
    those in the range of its inner four fifths of which it has less than an even part. Each
    mood gets as many as it lacks part. Raises QueryError for a list without songs, for
    another `against`, and unless `n` is from 1 to extend.MOST.
    """
    require_number(n)
    if against not in AGAINST:
        raise QueryError(f"A list is filled against {' or '.join(AGAINST)}.")
    candidates = Candidates(index, songs, filters, one_per_artist=one_per_artist)
    cells = FIFTHS if against == "an even spread" else along(len(songs))
    moods = regions(songs, None, index.reference, cells)
    wanted = _even(songs) if against == "an even spread" else _of_set(moods)
    lacks = np.rint(1e6 * np.maximum(wanted - [mood.share for mood in moods], 0)).astype(np.int64)
    if not lacks.any():
        return Extension((), 0, f"Nothing is clearly missing against {against}.")
    picks, available = _picked(candidates, moods, wanted, shared_out(n, lacks), against)
    about = f"{len(picks):,} songs for what the list has little of against {against}: "
    about += f"{_named(moods, lacks)}."
    return Extension(tuple(picks), available, about)


def _picked(
    candidates: Candidates,
    moods: Sequence[Region],
    wanted: NDArray[np.float64],
    places: NDArray[np.int64],
    against: Against,
) -> tuple[list[Pick], int]:
    """The picks mood by mood, the mood that lacks most first, and how many songs lie there."""
    cell_of = cells_of(candidates.places, round(len(moods) ** 0.5))
    gate, picks, available = candidates.gate(), list[Pick](), 0
    for number in np.argsort(-places, kind="stable").tolist():
        if not places[number]:
            break
        mood, inside = moods[number], np.flatnonzero(cell_of == number)
        available += len(inside)
        share, due = round(100 * mood.share), round(100 * float(wanted[number]))
        reason = f"{mood.name}: {share} % of your list, {due} % of {against}"
        order = candidates.let_in(candidates.best_first(inside), gate)
        picks += [candidates.pick(one, reason) for one in islice(order, int(places[number]))]
    return picks, available


def _named(moods: Sequence[Region], lacks: NDArray[np.int64]) -> str:
    """The moods that lack most, and how many more there are."""
    order = np.argsort(-lacks, kind="stable")[: np.count_nonzero(lacks)].tolist()
    first = ", ".join(moods[number].name for number in order[:_NAMED])
    more = len(order) - _NAMED
    return f"{first}, and {counted(more, 'more mood')}" if more > 0 else first


def _of_set(moods: Sequence[Region]) -> NDArray[np.float64]:
    """The shares of the set where the list surely has less, else none."""
    return np.array([mood.expected if mood.leaning < 0 else 0.0 for mood in moods])


def _even(songs: Songs) -> NDArray[np.float64]:
    """An even part for each fifth by fifth between the inner quantiles of the list."""
    corners = np.quantile(points(songs), _INNER, axis=0)
    (left, bottom), (right, top) = np.minimum((corners * FIFTHS).astype(int), FIFTHS - 1).tolist()
    even = np.zeros((FIFTHS, FIFTHS))
    even[bottom : top + 1, left : right + 1] = 1
    return np.asarray((even / even.sum()).ravel())
