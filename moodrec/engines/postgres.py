"""PostgreSQL answers: any number of replicas of the app ask one copy of the tracks.

The tracks are one table, with an index on whole valence and energy, which the box is asked of.
Nothing in the question names an index, so the table may as well be partitioned, spread over
servers, or a view of several.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv

from moodrec.engines.facts import Facts
from moodrec.engines.ready import SCHEMA, WHOLE, Batches, count, ready
from moodrec.engines.sql import SqlEngine
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


def engine(server: Server, table: str, facts: Facts) -> SqlEngine:
    """The engine over a table of the columns of `ready.SCHEMA`; no statement is sent yet."""
    return SqlEngine(server, table, facts)


def columns() -> str:
    """The columns of a table of tracks, as they stand in CREATE TABLE."""
    return ", ".join(f"{field.name} {_TYPES[field.type]}" for field in SCHEMA)


def make(server: Server, table: str, batches: Batches) -> Facts:
    """Makes the table of some tracks, with its indexes, in one transaction.

    Raises StoreError, also for an id that comes twice: then there is no table.
    """
    facts = count(batches)
    with server.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE {table} ({columns()})")
        fill(connection, table, batches, facts)
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD PRIMARY KEY (id)")
        for pair in (VALENCE_AND_ENERGY, EVEN_AXES):
            axes = ", ".join(WHOLE[axis] for axis in pair)
            connection.exec_driver_sql(f"CREATE INDEX ON {table} ({axes})")
        connection.exec_driver_sql(f"ANALYZE {table}")
    return facts


def fill(connection: Connection, table: str, batches: Batches, facts: Facts) -> None:
    """Writes the tracks into a table that is there; `facts` are those of all of them."""
    raw: Any = connection.connection.driver_connection
    statement = f"COPY {table} ({', '.join(SCHEMA.names)}) FROM STDIN (FORMAT csv)"
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for tracks in ready(batches, facts):
            copy.write(_as_csv(tracks))


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
