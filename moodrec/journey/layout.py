"""Lays a list of songs along a path: what stands where, how far off, and what else could."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np

from moodrec.itinerary import ALTERNATIVES, Step
from moodrec.journey.field import Field
from moodrec.journey.path import Path
from moodrec.journey.rules import NO_GENRE, Rules
from moodrec.metrics import to_millionths
from moodrec.model import MoodPoint, PlacedTrack

_NEAR = 40  # songs that are looked at for alternatives, to begin with
_FARTHEST = 2_560


def laid(
    path: Path,
    songs: Sequence[PlacedTrack],
    locked: frozenset[str],
    field: Field,
    rules: Rules,
) -> tuple[Step, ...]:
    """The songs at the places of a path, one each in their order, with their alternatives."""
    around = _Around(songs, field, rules)
    steps = []
    for number, (place, song) in enumerate(
        zip(path.places(len(songs)).tolist(), songs, strict=True)
    ):
        point = MoodPoint(*place)
        apart = (song.point.valence - point.valence, song.point.energy - point.energy)
        steps.append(
            Step(
                number=number + 1,
                place=point,
                song=song,
                offset=float(np.hypot(*apart)),
                locked=song.track.id in locked,
                alternatives=around.alternatives(number, point),
            )
        )
    return tuple(steps)


class _Around:
    """Finds what could stand in the place of one song while all others stay."""

    def __init__(self, songs: Sequence[PlacedTrack], field: Field, rules: Rules) -> None:
        self._field, self._rules = field, rules
        self._keys = [rules.keys_of(song.track) for song in songs]
        self._genres = [rules.genre_of(song.track) for song in songs]
        rows = (rules.reference.row_of(song.track.id) for song in songs)
        self._listed = frozenset(row for row in rows if row is not None)

    def alternatives(self, number: int, place: MoodPoint) -> tuple[PlacedTrack, ...]:
        at = to_millionths([place.valence, place.energy])
        keys = [own for other, own in enumerate(self._keys) if other != number]
        taken = frozenset().union(*keys)
        gap = self._rules.genre_gap
        beside = (*self._genres[max(number - gap, 0) : number],
                  *self._genres[number + 1 : number + 1 + gap])  # fmt: skip
        genres = frozenset(beside) - {NO_GENRE}
        count, found = _NEAR, list[int]()
        while count <= _FARTHEST:
            rows = self._field.nearest(at, count)
            fitting = (
                row
                for row in rows.tolist()
                if row not in self._listed
                and self._rules.genre(row) not in genres
                and taken.isdisjoint(self._rules.keys(row))
            )
            found = list(islice(fitting, ALTERNATIVES))
            if len(found) == ALTERNATIVES or len(rows) < count:
                break
            count *= 4
        return tuple(map(self._rules.reference.placed, found))
