"""A closer look at a set that is not loaded: the best-known songs of a window, by SQL."""

from __future__ import annotations

from typing import Any

import numpy as np

from moodrec.engines import few
from moodrec.engines.clauses import within
from moodrec.engines.sql import Found, SqlEngine, frame
from moodrec.engines.table import Bounds
from moodrec.metrics import MILLIONTHS
from moodrec.model import PlacedTrack
from moodrec.window import FEW, MOST, Names, Places, Window

_BEST_KNOWN = "ORDER BY COALESCE(popularity, -1) DESC, id"


class Beside:
    """What a closer look asks, as `window.Closer` says; a song's key is its id.

    `name` is the set's.
    """

    def __init__(self, engine: SqlEngine, name: str) -> None:
        self._engine, self._name = engine, name

    def __len__(self) -> int:
        return len(self._engine)

    def places(self, window: Window, after: int = 0) -> Places:
        """As Closer says."""
        found, songs = self._best_known(window, MOST, after)
        ids = [one for one, _, _ in found]
        across, up = (np.array([one[n] for one in found], dtype=float) for n in (1, 2))
        return Places(ids, across / MILLIONTHS, up / MILLIONTHS, songs)

    def names(self, window: Window) -> Names:
        """As Closer says."""
        found, songs = self._best_known(window, FEW)
        small = few.small_set(frame(self._engine.at(found)), self._name)
        told = few.placed(small.placed_many(range(len(small))), self._engine.facts)
        by_id = {one.track.id: one for one in told}
        return Names(tuple((one, by_id[one]) for one, _, _ in found), songs)

    def song(self, key: Any) -> PlacedTrack | None:
        """As Closer says."""
        if not isinstance(key, str):
            return None
        found = few.small_set(self._engine.find(key), self._name).find(key)
        return few.placed([found], self._engine.facts)[0] if found else None

    def _best_known(
        self, window: Window, most: int, after: int = 0
    ) -> tuple[list[tuple[str, int, int]], int]:
        """The first songs of a window, each with its place in whole millionths; how many it has."""
        bounds: Bounds = {
            "whole_valence": (_whole(window.left), _whole(window.right)),
            "whole_energy": (_whole(window.bottom), _whole(window.top)),
        }
        inside = within(bounds)
        ((songs,),) = self._engine.select("count(*)", inside, bounds=bounds)
        found: Found = self._engine.select(
            "id, whole_valence, whole_energy",
            inside,
            f"{_BEST_KNOWN} LIMIT {most:d} OFFSET {after:d}",
            bounds,
        )
        return [(one, valence, energy) for one, valence, energy in found], int(songs)


def _whole(edge: float) -> int:
    """An edge of a window in whole millionths, none further away than a database can count."""
    return round(min(max(edge, -1.0), 2.0) * MILLIONTHS)
