"""The rows of the table that tells an agreement: the same on the page and the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from moodrec.judgements import Axis
from moodrec.judging.agreement import Kind, OnAxis
from moodrec.judging.measured import Measured
from moodrec.judging.samples import rounds_of
from moodrec.judging.sentences import NOTES
from moodrec.method.intervals import ROUNDS, Interval

PEOPLE = "people among themselves"


@dataclass(frozen=True, slots=True)
class Row:
    """One number of the axis, of a source's values or of people; `why` where it is unknown.

    `rests_on` says of how much, in the order of `columns`.
    """

    axis: Axis
    name: str
    value: Interval | None
    why: str
    rests_on: tuple[str, ...]


def columns(kind: Kind) -> tuple[str, ...]:
    """What the numbers rest on."""
    return ("judgements", "pairs", "songs") if kind == "pairs" else ("ratings", "songs")


def rows(one: OnAxis) -> Iterator[Row]:
    """An axis: the values in use where there are several sources, each source, and people."""
    several = len(one.sources) != 1
    for told in (*((one.in_use,) if several else ()), *one.sources):
        yield Row(one.axis, told.source, told.value, told.why, _known(one, told))
    people = one.people
    rests_on = (f"{people.judgements:,}", f"{people.items:,}")
    padded = (*rests_on, "") if one.kind == "pairs" else rests_on  # no songs of pairs
    yield Row(one.axis, PEOPLE, people.value, people.why, padded)


def notes(kind: Kind, axes: Sequence[OnAxis]) -> Iterator[str]:
    """How to read the table of some axes of a kind."""
    for how in dict.fromkeys(one.people.how for one in axes if one.people.value):
        yield f"People among themselves: {how}."
    rounds = min(rounds_of(one.pairs if kind == "pairs" else one.tracks) for one in axes)
    if rounds < ROUNDS:
        yield f"The table is large: its intervals rest on {rounds:,} samples, not {ROUNDS:,}."
    yield NOTES[kind]


def _known(one: OnAxis, told: Measured) -> tuple[str, ...]:
    """How much of what was judged the values know."""
    judgements, tracks = (told.judgements, one.judgements), (told.tracks, one.tracks)
    pairs = [(told.pairs, one.pairs)] if one.kind == "pairs" else []
    return tuple(f"{known:,} of {judged:,}" for known, judged in (judgements, *pairs, tracks))
