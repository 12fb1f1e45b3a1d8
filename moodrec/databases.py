"""Opens SQLite files so that threads and processes can share them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from moodrec.errors import StoreError

_PATIENCE = 10.0  # seconds to wait for another writer


@contextmanager
def opened(path: Path, schema: str) -> Iterator[sqlite3.Connection]:
    """A connection of its own for each use; what is done with it is one transaction.

    None is ever shared between threads. `schema` creates what is missing. Raises StoreError
    when the file cannot be used or holds something else than expected.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_PATIENCE)) as database, database:
            database.execute("PRAGMA journal_mode = WAL")
            database.executescript(schema)
            yield database
    except (OSError, sqlite3.Error, ValueError, TypeError, LookupError) as error:
        raise StoreError(
            f"The file {path} cannot be used ({error}). Free some space, or set "
            "MOODREC_DATA_DIR to a folder that can be written."
        ) from error
