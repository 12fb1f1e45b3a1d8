"""Whether those who tell a track's mood agree, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import hypot

from moodrec.judging.own import SOURCE, OwnPlace
from moodrec.model import AudioFeatures, MoodPoint
from moodrec.mood import locate
from moodrec.wishes import RING_RADIUS


def agreement(told: Sequence[AudioFeatures], own: OwnPlace | None = None) -> str:
    """How far the two lie apart that differ most, beside the radius of the same-mood ring.

    The listener's own ears are no exact source: of their place it is said whether the others lie
    inside its intervals.
    """
    others = [one for one in told if one.source != SOURCE]
    points = [point for one in others if (point := locate(one))]
    if own is None:
        return _among(points)
    if not points:
        return "Your own ears alone tell the mood of this track."
    return f"{_among(points)} {_inside(points, own)}"


def _among(points: Sequence[MoodPoint]) -> str:
    if not points:
        return "Nobody tells the mood of this track."
    if len(points) == 1:
        return "One source alone tells the mood of this track."
    apart = max(_apart(*pair) for pair in combinations(points, 2))
    ring = f"the {RING_RADIUS:g} of the same-mood ring"
    if round(apart, 6) > RING_RADIUS:
        return f"They disagree: up to {apart:.2f} lie between them, more than {ring}."
    return f"They agree: at most {apart:.2f} lie between them, within {ring}."


def _inside(points: Sequence[MoodPoint], own: OwnPlace) -> str:
    """Whether points lie within the intervals of a place by ear, on both axes."""
    inside = sum(_within(one.valence, own.valence) and _within(one.energy, own.energy)
                 for one in points)  # fmt: skip
    where = "the intervals of the place by your own ears"
    if len(points) == 1:
        return f"It lies {'inside' if inside else 'outside'} {where}."
    if inside == len(points):
        return f"All of them lie inside {where}."
    return f"{inside or 'None'} of {len(points)} lie inside {where}."


def _within(value: float, ends: tuple[float, float]) -> bool:
    return ends[0] <= value <= ends[1]


def _apart(one: MoodPoint, other: MoodPoint) -> float:
    return hypot(one.valence - other.valence, one.energy - other.energy)
