"""The listener's own places, kept in a database."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import get_args

from moodrec import databases
from moodrec.errors import QueryError
from moodrec.judgements import Axis, Higher, Judgement
from moodrec.judging.own import OwnPlace
from moodrec.model import MoodPoint

MOST_PLACES = 10_000
"""Bound of the store: beyond it the oldest places go first."""
NAME = "own"
"""What it is called among what is kept."""

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
        """Every place by its track id, the oldest first; no file is made to find none."""
        if not self.path.exists():
            return {}
        query = "SELECT track_id, placed_at, value FROM place ORDER BY placed_at, track_id"
        with self._open() as database:
            return {row[0]: _read(*row) for row in database.execute(query)}

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


def _read(track_id: str, placed_at: str, text: str) -> OwnPlace:
    """The place that _text() wrote. Raises ValueError, TypeError or KeyError."""
    value = json.loads(text)
    try:
        point = MoodPoint(**value["point"])
    except QueryError as error:
        raise ValueError(str(error)) from None
    return OwnPlace(
        track_id,
        point,
        _ends(value["valence"]),
        _ends(value["energy"]),
        tuple(map(_judgement, value["judgements"])),
        datetime.fromisoformat(placed_at),
    )


def _ends(value: list[float]) -> tuple[float, float]:
    low, high = map(float, value)
    return low, high


def _judgement(value: dict[str, str]) -> Judgement:
    found = Judgement(**value)  # type: ignore[arg-type]  # checked below
    if found.axis not in get_args(Axis) or found.higher not in get_args(Higher):
        raise ValueError("no judgement of two tracks")
    return found
