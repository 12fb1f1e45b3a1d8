"""Whether those who tell a track's mood agree, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import hypot

from moodrec.model import AudioFeatures, MoodPoint
from moodrec.mood import locate
from moodrec.wishes import RING_RADIUS


def agreement(told: Sequence[AudioFeatures]) -> str:
    """How far the two lie apart that differ most, beside the radius of the same-mood ring."""
    points = [point for one in told if (point := locate(one))]
    if not points:
        return "Nobody tells the mood of this track."
    if len(points) == 1:
        return "One source alone tells the mood of this track."
    apart = max(_apart(*pair) for pair in combinations(points, 2))
    ring = f"the {RING_RADIUS:g} of the same-mood ring"
    if round(apart, 6) > RING_RADIUS:
        return f"They disagree: up to {apart:.2f} lie between them, more than {ring}."
    return f"They agree: at most {apart:.2f} lie between them, within {ring}."


def _apart(one: MoodPoint, other: MoodPoint) -> float:
    return hypot(one.valence - other.valence, one.energy - other.energy)
