"""The overview of a set beyond memory: made when somebody first asks for it.

Counts, medians and examples are those that `overview` tells of the same set in memory; so are
the dots where they are all of its songs, else another sample, as good as by chance.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock

import numpy as np

from moodrec.engines import few, glance
from moodrec.engines.sql import SqlEngine, frame
from moodrec.metrics import MILLIONTHS
from moodrec.metrics.rank import Counted
from moodrec.model import MoodPoint
from moodrec.overview import Overview


class Sight:
    """The overview of one set, whose engine is asked once; shared by threads.

    `name` is the set's, `folder` keeps what was seen.
    """

    def __init__(self, engine: SqlEngine, name: str, folder: Path) -> None:
        self._engine, self._name, self._folder = engine, name, folder
        self._seen: Overview | None = None
        self._lock = Lock()

    @property
    def overview(self) -> Overview:
        """The set at a glance. Raises StoreError, and ReferenceSetError for one without songs."""
        with self._lock:  # who comes second waits instead of looking as well
            if self._seen is None:
                seen = glance.kept(self._engine, self._folder)
                self._seen = _overview(seen, self._engine, self._name)
            return self._seen


def _overview(seen: glance.Glance, engine: SqlEngine, name: str) -> Overview:
    facts, small = engine.facts, few.small_set(frame(seen.tracks), name)
    songs = {one.track.id: one for one in few.placed(small.placed_many(range(len(small))), facts)}
    return Overview(
        version=seen.version,
        songs=facts.rows,
        counts=seen.counts,
        median=MoodPoint(median(facts.valence), median(facts.energy)),
        dots=tuple(songs[one] for one in seen.dots),
        calm_and_happy=seen.calm_and_happy,
        examples=tuple(songs[one].track for one in seen.examples),
    )


def median(counted: Counted) -> float:
    """The median (0 to 1) of whole millionths, each with how often it is there; one at least."""
    values, counts = counted
    upto = counts.cumsum()
    middle = np.array([(upto[-1] - 1) // 2, upto[-1] // 2])
    return float(values[upto.searchsorted(middle, side="right")].mean()) / MILLIONTHS
