"""The contract's questions in SQL, in words that DuckDB and PostgreSQL share.

The n nearest are sought in a box that is sure to hold all tracks up to some key. Where it
holds fewer than n, it is widened: so the answer is exact, whatever the first guess.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import pandas as pd
import pyarrow as pa

from moodrec import setfile
from moodrec.engines.contract import Answer, Question
from moodrec.engines.facts import Facts
from moodrec.engines.ready import WHOLE
from moodrec.errors import QueryError
from moodrec.filters import Filters
from moodrec.kinds import KINDS
from moodrec.metrics import MILLIONTHS
from moodrec.metrics.measure import Measure
from moodrec.rows import split_artists
from moodrec.sieve import RANGED, named

_LARGEST = (1 << 63) - 1  # of a key
_SPARE = 4  # how many times the tracks wanted the first box should hold
_WIDER = 16  # how much further the next keys reach
_EMPTY = 256  # the same after a box without any track
_WHOLE_SET = 400_000  # half a box, in millionths: from there all tracks are looked at
_FEW = 24  # ids that are sought one by one
_TRACK = tuple(setfile.COLUMNS.names)
_ID_AT = _TRACK.index("id")
_ID = re.compile("[0-9A-Za-z]{22}")

Values: TypeAlias = dict[str, Any]
Found: TypeAlias = Sequence[tuple[Any, ...]]


class Database(Protocol):
    """Whoever answers SQL; safe to share between threads."""

    def rows(self, statement: str, values: Mapping[str, Any]) -> Found:
        """The rows that a statement finds; its values stand in it as ":name".

        Raises StoreError when the database cannot be asked.
        """


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


class SqlEngine:
    """The tracks in a table of the columns of `ready.SCHEMA`; keeps the engines' contract.

    `table` is what stands after FROM: text of moodrec's own, never a listener's. `ids` is where
    the whole valence and energy of an id are soon found, the table itself unless told otherwise.
    """

    def __init__(self, database: Database, table: str, facts: Facts, ids: str = "") -> None:
        self._database, self._table, self._ids = database, table, ids or table
        self.facts = facts

    def __len__(self) -> int:
        return self.facts.rows

    def nearest(self, question: Question, n: int) -> Answer:
        """As the contract says."""
        return _answer(self._nearest(question, n, ("id",)))

    def inside(self, question: Question, reach: int) -> Answer:
        """As the contract says."""
        return _answer(self._first(question, self._part(question), reach, None, ("id",)))

    def nearest_tracks(self, question: Question, n: int) -> tuple[Answer, pd.DataFrame]:
        """As nearest(), and all that is known of these tracks, in the columns of SCHEMA."""
        found = self._nearest(question, n, _TRACK)
        answer = _answer([(one[_ID_AT], one[-1]) for one in found])
        return answer, _frame(one[:-1] for one in found)

    def find(self, track_id: str) -> pd.DataFrame:
        """All that is known of a track, in the columns of SCHEMA; no row for an unknown one."""
        return _frame(self._of_ids([track_id], _TRACK))

    def within(self, question: Question, reach: int) -> int:
        """As the contract says."""
        near = self._part(question) & _near(question, reach)
        ((count,),) = self._ask(f"SELECT count(*) FROM {self._table} WHERE {near.where()}", near)  # noqa: S608
        return int(count)

    def _nearest(self, question: Question, n: int, columns: Sequence[str]) -> Found:
        part = self._part(question)
        wanted = min(n, len(self))
        if wanted < 1:
            return ()
        reach = _guess(question.measure, wanted, self._expected(question.filters))
        while len(found := self._first(question, part, reach, wanted, columns)) < wanted:
            if reach == _LARGEST:
                break
            reach = _wider(question.measure, reach, len(found))
        return found

    def _expected(self, filters: Filters) -> int:
        """About how many tracks pass, as far as genres tell: the first guess goes by it."""
        counts = dict(self.facts.genres)
        only, without = (
            sum(counts[name] for name in named(names, list(counts)))
            for names in (filters.genres, filters.without_genres)
        )
        return max(1, (only if filters.genres else len(self)) - without)

    def _first(
        self, question: Question, part: Clause, reach: int, n: int | None, columns: Sequence[str]
    ) -> Found:
        near = part & _near(question, reach)
        limit = "" if n is None else f" LIMIT {n:d}"
        return self._ask(
            f"SELECT {', '.join(columns)}, {_key(question.measure)} AS key FROM {self._table}"  # noqa: S608
            f" WHERE {near.where()} ORDER BY key, id{limit}",
            near & _places(question),
        )

    def _part(self, question: Question) -> Clause:
        """What takes part, wherever it lies. Raises QueryError and MetricUndefined."""
        self.facts.require(question.measure.axes)
        known = Clause(tuple(f"{WHOLE[axis]} IS NOT NULL" for axis in question.measure.axes), {})
        without = sorted(filter(_ID.fullmatch, question.without))
        left_out = Clause(("id <> ALL(:without)",), {"without": without} if without else {})
        return known & self._passing(question.filters) & (left_out if without else Clause((), {}))

    def _passing(self, filters: Filters) -> Clause:
        """What a listener does not rule out. Raises QueryError."""
        clauses = [
            *self._of_genres(filters),
            *_without_artists(filters.without_artists),
            *_without_kinds(filters.without_kinds),
            *_in_ranges(filters),
            *self._without_songs(filters.without_songs),
        ]
        return sum_of(clauses)

    def _of_genres(self, filters: Filters) -> Iterable[Clause]:
        genres = [name for name, _ in self.facts.genres]
        if filters.genres:
            yield Clause(("genre = ANY(:genres)",), {"genres": named(filters.genres, genres)})
        if filters.without_genres:
            values = {"without_genres": named(filters.without_genres, genres)}
            yield Clause(("genre <> ALL(:without_genres)",), values)

    def _without_songs(self, track_ids: frozenset[str]) -> Iterable[Clause]:
        """The songs with these ids and the other releases of their recordings are left out."""
        ids = sorted(filter(_ID.fullmatch, track_ids))
        if not ids:
            return
        told = self._of_ids(ids, ("isrc", "recording"))
        yield Clause(
            (
                "id <> ALL(:listed)",
                "isrc <> ALL(:isrcs)",
                "(recording IS NULL OR recording <> ALL(:recordings))",
            ),
            {
                "listed": ids,
                "isrcs": sorted({isrc for isrc, _ in told if isrc}),
                "recordings": sorted({one for _, one in told if one}),
            },
        )

    def _of_ids(self, ids: Sequence[str], columns: Sequence[str]) -> Found:
        """The tracks with these ids: each of a few is sought where it lies, many among all."""
        statement = f"SELECT {', '.join(columns)} FROM {self._table} WHERE "  # noqa: S608
        if len(ids) > _FEW or self._ids == self._table:
            return self._database.rows(f"{statement} id = ANY(:ids)", {"ids": list(ids)})
        found: list[tuple[Any, ...]] = []
        for one in ids:
            here = "whole_valence = :valence AND whole_energy = :energy AND id = :id"
            where = f"SELECT whole_valence, whole_energy FROM {self._ids} WHERE id = :id"  # noqa: S608
            for valence, energy in self._database.rows(where, {"id": one}):
                values = {"valence": valence, "energy": energy, "id": one}
                found += self._database.rows(statement + here, values)
        return found

    def _ask(self, statement: str, clause: Clause) -> Found:
        return self._database.rows(statement, clause.told)


def sum_of(clauses: Iterable[Clause]) -> Clause:
    """All conditions of all of them."""
    total = Clause((), {})
    for clause in clauses:
        total &= clause
    return total


def half_widths(measure: Measure, reach: int) -> tuple[int, ...]:
    """Half of the smallest box around all differences with a key of at most `reach`.

    In whole millionths, one for each axis.
    """
    if not measure.product:
        return tuple(math.isqrt(reach // square) for square in measure.squares)
    across, up = measure.squares
    area = across * up - measure.product**2
    return math.isqrt(reach * up // area), math.isqrt(reach * across // area)


def _near(question: Question, reach: int) -> Clause:
    """The tracks whose key is at most `reach`: first a box that an index finds, then the key."""
    if reach < 0:
        return Clause(("FALSE",), {})
    widths = half_widths(question.measure, reach)
    if reach >= _LARGEST:
        return Clause((), {})
    box = [
        f"{WHOLE[axis]} BETWEEN :low{n} AND :high{n}"
        for n, axis in enumerate(question.measure.axes)
    ]
    values: Values = {"reach": reach}
    for n, (at, half) in enumerate(zip(question.at, widths, strict=True)):
        width = min(half, 4 * MILLIONTHS)  # no difference is larger
        values |= {f"low{n}": at - width, f"high{n}": at + width}
    return Clause((*box, f"{_key(question.measure)} <= :reach"), values) & _places(question)


def _places(question: Question) -> Clause:
    return Clause((), {f"at{n}": at for n, at in enumerate(question.at)})


def _key(measure: Measure) -> str:
    """The measure's key in SQL: whole numbers of 64 bits."""
    apart = [f"(CAST({WHOLE[axis]} AS BIGINT) - :at{n})" for n, axis in enumerate(measure.axes)]
    terms = [
        f"{square:d} * {one} * {one}" for square, one in zip(measure.squares, apart, strict=True)
    ]
    if measure.product:
        terms.append(f"({2 * measure.product:d}) * {apart[0]} * {apart[1]}")
    return " + ".join(terms)


def _guess(measure: Measure, n: int, rows: int) -> int:
    """The key up to which some times `n` of tracks would lie if all lay evenly."""
    axes = len(measure.axes)
    form = math.prod(measure.squares) - measure.product**2
    ball = math.pi ** (axes / 2) / math.gamma(axes / 2 + 1)
    share = _SPARE * n / rows * math.sqrt(form) / ball
    return _bounded(measure, int(share ** (2 / axes) * MILLIONTHS**2) + 1)


def _wider(measure: Measure, reach: int, found: int) -> int:
    return _bounded(measure, reach * (_WIDER if found else _EMPTY))


def _bounded(measure: Measure, reach: int) -> int:
    """The same; what takes in most of an axis anyway reaches everywhere."""
    wide = reach >= _LARGEST or max(half_widths(measure, reach)) > _WHOLE_SET
    return _LARGEST if wide else reach


def _without_artists(names: Sequence[str]) -> Iterable[Clause]:
    if names:
        folded = sorted({name.casefold() for name in names})
        yield Clause(("NOT (credited && :artists)",), {"artists": folded})


def _without_kinds(kinds: Sequence[str]) -> Iterable[Clause]:
    places = {name: place for place, name in enumerate(KINDS)}
    for kind in kinds:
        if kind not in KINDS:
            raise QueryError(f"There is no kind {kind}. There are {', '.join(KINDS)}.")
        yield Clause((f"(kinds & {1 << places[kind]:d}) = 0",), {})


def _in_ranges(filters: Filters) -> Iterable[Clause]:
    for one in filters.ranges:
        if one.column not in RANGED:
            raise QueryError(f"No range of {one.column}: there are {', '.join(RANGED)}.")
        low, high = f"low_{one.column}", f"high_{one.column}"
        condition = f"{one.column} >= :{low} AND {one.column} <= :{high}"
        yield Clause((condition,), {low: float(one.low), high: float(one.high)})


def _frame(rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    """Rows of _TRACK as moodrec's columns (see `schema.SCHEMA`)."""
    columns = list(zip(*rows, strict=True)) or [()] * len(_TRACK)
    types = setfile.COLUMNS.types
    arrays = [pa.array(one, type_) for one, type_ in zip(columns, types, strict=True)]
    frame: pd.DataFrame = pa.table(arrays, setfile.COLUMNS).to_pandas()
    return frame.assign(artists=split_artists(frame["artists"]))


def _answer(found: Found) -> Answer:
    return Answer(tuple(one for one, _ in found), tuple(int(key) for _, key in found))
