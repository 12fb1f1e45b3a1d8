"""Places a track by ear: a few questions, each about the song that tells most, and the place.

The questions step to where the answers lead, as a staircase does, but by what is believed
(A. B. Watson and D. G. Pelli, "QUEST: a Bayesian adaptive psychometric method", 1983,
doi:10.3758/BF03202828). Same answers, same questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.judgements import Axis, Higher, Judgement
from moodrec.judging import belief
from moodrec.judging.acquaintances import acquaintances
from moodrec.judging.belief import Belief
from moodrec.judging.own import OwnPlace
from moodrec.model import MoodPoint, PlacedTrack, Track
from moodrec.recommend import Index

LEAST = 3
"""Questions that are asked in any case, where the set has the songs."""
MOST_AN_AXIS = 3
"""Questions on one axis at most."""
MOST = 6
"""Questions altogether at most."""
NARROW = 0.35
"""An interval of this width is narrow enough: no further question on its axis."""
_AS_GOOD = 1.02  # a song that leaves so little more uncertainty, and is better known, is asked
_AXES: tuple[Axis, Axis] = ("valence", "energy")


@dataclass(frozen=True, slots=True)
class Staircase:
    """How far the questions about a track have come; nothing else is remembered.

    `doubted` is where others put the track, None when nobody knows. In each judgement the track
    is `a` and the other song `b`. `skipped` are the ids of songs that the listener does not know.
    """

    track: Track
    doubted: MoodPoint | None = None
    judgements: tuple[Judgement, ...] = ()
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Is the track or `song` higher on `axis`? The questions are numbered from 1."""

    axis: Axis
    song: PlacedTrack
    number: int


def next_question(index: Index, state: Staircase) -> Question | None:
    """The question from whose answer most is expected; None when there is none left.

    Each axis has its turn; then it is the axis and the song that leave the least variance. Of
    songs that tell about as much, it is the best known. Songs come once, by different artists.
    """
    rows = acquaintances(index, state.track, _asked(state), state.skipped)
    axes = _open(index, state)
    if not axes or not len(rows):
        return None
    found = [_best(index, state, axis, rows) for axis in axes]
    _, axis, row = max(found, key=lambda one: one[0])
    return Question(axis, index.reference.placed(row), len(state.judgements) + 1)


def answer(state: Staircase, question: Question, higher: Higher) -> Staircase:
    """After an answer: the track is "a", the question's song "b", and "ab" is the same."""
    heard = Judgement(state.track.id, question.song.track.id, question.axis, higher)
    return replace(state, judgements=(*state.judgements, heard))


def skip(state: Staircase, question: Question) -> Staircase:
    """The listener does not know the question's song: another one comes."""
    return replace(state, skipped=(*state.skipped, question.song.track.id))


def back(state: Staircase) -> Staircase:
    """One answer taken back; songs that the listener does not know stay away."""
    return replace(state, judgements=state.judgements[:-1])


def placeable(state: Staircase) -> bool:
    """True when there is an answer on each axis."""
    return all(_answers(state, axis) for axis in _AXES)


def place(index: Index, state: Staircase, placed_at: datetime) -> OwnPlace:
    """Where the answers put the track: the expected place, and intervals, to the hundredth.

    Raises QueryError when an axis has no answer.
    """
    if not placeable(state):
        raise QueryError(
            "A place takes an answer on each axis, and this set has too few well-known songs to "
            "ask about. Import a larger set."
        )
    valence, energy = (_belief(index, state, axis) for axis in _AXES)
    return OwnPlace(
        track_id=state.track.id,
        point=MoodPoint(*(round(belief.mean(one), 2) for one in (valence, energy))),
        valence=_rounded(belief.interval(valence)),
        energy=_rounded(belief.interval(energy)),
        judgements=state.judgements,
        placed_at=placed_at,
    )


def _open(index: Index, state: Staircase) -> list[Axis]:
    """The axes on which there is something to ask: first those without any answer."""
    if len(state.judgements) >= MOST:
        return []
    if new := [axis for axis in _AXES if not _answers(state, axis)]:
        return new
    below = [axis for axis in _AXES if len(_answers(state, axis)) < MOST_AN_AXIS]
    if len(state.judgements) < LEAST:
        return below
    return [axis for axis in below if _width(_belief(index, state, axis)) > NARROW]


def _best(
    index: Index, state: Staircase, axis: Axis, rows: NDArray[np.int64]
) -> tuple[float, Axis, int]:
    """By how much the best of these rows lessens the variance on an axis, and which it is."""
    before = _belief(index, state, axis)
    left = belief.expected_variance(before, index.reference.numbers(axis)[rows])
    first = int(np.argmax(left <= left.min() * _AS_GOOD))
    return belief.variance(before) - float(left[first]), axis, int(rows[first])


def _belief(index: Index, state: Staircase, axis: Axis) -> Belief:
    """What is believed of the track on an axis after the answers so far."""
    before = belief.of_set(index.reference.numbers(axis))
    if state.doubted:
        before = belief.around(getattr(state.doubted, axis), before)
    heard = ((_value(index, one.b, axis), one.higher) for one in _answers(state, axis))
    return belief.after(before, heard)


def _value(index: Index, track_id: str, axis: Axis) -> float:
    """The value of a song that was asked about. Raises QueryError when the set lost it."""
    known = index.reference.find(track_id)
    if known is None:
        raise QueryError("The reference set has changed since the first question. Begin anew.")
    value: float = getattr(known.point, axis)
    return value


def _answers(state: Staircase, axis: Axis) -> list[Judgement]:
    return [one for one in state.judgements if one.axis == axis]


def _asked(state: Staircase) -> Iterator[str]:
    return (one.b for one in state.judgements)


def _width(found: Belief) -> float:
    low, high = belief.interval(found)
    return high - low


def _rounded(ends: tuple[float, float]) -> tuple[float, float]:
    return round(ends[0], 2), round(ends[1], 2)
