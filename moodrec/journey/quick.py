"""Fills the places of a path in no time: a list that keeps every rule, good but not the best."""

from __future__ import annotations

import numpy as np

from moodrec.journey.assign import assign
from moodrec.journey.places import Places
from moodrec.journey.rules import NO_GENRE

_FARTHEST = 1_000  # songs that a place takes one of


def quick(places: Places) -> dict[int, int] | None:
    """A row for each free place, by its number; None when none is found so easily.

    Where genres do not matter it is found whenever `places.together` are enough.
    """
    if (picks := _one_by_one(places)) is not None:
        return picks
    if places.genre_gap or len(places.together) < len(places.free):
        return None
    rows = np.array(places.together, dtype=np.int64)
    costs = np.array([places.offsets(n, rows) for n in places.free], dtype=np.float64)
    return dict(zip(places.free, rows[assign(costs)].tolist(), strict=True))


def _one_by_one(places: Places) -> dict[int, int] | None:
    """Each place's nearest song that goes with those before it; None when one has none."""
    rules = places.rules
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
