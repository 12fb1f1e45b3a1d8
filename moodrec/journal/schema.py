"""The tables of the journal, and how it is opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from moodrec import databases

_SCHEMA = """
CREATE TABLE IF NOT EXISTS run (
    number         INTEGER PRIMARY KEY,
    key            TEXT NOT NULL,         -- names the crawl in the set that comes of it
    plan           TEXT NOT NULL,         -- JSON
    state          TEXT NOT NULL,
    started_at     TEXT NOT NULL,         -- this and other times: ISO 8601, UTC
    leg_started_at TEXT NOT NULL,
    leg_done       INTEGER NOT NULL DEFAULT 0,
    changed_at     TEXT NOT NULL,
    done           INTEGER NOT NULL DEFAULT 0,
    total          INTEGER NOT NULL DEFAULT 0,
    found          INTEGER NOT NULL DEFAULT 0,
    calls          INTEGER NOT NULL DEFAULT 0,
    now            TEXT NOT NULL DEFAULT '',
    message        TEXT NOT NULL DEFAULT '',
    resume_at      TEXT,
    set_number     INTEGER,
    asked_to_stop  INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS step (
    run    INTEGER NOT NULL,
    place  INTEGER NOT NULL,
    label  TEXT NOT NULL,                 -- genre or cell
    detail TEXT NOT NULL,
    state  TEXT NOT NULL DEFAULT 'open',  -- then 'done' or 'failed'
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (run, place)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS track (
    run      INTEGER NOT NULL,
    id       TEXT NOT NULL,
    step     INTEGER NOT NULL,            -- the first step that told it
    rank     INTEGER NOT NULL,            -- and its place there
    value    TEXT NOT NULL,               -- JSON
    features TEXT,                        -- JSON; NULL until told
    stage    INTEGER,                     -- who is asked for them next; NULL: nobody
    reason   TEXT,                        -- why they could not be told, until the next start
    PRIMARY KEY (run, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS track_by_stage ON track (run, stage, step, rank);
CREATE INDEX IF NOT EXISTS track_by_reason ON track (run, reason) WHERE reason IS NOT NULL;
CREATE TABLE IF NOT EXISTS left_out (
    run    INTEGER NOT NULL,
    reason TEXT NOT NULL,
    rows   INTEGER NOT NULL,
    PRIMARY KEY (run, reason)
) WITHOUT ROWID;
"""


@contextmanager
def opened(path: databases.Place) -> Iterator[databases.Database]:
    """A connection to the journal at `path`, its rows read by column name; one transaction.

    Raises StoreError when the file cannot be used.
    """
    with databases.opened(path, _SCHEMA) as database:
        if isinstance(database, sqlite3.Connection):
            database.row_factory = sqlite3.Row
        yield database


def now() -> str:
    """The present time as the journal writes it."""
    return datetime.now(UTC).isoformat()
