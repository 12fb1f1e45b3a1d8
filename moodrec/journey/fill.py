"""Fills the places of a path with songs: the best total fit that keeps every rule."""

from __future__ import annotations

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
_LARGEST = 60_000  # pairs of a place and a song that a solver gets


@dataclass(frozen=True, eq=False)
class Places:
    """Places to be filled: all `points`, some of which are held by tracks already."""

    field: Field
    rules: Rules
    points: Points
    held: Mapping[int, Track]
    genre_gap: int

    @cached_property
    def free(self) -> tuple[int, ...]:
        """The numbers of the places that nobody holds, from 0."""
        return tuple(number for number in range(len(self.points)) if number not in self.held)

    @cached_property
    def taken(self) -> frozenset[str]:
        """The keys of the songs that hold a place."""
        return frozenset().union(*map(self.rules.keys_of, self.held.values()))

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


def filled(places: Places) -> dict[int, int] | None:
    """A row for each free place, by the number of the place; None when there is no way.

    The sum of squared offsets, in whole millionths, is the least; of songs that are equally
    near to a place the one with the lowest id is taken.
    """
    if not places.free:
        return {}
    return _Filling(places).best()


def room(places: Places) -> int:
    """How many songs can be in the list at most, whatever the genres, those held among them."""
    if len(_spread(places, enough=len(places.free))) == len(places.free):
        return len(places.points)
    rows = places.field.rows.tolist()
    rows = [row for row in rows if places.taken.isdisjoint(places.rules.keys(row))]
    return len(places.held) + most(_sharing(places.rules, rows), len(rows))


class _Filling:
    """One search for the best fill, among more and more candidates."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._count = max(_FIRST, len(places.free))
        self._extra: list[int] = []

    def best(self) -> dict[int, int] | None:
        self._look()
        picks = self._relaxed()
        if picks is None or not self._places.kept(picks):
            picks = self._exact()
        return None if picks is None else self._settled(picks)

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

    def _exact(self) -> dict[int, int] | None:
        """The best fill with every rule kept, among enough candidates to be sure of it."""
        self._count = _FIRST
        while True:
            self._look()
            pairs = [(n, row) for n, rows in enumerate(self._candidates) for row in rows.tolist()]
            choice = self._chosen(pairs)
            if np.isinf(self._beyond).all() or self._sure(choice):
                break
            if self._count * len(self._places.free) * _WIDER <= _LARGEST:
                self._count *= _WIDER
            elif choice is None and not self._extra:  # all that is near is by the same few
                self._extra = _spread(self._places, enough=len(self._places.free))
            else:
                break
        if choice is None:
            return None
        picks = (pairs[option] for option in choice.options.tolist())
        return {self._places.free[n]: row for n, row in picks}

    def _sure(self, choice: Choice | None) -> bool:
        """True when no song that was not looked at could make the fill any better."""
        return choice is not None and bool((self._beyond >= np.floor(choice.worth)).all())

    def _chosen(self, pairs: list[tuple[int, int]]) -> Choice | None:
        free = self._places.free
        if not all(map(len, self._candidates)):
            return None
        costs = np.concatenate(
            [self._places.offsets(n, rows) for n, rows in zip(free, self._candidates, strict=True)]
        )
        place_of = np.array([place for place, _ in pairs], dtype=np.int64)
        groups = _sharing(self._places.rules, [row for _, row in pairs])
        return cheapest(costs, place_of, [*groups, *self._windows(pairs)])

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


def _spread(places: Places, enough: int) -> list[int]:
    """Rows taken greedily, in the order of ids, that may be in one list; not more than enough."""

    def taken() -> Iterable[int]:
        keys = set(places.taken)
        for row in np.sort(places.field.rows).tolist():
            if keys.isdisjoint(own := places.rules.keys(row)):
                keys.update(own)
                yield row

    return list(islice(taken(), enough))
