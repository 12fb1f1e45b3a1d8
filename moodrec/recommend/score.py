"""The score of a candidate: what the knobs and other people's ears say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moodrec.metrics import Metric
from moodrec.metrics.contract import Keys
from moodrec.model import Heard, Seed
from moodrec.percentiles import Percentiles
from moodrec.recommend.index import Index
from moodrec.recommend.sound import Sound
from moodrec.wishes import Wishes

_OUTSIDE = 0.5  # what each radius beyond the ring costs, where the ring is what counts
_MILLION = 1_000_000
_NO_SOUND = "The sound of the seed is not known, so the same sound changes nothing."
_A_MOOD = "A mood has no sound, so the sound of songs does not count."

Rows = NDArray[np.int64]
Scores = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Scorer:
    """Scores candidates in whole millionths, so that equal ones are ties on every machine.

    A full knob weighs 1 million, and so does the best of a source of listening data with a
    full share. What is not known of a track (its popularity, its sound) counts as middling.
    """

    index: Index
    metric: Metric
    seed: Seed
    wishes: Wishes
    heard: dict[str, dict[int, float]]

    def scores(self, rows: Rows, keys: Keys) -> Scores:
        """The scores of `rows`, whose keys are `keys`; both and the scores of shape (rows,)."""
        wishes = self.wishes
        total = np.zeros(len(rows))
        if wishes.familiar:
            total += wishes.familiar * _fame(self.index.percentiles, rows)
        if wishes.sound:
            sound = Sound(self.index.percentiles, wishes.sound_weights)
            total += wishes.sound * sound.to_seed(self.seed.features, rows)
        if wishes.surprise:
            total += wishes.surprise * self._chances[rows]
        for name, share in wishes.shares:
            if share and (told := self.heard.get(name)):
                total += share * np.array([told.get(row, 0.0) for row in rows.tolist()])
        if wishes.order == "same mood":
            distance = self.metric.distances(keys)
            total -= _OUTSIDE * np.maximum(distance / wishes.radius - 1, 0)
        return np.rint(total * _MILLION).astype(np.int64)

    def notices(self) -> tuple[str, ...]:
        """Sentences on knobs that change nothing, because what they go by is not known."""
        wishes, percentiles = self.wishes, self.index.percentiles
        sound = [name for name, weight in wishes.sound_weights if weight]
        known = np.isnan(percentiles.of_features(self.seed.features, tuple(sound)))
        return (
            *(["No popularity is known here, so familiar or obscure changes nothing."]
              if wishes.familiar and not percentiles.knows_popularity else []),
            *([_NO_SOUND if self.seed.track or self.seed.features else _A_MOOD]
              if wishes.sound and known.all() else []),
        )  # fmt: skip

    @cached_property
    def _chances(self) -> NDArray[np.float64]:
        """A number from 0 to 1 for each row of the set: the same for the same dice and set.

        From the raw stream, which NumPy promises never to change.
        """
        raw: NDArray[np.uint64] = np.random.PCG64(self.wishes.dice).random_raw(
            len(self.index.reference)
        )
        return raw / 2.0**64


def rows_heard(index: Index, heard: Sequence[Heard]) -> dict[str, dict[int, float]]:
    """What each source of listening data says, by row of the reference set."""
    found: dict[str, dict[int, float]] = {}
    for one in heard:
        placed = ((index.reference.row_of(track_id), score) for track_id, score in one.scores)
        found[one.source] = {row: score for row, score in placed if row is not None}
    return found


def _fame(percentiles: Percentiles, rows: Rows) -> NDArray[np.float64]:
    found = percentiles.column("popularity")[rows].astype(np.float64)
    return np.where(np.isnan(found), 0.5, found)
