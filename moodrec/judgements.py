"""What a person heard: which of two tracks is higher on an axis, and how high one alone is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Axis = Literal["valence", "energy"]
Higher = Literal["a", "b", "ab"]
"""The first track, the second, or neither: both are the same."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Which of two tracks, `a` or `b`, somebody found higher on an axis.

    `rater` tells one person's judgements from another's; empty where nobody says who it was.
    """

    a: str
    b: str
    axis: Axis
    higher: Higher
    rater: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """How high somebody found a track on an axis, on a scale of their own."""

    track_id: str
    axis: Axis
    value: float
    rater: str = ""
