"""Scores of several seeds as one list."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

Scores = tuple[tuple[str, float], ...]
"""Spotify track ids with scores in (0, 1], the best, which is 1, first and ties by id."""


def ranked(scores: Mapping[str, float]) -> Scores:
    """Finite scores above 0 on any scale as shares of the highest; what is as good as 0 is out."""
    best = max(scores.values(), default=1.0)
    shares = ((track_id, score / best) for track_id, score in scores.items())
    return tuple(sorted((one for one in shares if one[1] > 0), key=lambda one: (-one[1], one[0])))


def blend(answers: Collection[Scores], left_out: Collection[str] = ()) -> Scores:
    """The mean score over the answers, an absent track counting 0, without the tracks `left_out`.

    The order of the answers does not matter.
    """
    told: dict[str, list[float]] = {}
    for answer in answers:
        for track_id, score in answer:
            if track_id not in left_out:
                told.setdefault(track_id, []).append(score)
    return ranked({one: math.fsum(scores) / len(answers) for one, scores in told.items()})
