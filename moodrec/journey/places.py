"""The places of a journey: which of them are free, and what may stand in them."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from moodrec.journey.exact import most
from moodrec.journey.field import Field, Rows
from moodrec.journey.rules import NO_GENRE, Rules
from moodrec.model import Track

Points = NDArray[np.int64]
"""Places in whole millionths, shape (n, 2): valence, energy."""


@dataclass(frozen=True, eq=False)
class Places:
    """Places to be filled: all `points`, some of which are held by tracks already."""

    field: Field
    rules: Rules
    points: Points
    held: Mapping[int, Track]
    genre_gap: int
    until: float = math.inf
    """The time of time.monotonic() at which no further search begins."""
    company: tuple[int, ...] = ()
    """What `together` is, where that was found out before."""

    @cached_property
    def free(self) -> tuple[int, ...]:
        """The numbers of the places that nobody holds, from 0."""
        return tuple(number for number in range(len(self.points)) if number not in self.held)

    @cached_property
    def taken(self) -> frozenset[str]:
        """The keys of the songs that hold a place."""
        return frozenset().union(*map(self.rules.keys_of, self.held.values()))

    @property
    def seconds(self) -> float:
        """How long may be searched still."""
        return max(self.until - time.monotonic(), 0)

    @cached_property
    def together(self) -> tuple[int, ...]:
        """Rows that may be in one list whatever their genres: enough to fill it, if there are."""
        rows = self.company or _spread(self, enough=len(self.free))
        if len(rows) < len(self.free):
            open_ = self.field.rows.tolist()
            open_ = [row for row in open_ if self.taken.isdisjoint(self.rules.keys(row))]
            more = most(sharing(self.rules, open_), len(open_), self.seconds)
            rows = max(rows, tuple(open_[option] for option in more.tolist()), key=len)
        return rows

    @property
    def widest_gap(self) -> int:
        """A gap between two of a genre above which there is no way at all.

        A run of so many places and one more needs as many genres, but for songs without one
        and for those that hold a place.
        """
        genres = self.rules.reference.genre_of[self.field.rows]
        kinds = len(np.unique(genres[genres != NO_GENRE]))
        jokers = np.count_nonzero(genres == NO_GENRE) + len(self.held)
        places = len(self.points)
        for gap in range(min(self.genre_gap, places - 1), 0, -1):
            if places // (gap + 1) * (gap + 1 - kinds) <= jokers:
                return gap
        return 0

    def open_to(self, number: int, row: int) -> bool:
        """True when those who hold places leave this one to the song of a row."""
        if not self.held:
            return True
        genre = self.rules.genre(row)
        near = (
            self.rules.genre_of(track)
            for place, track in self.held.items()
            if abs(place - number) <= self.genre_gap
        )
        return self.taken.isdisjoint(self.rules.keys(row)) and (
            genre == NO_GENRE or self.genre_gap == 0 or genre not in near
        )

    def offsets(self, number: int, rows: Rows) -> NDArray[np.int64]:
        """The squared distances of rows from a place, in millionths."""
        reference = self.rules.reference
        valence, energy = self.points[number]
        found: NDArray[np.int64] = (reference.valence[rows] - valence) ** 2 + (
            reference.energy[rows] - energy
        ) ** 2
        return found

    def kept(self, rows: Mapping[int, int]) -> bool:
        """True when these rows at these places keep every rule among each other."""
        keys = [key for row in rows.values() for key in self.rules.keys(row)]
        if len({*rows.values()}) < len(rows) or len({*keys}) < len(keys):
            return False
        return not self.genre_gap or not any(
            abs(one - other) <= self.genre_gap
            for places in _by_genre(self.rules, rows).values()
            for one, other in pairwise(places)
        )


def room(places: Places) -> int:
    """How many songs can be in the list, whatever the genres, those held among them.

    At most, unless the time was over before that was known.
    """
    return min(len(places.held) + len(places.together), len(places.points))


def sharing(rules: Rules, rows: Iterable[int]) -> list[list[int]]:
    """The places in `rows` of each song, and of those that may not be in the same list."""
    sharing: dict[str | int, list[int]] = defaultdict(list)
    for option, row in enumerate(rows):
        keys: tuple[str | int, ...] = (row, *rules.keys(row))
        for key in keys:
            sharing[key].append(option)
    return [options for options in sharing.values() if len(options) > 1]


def _by_genre(rules: Rules, rows: Mapping[int, int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for number in sorted(rows):
        if (genre := rules.genre(rows[number])) != NO_GENRE:
            found[genre].append(number)
    return found


def _spread(places: Places, enough: int) -> tuple[int, ...]:
    """Rows taken greedily, in the order of ids, that may be in one list; not more than enough."""

    def taken() -> Iterable[int]:
        keys = set(places.taken)
        for row in np.sort(places.field.rows).tolist():
            if keys.isdisjoint(own := places.rules.keys(row)):
                keys.update(own)
                yield row

    return tuple(islice(taken(), enough))
