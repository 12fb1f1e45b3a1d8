"""The engines beside this process: opened once for a set, and put away at the end."""

from __future__ import annotations

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from moodrec.engines import duck, postgres, ready
from moodrec.engines.pieces import PIECE
from moodrec.engines.sql import SqlEngine
from moodrec.reference import ReferenceSet
from moodrec.servers import Server
from tests import cluster


@cache
def in_parquet(reference: ReferenceSet) -> SqlEngine:
    """DuckDB's, over files of its own. Skips where it is not installed."""
    return _arranged(reference, PIECE)


@cache
def in_pieces(reference: ReferenceSet) -> SqlEngine:
    """The same over many small files."""
    return _arranged(reference, 37)


def _arranged(reference: ReferenceSet, piece: int) -> SqlEngine:
    pytest.importorskip("duckdb")
    folder = Path(mkdtemp(prefix="moodrec-tracks-"))
    atexit.register(shutil.rmtree, folder)
    return duck.engine(duck.arrange(ready.of_set(reference), folder / "tracks", piece))


@cache
def in_postgres(reference: ReferenceSet) -> SqlEngine:
    """PostgreSQL's, over a table of its own. Skips where it is not installed."""
    table = f"tracks_{id(reference)}"
    made = postgres.make(server(), table, ready.of_set(reference))
    return postgres.engine(server(), table, made)


@cache
def server() -> Server:
    """The tests' own database. Skips where PostgreSQL is not installed."""
    found = Server(cluster.shared().url)
    atexit.register(found.close)
    return found
