"""Songs of the set that go with a list: how near each lies to the list's songs, and to which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.filters import Filters
from moodrec.listing import Entry
from moodrec.metrics import MILLIONTHS
from moodrec.model import MoodPoint, PlacedTrack, Query
from moodrec.playlist.songs import Points, Songs, Values, points, values
from moodrec.recommend import Index
from moodrec.recommend.gate import Gate
from moodrec.recommend.sound import UNKNOWN, Sound
from moodrec.wishes import RING_RADIUS, SOUND_WEIGHTS
from moodrec.words import by_line

_OUTSIDE = 0.5  # what each radius beyond the ring costs, beside a likeness from 0 to 1
_STEP = 3  # radii that are a step

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pick:
    """A song of the set for a list, with the reason, and its distance to the nearest song there."""

    song: PlacedTrack
    why: str
    distance: float

    @property
    def entry(self) -> Entry:
        """The pick as it is taken away."""
        return Entry(self.song.track, self.song.features, (("why", self.why),))


class Candidates:
    """The songs of the set that a list may take: they pass the filters and it has none of them."""

    def __init__(
        self, index: Index, songs: Songs, filters: Filters, *, one_per_artist: bool
    ) -> None:
        if not songs:
            raise QueryError("No song of this list has a place on the plane. Bring another list.")
        self._index = index
        self._songs = songs
        self._one_per_artist = one_per_artist
        passing = index.sieve.sift(filters).passing
        listed = index.reference.songs({song.track.id for song in songs})
        self.rows: Rows = np.flatnonzero(passing & ~listed)
        self.distances, self.nearest = self._to_list

    @cached_property
    def places(self) -> Points:
        """Where the candidates lie, shape (candidates, 2)."""
        reference = self._index.reference
        both = np.stack([reference.valence[self.rows], reference.energy[self.rows]], axis=1)
        return np.asarray(both / MILLIONTHS)

    @cached_property
    def misfit(self) -> NDArray[np.int64]:
        """How badly each goes with the list, in whole millionths so that equal ones are ties.

        Inside the same-mood ring of its nearest song only the sound counts, farther off the
        distance too, as in a recommendation of the same mood.
        """
        beyond = np.maximum(self.distances / RING_RADIUS - 1, 0)
        return np.rint(1_000_000 * (_OUTSIDE * beyond + 1 - self._likeness)).astype(np.int64)

    def best_first(self, among: Rows) -> Rows:
        """Some of the candidates, by their numbers, the best fitting first, ties by id."""
        return among[np.argsort(self.misfit[among], kind="stable")]

    def gate(self) -> Gate:
        """Lets in each song once, none of the list's, and each artist once where that is asked."""
        rules = Query(MoodPoint(0.5, 0.5), one_per_artist=self._one_per_artist)
        return Gate(self._index.reference, (song.track for song in self._songs), rules)

    def let_in(self, order: Rows, gate: Gate) -> Iterator[int]:
        """Those of the candidates that the gate lets in, as they come."""
        return (place for place in order.tolist() if gate.take(int(self.rows[place])))

    def pick(self, place: int, reason: str = "") -> Pick:
        """A candidate with its reason: one that is given, and the song of the list it is near."""
        near = by_line(self._songs[self.nearest[place]].track)
        distance = float(self.distances[place])
        where = "near" if distance <= _STEP * RING_RADIUS else "farther away, nearest to"
        closeness = "same mood as" if distance <= RING_RADIUS else where
        why = " · ".join(filter(None, (reason, f"{closeness} {near}")))
        return Pick(self._index.reference.placed(int(self.rows[place])), why, distance)

    @cached_property
    def _to_list(self) -> tuple[Values, Rows]:
        """The distance to the nearest song of the list and its place there, exact."""
        # Imported here because scipy takes a while to load, and only lists need it.
        from scipy.spatial import KDTree  # noqa: PLC0415  # for the reason above

        distances, nearest = KDTree(points(self._songs)).query(self.places)
        return np.round(distances, 9), nearest.astype(np.int64)

    @cached_property
    def _likeness(self) -> Values:
        """How much each sounds like its nearest song of the list, from 0 to 1."""
        weights = {name: weight for name, weight in SOUND_WEIGHTS.items() if weight}
        percentiles = self._index.percentiles
        apart = np.zeros(len(self.rows))
        total = np.zeros(len(self.rows))
        own = Sound(percentiles, tuple(weights.items())).matrix(self.rows)
        for column, (name, weight) in enumerate(weights.items()):
            told = values(self._songs, name)
            differs = np.abs(own[:, column] - percentiles.of_all(name, told)[self.nearest])
            apart += weight * np.nan_to_num(differs)
            total += weight * ~np.isnan(differs)
        return np.where(total > 0, 1 - apart / np.where(total > 0, total, 1), UNKNOWN)
