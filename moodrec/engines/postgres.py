"""PostgreSQL answers: any number of replicas of the app ask one copy of the tracks.

The tracks are one table, with an index on whole valence and energy, which the box is asked of.
Nothing in the question names an index, so the table may as well be partitioned, spread over
servers, or a view of several.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv

from moodrec.engines.facts import Facts, layout
from moodrec.engines.ready import SCHEMA, WHOLE, Batches, content, count, of_files, ready
from moodrec.engines.sql import SqlEngine
from moodrec.engines.table import Single
from moodrec.metrics.measure import EVEN_AXES, VALENCE_AND_ENERGY
from moodrec.servers import Server

if TYPE_CHECKING:
    from sqlalchemy import Connection

_TYPES = {
    pa.string(): 'text COLLATE "C"',  # ids are compared letter by letter
    pa.float64(): "double precision",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.list_(pa.string()): "text[]",
}


_SCHEMA = "moodrec_tracks"
_KEPT = 4  # tables
_MADE = f"""
CREATE SCHEMA IF NOT EXISTS {_SCHEMA};
CREATE TABLE IF NOT EXISTS {_SCHEMA}.made (
    number bigint GENERATED ALWAYS AS IDENTITY,
    key text PRIMARY KEY,
    facts text NOT NULL
);
"""


def engine(server: Server, table: str, facts: Facts) -> SqlEngine:
    """The engine over a table of the columns of `ready.SCHEMA`, which no other set ever takes.

    No statement is sent yet.
    """
    return SqlEngine(server, Single(table), facts, table)


def columns() -> str:
    """The columns of a table of tracks, as they stand in CREATE TABLE."""
    return ", ".join(f"{field.name} {_TYPES[field.type]}" for field in SCHEMA)


def open_engine(server: Server, source: Path) -> SqlEngine:
    """The engine over the tracks of Parquet files in moodrec's layout, which replicas share.

    The first who asks sends them; tables of other sets go, but for the newest. Raises
    ReferenceSetError for files that do not fit, and StoreError.
    """
    key = f"{layout()}_{content(source)}"
    table = f"{_SCHEMA}.tracks_{key}"
    with server.begin() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('moodrec tracks'))")
        connection.exec_driver_sql(_MADE)
        told = f"SELECT facts FROM {_SCHEMA}.made WHERE key = %(key)s"  # noqa: S608
        row = connection.exec_driver_sql(told, {"key": key}).fetchone()
        if row is not None:
            return engine(server, table, Facts.of_text(row[0]))
        batches = of_files(source)
        facts = count(batches)
        _make(connection, table, ready(batches, facts))
        keep = f"INSERT INTO {_SCHEMA}.made (key, facts) VALUES (%(key)s, %(facts)s)"  # noqa: S608
        connection.exec_driver_sql(keep, {"key": key, "facts": facts.to_text()})
        _forget_old(connection)
    return engine(server, table, facts)


def make(server: Server, table: str, batches: Batches) -> Facts:
    """Makes the table of some tracks, with its indexes, in one transaction.

    Raises StoreError, also for an id that comes twice: then there is no table.
    """
    facts = count(batches)
    make_of(server, table, ready(batches, facts))
    return facts


def make_of(server: Server, table: str, tracks: Iterable[pa.Table]) -> None:
    """The same of tracks in the columns of `ready.SCHEMA`."""
    with server.begin() as connection:
        _make(connection, table, tracks)


def _make(connection: Connection, table: str, tracks: Iterable[pa.Table]) -> None:
    connection.exec_driver_sql(f"CREATE TABLE {table} ({columns()})")
    fill(connection, table, tracks)
    connection.exec_driver_sql(f"ALTER TABLE {table} ADD PRIMARY KEY (id)")
    for pair in (VALENCE_AND_ENERGY, EVEN_AXES):
        axes = ", ".join(WHOLE[axis] for axis in pair)
        connection.exec_driver_sql(f"CREATE INDEX ON {table} ({axes})")
    connection.exec_driver_sql(f"ANALYZE {table}")


def _forget_old(connection: Connection) -> None:
    """Drops all but the newest tables: replicas may still ask those of the sets before."""
    old = f"SELECT key FROM {_SCHEMA}.made ORDER BY number DESC OFFSET {_KEPT:d}"  # noqa: S608
    for (key,) in connection.exec_driver_sql(old).fetchall():
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {_SCHEMA}.tracks_{key}")
        gone = f"DELETE FROM {_SCHEMA}.made WHERE key = %(key)s"  # noqa: S608
        connection.exec_driver_sql(gone, {"key": key})


def fill(connection: Connection, table: str, tracks: Iterable[pa.Table]) -> None:
    """Writes tracks, in the columns of `ready.SCHEMA`, into a table that is there."""
    raw: Any = connection.connection.driver_connection
    statement = f"COPY {table} ({', '.join(SCHEMA.names)}) FROM STDIN (FORMAT csv)"
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for batch in tracks:
            copy.write(_as_csv(batch))


def _as_csv(tracks: pa.Table) -> bytes:
    """The tracks without a header; what is not known is nothing, an empty text is ""."""
    place = SCHEMA.get_field_index("credited")
    texts = pa.array(map(_array, tracks["credited"].to_pylist()), pa.string())
    sink = BytesIO()
    options = pyarrow.csv.WriteOptions(include_header=False)
    pyarrow.csv.write_csv(tracks.set_column(place, "credited", texts), sink, options)
    return sink.getvalue()


def _array(names: list[str]) -> str:
    """Texts as PostgreSQL writes an array."""
    quoted = (name.replace("\\", "\\\\").replace('"', '\\"') for name in names)
    return "{" + ",".join(f'"{name}"' for name in quoted) + "}"
