"""What a crowd said, put together: by pair or by track, with what is said twice or against itself.

Pairs and tracks come in the order of their ids, so that neither the order of rows nor the names
of raters change any number. Where no rater is named, nobody can tell a row that stands twice
from two people who agree: each counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from moodrec.judgements import Judgement, Rating

Pair = tuple[str, str]
"""Two track ids, the lower one first."""
Vote = tuple[str, float]
"""Who judged a pair, and how: 1 where its first track is higher, -1 where its second is.

What a named rater said several times is one vote, the mean; 0 for either way as often.
"""

_VOTES = {"a": 1, "b": -1, "ab": 0}


@dataclass(frozen=True, slots=True)
class Votes:
    """The judgements of pairs on one axis; ties are counted, and are no votes.

    Of a named rater's equal ones all but one are `duplicates`. `both_ways` counts pairs of which
    one rater found either track higher, `cycles` the triples of which one rater found the
    first higher than the second, that higher than the third, and that higher than the first.
    """

    by_pair: Mapping[Pair, Sequence[Vote]]
    ties: int
    duplicates: int
    both_ways: int
    cycles: int


@dataclass(frozen=True, slots=True)
class Scores:
    """The ratings on one axis: of each track who rated it and how high, once a named rater.

    `duplicates` are equal ratings of a track by one rater but the first; of `several` tracks
    one rater gave different ratings, and their mean stands.
    """

    by_track: Mapping[str, Sequence[tuple[str, float]]]
    duplicates: int
    several: int

    @property
    def means(self) -> dict[str, float]:
        """The mean rating of each track over its raters."""
        return {
            track: fsum(value for _, value in rated) / len(rated)
            for track, rated in self.by_track.items()
        }


def votes_of(judgements: Iterable[Judgement]) -> Votes:
    """Judgements of one axis, pair by pair.

    That a rater's contradictions are averaged, not left out, keeps the share of right answers:
    to leave them out would keep the people, and pairs, that are sure.
    """
    told = [_turned(one) for one in judgements]
    kept: dict[Pair, list[Vote]] = defaultdict(list)
    for pair, rater, vote in told:
        if vote:
            kept[pair].append((rater, vote))
    by_pair = {pair: _once(kept[pair]) for pair in sorted(kept)}
    named = {one for one in told if one[1]}
    both_ways = sum(vote > 0 and (pair, rater, -vote) in named for pair, rater, vote in named)
    return Votes(
        by_pair,
        ties=sum(not vote for _, _, vote in told),
        duplicates=sum(bool(rater) for _, rater, _ in told) - len(named),
        both_ways=both_ways,
        cycles=_cycles(by_pair),
    )


def _turned(one: Judgement) -> tuple[Pair, str, int]:
    """A judgement with the lower id first."""
    vote = _VOTES[one.higher]
    if one.a < one.b:
        return (one.a, one.b), one.rater, vote
    return (one.b, one.a), one.rater, -vote


def scores_of(ratings: Iterable[Rating]) -> Scores:
    """Ratings of one axis, track by track."""
    kept: dict[str, list[tuple[str, float]]] = defaultdict(list)
    seen: set[Rating] = set()
    duplicates = 0
    for one in ratings:
        if one.rater and one in seen:
            duplicates += 1
            continue
        seen.add(one)
        kept[one.track_id].append((one.rater, one.value))
    by_track = {track: _once(kept[track]) for track in sorted(kept)}
    several = sum(_changed(rated) for rated in kept.values())
    return Scores(by_track, duplicates, several)


def sign(number: float) -> int:
    """1, 0 or -1."""
    return int(number > 0) - int(number < 0)


def _once(rated: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """The mean of each named rater's numbers, and all of nobody's."""
    values: dict[str, list[float]] = defaultdict(list)
    for rater, value in rated:
        values[rater].append(value)
    nobodys = [("", value) for value in values.pop("", [])]
    return [*((rater, fsum(told) / len(told)) for rater, told in values.items()), *nobodys]


def _changed(rated: Sequence[tuple[str, float]]) -> int:
    """How many named raters gave several ratings; equal ones are left out before."""
    counts = Counter(rater for rater, _ in rated if rater)
    return sum(count > 1 for count in counts.values())


def _cycles(by_pair: Mapping[Pair, Sequence[Vote]]) -> int:
    """Each rater's triples a > b > c > a."""
    lower: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    higher: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for (first, second), votes in by_pair.items():
        for rater, vote in votes:
            if rater and vote:
                up, down = (first, second) if vote > 0 else (second, first)
                lower[rater][up].add(down)
                higher[rater][down].add(up)
    closed = sum(
        len(below[down] & higher[rater][up])
        for rater, below in lower.items()
        for up in below.keys() & higher[rater].keys()
        for down in below[up] & below.keys()
    )
    return closed // 3  # each is found from every one of its tracks
