"""Puts a list into another order: by a feature, along a journey, or without great leaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.journey import Path
from moodrec.journey.assign import assign
from moodrec.model import FEATURE_NAMES, PlacedTrack
from moodrec.playlist.songs import Points, Songs, Values, points, values

ORDERED = (*FEATURE_NAMES, "popularity", "year", "duration_ms")
"""What a list can be ordered by."""
ASSIGNED = 800
"""Most songs that one assignment takes; its time grows with their number cubed."""
_UNCROSSED = 300  # most songs whose way is freed of detours: that takes their number cubed
_ON_CURVE = 400  # places on a path to which songs are led back

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ordered:
    """The songs of a list in another order, none lost; `about` says which, in a sentence.

    `offsets` are the distances on the plane from each song to its place on a path, else empty.
    """

    songs: tuple[PlacedTrack, ...]
    about: str
    offsets: tuple[float, ...] = ()


def by_feature(songs: Songs, name: str, *, down: bool = False) -> Ordered:
    """By one of ORDERED, upwards or down; unknown values last, ties in the list's own order.

    Raises QueryError when there is no such feature.
    """
    if name not in ORDERED:
        raise QueryError(f"No list is ordered by {name}. There are {', '.join(ORDERED)}.")
    told = values(songs, name)
    order = np.argsort(-told if down else told, kind="stable")  # NaN comes last either way
    unknown = int(np.isnan(told).sum())
    called = "length" if name == "duration_ms" else name
    last = f" {unknown:,} without a known value come last." if unknown else ""
    about = f"Ordered by {called}, {'downwards' if down else 'upwards'}.{last}"
    return Ordered(_at(songs, order), about)


def along(songs: Songs, path: Path) -> Ordered:
    """Along a journey: the path's evenly spaced places each get a song, by the best total fit.

    As in a journey, the sum of squared distances is the least.
    A list of more than ASSIGNED songs goes by where on the path each song is nearest to.
    """
    places = points(songs)
    if len(songs) > ASSIGNED:
        shares, offsets = _led_back(places, path)
        order = np.argsort(shares, kind="stable")
        about = (
            f"Ordered along the journey, each song where its nearest place is: with more than "
            f"{ASSIGNED:,} songs no assignment is sought."
        )
        return Ordered(_at(songs, order), about, tuple(offsets[order].tolist()))
    wanted = path.places(len(songs))
    apart = _distances(wanted, places)
    order = assign(apart**2)
    offsets = apart[np.arange(len(order)), order]
    about = "Ordered along the journey: one song a place, with the best total fit."
    return Ordered(_at(songs, order), about, tuple(offsets.tolist()))


def smoothly(songs: Songs) -> Ordered:
    """From the calmest song on, each next one near the last, detours taken out of short lists.

    The nearest neighbour each time, then exchanges of two steps while one shortens the way:
    G. A. Croes, "A method for solving traveling-salesman problems", 1958.
    """
    places = points(songs)
    order = _nearest_each_time(places)
    if len(songs) <= _UNCROSSED:
        order = _without_detours(places, order)
    return Ordered(_at(songs, order), "Ordered without great leaps, from the calmest song on.")


def way(songs: Songs) -> float:
    """The way over the plane through the songs in their order, in units of its axes."""
    return float(np.hypot(*np.diff(points(songs), axis=0).T).sum())


def _at(songs: Songs, order: Places) -> tuple[PlacedTrack, ...]:
    return tuple(songs[place] for place in order.tolist())


def _distances(one: Points, other: Points) -> Points:
    return np.asarray(np.hypot(*(one[:, None, :] - other[None, :, :]).transpose(2, 0, 1)))


def _led_back(places: Points, path: Path) -> tuple[Values, Values]:
    """The share of the path at which each place is nearest to it, and how far off it lies.

    What is nearest to an end lies beyond it, the farther off the more.
    """
    shares = np.linspace(0, 1, _ON_CURVE)
    apart = _distances(places, path.at(shares))
    nearest = apart.argmin(axis=1)
    along, off = shares[nearest], apart[np.arange(len(places)), nearest]
    beyond = np.where(along == 1, off, np.where(along == 0, -off, 0))
    return along + beyond, off


def _nearest_each_time(places: Points) -> Places:
    if not len(places):
        return np.zeros(0, dtype=np.int64)
    (across, up), order = places.T.copy(), np.empty(len(places), dtype=np.int64)
    place = int(np.lexsort((places[:, 0], places[:, 1]))[0])
    for step in range(len(places)):
        order[step] = place
        across[place] = np.inf
        apart = (across - places[place, 0]) ** 2 + (up - places[place, 1]) ** 2
        place = int(apart.argmin())
    return order


def _without_detours(places: Points, order: Places) -> Places:
    """Turns parts of the way round as long as the best turn shortens it; the start stays."""
    apart = _distances(places, places)
    for _ in range(len(order)):
        start, end, gain = _best_turn(apart, order)
        if gain <= 1e-9:  # noqa: PLR2004  # less is rounding
            break
        order[start : end + 1] = order[start : end + 1][::-1]
    return order


def _best_turn(apart: Points, order: Places) -> tuple[int, int, float]:
    """The part of the way, from place to place, that is best turned round, and what that gains."""
    if len(order) <= 2:  # noqa: PLR2004  # nothing between start and end
        return 0, 0, 0.0
    step = apart[np.ix_(order, order)]
    before = np.diag(step, 1)  # from each place to the next
    now = before[:, None] + np.append(before[1:], 0)[None, :]
    joined = step[:-1, 1:]  # before a part, to its last song
    past = np.concatenate([step[1:, 2:], np.zeros((len(order) - 1, 1))], axis=1)
    gains = np.triu(now - joined - past, 1)
    start, end = np.unravel_index(int(gains.argmax()), gains.shape)
    return int(start) + 1, int(end) + 1, float(gains[start, end])
