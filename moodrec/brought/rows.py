"""The values of a list that a person brings: its rows, in its order, as columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moodrec import cells
from moodrec.layouts import ARTIST_SEPARATOR, split_stored
from moodrec.links import is_track_id
from moodrec.model import FEATURE_NAMES, AudioFeatures
from moodrec.recordings import Release
from moodrec.rows import RANGES
from moodrec.texts import clean, counted

MOST_ROWS = 50_000
"""Rows of the longest list that is kept in a visit."""
MOST_COLUMNS = 1_000
"""Columns of the widest table that is read."""

Kind = Literal["track", "local file", "episode", "unreadable"]
KINDS: tuple[Kind, ...] = get_args(Kind)
TRACK, LOCAL, EPISODE, UNREADABLE = range(len(KINDS))
TEXTS = ("id", "name", "artists", "album", "genre", "isrc", "added_at", "last_played", "text")
NUMBERS = (*RANGES, "plays", "ms_played")
SPANS = {**RANGES, "plays": (0, 1e9), "ms_played": (0, 1e15)}
"""The least and the largest value of each of NUMBERS; what lies outside is no value."""
SHOWN = 120
"""Characters that are kept of what stands in a row instead of a track."""


@dataclass(frozen=True, slots=True)
class Brought:
    """One row of a list; what the file does not tell is None or empty.

    `position` counts from 1. `plays` and `ms_played` (milliseconds) are what a history adds
    up to, `last_played` and `added_at` its times as written. `features` are those that the
    file told, its name as their source. `text` is what stands there instead of a track.
    """

    position: int
    kind: Kind
    track_id: str | None = None
    title: str | None = None
    artists: tuple[str, ...] = ()
    album: str | None = None
    genre: str | None = None
    isrc: str | None = None
    duration_ms: int | None = None
    popularity: float | None = None
    year: int | None = None
    explicit: bool | None = None
    added_at: str | None = None
    plays: int | None = None
    ms_played: int | None = None
    last_played: str | None = None
    features: AudioFeatures | None = None
    text: str = ""


@dataclass(frozen=True, eq=False)
class BroughtList:
    """A list called `name`; `notices` are sentences about its reading.

    `columns` are arrays of one length: `kind` (places in KINDS, shape (rows,)), those of TEXTS
    without missing values, and those of NUMBERS with NaN for them. What is absent is unknown.
    Artists and genres stand as the file writes them: `split_artists` and `read_genre` read them.
    A row is made when it is looked at: ten thousand of them would take longer than to read them.
    """

    name: str
    columns: Mapping[str, pa.Array]
    notices: tuple[str, ...] = ()
    split_artists: Callable[[str], tuple[str, ...]] = split_stored
    read_genre: Callable[[str], str] = str.strip

    def __len__(self) -> int:
        return len(self.columns["kind"])

    @property
    def rows(self) -> Iterator[Brought]:
        """The rows in their order."""
        return map(self.row, range(len(self)))

    @cached_property
    def kinds(self) -> NDArray[np.int8]:
        """The place in KINDS of each row's kind, shape (rows,)."""
        found: NDArray[np.int8] = self.columns["kind"].to_numpy()
        return found

    def texts(self, column: str) -> pa.Array:
        """A column of TEXTS; empty texts where nothing is known."""
        known = self.columns.get(column)
        return pa.repeat("", len(self)) if known is None else known

    def numbers(self, column: str) -> NDArray[np.float64]:
        """A column of NUMBERS in its unit, shape (rows,); NaN where nothing is known."""
        known = self.columns.get(column)
        return np.full(len(self), np.nan) if known is None else cells.values(known)

    def row(self, place: int) -> Brought:
        """The row at a place that counts from 0."""
        track_id = self._text("id", place)
        return Brought(
            position=place + 1,
            kind=KINDS[self.kinds[place]],
            track_id=track_id,
            title=self._text("name", place),
            artists=self.split_artists(self._text("artists", place) or ""),
            album=self._text("album", place),
            genre=self.read_genre(self._text("genre", place) or "") or None,
            isrc=self._text("isrc", place),
            duration_ms=self._whole("duration_ms", place),
            popularity=self._number("popularity", place),
            year=self._whole("year", place),
            explicit=None if (told := self._number("explicit", place)) is None else bool(told),
            added_at=self._text("added_at", place),
            plays=self._whole("plays", place),
            ms_played=self._whole("ms_played", place),
            last_played=self._text("last_played", place),
            features=self._features(track_id or "", place),
            text=self._text("text", place) or "",
        )

    def releases(self, places: NDArray[np.int64]) -> list[tuple[str, Release]]:
        """The id of the row at each place with its artists, title and ISRC, empty if unknown."""
        names = ("id", "artists", "name", "isrc")
        ids, credits_, titles, isrcs = (self.texts(one).take(places).to_pylist() for one in names)
        artists = map(self.split_artists, credits_)
        return list(zip(ids, zip(artists, titles, isrcs, strict=True), strict=True))

    @cached_property
    def _cells(self) -> dict[str, list[Any]]:
        """The columns as Python's values: cell by cell Arrow takes most of the time of a row."""
        numbers = {name: cells.values(self.columns[name]).tolist() for name in NUMBERS
                   if name in self.columns}  # fmt: skip
        texts = {name: self.columns[name].to_pylist() for name in TEXTS if name in self.columns}
        return numbers | texts

    def _features(self, track_id: str, place: int) -> AudioFeatures | None:
        told = {name: self._number(name, place) for name in FEATURE_NAMES}
        if all(value is None for value in told.values()):
            return None
        return AudioFeatures(track_id, self.name, **told)  # type: ignore[arg-type]  # no source

    def _text(self, column: str, place: int) -> str | None:
        return self._cells[column][place] or None if column in self._cells else None

    def _number(self, column: str, place: int) -> float | None:
        if column not in self._cells:
            return None
        value: float = self._cells[column][place]
        return None if math.isnan(value) else value

    def _whole(self, column: str, place: int) -> int | None:
        value = self._number(column, place)
        return None if value is None else int(value)


def of_rows(
    name: str,
    rows: Sequence[Mapping[str, Any]],
    notices: Sequence[str] = (),
    rows_in_all: int | None = None,
) -> BroughtList:
    """A list of rows that name columns of TEXTS and NUMBERS, and their `kind` unless a track's.

    An id that no track can have is none; it stands in the row's text. `rows_in_all` is how many
    there were, where they are more than these.
    """
    rows = list(map(_checked, rows))
    kinds = [row.get("kind", TRACK) for row in rows]
    there = {column for row in rows for column in row}
    columns = {"kind": pa.array(kinds, pa.int8())}
    for column in TEXTS:
        if column in there:
            columns[column] = pa.array([row.get(column) or "" for row in rows], pa.string())
    for column in NUMBERS:
        if column in there:
            columns[column] = pa.array([row.get(column) for row in rows], pa.float64())
    return told(BroughtList(name, columns, tuple(notices)), rows_in_all)


def _checked(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row without an id that is none; then it is unreadable unless something else tells it."""
    told = row.get("id")
    if not told or is_track_id(told):
        return row
    kind = row.get("kind", TRACK) if row.get("name") or row.get("isrc") else UNREADABLE
    return {**row, "id": "", "kind": kind, "text": told[:SHOWN]}


def text_of(value: object) -> str:
    """A text of foreign JSON without what breaks pages; empty when it is none."""
    return clean(value) if isinstance(value, str) else ""


def joined(artists: Sequence[str]) -> str:
    """Artists as one text, as moodrec stores them."""
    return ARTIST_SEPARATOR.join(one.replace(ARTIST_SEPARATOR, ",") for one in artists if one)


def told(brought: BroughtList, rows: int | None = None) -> BroughtList:
    """The list within its bound, with sentences on what is odd about it: all of it is kept.

    `rows` is how many the file has, where they are more than were read.
    """
    notices = list(brought.notices)
    if (rows := rows or len(brought)) > MOST_ROWS:
        notices.append(f"The first {MOST_ROWS:,} of {rows:,} rows are taken.")
        columns = {name: column.slice(0, MOST_ROWS) for name, column in brought.columns.items()}
        brought = replace(brought, columns=columns)
    if again := _repeated(brought):
        notices.append(
            f"{counted(again, 'row repeats a track', 'rows repeat a track')} that stands further "
            "up; each counts."
        )
    if broken := int(np.count_nonzero(brought.kinds == UNREADABLE)):
        notices.append(f"{counted(broken, 'row names', 'rows name')} no track that can be read.")
    return replace(brought, notices=tuple(notices))


def _repeated(brought: BroughtList) -> int:
    """How many rows have an id that a row before has."""
    if "id" not in brought.columns:
        return 0
    ids = brought.columns["id"]
    filled = ids.filter(pc.not_equal(ids, ""))
    return len(filled) - int(pc.count_distinct(filled).as_py())
