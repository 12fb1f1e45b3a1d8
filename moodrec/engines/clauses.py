"""Conditions in SQL, and what filters say of a single track as such."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from moodrec.engines.table import Bounds
from moodrec.errors import QueryError
from moodrec.filters import Filters
from moodrec.kinds import KINDS
from moodrec.sieve import RANGED

Values: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Clause:
    """Conditions that all have to hold, and the values that stand in them."""

    conditions: tuple[str, ...]
    told: Values

    def __and__(self, other: Clause) -> Clause:
        return Clause((*self.conditions, *other.conditions), self.told | other.told)

    def where(self) -> str:
        """The conditions as SQL."""
        return " AND ".join(self.conditions) or "TRUE"


EVERYTHING = Clause((), {})
"""What lets every track pass."""


def sum_of(clauses: Iterable[Clause]) -> Clause:
    """All conditions of all of them."""
    total = Clause((), {})
    for clause in clauses:
        total &= clause
    return total


def within(bounds: Bounds) -> Clause:
    """What lies within these bounds, their ends included."""
    conditions = tuple(f"{column} BETWEEN :low_{column} AND :high_{column}" for column in bounds)
    ends = {f"low_{column}": low for column, (low, _) in bounds.items()}
    return Clause(
        conditions, ends | {f"high_{column}": high for column, (_, high) in bounds.items()}
    )


def without_artists(names: Sequence[str]) -> Iterable[Clause]:
    """What none of these artists is credited with, whatever the case of their letters."""
    if names:
        folded = sorted({name.casefold() for name in names})
        yield Clause(("NOT (credited && :artists)",), {"artists": folded})


def without_kinds(kinds: Sequence[str]) -> Iterable[Clause]:
    """What is of none of these kinds. Raises QueryError for one that there is not."""
    places = {name: place for place, name in enumerate(KINDS)}
    for kind in kinds:
        if kind not in KINDS:
            raise QueryError(f"There is no kind {kind}. There are {', '.join(KINDS)}.")
        yield Clause((f"(kinds & {1 << places[kind]:d}) = 0",), {})


def in_ranges(filters: Filters) -> Iterable[Clause]:
    """What lies in every range. Raises QueryError for a column that has none."""
    for one in filters.ranges:
        if one.column not in RANGED:
            raise QueryError(f"No range of {one.column}: there are {', '.join(RANGED)}.")
        low, high = f"low_{one.column}", f"high_{one.column}"
        condition = f"{one.column} >= :{low} AND {one.column} <= :{high}"
        yield Clause((condition,), {low: float(one.low), high: float(one.high)})
