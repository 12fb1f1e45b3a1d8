"""How often the track that people find higher has the higher value.

The interval is over pairs of tracks: all judgements of one pair are drawn together, because
those who judge the same pair are not independent of each other. It speaks of other pairs of such
tracks: where few tracks are in many pairs, other tracks may differ by more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum

import numpy as np

from moodrec.judging.crowd import Pair, Vote, sign
from moodrec.judging.measured import Ceiling, Measured
from moodrec.judging.samples import share

LEAST_PAIRS = 2
"""Fewer pairs have no interval."""
_HOW = "one person with each other single person on the same pair"


def accuracy(
    votes: Mapping[Pair, Sequence[Vote]], values: Mapping[str, float], source: str
) -> Measured:
    """The share of judgements in which the value of the higher track is higher.

    Equal values count one half.
    """
    known = [pair for pair in votes if pair[0] in values and pair[1] in values]
    signs = {pair: sign(values[pair[0]] - values[pair[1]]) for pair in known}
    tries = np.array([len(votes[pair]) for pair in known], dtype=np.float64)
    hits = np.array([sum((1 + signs[pair] * vote) / 2 for _, vote in votes[pair])
                     for pair in known], dtype=np.float64)  # fmt: skip
    tracks = {track for pair in known for track in pair}
    why = _undefined(len(known), differ=any(signs.values()))
    value = None if why else share(hits, tries)
    return Measured(source, int(tries.sum()), len(known), len(tracks), value, why)


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
    return Ceiling(_HOW, judged, len(crowds), share(hits, tries))


def _agreeing(crowd: Sequence[float]) -> float:
    """The sum over votes of the share of the others that are the same, of two or more."""
    alike = fsum(crowd) ** 2 - fsum(vote * vote for vote in crowd)  # of both orders of each two
    return (len(crowd) + alike / (len(crowd) - 1)) / 2


def _undefined(pairs: int, *, differ: bool) -> str:
    if pairs < LEAST_PAIRS:
        return "no pair of known tracks" if not pairs else "one pair of known tracks alone"
    return "" if differ else "the values of each pair are equal"


def _alone(votes: Mapping[Pair, Sequence[Vote]], crowds: int) -> str:
    if crowds:
        return "one pair alone was judged by several people"
    if any(rater for of_pair in votes.values() for rater, _ in of_pair):
        return "no pair was judged by two people"
    return "the file does not name who judged"
