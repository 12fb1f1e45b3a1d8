"""Which songs may be recommended: what a listener rules out before the search."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from moodrec.errors import QueryError


@dataclass(frozen=True, slots=True)
class Range:
    """The values of a numeric column from `low` to `high`, both included.

    An end that is open is infinite. A song whose value is not known lies in no range. Raises
    QueryError when the range is turned round, or has no numbers as its ends.
    """

    column: str
    low: float
    high: float

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high):
            raise QueryError(f"The range of {self.column} needs a number at each end.")
        if self.low > self.high:
            raise QueryError(
                f"The range of {self.column} is turned round: "
                f"write it as {self.high:.10g} to {self.low:.10g}."
            )
        if self.low == math.inf or self.high == -math.inf:
            raise QueryError(f"No {self.column} is infinite. Give the range a number.")


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be in a list; everything, when nothing is said.

    `genres` lets in these alone; the others leave out. `without_kinds` are names of
    `kinds.KINDS`, `without_songs` are track ids, which go with their other releases.
    """

    genres: tuple[str, ...] = ()
    without_genres: tuple[str, ...] = ()
    without_artists: tuple[str, ...] = ()
    without_kinds: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()
    without_songs: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        columns = [one.column for one in self.ranges]
        if twice := next((name for name in columns if columns.count(name) > 1), None):
            raise QueryError(f"Give one range of {twice}, not several.")

    def names(self) -> tuple[str, ...]:
        """The filters that are set: "genres", "without_kinds:live", "range:tempo" and so on."""
        return (
            *(name for name in ("genres", "without_genres", "without_artists") if self._set(name)),
            *(f"without_kinds:{kind}" for kind in self.without_kinds),
            *(f"range:{one.column}" for one in self.ranges),
            *(name for name in ("without_songs",) if self._set(name)),
        )

    def relaxed(self, name: str) -> Filters:
        """The same without the filter of that name."""
        field, _, which = name.partition(":")
        if field == "range":
            return replace(self, ranges=tuple(one for one in self.ranges if one.column != which))
        if field == "without_kinds":
            kept = tuple(kind for kind in self.without_kinds if kind != which)
            return replace(self, without_kinds=kept)
        return replace(self, **{field: type(getattr(self, field))()})

    def without_artist(self, name: str) -> Filters:
        """The same without the songs of one more artist."""
        names = dict.fromkeys((*self.without_artists, name))
        return replace(self, without_artists=tuple(names))

    def _set(self, name: str) -> bool:
        return bool(getattr(self, name))
