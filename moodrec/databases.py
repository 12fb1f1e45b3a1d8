"""Opens SQLite files so that threads and processes can share them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from moodrec.errors import StoreError

_PATIENCE = 10.0  # seconds to wait for another writer
_POLL = 0.01  # seconds
_KIND = 0xFF  # the bits of an error code that say what it is about


@contextmanager
def opened(path: Path, schema: str) -> Iterator[sqlite3.Connection]:
    """A connection of its own for each use; what is done with it is one transaction.

    None is ever shared between threads. `schema` creates what is missing. Raises StoreError
    when the file cannot be used or holds something else than expected.
    """
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
