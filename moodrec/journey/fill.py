"""Fills the places of a path with songs: the best total fit that keeps every rule."""

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

from moodrec.journey.assign import assign
from moodrec.journey.exact import Choice, cheapest, most
from moodrec.journey.field import Field, Rows
from moodrec.journey.rules import NO_GENRE, Rules
from moodrec.model import Track

Points = NDArray[np.int64]
"""Places in whole millionths, shape (n, 2): valence, energy."""

_FIRST = 40  # songs that are looked at for each place, to begin with
_WIDER = 3  # times as many, when they are not enough
_FARTHEST = 1_000  # songs that a place takes one of when the time is over
_LARGEST = 60_000  # pairs of a place and a song that a solver gets


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
            more = most(_sharing(self.rules, open_), len(open_), self.seconds)
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


@dataclass(frozen=True, slots=True)
class Fill:
    """A row for each free place, by the number of the place.

    Where it is `sure`, no other fill that keeps the rules has a smaller sum of squared offsets.
    """

    rows: Mapping[int, int]
    sure: bool = True


def filled(places: Places) -> Fill | None:
    """The best fill that was found; None when there is no way, or none was found in time.

    The sum of squared offsets, in whole millionths, is the least, unless the search ended
    first: at `places.until`, or at _LARGEST pairs. Of songs that are equally near to a place
    the one with the lowest id is taken.
    """
    if not places.free:
        return Fill({})
    return _Filling(places).best()


def room(places: Places) -> int:
    """How many songs can be in the list, whatever the genres, those held among them.

    At most, unless the time was over before that was known.
    """
    return min(len(places.held) + len(places.together), len(places.points))


class _Filling:
    """One search for the best fill, among more and more candidates."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._count = max(_FIRST, len(places.free))
        self._extra: tuple[int, ...] = ()

    def best(self) -> Fill | None:
        self._look()
        picks = self._relaxed()
        if picks is not None and self._places.kept(picks):
            return Fill(self._settled(picks))
        fill = self._exact() or self._simple()
        return fill and Fill(self._settled(dict(fill.rows)), fill.sure)

    def _look(self) -> None:
        """Looks for the candidates of each place, the nearest first."""
        places, extra = self._places, self._extra
        nearest = [places.field.nearest(places.points[n], self._count) for n in places.free]
        self._beyond = np.array(
            [
                places.offsets(n, rows[-1:])[0] if len(rows) == self._count else np.inf
                for n, rows in zip(places.free, nearest, strict=True)
            ]
        )
        self._candidates = [
            np.array(
                [row for row in dict.fromkeys((*rows.tolist(), *extra)) if places.open_to(n, row)],
                dtype=np.int64,
            )
            if places.held or extra
            else rows
            for n, rows in zip(places.free, nearest, strict=True)
        ]

    def _relaxed(self) -> dict[int, int] | None:
        """The best fill in which no song comes twice; other rules may be broken.

        The nearest of each place, as many as there are places, are enough for it: a song
        farther away could be exchanged for one of them that is left over.
        """
        places = self._places
        columns = np.unique(np.concatenate(self._candidates))
        if len(columns) < len(places.free):
            return None
        costs = np.array([places.offsets(n, columns) for n in places.free], dtype=np.float64)
        if places.held and places.genre_gap:
            for line, rows in zip(costs, self._candidates, strict=True):
                line[~np.isin(columns, rows)] = np.inf
            if np.isinf(costs).all(axis=1).any():
                return None
        try:
            found = columns[assign(costs)]
        except ValueError:  # so many places are closed to so many songs that no fill is left
            return None
        return dict(zip(places.free, found.tolist(), strict=True))

    def _exact(self) -> Fill | None:
        """The best fill with every rule kept, among enough candidates to be sure of it.

        The best of those that were looked at when the time is over first.
        """
        self._count = _FIRST
        found = None
        while self._places.seconds:
            self._look()
            pairs = [(n, row) for n, rows in enumerate(self._candidates) for row in rows.tolist()]
            try:
                choice = self._chosen(pairs)
            except TimeoutError:
                break
            if choice is not None:
                picks = (pairs[option] for option in choice.options.tolist())
                rows = {self._places.free[n]: row for n, row in picks}
                found = Fill(rows, sure=self._sure(choice))
            if np.isinf(self._beyond).all() or (found and found.sure):
                break
            if self._count * len(self._places.free) * _WIDER <= _LARGEST:
                self._count *= _WIDER
            elif choice is None and not self._extra:  # all that is near is by the same few
                self._extra = self._places.together
            else:
                break
        return found

    def _simple(self) -> Fill | None:
        """A fill that keeps every rule, made in no time; None when it is not found so easily."""
        places = self._places
        if (picks := self._one_by_one()) is not None:
            return Fill(picks, sure=False)
        if places.genre_gap or len(places.together) < len(places.free):
            return None
        rows = np.array(places.together, dtype=np.int64)
        costs = np.array([places.offsets(n, rows) for n in places.free], dtype=np.float64)
        return Fill(dict(zip(places.free, rows[assign(costs)].tolist(), strict=True)), sure=False)

    def _one_by_one(self) -> dict[int, int] | None:
        """Each place's nearest song that goes with those before it; None when one has none."""
        places, rules = self._places, self._places.rules
        keys, picks = set(places.taken), dict[int, int]()
        for number in places.free:
            for row in places.field.nearest(places.points[number], _FARTHEST).tolist():
                near = (one for place, one in picks.items() if number - place <= places.genre_gap)
                if (
                    keys.isdisjoint(rules.keys(row))
                    and places.open_to(number, row)
                    and row not in picks.values()
                    and rules.genre(row) not in {*map(rules.genre, near)} - {NO_GENRE}
                ):
                    picks[number] = row
                    keys.update(rules.keys(row))
                    break
            else:
                return None
        return picks

    def _sure(self, choice: Choice) -> bool:
        """True when no song that was not looked at could make the fill any better."""
        return choice.proven and bool((self._beyond >= np.floor(choice.worth)).all())

    def _chosen(self, pairs: list[tuple[int, int]]) -> Choice | None:
        free = self._places.free
        if not all(map(len, self._candidates)):
            return None
        costs = np.concatenate(
            [self._places.offsets(n, rows) for n, rows in zip(free, self._candidates, strict=True)]
        )
        place_of = np.array([place for place, _ in pairs], dtype=np.int64)
        groups = _sharing(self._places.rules, [row for _, row in pairs])
        return cheapest(costs, place_of, [*groups, *self._windows(pairs)], self._places.seconds)

    def _windows(self, pairs: list[tuple[int, int]]) -> list[list[int]]:
        """The pairs of the same genre within each run of places that allows it once."""
        gap, rules = self._places.genre_gap, self._places.rules
        last = len(self._places.points) - 1 - gap
        windows: dict[tuple[int, int], list[int]] = defaultdict(list)
        if gap:
            for option, (place, row) in enumerate(pairs):
                if (genre := rules.genre(row)) == NO_GENRE:
                    continue
                number = self._places.free[place]
                for start in range(max(number - gap, 0), max(min(number, last), 0) + 1):
                    windows[start, genre].append(option)
        return [options for options in windows.values() if len(options) > 1]

    def _settled(self, picks: dict[int, int]) -> dict[int, int]:
        """The same fill with the lowest ids where songs are equally near."""
        places = self._places
        for number, rows in zip(places.free, self._candidates, strict=True):
            offsets = places.offsets(number, rows)
            own = places.offsets(number, np.array([picks[number]]))[0]
            for row in rows[offsets == own].tolist():
                if row >= picks[number]:
                    break
                if row not in picks.values() and places.kept({**picks, number: row}):
                    picks = {**picks, number: row}
                    break
        return picks


def _sharing(rules: Rules, rows: Iterable[int]) -> list[list[int]]:
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
