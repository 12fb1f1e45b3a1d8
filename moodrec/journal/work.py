"""The work of one crawl: its steps, the tracks they told, and whose features are still sought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from moodrec import databases, records
from moodrec.journal import schema
from moodrec.model import AudioFeatures, Track
from moodrec.plan import Step

NO_MOOD = "mood unknown"
"""The reason for tracks whose features nobody told."""
REPEATED = "duplicate id"
"""The reason for tracks that came again in another genre or cell."""
HELD = "in the present set already"
"""The reason for tracks that the present set has, when it is kept."""


@dataclass(frozen=True, slots=True)
class Work:
    """What stands in the journal `path` of the crawl `number`.

    A track waits at a stage: the place of the next feature source that is asked for it.
    `calls` is how many were made since the last that was written down. Every method is one
    transaction, and raises StoreError when the file cannot be used.
    """

    path: databases.Place
    number: int

    def lay_out(self, steps: Sequence[Step], calls: int) -> None:
        """Writes down the steps of the crawl."""
        rows = [(self.number, place, step.label, step.detail) for place, step in enumerate(steps)]
        with self._open() as database:
            database.executemany(
                "INSERT INTO step (run, place, label, detail) VALUES (?, ?, ?, ?)", rows
            )
            self._count(database, calls)

    def laid_out(self) -> bool:
        """True when the steps are written down."""
        query = "SELECT EXISTS (SELECT 1 FROM step WHERE run = ?)"
        with self._open() as database:
            return bool(database.execute(query, (self.number,)).fetchone()[0])

    def next_step(self) -> tuple[int, Step] | None:
        """The first open step with its place."""
        query = (
            "SELECT place, label, detail FROM step WHERE run = ? AND state = 'open'"
            " ORDER BY place LIMIT 1"
        )
        with self._open() as database:
            row = database.execute(query, (self.number,)).fetchone()
            return row and (row["place"], Step(row["label"], row["detail"]))

    def finish_step(
        self,
        place: int,
        tracks: Iterable[Track],
        calls: int,
        *,
        held: int = 0,
        exhausted: bool = False,
    ) -> None:
        """Writes down the tracks of a step; `held` more are in the present set already.

        A track that several steps tell is of the first of them, whichever came first.

        With `exhausted` the open steps of the same label are done too.
        """
        with self._open() as database:
            repeated = sum(
                not self._add(database, track, place, rank) for rank, track in enumerate(tracks)
            )
            database.execute(
                "UPDATE step SET state = 'done' WHERE run = ?1 AND state = 'open'"
                " AND (place = ?2 OR (?3 AND label ="
                "   (SELECT label FROM step WHERE run = ?1 AND place = ?2)))",
                (self.number, place, exhausted),
            )
            self._leave_out(database, {REPEATED: repeated, HELD: held})
            self._count(database, calls)

    def fail_step(self, place: int, reason: str, calls: int) -> None:
        """Writes down that a step failed; the next start tries it again."""
        with self._open() as database:
            database.execute(
                "UPDATE step SET state = 'failed', reason = ? WHERE run = ? AND place = ?",
                (reason, self.number, place),
            )
            self._count(database, calls)

    def waiting(self, stage: int, most: int) -> tuple[Track, ...]:
        """The first tracks, at most so many, whose features are to be asked of a stage."""
        query = (
            "SELECT value FROM track WHERE run = ? AND stage = ? AND reason IS NULL"
            " ORDER BY step, rank LIMIT ?"
        )
        with self._open() as database:
            rows = database.execute(query, (self.number, stage, most)).fetchall()
            return tuple(records.to_track(row["value"]) for row in rows)

    def finish_features(
        self,
        asked: Iterable[Track],
        found: Mapping[str, AudioFeatures],
        next_stage: int | None,
        calls: int,
    ) -> None:
        """Writes down the features that a stage told; the other tracks go to the next one.

        Where there is none they are left out.
        """
        update = "UPDATE track SET features = ?, stage = ? WHERE run = ? AND id = ?"
        with self._open() as database:
            known = unknown = 0
            for track in asked:
                features = found.get(track.id)
                text = features and records.to_text(features)
                stage = None if features else next_stage
                database.execute(update, (text, stage, self.number, track.id))
                known += features is not None
                unknown += features is None and next_stage is None
            self._leave_out(database, {NO_MOOD: unknown})
            self._count(database, calls, known)

    def fail_features(self, asked: Iterable[Track], reason: str, calls: int) -> None:
        """Writes down that features could not be asked for; the next start tries again."""
        with self._open() as database:
            database.executemany(
                "UPDATE track SET reason = ? WHERE run = ? AND id = ?",
                [(reason, self.number, track.id) for track in asked],
            )
            self._count(database, calls)

    def sum_up(self, found: int, left_out: Mapping[str, int]) -> None:
        """Writes down how many songs were found in all, and how many rows left out for what."""
        with self._open() as database:
            database.execute("UPDATE run SET found = ? WHERE number = ?", (found, self.number))
            database.execute("DELETE FROM left_out WHERE run = ?", (self.number,))
            self._leave_out(database, left_out)

    def add_calls(self, calls: int) -> None:
        """Writes down calls that told nothing."""
        with self._open() as database:
            database.execute(
                "UPDATE run SET calls = calls + ? WHERE number = ?", (calls, self.number)
            )

    def has_failures(self) -> bool:
        """True when a step failed, or features could not be asked for."""
        query = (
            "SELECT EXISTS (SELECT 1 FROM step WHERE run = ?1 AND state = 'failed')"
            " OR EXISTS (SELECT 1 FROM track WHERE run = ?1 AND reason IS NOT NULL)"
        )
        with self._open() as database:
            return bool(database.execute(query, (self.number,)).fetchone()[0])

    def songs(self) -> list[tuple[Track, AudioFeatures]]:
        """The tracks whose features are known, in the order of the steps that told them."""
        query = (
            "SELECT value, features FROM track WHERE run = ? AND features IS NOT NULL"
            " ORDER BY step, rank"
        )
        with self._open() as database:
            return [
                (records.to_track(row["value"]), records.to_features(row["features"]))
                for row in database.execute(query, (self.number,))
            ]

    def _open(self) -> AbstractContextManager[databases.Database]:
        return schema.opened(self.path)

    def _add(self, database: databases.Database, track: Track, step: int, rank: int) -> bool:
        """True when no step told the track before."""
        text = records.to_text(track)
        added = database.execute(
            "INSERT INTO track (run, id, step, rank, value, stage)"
            " VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING",
            (self.number, track.id, step, rank, text),
        )
        if added.rowcount:
            return True
        database.execute(
            "UPDATE track SET step = ?3, rank = ?4, value = ?5"
            " WHERE run = ?1 AND id = ?2 AND step > ?3",
            (self.number, track.id, step, rank, text),
        )
        return False

    def _leave_out(self, database: databases.Database, reasons: Mapping[str, int]) -> None:
        database.executemany(
            "INSERT INTO left_out VALUES (?, ?, ?)"
            " ON CONFLICT (run, reason) DO UPDATE SET rows = left_out.rows + excluded.rows",
            [(self.number, reason, rows) for reason, rows in reasons.items() if rows],
        )

    def _count(self, database: databases.Database, calls: int, found: int = 0) -> None:
        """Brings the crawl's numbers up to date after a call; `found` more have their mood."""
        database.execute(
            "UPDATE run SET calls = calls + ?2, message = '', changed_at = ?3,"
            " total = (SELECT count(*) FROM step WHERE run = ?1),"
            " done = (SELECT count(*) FROM step WHERE run = ?1 AND state != 'open'),"
            " found = found + ?4,"
            " now = coalesce((SELECT label FROM step WHERE run = ?1 AND state = 'open'"
            "   ORDER BY place LIMIT 1), '')"
            " WHERE number = ?1",
            (self.number, calls, schema.now(), found),
        )
