"""Fills the places of a path with songs: the best total fit that keeps every rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from moodrec.journey.assign import assign
from moodrec.journey.exact import Choice, cheapest
from moodrec.journey.places import Places, sharing
from moodrec.journey.quick import quick
from moodrec.journey.rules import NO_GENRE

_FIRST = 40  # songs that are looked at for each place, to begin with
_WIDER = 3  # times as many, when they are not enough
_LARGEST = 60_000  # pairs of a place and a song that a solver gets


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
        if (fill := self._exact()) is None:
            picks = quick(self._places)
            return None if picks is None else Fill(picks, sure=False)
        return Fill(self._settled(dict(fill.rows)), fill.sure)

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
        groups = sharing(self._places.rules, [row for _, row in pairs])
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
