"""The placed songs of a list: as columns for whoever counts, one by one for whoever looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import index
from typing import overload

import numpy as np
from numpy.typing import NDArray

from moodrec.brought import BroughtList
from moodrec.model import AXES, PlacedTrack
from moodrec.recordings import Release
from moodrec.reference import ReferenceSet

OF_TRACKS = ("popularity", "year", "duration_ms")
"""The numbers that a track has; all others are audio features."""
_WHOLE = ("year", "duration_ms")
_NOTHING: tuple[str, Release] = ("", ((), None, None))


@dataclass(frozen=True, eq=False)
class PlacedSongs(Sequence[PlacedTrack]):
    """The songs that stand at `places` of a list, in its order; each is made when looked at.

    `rows` has the row of the reference set of each, or -1, `points` their places on the plane,
    of shape (songs, 2). Songs `in_file` are as the list tells them; the others `make` makes
    from their place in the list.
    """

    brought: BroughtList
    reference: ReferenceSet
    places: NDArray[np.int64]
    rows: NDArray[np.int64]
    points: NDArray[np.float64]
    in_file: NDArray[np.bool_]
    make: Callable[[int], PlacedTrack]
    _made: dict[int, PlacedTrack] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, at: int) -> PlacedTrack: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[PlacedTrack, ...]: ...
    def __getitem__(self, at: int | slice) -> PlacedTrack | tuple[PlacedTrack, ...]:
        if isinstance(at, slice):
            return tuple(self)[at]
        number = range(len(self))[index(at)]
        if number not in self._made:
            row = int(self.rows[number])
            self._made[number] = (
                self.make(int(self.places[number])) if row < 0 else self.reference.placed(row)
            )
        return self._made[number]

    def __iter__(self) -> Iterator[PlacedTrack]:
        left = [n for n in self._of_set.tolist() if n not in self._made]
        self._made.update(zip(left, self.reference.placed_many(self.rows[left]), strict=True))
        return map(self.__getitem__, range(len(self)))

    def values(self, name: str) -> NDArray[np.float64]:
        """An audio feature, or one of OF_TRACKS, of each song, shape (songs,); NaN if unknown."""
        if name in AXES:
            return self.points[:, AXES.index(name)]
        found = self.brought.numbers(name)[self.places]
        found[self._of_set] = self.reference.numbers(name)[self.rows[self._of_set]]
        for n in self._others.tolist():
            told = getattr(self[n].track if name in OF_TRACKS else self[n].features, name)
            found[n] = np.nan if told is None else told
        return np.trunc(found) if name in _WHOLE else found

    def releases(self) -> list[tuple[str, Release]]:
        """The id of each song with its artists, title and ISRC, unknown ones None or empty."""
        found = [_NOTHING] * len(self)
        in_list = np.flatnonzero(self.in_file)
        tracks = [self[n].track for n in self._others.tolist()]
        for numbers, told in (
            (self._of_set, self.reference.releases(self.rows[self._of_set])),
            (in_list, self.brought.releases(self.places[in_list])),
            (self._others, ((one.id, (one.artists, one.name, one.isrc)) for one in tracks)),
        ):
            for n, release in zip(numbers.tolist(), told, strict=True):
                found[n] = release
        return found

    @cached_property
    def _of_set(self) -> NDArray[np.int64]:
        return np.flatnonzero(self.rows >= 0)

    @cached_property
    def _others(self) -> NDArray[np.int64]:
        """The songs that neither a row of the set nor the list itself tells whole."""
        return np.flatnonzero((self.rows < 0) & ~self.in_file)
