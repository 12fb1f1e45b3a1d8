"""Opens SQLite files so that threads and processes can share them, or a place in PostgreSQL."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from moodrec.dialect import Shared
from moodrec.errors import StoreError
from moodrec.servers import server
from moodrec.settings import Settings

_PATIENCE = 10.0  # seconds to wait for another writer
_POLL = 0.01  # seconds
_KIND = 0xFF  # the bits of an error code that say what it is about


class Told(Protocol):
    """What a statement told: rows that can be read once, and how many it changed."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """The rows one by one."""


class Database(Protocol):
    """A connection as sqlite3 has it; its statements are SQLite's (see `dialect.py`)."""

    def execute(self, statement: str, values: Any = ..., /) -> Told:
        """Carries out a statement with values for its "?"."""

    def executemany(self, statement: str, values: Iterable[Any], /) -> Told:
        """Carries out a statement for each of many rows of values."""


Place: TypeAlias = Path | Shared
"""Where something is kept: a SQLite file of this machine, or a schema in PostgreSQL."""


def place_of(settings: Settings, name: str) -> Place:
    """Where something of that name is kept: in the data folder, or in the shared database."""
    if settings.database_url is None:
        return settings.data_dir / f"{name}.sqlite"
    url = settings.database_url.get_secret_value()
    return Shared(server(url), f"moodrec_{name.replace('/', '_')}")


def opened(place: Place, schema: str) -> AbstractContextManager[Database]:
    """A connection of its own for each use; what is done with it is one transaction.

    None is ever shared between threads. `schema` creates what is missing. Raises StoreError
    when the place cannot be used or holds something else than expected.
    """
    return place.opened(schema) if isinstance(place, Shared) else _file(place, schema)


@contextmanager
def _file(path: Path, schema: str) -> Iterator[sqlite3.Connection]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_PATIENCE)) as database, database:
            _use_wal(database)
            database.executescript(schema)
            yield database
    except (OSError, sqlite3.Error, ValueError, TypeError, LookupError) as error:
        raise StoreError(
            f"The file {path} cannot be used ({error}). Free some space, or set "
            "MOODREC_DATA_DIR to a folder that can be written."
        ) from error


def _use_wal(database: sqlite3.Connection) -> None:
    """Waits for others who open a new file at the same moment: here SQLite itself does not."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _KIND != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_POLL)
        else:
            return
