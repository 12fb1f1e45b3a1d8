"""What speaks for a pick: where it agrees with the seed, where not, and who named it."""

from __future__ import annotations

import numpy as np

from moodrec.model import PlacedTrack, Why
from moodrec.percentiles import Percentiles
from moodrec.recommend.index import Index
from moodrec.wishes import SOUND_WEIGHTS

_ALIKE = 0.07  # of the songs lie between two values that agree
_APART = 0.2  # of the songs lie between two values that differ
_MOST = 2  # features named of each
_HEARD_ALIKE = {"danceability", "acousticness", "loudness", "tempo"}
"""Features in which a likeness is worth a word: nearly all songs are alike in the others."""


class Reasons:
    """Says why a track was picked, for one seed."""

    def __init__(
        self,
        index: Index,
        percentiles_of_seed: dict[str, float],
        genres: frozenset[str],
        heard: dict[str, dict[int, float]],
    ) -> None:
        self._percentiles: Percentiles = index.percentiles
        self._seed = percentiles_of_seed
        self._genres = genres
        self._heard = heard

    def why(self, row: int, song: PlacedTrack) -> Why:
        """The reasons for the track of a row."""
        apart = {
            name: float(self._percentiles.column(name)[row]) - self._seed[name]
            for name in SOUND_WEIGHTS
        }
        known = {name: by for name, by in apart.items() if not np.isnan(by)}
        order = sorted(known, key=lambda name: (-abs(known[name]), name))
        fame = float(self._percentiles.column("popularity")[row])
        return Why(
            alike=tuple(
                name
                for name in reversed(order)
                if abs(known[name]) <= _ALIKE and name in _HEARD_ALIKE
            )[:_MOST],
            differs=tuple(
                (name, 1 if known[name] > 0 else -1) for name in order if abs(known[name]) >= _APART
            )[:_MOST],
            fame=None if np.isnan(fame) else fame,
            genre=song.track.genre if song.track.genre in self._genres else None,
            heard=tuple(name for name, scores in self._heard.items() if row in scores),
        )
