"""What every engine promises: the same tracks with the same keys in the same order.

An engine answers from whole millionths alone (`moodrec.metrics.measure.Measure`), so numpy and
any SQL database that has 64-bit integers agree on every tie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from moodrec.filters import Filters
from moodrec.metrics.measure import Measure

EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Question:
    """From where, how far is measured and what takes part.

    `at` are whole millionths along the measure's axes, `without` the ids of tracks that take
    no part (unknown ones count for nothing), `filters` what a listener rules out.
    """

    measure: Measure
    at: tuple[int, ...]
    without: frozenset[str] = frozenset()
    filters: Filters = EVERYTHING


@dataclass(frozen=True, slots=True)
class Answer:
    """Tracks with their keys, in the order of (key, track id), ids compared letter by letter."""

    ids: tuple[str, ...] = ()
    keys: tuple[int, ...] = ()


class Engine(Protocol):
    """The tracks of one reference set by their distance; safe to share between threads.

    Tracks that are not comparable, left out or ruled out by filters take no part. Each method
    raises QueryError for filters that make no sense and MetricUndefined for an axis on which
    no track has a value; an engine beside this process also raises StoreError.
    """

    def __len__(self) -> int:
        """How many tracks there are, whether they take part or not."""

    def nearest(self, question: Question, n: int) -> Answer:
        """The first `n` tracks in the order of (key, track id); all of them where n is beyond.

        So a tie at the end goes to the lower ids, and a longer answer begins with a shorter one.
        """

    def inside(self, question: Question, reach: int) -> Answer:
        """All tracks whose key is at most `reach`, in the same order."""

    def within(self, question: Question, reach: int) -> int:
        """How many tracks have a key of at most `reach`."""
