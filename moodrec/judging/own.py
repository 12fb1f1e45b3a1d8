"""Where a listener's own ears put a track."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moodrec.judgements import Judgement
from moodrec.model import AudioFeatures, MoodPoint

SOURCE = "your own ears"
"""Who told the mood of such a track."""


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """Where a listener put a track, by their judgements of it and songs of known mood.

    `valence` and `energy` are the ends of the intervals in which it lies with a probability
    of 0.9, for a listener as judging/hearing.py assumes.
    """

    track_id: str
    point: MoodPoint
    valence: tuple[float, float]
    energy: tuple[float, float]
    judgements: tuple[Judgement, ...]
    placed_at: datetime

    @property
    def half_widths(self) -> tuple[float, float]:
        """How far the intervals reach on valence and energy: half of their widths."""
        return (self.valence[1] - self.valence[0]) / 2, (self.energy[1] - self.energy[0]) / 2

    @property
    def features(self) -> AudioFeatures:
        """The place as audio features: what ears were not asked about is unknown."""
        return AudioFeatures(
            self.track_id,
            SOURCE,
            self.point.valence,
            self.point.energy,
            fetched_at=self.placed_at,
        )
