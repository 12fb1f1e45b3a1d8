"""Picks from candidates: the best and, where variety is wished for, what adds to the list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from moodrec.recommend.gate import Gate
from moodrec.recommend.index import Index
from moodrec.recommend.score import Rows, Scores
from moodrec.recommend.sound import Sound
from moodrec.wishes import SOUND_WEIGHTS

POOL = 10
"""Candidates that variety looks at for each place in the list."""

_MILLION = 1_000_000
_TAKEN = np.iinfo(np.int64).min


def best(rows: Rows, order: Iterator[int], gate: Gate, n: int) -> list[int]:
    """The first `n` rows that the gate lets in; `order` tells the places in `rows`, best first."""
    picks: list[int] = []
    while len(picks) < n and (place := next(order, None)) is not None:
        if gate.take(int(rows[place])):
            picks.append(int(rows[place]))
    return picks


def varied(  # noqa: PLR0913, PLR0917  # what best() takes, and what likeness is told by
    rows: Rows,
    order: Iterator[int],
    gate: Gate,
    n: int,
    scores: Scores,
    variety: float,
    index: Index,
) -> list[int]:
    """As best(), each next pick the less welcome the more it is like one in the list.

    Maximal marginal relevance: J. Carbonell and J. Goldstein, 1998, doi:10.1145/290941.291025.
    The likeness is the mean of that in sound, artist and genre. The candidates are the
    `10 n` with the highest scores; the others fill up a list that the gate leaves short.
    """
    first = np.fromiter(islice(order, POOL * n), dtype=np.int64)
    pool, value = rows[first], scores[first]
    alike = _Likeness(index, pool)
    penalty, seen = np.zeros(len(pool)), np.zeros(len(pool), dtype=bool)
    worth = value.copy()
    picks: list[int] = []
    while len(picks) < n and not seen.all():
        place = int(np.argmax(worth))
        seen[place], worth[place] = True, _TAKEN
        if gate.take(int(pool[place])):
            picks.append(int(pool[place]))
            penalty = np.maximum(penalty, alike.to(place))
            costs = np.rint(variety * penalty * _MILLION).astype(np.int64)
            worth = np.where(seen, _TAKEN, value - costs)
    return [*picks, *best(rows, order, gate, n - len(picks))]


class _Likeness:
    """How alike candidates are to each other, from 0 to 1."""

    def __init__(self, index: Index, pool: Rows) -> None:
        self._sound = Sound(index.percentiles, tuple((name, 1.0) for name in SOUND_WEIGHTS))
        self._matrix = self._sound.matrix(pool)
        self._genre = index.reference.genre_of[pool]
        self._artists = [
            {name.casefold() for name in index.reference.artists(row)} for row in pool.tolist()
        ]
        self._places = defaultdict[str, list[int]](list)
        for place, names in enumerate(self._artists):
            for name in names:
                self._places[name].append(place)

    def to(self, place: int) -> NDArray[np.float64]:
        sound = self._sound.to_row(place, self._matrix)
        genre = (self._genre == self._genre[place]) & (self._genre >= 0)
        artist = np.zeros(len(genre), dtype=bool)
        for name in self._artists[place]:
            artist[self._places[name]] = True
        alike: NDArray[np.float64] = (sound + genre + artist) / 3
        return alike
