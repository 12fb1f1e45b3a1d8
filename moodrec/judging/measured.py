"""How well values agree with people, and people with each other, as numbers with intervals."""

from __future__ import annotations

from dataclasses import dataclass

from moodrec.method.intervals import Interval


@dataclass(frozen=True, slots=True)
class Measured:
    """How well the values that `source` told agree with what people said.

    It rests on `judgements` of `pairs` of `tracks` whose values are known; for ratings `pairs`
    is 0. `value` is None where it is undefined, and `why` says why.
    """

    source: str
    judgements: int
    pairs: int
    tracks: int
    value: Interval | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How well people agree among themselves: what values of any kind are to be held against.

    For pairs it is what one more person would reach, for ratings what another such crowd would.
    It rests on `judgements` of `items`, pairs or tracks, that several people judged; `how` says
    what was compared. `value` is None where it is undefined, and `why` says why.
    """

    how: str
    judgements: int
    items: int
    value: Interval | None
    why: str = ""
