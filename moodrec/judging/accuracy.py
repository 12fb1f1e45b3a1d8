"""How often the track that people find higher has the higher value.

The interval is over pairs of tracks: all judgements of one pair are drawn together, because
those who judge the same pair are not independent of each other. It speaks of other pairs of such
tracks: where few tracks are in many pairs, other tracks may differ by more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import NamedTuple

import numpy as np

from moodrec.judging.crowd import Pair, Vote, sign
from moodrec.judging.measured import Ceiling, Measured
from moodrec.judging.samples import Values, shares
from moodrec.method.intervals import Interval

LEAST_PAIRS = 2
"""Fewer pairs have no interval."""
_TIES = "all answers are ties"
_HOW = "one person with each other single person on the same pair"


Told = tuple[str, Mapping[str, float]]
"""A source, and the values that it tells by track id."""


class _Known(NamedTuple):
    """What a source's values make of each pair: the judgements that they know, and follow."""

    source: str
    tries: Values
    hits: Values
    tracks: int
    differ: bool


def accuracies(votes: Mapping[Pair, Sequence[Vote]], told: Sequence[Told]) -> list[Measured]:
    """The share of judgements in which the value of the higher track is higher, by source.

    Equal values count one half.
    """
    sources = [_known(votes, *one) for one in told]
    whys = [
        _undefined(int(np.count_nonzero(one.tries)), differ=one.differ) if votes else _TIES
        for one in sources
    ]
    defined = [one for one, why in zip(sources, whys, strict=True) if not why]
    found = iter(_shares(defined))
    return [
        Measured(one.source, int(one.tries.sum()), int(np.count_nonzero(one.tries)), one.tracks,
                 None if why else next(found), why)
        for one, why in zip(sources, whys, strict=True)
    ]  # fmt: skip


def _known(
    votes: Mapping[Pair, Sequence[Vote]], source: str, values: Mapping[str, float]
) -> _Known:
    known = [pair for pair in votes if pair[0] in values and pair[1] in values]
    signs = {pair: sign(values[pair[0]] - values[pair[1]]) for pair in known}
    return _Known(
        source,
        np.array([len(of) if pair in signs else 0 for pair, of in votes.items()], dtype=np.float64),
        np.array([fsum((1 + signs[pair] * vote) / 2 for _, vote in of) if pair in signs else 0
                  for pair, of in votes.items()], dtype=np.float64),
        len({track for pair in known for track in pair}),
        any(signs.values()),
    )  # fmt: skip


def _shares(sources: Sequence[_Known]) -> list[Interval]:
    if not sources:
        return []
    return shares(np.stack([one.hits for one in sources]), np.stack([one.tries for one in sources]))


def between_people(votes: Mapping[Pair, Sequence[Vote]]) -> Ceiling:
    """How often one person agrees with each other single person on the same pair.

    It is what values are held against as well: single judgements, each of the same weight. So
    one more person reaches it, however many judged a pair.
    """
    named = [[vote for rater, vote in of_pair if rater] for of_pair in votes.values()]
    crowds = [one for one in named if len(one) > 1]
    judged = sum(map(len, crowds))
    if len(crowds) < LEAST_PAIRS:
        return Ceiling(_HOW, judged, len(crowds), None, _alone(votes, len(crowds)))
    hits = np.array(list(map(_agreeing, crowds)))
    tries = np.array([len(one) for one in crowds], dtype=np.float64)
    return Ceiling(_HOW, judged, len(crowds), shares(hits[None], tries[None])[0])


def _agreeing(crowd: Sequence[float]) -> float:
    """The sum over votes of the share of the others that are the same, of two or more."""
    alike = fsum(crowd) ** 2 - fsum(vote * vote for vote in crowd)  # of both orders of each two
    return (len(crowd) + alike / (len(crowd) - 1)) / 2


def _undefined(pairs: int, *, differ: bool) -> str:
    if pairs < LEAST_PAIRS:
        return "no pair of known tracks" if not pairs else "one pair of known tracks alone"
    return "" if differ else "the values of each pair are equal"


def _alone(votes: Mapping[Pair, Sequence[Vote]], crowds: int) -> str:
    if not votes:
        return _TIES
    if crowds:
        return "one pair alone was judged by several people"
    if any(rater for of_pair in votes.values() for rater, _ in of_pair):
        return "no pair was judged by two people"
    return "the file does not name who judged"
