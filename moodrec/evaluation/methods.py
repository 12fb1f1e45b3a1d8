"""The ways to make a list that are compared: the presets, the article's rule, and plain ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moodrec import recommend
from moodrec.ears.playlists import PlaylistsEar
from moodrec.memberships import Memberships
from moodrec.metrics import METRICS
from moodrec.model import Query, Seed
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from moodrec.wishes import HALVES, PRESETS, Wishes

Rows = NDArray[np.int64]

ARTICLE = "the article's rule"
"""The method that all others are compared with: the nearest points, whatever song they are."""


@dataclass(frozen=True, slots=True)
class Method:
    """A name, and what makes a list: from the row of a song, up to so many rows, best first.

    `preset` is true for those that a listener can choose.
    """

    name: str
    make: Callable[[int, int], Rows]
    preset: bool = False


def methods(index: Index, training: Memberships) -> Iterator[Method]:
    """What is compared; playlists are known from `training` alone."""
    asked = _Asked(index, PlaylistsEar(index.reference, training))
    yield Method(ARTICLE, asked.plainly(Wishes()))
    for preset in PRESETS.values():
        yield Method(preset.name, asked.by(preset.wishes), preset=True)
    for name in METRICS:
        if name != Wishes().metric:
            weights = HALVES if name == "weighted" else Wishes().weights
            yield Method(f"nearest, {name}", asked.plainly(Wishes(metric=name, weights=weights)))
    counts = np.bincount(training.rows, minlength=len(index.reference))
    yield Method("the songs on most playlists", _most(counts, index.reference))
    yield Method("random songs", _random(len(index.reference)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """Lists as the service makes them, but that only playlists are listened to."""

    index: Index
    ear: PlaylistsEar

    def by(self, wishes: Wishes) -> Callable[[int, int], Rows]:
        return lambda row, n: self._list(row, wishes, n, rules=True)

    def plainly(self, wishes: Wishes) -> Callable[[int, int], Rows]:
        """Without the rules on artists and recordings."""
        return lambda row, n: self._list(row, wishes, n, rules=False)

    def _list(self, row: int, wishes: Wishes, n: int, *, rules: bool) -> Rows:
        reference = self.index.reference
        song = reference.placed(row)
        seed = Seed(song.point, song.track, song.features)
        query = Query(
            song.track.id, n=n, one_per_artist=rules, one_per_recording=rules, wishes=wishes
        )
        listens = dict(wishes.shares).get(self.ear.name)
        heard = (self.ear.hear([seed], 0),) if listens else ()
        return recommend.picks(self.index, seed, query, heard)


def _most(counts: NDArray[np.int64], reference: ReferenceSet) -> Callable[[int, int], Rows]:
    """The songs on most playlists, then the most popular, the same for every seed."""
    popularity = np.nan_to_num(reference.popularity, nan=-1)
    order = np.lexsort((np.arange(len(reference)), -popularity, -counts))

    def make(row: int, n: int) -> Rows:
        others: Rows = order[order != row]
        return others[:n]

    return make


def _random(songs: int) -> Callable[[int, int], Rows]:
    """Any songs, others for every seed."""

    def make(row: int, n: int) -> Rows:
        order = np.argsort(np.random.PCG64(row).random_raw(songs), kind="stable")
        others: Rows = order[order != row]
        return others[:n]

    return make
