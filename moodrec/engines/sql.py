"""The contract's questions in SQL, in words that DuckDB and PostgreSQL share.

The n nearest are sought in a box that is sure to hold all tracks up to some key. Where it
holds fewer than n, it is widened: so the answer is exact, whatever the first guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import pandas as pd
import pyarrow as pa

from moodrec import setfile
from moodrec.engines.clauses import (
    EVERYTHING,
    Clause,
    in_ranges,
    sum_of,
    within,
    without_artists,
    without_kinds,
)
from moodrec.engines.contract import Answer, Question
from moodrec.engines.facts import Facts
from moodrec.engines.near import LARGEST, box, guess, key, near, places, wider
from moodrec.engines.ready import WHOLE
from moodrec.engines.table import ANYWHERE, Bounds, Table
from moodrec.filters import Filters
from moodrec.rows import split_artists
from moodrec.sieve import named

_FEW = 24  # ids that are sought one by one
_TRACK = tuple(setfile.COLUMNS.names)
_ID_AT = _TRACK.index("id")
_ID = re.compile("[0-9A-Za-z]{22}")

Found: TypeAlias = Sequence[tuple[Any, ...]]


class Database(Protocol):
    """Whoever answers SQL; safe to share between threads."""

    def rows(self, statement: str, values: Mapping[str, Any]) -> Found:
        """The rows that a statement finds; its values stand in it as ":name".

        Raises StoreError when the database cannot be asked.
        """


class SqlEngine:
    """The tracks in a table of the columns of `ready.SCHEMA`; keeps the engines' contract.

    `version` is a text that changes when the tracks do. `ids` is where the whole valence and
    energy of an id are soon found; without it, an id is sought in the table.
    """

    def __init__(
        self, database: Database, table: Table, facts: Facts, version: str, ids: Table | None = None
    ) -> None:
        self._database, self._pieces, self._ids = database, table, ids
        self._table = table.whole
        self.facts, self.version = facts, version
        self._comparable: dict[frozenset[str], int] = {}

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
        return answer, frame(_table(one[:-1] for one in found))

    def select(
        self, what: str, clause: Clause = EVERYTHING, then: str = "", bounds: Bounds = ANYWHERE
    ) -> Found:
        """What SQL of moodrec's own tells of the tracks that a clause lets pass.

        All of these lie within the `bounds`; `then` groups, orders and limits. Raises StoreError.
        """
        table = self._pieces.between(bounds)
        return self._ask(f"SELECT {what} FROM {table} WHERE {clause.where()} {then}", clause)  # noqa: S608

    def at(self, places: Sequence[tuple[str, int, int]]) -> pa.Table:
        """All that is known of tracks, in the columns of SCHEMA and in no order.

        Of each is told the id and where it lies, in whole millionths of valence and energy: what
        is asked are the files about them. Raises StoreError.
        """
        if not places:
            return _table(())
        ids, valence, energy = zip(*places, strict=True)
        bounds: Bounds = {
            "whole_valence": (min(valence), max(valence)),
            "whole_energy": (min(energy), max(energy)),
        }
        listed = Clause(("id = ANY(:ids)",), {"ids": list(ids)})
        return _table(self.select(", ".join(_TRACK), listed & within(bounds), bounds=bounds))

    def find(self, track_id: str) -> pd.DataFrame:
        """All that is known of a track, in the columns of SCHEMA; no row for an unknown one."""
        known = [track_id] if _ID.fullmatch(track_id) else []
        return frame(_table(self._of_ids(known, _TRACK)))

    def within(self, question: Question, reach: int) -> int:
        """As the contract says."""
        part = self._part(question) & near(question, reach)
        table = self._pieces.between(box(question, reach))
        ((count,),) = self._ask(f"SELECT count(*) FROM {table} WHERE {part.where()}", part)  # noqa: S608
        return int(count)

    def comparable(self, axes: Iterable[str]) -> int:
        """How many tracks have a value on all of these axes. Raises StoreError.

        That is asked of all tracks, so it is remembered: there are some hundred choices of axes.
        """
        chosen = frozenset(axes)
        if chosen not in self._comparable:
            ((count,),) = self.select("count(*)", _known(sorted(chosen)))
            self._comparable[chosen] = int(count)
        return self._comparable[chosen]

    def _nearest(self, question: Question, n: int, columns: Sequence[str]) -> Found:
        part = self._part(question)
        wanted = min(n, len(self))
        if wanted < 1:
            return ()
        reach = guess(question.measure, wanted, self._expected(question.filters))
        while len(found := self._first(question, part, reach, wanted, columns)) < wanted:
            if reach == LARGEST:
                break
            reach = wider(question.measure, reach, len(found))
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
        here = part & near(question, reach)
        table = self._pieces.between(box(question, reach))
        limit = "" if n is None else f" LIMIT {n:d}"
        return self._ask(
            f"SELECT {', '.join(columns)}, {key(question.measure)} AS key FROM {table}"  # noqa: S608
            f" WHERE {here.where()} ORDER BY key, id{limit}",
            here & places(question),
        )

    def _part(self, question: Question) -> Clause:
        """What takes part, wherever it lies. Raises QueryError and MetricUndefined."""
        self.facts.require(question.measure.axes)
        known = _known(question.measure.axes)
        without = sorted(filter(_ID.fullmatch, question.without))
        left_out = Clause(("id <> ALL(:without)",), {"without": without} if without else {})
        return known & self._passing(question.filters) & (left_out if without else Clause((), {}))

    def _passing(self, filters: Filters) -> Clause:
        """What a listener does not rule out. Raises QueryError."""
        clauses = [
            *self._of_genres(filters),
            *without_artists(filters.without_artists),
            *without_kinds(filters.without_kinds),
            *in_ranges(filters),
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
        if len(ids) > _FEW or self._ids is None:
            statement = f"SELECT {', '.join(columns)} FROM {self._table} WHERE id = ANY(:ids)"  # noqa: S608
            return self._database.rows(statement, {"ids": list(ids)})
        found: list[tuple[Any, ...]] = []
        for one in ids:
            where = f"FROM {self._ids.between({'id': (one, one)})} WHERE id = :id"
            told = self._database.rows(f"SELECT whole_valence, whole_energy {where}", {"id": one})
            for valence, energy in told:
                found += self._at(valence, energy, one, columns)
        return found

    def _at(self, valence: int, energy: int, track_id: str, columns: Sequence[str]) -> Found:
        """The track with this id, which lies there."""
        table = self._pieces.between(
            {"whole_valence": (valence, valence), "whole_energy": (energy, energy)}
        )
        return self._database.rows(
            f"SELECT {', '.join(columns)} FROM {table} WHERE "  # noqa: S608
            "whole_valence = :valence AND whole_energy = :energy AND id = :id",
            {"valence": valence, "energy": energy, "id": track_id},
        )

    def _ask(self, statement: str, clause: Clause) -> Found:
        return self._database.rows(statement, clause.told)


def _known(axes: Iterable[str]) -> Clause:
    """What has a value on each of these axes."""
    return Clause(tuple(f"{WHOLE[axis]} IS NOT NULL" for axis in axes), {})


def frame(tracks: pa.Table) -> pd.DataFrame:
    """Tracks in the columns of `setfile.COLUMNS` as a reference set takes them."""
    found: pd.DataFrame = tracks.to_pandas()
    return found.assign(artists=split_artists(found["artists"]))


def _table(rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    """Rows of _TRACK in moodrec's columns (see `schema.SCHEMA`)."""
    columns = list(zip(*rows, strict=True)) or [()] * len(_TRACK)
    types = setfile.COLUMNS.types
    arrays = [pa.array(one, type_) for one, type_ in zip(columns, types, strict=True)]
    return pa.table(arrays, setfile.COLUMNS)


def _answer(found: Found) -> Answer:
    return Answer(tuple(one for one, _ in found), tuple(int(key) for _, key in found))
