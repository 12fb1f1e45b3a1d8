"""What a search needs of one reference set beside its rows: made once, shared by all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moodrec import metrics
from moodrec.engines.local import Local
from moodrec.engines.snapshot import Plane, open_plane
from moodrec.engines.window import Window
from moodrec.filters import Filters
from moodrec.finder import Finder
from moodrec.metrics import METRICS, Fit, Metric
from moodrec.model import Track
from moodrec.percentiles import Percentiles
from moodrec.reference import ReferenceSet
from moodrec.sieve import Sieve, Sifted
from moodrec.wishes import Wishes

_SEEDS_KEPT = 64
_FILTERS_KEPT = 8
_LARGE = 50_000  # rows that take longer to sort than to map


class Index:
    """A reference set with what a search needs of it; none of it is made early.

    `kept` is the set's file in the library: beside it the sorted rows of a large set are kept,
    for every process that opens it.
    """

    def __init__(self, reference: ReferenceSet, kept: Path | None = None) -> None:
        self.reference = reference
        self._kept = kept if len(reference) >= _LARGE else None
        self.percentiles = Percentiles(reference)
        self.sieve = Sieve(reference)
        self.finder = Finder(reference)
        self._sifted: Any = lru_cache(_FILTERS_KEPT)(self.sieve.sift)
        self.engine = Local.over(reference, lambda filters: self.sift(filters).passing, self._plane)
        self._fitted: Any = lru_cache(len(METRICS))(self._fit)
        self._releases: Any = lru_cache(_SEEDS_KEPT)(reference.releases_of)

    def metric(self, wishes: Wishes) -> Metric:
        """The metric that is wished for. Raises QueryError and MetricUndefined."""
        weights = wishes.weights if wishes.metric == "weighted" else ()
        fitted: Metric = self._fitted(wishes.metric)(weights)
        return fitted

    def sift(self, filters: Filters) -> Sifted:
        """As Sieve.sift(), remembered: every interaction asks for the same."""
        found: Sifted = self._sifted(filters)
        return found

    def releases_of(self, tracks: Sequence[Track]) -> list[int]:
        """As ReferenceSet.releases_of(), remembered: each turn of a knob asks for the same."""
        return list(self._releases(*tracks))

    @cached_property
    def by_valence(self) -> NDArray[np.int64]:
        """The rows from the least valence to the greatest, shape (rows,), read-only."""
        order = np.argsort(self.reference.valence, kind="stable")
        order.setflags(write=False)
        return order

    def _plane(self) -> Window:
        """The sorted rows of the plane, mapped from beside the set's file."""
        if self._kept is None:
            return self._sorted().window
        return open_plane(self._kept, self.reference.version, self._sorted).window

    def _sorted(self) -> Plane:
        tracks = self.reference
        return Plane(tracks.ids, Window.of(tracks.valence, tracks.energy, np.arange(len(tracks))))

    def _fit(self, name: str) -> Fit:
        return metrics.fit(name, self.reference)
