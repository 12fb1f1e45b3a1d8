"""Orders candidates by score and, where variety is wished for, by what they add to the list."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moodrec.metrics.contract import Keys
from moodrec.recommend.gate import Gate
from moodrec.recommend.index import Index
from moodrec.recommend.score import Rows, Scores
from moodrec.recommend.sound import Sound
from moodrec.wishes import SOUND_WEIGHTS, Wishes

_POOL = 10  # candidates looked at for each place in the list
_MILLION = 1_000_000
_TAKEN = np.iinfo(np.int64).min


def best(rows: Rows, scores: Scores, keys: Keys, gate: Gate, n: int) -> list[int]:
    """The `n` rows with the highest scores that the gate lets in; ties by distance, then id."""
    picks: list[int] = []
    for place in np.lexsort((rows, keys[rows], -scores)).tolist():
        if len(picks) == n:
            break
        if gate.take(int(rows[place])):
            picks.append(int(rows[place]))
    return picks


def varied(  # noqa: PLR0913, PLR0917  # what best() takes, and what likeness is told by
    rows: Rows, scores: Scores, keys: Keys, gate: Gate, n: int, index: Index, wishes: Wishes
) -> list[int]:
    """As best(), each next pick the less welcome the more it is like one in the list.

    Maximal marginal relevance: J. Carbonell and J. Goldstein, 1998, doi:10.1145/290941.291025.
    The likeness is the mean of that in sound, artist and genre. The candidates are the
    `10 n` with the highest scores.
    """
    order = np.lexsort((rows, keys[rows], -scores))[: _POOL * n]
    pool, value = rows[order], scores[order]
    alike = _Likeness(index, pool)
    penalty = np.zeros(len(pool))
    picks: list[int] = []
    open_to = np.ones(len(pool), dtype=bool)
    while len(picks) < n and open_to.any():
        worth = value - np.rint(wishes.variety * penalty * _MILLION).astype(np.int64)
        place = int(np.argmax(np.where(open_to, worth, _TAKEN)))
        open_to[place] = False
        if gate.take(int(pool[place])):
            picks.append(int(pool[place]))
            penalty = np.maximum(penalty, alike.to(place))
    return picks


class _Likeness:
    """How alike candidates are to each other, from 0 to 1."""

    def __init__(self, index: Index, pool: Rows) -> None:
        self._sound = Sound(index.percentiles, tuple((name, 1.0) for name in SOUND_WEIGHTS))
        self._matrix = self._sound.matrix(pool)
        self._genre = index.reference.genre_of[pool]
        rows = pool.tolist()
        self._artists = [frozenset(map(str.casefold, index.reference.artists(r))) for r in rows]

    def to(self, place: int) -> NDArray[np.float64]:
        sound = self._sound.to_row(place, self._matrix)
        genre = (self._genre == self._genre[place]) & (self._genre >= 0)
        own = self._artists[place]
        artist = np.array([not own.isdisjoint(others) for others in self._artists])
        alike: NDArray[np.float64] = (sound + genre + artist) / 3
        return alike
