"""How well the values that moodrec has agree with what people hear.

How to read it. For pairs it is the share of judgements in which the song that somebody found
higher has the higher value: 0.5 is chance, 1 is perfect. For ratings it is Spearman's rank
correlation of the mean rating and the value: 0 is chance, 1 the same order. The ceiling is what
people reach among themselves: for pairs one person against each other one, for ratings one crowd
against another of its size. Values that come near it are as good as one more person, or
crowd, would be; the less a crowd agrees, the lower it lies. An interval holds the number in 95
of 100 samples of as many pairs, or tracks: where two of them overlap widely, nothing is sure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from moodrec.errors import ListError
from moodrec.judgements import Axis
from moodrec.judging import accuracy, correlation
from moodrec.judging.crowd import Scores, Votes, scores_of, votes_of
from moodrec.judging.measured import Ceiling, Measured
from moodrec.judging.reading import AXES, Layout, Opinions
from moodrec.model import MoodPoint

Kind = Literal["pairs", "ratings"]
Values = Mapping[str, Mapping[str, MoodPoint]]
"""The places of tracks by track id, then by who told them; the first is the one in use."""

IN_USE = "the values in use"
"""The source of each track's first value, whoever told it."""
MOST_SOURCES = 6
"""Sources that are measured one by one: those that know most of the tracks."""
EXAMPLES = 5
"""Unknown tracks that are named."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What was in the file, in rows, judgements and tracks.

    `rows` were read; of them `unreadable` tell no judgement, in `skipped` nobody answered, in
    `undecided` the crowd did not agree. `ties` are judgements that both are the same, which say
    nothing about values. `duplicates` say again what the same rater said of them before, and add
    no judgement.
    Contradictions of one rater: `both_ways` are pairs, `cycles` triples of tracks, `several`
    tracks with different ratings. Of `tracks` nobody here knows the `unknown` ones.
    """

    rows: int
    unreadable: int
    skipped: int
    undecided: int
    ties: int
    duplicates: int
    both_ways: int
    cycles: int
    several: int
    tracks: int
    unknown: int


@dataclass(frozen=True, slots=True)
class OnAxis:
    """The agreement on one axis: of all values, of each source's, and of people among themselves.

    `judgements` (without ties) are of `pairs` of `tracks`, known or not; for ratings `pairs`
    is 0.
    """

    kind: Kind
    axis: Axis
    judgements: int
    pairs: int
    tracks: int
    in_use: Measured
    sources: tuple[Measured, ...]
    people: Ceiling


@dataclass(frozen=True, slots=True)
class Validation:
    """How well values agree with the judgements in the file `name`.

    `unknown` are up to EXAMPLES ids of tracks that nobody here knows, `levels` how far the crowd
    agreed where the file tells it, `notices` sentences about the reading.
    """

    name: str
    layout: Layout
    counts: Counts
    unknown: tuple[str, ...]
    levels: tuple[tuple[str, int], ...]
    axes: tuple[OnAxis, ...]
    notices: tuple[str, ...] = ()


def tracks_of(opinions: Opinions) -> tuple[str, ...]:
    """The ids of all tracks that were judged, each once, in their order."""
    pairs = (track for one in opinions.judgements for track in (one.a, one.b))
    return tuple(dict.fromkeys([*pairs, *(one.track_id for one in opinions.ratings)]))


def validate(opinions: Opinions, values: Values) -> Validation:
    """The agreement of values with what people said. Raises ListError for a single row."""
    if opinions.told == 1:
        raise ListError(
            f"{opinions.name} holds a single judgement. Agreement takes at least two, and says "
            "more with some hundred."
        )
    votes = {axis: votes_of(one for one in opinions.judgements if one.axis == axis)
             for axis in AXES}  # fmt: skip
    scores = {axis: scores_of(one for one in opinions.ratings if one.axis == axis)
              for axis in AXES}  # fmt: skip
    tracks = tracks_of(opinions)
    unknown = [track for track in tracks if not values.get(track)]
    return Validation(
        name=opinions.name,
        layout=opinions.layout,
        counts=_counts(opinions, votes.values(), scores.values(), len(tracks), len(unknown)),
        unknown=tuple(unknown[:EXAMPLES]),
        levels=opinions.levels,
        axes=(
            *(_pairs(axis, one, values) for axis, one in votes.items() if one.by_pair or one.ties),
            *(_ratings(axis, one, values) for axis, one in scores.items() if one.by_track),
        ),
        notices=opinions.notices,
    )


def _counts(
    opinions: Opinions,
    votes: Collection[Votes],
    scores: Collection[Scores],
    tracks: int,
    unknown: int,
) -> Counts:
    return Counts(
        rows=opinions.rows,
        unreadable=opinions.unreadable,
        skipped=opinions.skipped,
        undecided=opinions.undecided,
        ties=sum(one.ties for one in votes),
        duplicates=sum(one.duplicates for one in votes) + sum(one.duplicates for one in scores),
        both_ways=sum(one.both_ways for one in votes),
        cycles=sum(one.cycles for one in votes),
        several=sum(one.several for one in scores),
        tracks=tracks,
        unknown=unknown,
    )


def _pairs(axis: Axis, votes: Votes, values: Values) -> OnAxis:
    tracks = sorted({track for pair in votes.by_pair for track in pair})
    measured = accuracy.accuracies(votes.by_pair, _told(axis, tracks, values))
    return OnAxis(
        kind="pairs",
        axis=axis,
        judgements=sum(map(len, votes.by_pair.values())),
        pairs=len(votes.by_pair),
        tracks=len(tracks),
        in_use=measured[0],
        sources=tuple(measured[1:]),
        people=accuracy.between_people(votes.by_pair),
    )


def _ratings(axis: Axis, scores: Scores, values: Values) -> OnAxis:
    means, counts = scores.means, {track: len(one) for track, one in scores.by_track.items()}
    measured = correlation.correlations(means, counts, _told(axis, list(means), values))
    return OnAxis(
        kind="ratings",
        axis=axis,
        judgements=sum(counts.values()),
        pairs=0,
        tracks=len(means),
        in_use=measured[0],
        sources=tuple(measured[1:]),
        people=correlation.between_people(scores.by_track),
    )


def _told(axis: Axis, tracks: Sequence[str], values: Values) -> list[tuple[str, dict[str, float]]]:
    """The values in use, then those of each source, the one that knows most tracks first."""
    known = {track: values[track] for track in tracks if values.get(track)}
    counts = Counter(source for told in known.values() for source in told)
    sources = sorted(counts, key=lambda source: (-counts[source], source))[:MOST_SOURCES]
    in_use = {track: _on(axis, next(iter(told.values()))) for track, told in known.items()}
    return [
        (IN_USE, in_use),
        *((source, {track: _on(axis, told[source]) for track, told in known.items()
                    if source in told}) for source in sources),
    ]  # fmt: skip


def _on(axis: Axis, point: MoodPoint) -> float:
    return point.valence if axis == "valence" else point.energy
