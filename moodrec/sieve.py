"""Applies filters to a reference set, exactly, and counts what each of them takes away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import RLock
from typing import Any, NamedTuple, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.filters import Filters
from moodrec.kinds import KINDS, Kind
from moodrec.model import FEATURE_NAMES
from moodrec.reference import ReferenceSet

Mask = NDArray[np.bool_]
_SHOWN = 60  # characters of an unknown name that are repeated
RANGED = ("year", *FEATURE_NAMES, "duration_ms", "popularity")
"""The columns that a range can be given for."""
_LISTS_KEPT = 4


class Table(Protocol):
    """Songs as whole columns."""

    def __len__(self) -> int:
        """How many there are."""

    def texts(self, column: str) -> pa.Array:
        """A column of texts, or the artists of each row as one text."""

    def numbers(self, column: str) -> NDArray[np.float64]:
        """A numeric column, shape (rows,); NaN where nobody told it."""


def of_kind(kind: Kind, songs: Table) -> Mask:
    """The songs of a kind, shape (rows,), read-only."""
    found = np.zeros(len(songs), dtype=bool)
    for column, words in kind.words.items():
        matches = pc.match_substring_regex(songs.texts(column), words, ignore_case=True)
        found |= matches.to_numpy(zero_copy_only=False)
    if kind.above is not None:
        column, bound = kind.above
        found |= songs.numbers(column) > bound
    found.setflags(write=False)
    return found


def named(names: Collection[str], genres: Sequence[str]) -> list[str]:
    """Those of the genres that are meant: named exactly, else in any case of letters."""
    exact = set(names).intersection(genres)
    loose = {name.casefold() for name in set(names) - exact}
    return [genre for genre in genres if genre in exact or genre.casefold() in loose]


class Sieve:
    """The filters of one reference set; what they look at is made once, when first asked for."""

    def __init__(self, reference: ReferenceSet) -> None:
        self._reference = reference
        self._kinds: dict[str, Mask] = {}
        self._songs: Any = lru_cache(_LISTS_KEPT)(self._find)
        self._lock = RLock()

    def sift(self, filters: Filters) -> Sifted:
        """Which songs pass, with a count for every filter. Raises QueryError for unknown names."""
        return Sifted(self, dict(self._failing(filters)), self._unknown(filters))

    def kind(self, name: str) -> Mask:
        """The songs of a kind, shape (rows,). Raises QueryError when there is no such kind."""
        if name not in KINDS:
            raise QueryError(f"There is no kind {name}. There are {', '.join(KINDS)}.")
        with self._lock:
            if name not in self._kinds:
                self._kinds[name] = of_kind(KINDS[name], self._reference)
            return self._kinds[name]

    @property
    def genres(self) -> tuple[str, ...]:
        """The genres of the set."""
        return self._reference.genres

    @property
    def genre_of(self) -> NDArray[np.int32]:
        """The genre of each song as its place in `genres`, -1 where it has none."""
        return self._reference.genre_of

    def __len__(self) -> int:
        return len(self._reference)

    def knows(self, column: str) -> bool:
        """True when the column has a value for any song."""
        return self._reference.missing(column) < len(self._reference)

    def span(self, column: str) -> tuple[float, float]:
        """The least and the greatest known value of a column that knows() some."""
        values = self._reference.numbers(column)
        return float(np.nanmin(values)), float(np.nanmax(values))

    def artists(self, names: Iterable[str]) -> Mask:
        """The songs that credit one of these artists, in any case of letters."""
        known, code_of, row_of = self._credits
        codes = [known[key] for key in map(str.casefold, names) if key in known]
        found = np.zeros(len(self), dtype=bool)
        found[row_of[np.isin(code_of, codes)]] = True
        return found

    def songs(self, track_ids: frozenset[str]) -> Mask:
        """The songs with one of these ids, and the other releases of their recordings."""
        with self._lock:
            found: Mask = self._songs(track_ids)
        return found

    def named_genres(self, names: Collection[str]) -> list[str]:
        """The genres that are meant: those named exactly, else in any case of letters."""
        return named(names, self.genres)

    def _failing(self, filters: Filters) -> Iterable[tuple[str, Mask]]:
        """Each filter that is set, with the songs that it takes away."""
        if filters.genres:
            yield "genres", ~self._of_genres(filters.genres)
        if filters.without_genres:
            yield "without_genres", self._of_genres(filters.without_genres)
        if filters.without_artists:
            yield "without_artists", self.artists(filters.without_artists)
        for kind in filters.without_kinds:
            yield f"without_kinds:{kind}", self.kind(kind)
        for one in filters.ranges:
            if one.column not in RANGED:
                raise QueryError(f"No range of {one.column}: there are {', '.join(RANGED)}.")
            values = self._reference.numbers(one.column)
            yield f"range:{one.column}", ~((values >= one.low) & (values <= one.high))
        if filters.without_songs:
            yield "without_songs", self.songs(filters.without_songs)

    def _unknown(self, filters: Filters) -> tuple[str, ...]:
        """Sentences on names that match nothing here."""
        genres = (*filters.genres, *filters.without_genres)
        known = {name.casefold() for name in self.genres}
        return (
            *(f"No song here has the genre “{name[:_SHOWN]}”." for name in genres
              if name.casefold() not in known),
            *(f"No song here is by “{name[:_SHOWN]}”." for name in filters.without_artists
              if name.casefold() not in self._credits.codes),
        )  # fmt: skip

    def _of_genres(self, names: Collection[str]) -> Mask:
        """The songs of these genres."""
        named = {*self.named_genres(names)}
        chosen = np.array([*(genre in named for genre in self.genres), False])  # -1: no genre
        found: Mask = chosen[self.genre_of]
        return found

    def _find(self, track_ids: frozenset[str]) -> Mask:
        found = self._reference.songs(track_ids)
        found.setflags(write=False)
        return found

    @property
    def _credits(self) -> _Credits:
        with self._lock:
            return self._all_credits

    @cached_property
    def _all_credits(self) -> _Credits:
        credited = [self._reference.artists(row) for row in range(len(self))]
        codes: dict[str, int] = {}
        names = (name.casefold() for artists in credited for name in artists)
        code_of = np.fromiter((codes.setdefault(name, len(codes)) for name in names), np.int64)
        row_of = np.repeat(np.arange(len(self)), [len(artists) for artists in credited])
        return _Credits(codes, code_of, row_of)


class _Credits(NamedTuple):
    """A number for each artist by the name in small letters; one code and one row a credit."""

    codes: dict[str, int]
    code_of: NDArray[np.int64]
    row_of: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sifted:
    """What is left by filters.

    `failing` are the songs that each of them takes away; `notices` are sentences on names
    that match nothing.
    """

    sieve: Sieve
    failing: dict[str, Mask]
    notices: tuple[str, ...]

    @cached_property
    def passing(self) -> Mask:
        """The songs that pass all filters, shape (rows,)."""
        passing: Mask = self._faults == 0
        return passing

    @property
    def songs(self) -> int:
        """How many pass."""
        return int(np.count_nonzero(self.passing))

    def only(self, name: str) -> Mask:
        """The songs that this filter alone takes away: relaxing it brings them back."""
        alone: Mask = self.failing[name] & (self._faults == 1)
        return alone

    def taken_by(self, name: str) -> int:
        """How many songs this filter alone takes away."""
        return int(np.count_nonzero(self.only(name)))

    def but_for(self, *names: str) -> Mask:
        """The songs that pass all filters but these."""
        faults = self._faults.copy()
        for name in names:
            if name in self.failing:
                faults -= self.failing[name]
        passing: Mask = faults == 0
        return passing

    def genre_counts(self) -> tuple[tuple[str, int], ...]:
        """How many songs of each genre pass the other filters, the most first."""
        rows = self.but_for("genres", "without_genres")
        counts = np.bincount(self.sieve.genre_of[rows] + 1, minlength=len(self.sieve.genres) + 1)
        pairs = zip(self.sieve.genres, counts[1:].tolist(), strict=True)
        return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))

    def kind_counts(self) -> tuple[tuple[str, int], ...]:
        """How many songs that pass the other filters each kind would take away, or does."""
        return tuple(
            (
                kind,
                int(
                    np.count_nonzero(self.sieve.kind(kind) & self.but_for(f"without_kinds:{kind}"))
                ),
            )
            for kind in KINDS
        )

    @cached_property
    def _faults(self) -> NDArray[np.uint8]:
        """By how many filters each song is taken away."""
        faults = np.zeros(len(self.sieve), dtype=np.uint8)
        for mask in self.failing.values():
            faults += mask
        return faults
