"""The track ids that were read before, in a table of any length."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SHORTER = 2  # how many times a run is as long as the next at least
Ids = NDArray[np.bytes_]


class Seen:
    """Ids in sorted runs, of which each is at least twice as long as the next.

    So there are few runs to look into, and an id is sorted in anew only a few times: to ask
    batch by batch takes a time that hardly grows faster than the number of ids.
    """

    def __init__(self) -> None:
        self._runs: list[Ids] = []
        self._noted: list[Ids] = []

    def note(self, ids: Ids) -> None:
        """Takes these ids as seen; they are sorted in when something is asked."""
        self._noted.append(ids)

    def fresh(self, ids: Ids) -> NDArray[np.bool_]:
        """Which of these ids, no two of them the same, were not seen; now they are.

        Shape (ids,).
        """
        while self._noted:
            self._add(np.sort(self._noted.pop()))
        order = np.argsort(ids)
        ascending = ids[order]
        new = np.ones(len(ids), dtype=bool)
        for run in self._runs:
            places = run.searchsorted(ascending).clip(max=len(run) - 1)
            new &= run[places] != ascending
        self._add(ascending[new])
        found = np.empty_like(new)
        found[order] = new
        return found

    def _add(self, run: Ids) -> None:
        if not len(run):
            return
        while self._runs and len(self._runs[-1]) < _SHORTER * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")  # merges the two
        self._runs.append(run)
