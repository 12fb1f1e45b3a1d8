"""The feature store: titles and audio features that were looked up, kept in a database."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from moodrec import databases, records
from moodrec.model import AudioFeatures, Track

MISS_LIFETIME = timedelta(days=1)
"""How long "this source does not know the track" is believed."""
MOST_ROWS = 50_000
"""Bound of the store: beyond it the oldest answers go first."""

Kind = Literal["track", "features"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answer (
    kind       TEXT NOT NULL,  -- 'track' or 'features'
    track_id   TEXT NOT NULL,
    source     TEXT NOT NULL,
    fetched_at TEXT NOT NULL,  -- ISO 8601, UTC
    value      TEXT,           -- JSON; NULL: the source does not know the track
    PRIMARY KEY (kind, track_id, source)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answer_by_age ON answer (fetched_at);
"""
_KEEP = (
    "INSERT INTO answer VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, track_id, source)"
    " DO UPDATE SET fetched_at = excluded.fetched_at, value = excluded.value"
)
_FORGET_EXPIRED = "DELETE FROM answer WHERE source LIKE 'Spotify%' AND fetched_at <= ?"
_FORGET_OLDEST = """
DELETE FROM answer WHERE (kind, track_id, source) IN (
    SELECT kind, track_id, source FROM answer ORDER BY fetched_at DESC LIMIT -1 OFFSET ?
)
"""


@dataclass(frozen=True, slots=True)
class FeatureStore:
    """What sources answered, kept in a SQLite file, or PostgreSQL, for threads and processes.

    Answers of Spotify itself are forgotten after `spotify_lifetime`: its terms allow only
    temporary copies (https://developer.spotify.com/terms, section IV.3). Every method
    raises StoreError when the file cannot be used.
    """

    path: databases.Place
    spotify_lifetime: timedelta

    def track(self, track_id: str) -> Track | None:
        """The title that was last told of a track, or None."""
        with self._open() as database:
            newest = self._newest(database, "track", track_id)
            return newest and replace(records.to_track(newest[0]), fetched_at=newest[1])

    def features(self, track_id: str) -> AudioFeatures | None:
        """The audio features that were last told of a track, or None."""
        with self._open() as database:
            newest = self._newest(database, "features", track_id)
            return newest and replace(records.to_features(newest[0]), fetched_at=newest[1])

    def all_features(self, track_ids: Collection[str]) -> dict[str, AudioFeatures]:
        """The audio features that were last told of each of these tracks, by track id."""
        return {
            track_id: replace(records.to_features(value), fetched_at=at)
            for track_id, (value, at) in self._newest_of("features", track_ids).items()
        }

    def every_features(self, track_ids: Collection[str]) -> dict[str, tuple[AudioFeatures, ...]]:
        """What each source last told of each of these tracks, the newest first, by track id."""
        query = (
            "SELECT track_id, value, fetched_at FROM answer WHERE kind = 'features'"
            " AND value IS NOT NULL AND (source NOT LIKE 'Spotify%' OR fetched_at > ?)"
            " AND track_id IN (SELECT value FROM json_each(?)) ORDER BY fetched_at DESC, source"
        )
        wanted = json.dumps(list(track_ids))
        told: dict[str, tuple[AudioFeatures, ...]] = {}
        with self._open() as database:
            for one, value, at in database.execute(query, (self._spotify_since(), wanted)):
                found = replace(records.to_features(value), fetched_at=datetime.fromisoformat(at))
                told[one] = (*told.get(one, ()), found)
        return told

    def all_tracks(self, track_ids: Collection[str]) -> dict[str, Track]:
        """The titles that were last told of each of these tracks, by track id."""
        return {
            track_id: replace(records.to_track(value), fetched_at=at)
            for track_id, (value, at) in self._newest_of("track", track_ids).items()
        }

    def all_missed(self, kind: Kind, track_ids: Collection[str], source: str) -> set[str]:
        """Those of these tracks that `source` said within the last day it does not know."""
        since = datetime.now(UTC) - MISS_LIFETIME
        query = (
            "SELECT track_id FROM answer WHERE kind = ? AND source = ? AND value IS NULL"
            " AND fetched_at > ? AND track_id IN (SELECT value FROM json_each(?))"
        )
        wanted = json.dumps(list(track_ids))
        with self._open() as database:
            rows = database.execute(query, (kind, source, since.isoformat(), wanted))
            return {track_id for (track_id,) in rows}

    def missed(self, kind: Kind, track_id: str, source: str) -> bool:
        """True when `source` said within the last day that it does not know the track."""
        since = datetime.now(UTC) - MISS_LIFETIME
        query = (
            "SELECT 1 FROM answer WHERE kind = ? AND track_id = ? AND source = ?"
            " AND value IS NULL AND fetched_at > ?"
        )
        with self._open() as database:
            row = database.execute(query, (kind, track_id, source, since.isoformat())).fetchone()
        return row is not None

    def remember(self, answer: Track | AudioFeatures) -> None:
        """Keeps what a source told."""
        kind: Kind = "track" if isinstance(answer, Track) else "features"
        track_id = answer.id if isinstance(answer, Track) else answer.track_id
        self._write(kind, track_id, answer.source, records.to_text(answer))

    def remember_miss(self, kind: Kind, track_id: str, source: str) -> None:
        """Keeps that a source does not know the track."""
        self._write(kind, track_id, source, None)

    def remember_all(
        self, kind: Kind, source: str, answers: Mapping[str, Track | AudioFeatures | None]
    ) -> None:
        """Keeps what a source told of several tracks at once; None: it does not know that one."""
        now = datetime.now(UTC).isoformat()
        rows = [
            (kind, track_id, answer.source if answer else source, now,
             records.to_text(answer) if answer else None)
            for track_id, answer in answers.items()
        ]  # fmt: skip
        self._write_all(rows)

    def _newest_of(self, kind: Kind, track_ids: Collection[str]) -> dict[str, tuple[str, datetime]]:
        query = (
            "SELECT track_id, value, fetched_at FROM answer WHERE kind = ? AND value IS NOT NULL"
            " AND (source NOT LIKE 'Spotify%' OR fetched_at > ?)"
            " AND track_id IN (SELECT value FROM json_each(?)) ORDER BY fetched_at"
        )
        wanted = json.dumps(list(track_ids))
        with self._open() as database:
            rows = database.execute(query, (kind, self._spotify_since(), wanted))
            return {one: (value, datetime.fromisoformat(at)) for one, value, at in rows}

    def _newest(
        self, database: databases.Database, kind: Kind, track_id: str
    ) -> tuple[str, datetime] | None:
        query = (
            "SELECT value, fetched_at FROM answer WHERE kind = ? AND track_id = ?"
            " AND value IS NOT NULL AND (source NOT LIKE 'Spotify%' OR fetched_at > ?)"
            " ORDER BY fetched_at DESC LIMIT 1"
        )
        row = database.execute(query, (kind, track_id, self._spotify_since())).fetchone()
        return (row[0], datetime.fromisoformat(row[1])) if row else None

    def _write(self, kind: Kind, track_id: str, source: str, value: str | None) -> None:
        self._write_all([(kind, track_id, source, datetime.now(UTC).isoformat(), value)])

    def _write_all(self, rows: Sequence[tuple[str, str, str, str, str | None]]) -> None:
        with self._open() as database:
            database.executemany(_KEEP, rows)
            database.execute(_FORGET_EXPIRED, (self._spotify_since(),))
            database.execute(_FORGET_OLDEST, (MOST_ROWS,))

    def _spotify_since(self) -> str:
        return (datetime.now(UTC) - self.spotify_lifetime).isoformat()

    def _open(self) -> AbstractContextManager[databases.Database]:
        return databases.opened(self.path, _SCHEMA)
