"""The crawls of this machine: begun, resumed, watched, asked to stop, ended."""

from __future__ import annotations

import json
import uuid
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from moodrec import databases
from moodrec.errors import QueryError
from moodrec.journal import schema
from moodrec.plan import Ending, Plan, Run

MOST_RUNS = 50
"""Bound of the history: beyond it the oldest crawls are forgotten."""

_ASK_TO_STOP = (
    "UPDATE run SET asked_to_stop = 1, message = 'Stopping after the present call …'"
    " WHERE number = ?"
)
_LEFT_OUT = """
SELECT reason, sum(rows) FROM (
    SELECT reason, rows FROM left_out WHERE run = ?1
    UNION ALL SELECT reason, 1 FROM track WHERE run = ?1 AND reason IS NOT NULL
) AS told GROUP BY reason ORDER BY sum(rows) DESC, reason
"""


@dataclass(frozen=True, slots=True)
class History:
    """The crawls written down in the database `path`, shared by threads and processes.

    Every method is one transaction, and raises StoreError when it cannot be used.
    """

    path: databases.Place

    def begin(self, plan: Plan) -> Run:
        """Writes down a new crawl, which runs from now on; an unfinished one is given up."""
        now = schema.now()
        with self._open() as database:
            database.execute("UPDATE run SET state = 'discarded' WHERE state != 'done'")
            database.execute("DELETE FROM track")
            database.execute("DELETE FROM step WHERE state != 'failed'")
            (number,) = database.execute(
                "INSERT INTO run (key, plan, state, started_at, leg_started_at, changed_at)"
                " VALUES (?, ?, 'running', ?, ?, ?) RETURNING number",
                (uuid.uuid4().hex, json.dumps(asdict(plan)), now, now, now),
            ).fetchone()
            for table, column in (("run", "number"), ("step", "run"), ("left_out", "run")):
                old = f"DELETE FROM {table} WHERE {column} <= ?"  # noqa: S608  # no foreign text
                database.execute(old, (number - MOST_RUNS,))
            return _run(database, number)

    def resume(self, number: int, at_least: int | None = None) -> Run:
        """Marks a crawl as running again; what failed before is open once more.

        `at_least` replaces the number of songs that was asked for.
        """
        now = schema.now()
        with self._open() as database:
            plan = asdict(_run(database, number).plan)
            plan["at_least"] = at_least or plan["at_least"]
            database.execute(
                "UPDATE step SET state = 'open', reason = '' WHERE run = ? AND state = 'failed'",
                (number,),
            )
            database.execute("UPDATE track SET reason = NULL WHERE run = ?", (number,))
            database.execute(
                "UPDATE run SET state = 'running', plan = ?, leg_started_at = ?, changed_at = ?,"
                " message = '', resume_at = NULL, asked_to_stop = 0,"
                " leg_done = CASE WHEN EXISTS (SELECT 1 FROM step WHERE run = number)"
                "   THEN (SELECT count(*) FROM step AS s WHERE s.run = number"
                "         AND s.state = 'done') ELSE done END WHERE number = ?",
                (json.dumps(plan), now, now, number),
            )
            return _run(database, number)

    def end(self, number: int, ending: Ending) -> None:
        """Writes down how a crawl ended; the tracks of a finished one are forgotten."""
        until = ending.resume_at and ending.resume_at.isoformat()
        with self._open() as database:
            database.execute(
                "UPDATE run SET state = ?, message = ?, resume_at = ?, set_number = ?,"
                " changed_at = ?, now = '' WHERE number = ?",
                (ending.state, ending.message, until, ending.set_number, schema.now(), number),
            )
            if ending.state == "done":
                database.execute(
                    f"INSERT INTO left_out SELECT ?1, * FROM ({_LEFT_OUT}) AS told WHERE true"  # noqa: S608
                    " ON CONFLICT (run, reason) DO UPDATE SET rows = excluded.rows",
                    (number,),
                )
                database.execute("DELETE FROM track WHERE run = ?", (number,))

    def runs(self) -> tuple[Run, ...]:
        """The crawls that are remembered, the newest first."""
        if not self.path.exists():
            return ()
        with self._open() as database:
            rows = database.execute("SELECT * FROM run ORDER BY number DESC").fetchall()
            return tuple(_as_run(database, row) for row in rows)

    def latest(self) -> Run | None:
        """The newest crawl, if there ever was one."""
        if not self.path.exists():
            return None
        with self._open() as database:
            row = database.execute("SELECT * FROM run ORDER BY number DESC LIMIT 1").fetchone()
            return row and _as_run(database, row)

    def run(self, number: int) -> Run:
        """One crawl as it stands."""
        with self._open() as database:
            return _run(database, number)

    def say(self, number: int, message: str) -> None:
        """Writes down what a crawl waits for, for those who watch."""
        with self._open() as database:
            database.execute("UPDATE run SET message = ? WHERE number = ?", (message, number))

    def advance(self, number: int, done: int, total: int, now: str) -> None:
        """Writes down how far a crawl is that has no steps but bytes to fetch."""
        with self._open() as database:
            database.execute(
                "UPDATE run SET done = ?, total = ?, now = ?, changed_at = ? WHERE number = ?",
                (done, total, now, schema.now(), number),
            )

    def ask_to_stop(self, number: int) -> None:
        """Asks a crawl, in whatever process it runs, to stop after its present call."""
        with self._open() as database:
            database.execute(_ASK_TO_STOP, (number,))

    def stop_asked(self, number: int) -> bool:
        """True when somebody asked it to stop."""
        query = "SELECT asked_to_stop FROM run WHERE number = ?"
        with self._open() as database:
            return bool(database.execute(query, (number,)).fetchone()[0])

    def forget_spotify(self, lifetime: timedelta) -> None:
        """Drops what Spotify told longer ago: its terms allow only temporary copies.

        The crawl that it belongs to begins anew, for none of its tracks may be missing.
        """
        if not self.path.exists():
            return
        since = (datetime.now(UTC) - lifetime).isoformat()
        with self._open() as database:
            expired = database.execute(
                "SELECT DISTINCT run FROM track WHERE json_extract(value, '$.fetched_at') <= ?"
                " AND json_extract(value, '$.source') LIKE 'Spotify%'",
                (since,),
            ).fetchall()
            for number in expired:
                database.execute("DELETE FROM track WHERE run = ?", number)
                database.execute("DELETE FROM left_out WHERE run = ?", number)
                database.execute(
                    "UPDATE step SET state = 'open', reason = '' WHERE run = ?", number
                )
                database.execute("UPDATE run SET done = 0, found = 0 WHERE number = ?", number)

    def _open(self) -> AbstractContextManager[databases.Database]:
        return schema.opened(self.path)


def _run(database: databases.Database, number: int) -> Run:
    row = database.execute("SELECT * FROM run WHERE number = ?", (number,)).fetchone()
    return _as_run(database, row)


def _plan(text: str) -> Plan:
    plan = json.loads(text)
    try:
        return Plan(**{**plan, "genres": tuple(plan["genres"])})
    except QueryError as error:  # not ours: the file is damaged
        raise ValueError(str(error)) from error


def _as_run(database: databases.Database, row: Any) -> Run:
    number = row["number"]
    left_out = database.execute(_LEFT_OUT, (number,))
    failed = database.execute(
        "SELECT label, reason FROM step WHERE run = ? AND state = 'failed' ORDER BY place",
        (number,),
    )
    return Run(
        number=number,
        key=row["key"],
        plan=_plan(row["plan"]),
        state=row["state"],
        started_at=datetime.fromisoformat(row["started_at"]),
        leg_started_at=datetime.fromisoformat(row["leg_started_at"]),
        leg_done=row["leg_done"],
        changed_at=datetime.fromisoformat(row["changed_at"]),
        done=row["done"],
        total=row["total"],
        found=row["found"],
        calls=row["calls"],
        now=row["now"],
        message=row["message"],
        resume_at=datetime.fromisoformat(row["resume_at"]) if row["resume_at"] else None,
        set_number=row["set_number"],
        left_out=tuple(map(tuple, left_out)),
        failed=tuple(map(tuple, failed)),
    )
