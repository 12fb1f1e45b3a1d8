"""What was heard before, kept in SQLite: the answers of ears by the track they are about."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from moodrec import databases
from moodrec.ears.blend import Scores
from moodrec.sources import payload

LIFETIME = timedelta(days=30)
"""How long an answer is believed."""
UNKNOWN_LIFETIME = timedelta(days=1)
"""How long "this source knows nothing of the track" is believed."""
MOST_ROWS = 2_000
"""Bound of the memory, a row having some 20 kB: beyond it go those that expire next."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS heard (
    source   TEXT NOT NULL,
    track_id TEXT NOT NULL,
    expires  TEXT NOT NULL,  -- ISO 8601, UTC
    scores   TEXT NOT NULL,  -- JSON: [[track id, score], …]; []: nothing is known of the track
    PRIMARY KEY (source, track_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS heard_by_age ON heard (expires);
"""
_RECALL = "SELECT scores FROM heard WHERE source = ? AND track_id = ? AND expires > ?"
_KEEP = (
    "INSERT INTO heard VALUES (?, ?, ?, ?) ON CONFLICT (source, track_id)"
    " DO UPDATE SET expires = excluded.expires, scores = excluded.scores"
)
_FORGET_EXPIRED = "DELETE FROM heard WHERE expires <= ?"
_FORGET_OLDEST = """
DELETE FROM heard WHERE (source, track_id) IN (
    SELECT source, track_id FROM heard ORDER BY expires DESC LIMIT -1 OFFSET ?
)
"""


@dataclass(frozen=True, slots=True)
class Memory:
    """What ears heard, kept in a SQLite file, or PostgreSQL, for threads and processes.

    Both methods raise StoreError when it cannot be used.
    """

    path: databases.Place
    clock: Callable[[], datetime] = payload.now

    def recall(self, source: str, track_id: str) -> Scores | None:
        """What a source said of a track, empty when it knew nothing; None to ask it."""
        with self._open() as database:
            row = database.execute(_RECALL, (source, track_id, self._now())).fetchone()
            return None if row is None else _scores(row[0])

    def remember(self, source: str, track_id: str, scores: Scores) -> None:
        """Keeps what a source said of a track."""
        expires = self.clock() + (LIFETIME if scores else UNKNOWN_LIFETIME)
        row = (source, track_id, expires.isoformat(), json.dumps(scores))
        with self._open() as database:
            database.execute(_KEEP, row)
            database.execute(_FORGET_EXPIRED, (self._now(),))
            database.execute(_FORGET_OLDEST, (MOST_ROWS,))

    def _now(self) -> str:
        return self.clock().isoformat()

    def _open(self) -> AbstractContextManager[databases.Database]:
        return databases.opened(self.path, _SCHEMA)


def _scores(text: str) -> Scores:
    return tuple((str(track_id), float(score)) for track_id, score in json.loads(text))
