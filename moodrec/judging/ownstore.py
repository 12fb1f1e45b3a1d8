"""The listener's own places, kept in a database."""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, get_args

from moodrec import databases
from moodrec.errors import QueryError
from moodrec.judgements import Axis, Higher, Judgement
from moodrec.judging.own import OwnPlace
from moodrec.links import is_track_id
from moodrec.model import MoodPoint

MOST_PLACES = 10_000
"""Bound of the store: beyond it the oldest places go first."""
NAME = "own"
"""What it is called among what is kept."""
_log = logging.getLogger(__name__)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS place (
    track_id  TEXT PRIMARY KEY,
    placed_at TEXT NOT NULL,  -- ISO 8601, UTC
    value     TEXT NOT NULL   -- JSON: the place, its intervals and the judgements
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS place_by_age ON place (placed_at);
"""
_KEEP = (
    "INSERT INTO place VALUES (?, ?, ?) ON CONFLICT (track_id)"
    " DO UPDATE SET placed_at = excluded.placed_at, value = excluded.value"
)
_FORGET_OLDEST = """
DELETE FROM place WHERE track_id IN (
    SELECT track_id FROM place ORDER BY placed_at DESC, track_id LIMIT -1 OFFSET ?
)
"""


@dataclass(frozen=True, slots=True)
class OwnPlaces:
    """A listener's own places in a SQLite file, or PostgreSQL, for threads and processes.

    Every method raises StoreError when the file cannot be used.
    """

    path: databases.Place

    def all(self) -> dict[str, OwnPlace]:
        """Every place by its track id, the oldest first; no file is made to find none.

        Rows that hold no place are passed over, and a line in the log says how many.
        """
        if not self.path.exists():
            return {}
        query = "SELECT track_id, placed_at, value FROM place ORDER BY placed_at, track_id"
        with self._open() as database:
            if isinstance(database, sqlite3.Connection):
                database.text_factory = partial(str, encoding="utf-8", errors="replace")
            return _readable(database.execute(query).fetchall())

    def stamp(self) -> tuple[int, ...]:
        """What changes with the content: time (ns) and size of the file and of its WAL.

        Of what is in PostgreSQL nobody can tell without asking, so it is always new.
        """
        if not isinstance(self.path, Path):
            return (time.time_ns(),)
        wal = self.path.with_name(f"{self.path.name}-wal")
        return (*_stamp(self.path), *_stamp(wal))

    def put(self, place: OwnPlace) -> None:
        """Keeps a place instead of an earlier one of its track."""
        row = (place.track_id, place.placed_at.astimezone(UTC).isoformat(), _text(place))
        with self._open() as database:
            database.execute(_KEEP, row)
            database.execute(_FORGET_OLDEST, (MOST_PLACES,))

    def remove(self, track_id: str) -> None:
        """Forgets the place of a track; nothing where it has none."""
        with self._open() as database:
            database.execute("DELETE FROM place WHERE track_id = ?", (track_id,))

    def _open(self) -> AbstractContextManager[databases.Database]:
        return databases.opened(self.path, _SCHEMA)


def _text(place: OwnPlace) -> str:
    value = asdict(place)
    del value["track_id"], value["placed_at"]
    return json.dumps(value)


def _stamp(path: Path) -> tuple[int, int]:
    """Time and size of a file; zeros where it is empty or there is none."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return (found.st_mtime_ns, found.st_size) if found.st_size else (0, 0)


def _readable(rows: Iterable[tuple[str, str, str]]) -> dict[str, OwnPlace]:
    places: dict[str, OwnPlace] = {}
    broken = 0
    for row in rows:
        try:
            places[row[0]] = _read(*row)
        except ValueError:
            broken += 1
    if broken:
        _log.warning("%d rows of %s hold no place and were passed over.", broken, NAME)
    return places


def _read(track_id: str, placed_at: str, text: str) -> OwnPlace:
    """The place that _text() wrote. Raises ValueError when that is none."""
    try:
        return _place(_track_id(track_id), placed_at, json.loads(text))
    except (TypeError, LookupError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"no place of a track ({type(error).__name__})") from None
    except QueryError as error:
        raise ValueError(str(error)) from None


def _place(track_id: str, placed_at: str, value: dict[str, Any]) -> OwnPlace:
    point = value["point"]
    return OwnPlace(
        track_id,
        MoodPoint(float(point["valence"]), float(point["energy"])),
        _ends(value["valence"]),
        _ends(value["energy"]),
        tuple(map(_judgement, value["judgements"])),
        _time(placed_at),
    )


def _track_id(value: str) -> str:
    if not is_track_id(value):
        raise ValueError("no track id")
    return value


def _time(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError("a time without its zone")
    return found


def _ends(value: list[float]) -> tuple[float, float]:
    low, high = map(float, value)
    if not 0 <= low <= high <= 1:
        raise ValueError("no interval on an axis")
    return low, high


def _judgement(value: dict[str, str]) -> Judgement:
    found = Judgement(**value)  # type: ignore[arg-type]  # checked below
    if found.axis not in get_args(Axis) or found.higher not in get_args(Higher):
        raise ValueError("no judgement of two tracks")
    if not isinstance(found.rater, str):
        raise TypeError("no name of a rater")
    _track_id(found.a)
    _track_id(found.b)
    return found
