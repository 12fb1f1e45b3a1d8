"""The mood plane: where audio features lie on it, and what its regions are called."""

from __future__ import annotations

from moodrec.model import AudioFeatures, MoodPoint

VALENCE_WORDS = ("very sombre", "sombre", "neutral", "bright", "very bright")
ENERGY_WORDS = ("very calm", "calm", "moderately energetic", "fairly energetic", "very energetic")
"""Words for the fifths of each axis, from 0 to 1."""

EDGE_WORDS = {"left": "sombre", "right": "upbeat", "bottom": "calm", "top": "energetic"}
CORNER_WORDS = {
    (0, 1): "tense",
    (1, 1): "cheerful",
    (0, 0): "melancholic",
    (1, 0): "calm",
}
"""Words for the corners (valence, energy) of Russell's plane: J. A. Russell, "A circumplex
model of affect", 1980, doi:10.1037/h0077714."""


def locate(features: AudioFeatures) -> MoodPoint | None:
    """The point of the plane where `features` lie; None when an axis is not known."""
    if features.valence is None or features.energy is None:
        return None
    return MoodPoint(features.valence, features.energy)


def describe(point: MoodPoint) -> str:
    """The mood of a point in words, such as "bright and fairly energetic"."""
    return f"{fifth(VALENCE_WORDS, point.valence)} and {fifth(ENERGY_WORDS, point.energy)}"


def fifth(words: tuple[str, ...], value: float) -> str:
    """The word for the fifth of an axis in which a value from 0 to 1 lies."""
    return words[min(int(value * len(words)), len(words) - 1)]
