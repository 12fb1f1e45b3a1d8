"""DuckDB answers from Parquet files, however large, and loads none of them.

The tracks are arranged once: written again in the order of a curve over the plane, into many
files, so that a box lies in few of them. That is done anew when the files change.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import filelock
import pyarrow as pa
import pyarrow.parquet as pq

from moodrec.engines import pieces
from moodrec.engines.facts import Facts, layout
from moodrec.engines.pieces import PIECE, Pieces, quoted, unreadable
from moodrec.engines.ready import SCHEMA, WHOLE, Batches, count, of_files, paths, ready
from moodrec.engines.sql import Found, SqlEngine
from moodrec.errors import ReferenceSetError, SettingsError, StoreError
from moodrec.metrics.measure import EVEN_AXES, VALENCE_AND_ENERGY

if TYPE_CHECKING:
    import duckdb

MEMORY = "1GB"
"""What DuckDB may take; what is larger goes to the disk."""

TRACKS, IDS, FACTS = "tracks", "ids", "facts.json"
"""The folders and the file of arranged tracks; that of the facts is written last."""
_FORM = 2  # of what is written: a new number makes it anew
_OF_ID = ("id", "whole_valence", "whole_energy")
_BOXED = tuple(WHOLE[axis] for axis in (*VALENCE_AND_ENERGY, *EVEN_AXES))
_PATIENCE = 24 * 3600.0  # seconds for another process that arranges the same files
_VALUE = re.compile(r"'[^']*'|:(\w+)")  # or a text, which may hold a colon too


class Duck:
    """A DuckDB of its own in memory; every call has a cursor of its own.

    A connection that threads share fails or gives one thread the rows of another. Raises
    SettingsError where duckdb is not installed.
    """

    def __init__(self, spill: Path, memory: str = MEMORY) -> None:
        self._connection = _duckdb().connect(
            config={
                "memory_limit": memory,
                "temp_directory": str(spill),
                "autoinstall_known_extensions": False,
                "preserve_insertion_order": False,
            }
        )
        self._connection.execute("SET parquet_metadata_cache = true")

    def rows(self, statement: str, values: Mapping[str, Any]) -> Found:
        """What a statement finds. Raises StoreError."""
        with self.asked(statement, values) as cursor:
            found: Found = cursor.fetchall()
        return found

    @contextmanager
    def asked(
        self, statement: str, values: Mapping[str, Any]
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that has carried a statement out. Raises StoreError, while it is read too."""
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(_VALUE.sub(_as_duckdb, statement), _used(statement, values))
                yield cursor
        except _duckdb().Error as error:
            raise _unanswered(error) from error

    def batches(self, statement: str) -> Iterator[pa.RecordBatch]:
        """What a statement finds, in its order and piece by piece. Raises StoreError."""
        try:
            with self._connection.cursor() as cursor:
                yield from cursor.sql(statement).to_arrow_reader(pieces.GROUP)
        except (_duckdb().Error, pa.ArrowException) as error:
            raise _unanswered(error) from error

    def close(self) -> None:
        """Gives back what it holds."""
        self._connection.close()


@dataclass(frozen=True, slots=True)
class Arranged:
    """Where the tracks lie in the order of the curve, and what they are as a whole."""

    folder: Path
    facts: Facts

    def tracks(self) -> Pieces:
        """The tracks along the curve, in the columns of `ready.SCHEMA`. Raises StoreError."""
        return self._all(TRACKS, _BOXED)

    def ids(self) -> Pieces:
        """Each id with its whole valence and energy, in the order of ids. Raises StoreError."""
        return self._all(IDS, _OF_ID[:1])

    def _all(self, name: str, columns: Sequence[str]) -> Pieces:
        found = Pieces.of(self.folder / name, columns)
        if found.rows != self.facts.rows:
            gone = f"{name} holds {found.rows} tracks, not {self.facts.rows}"
            raise unreadable(self.folder, ValueError(gone))
        return found


def open_engine(source: Path, folder: Path) -> SqlEngine:
    """The engine over a Parquet file, or all in a folder, in moodrec's own layout.

    `folder` keeps what is arranged; a source that is arranged is taken as it is. Raises
    ReferenceSetError, StoreError and SettingsError.
    """
    return engine(read(source) if is_arranged(source) else arranged(source, folder))


def is_arranged(source: Path) -> bool:
    """True for a folder of arranged tracks."""
    return (source / FACTS).is_file()


def engine(arranged_: Arranged) -> SqlEngine:
    """The engine over arranged tracks. Raises SettingsError and StoreError."""
    tracks, ids = arranged_.tracks(), arranged_.ids()
    version = _stamp(arranged_.folder / TRACKS)
    return SqlEngine(Duck(arranged_.folder / "spill"), tracks, arranged_.facts, version, ids)


def arranged(source: Path, folder: Path) -> Arranged:
    """Parquet files in moodrec's layout, arranged: now, unless they are so already.

    Raises ReferenceSetError for files that do not fit, StoreError when the disk is full.
    """
    key = _stamp(source)
    with _writing(folder):
        if not (folder / key / FACTS).exists():
            for old in folder.glob("*/"):  # of files that have changed since, or left half made
                shutil.rmtree(old)
            arrange(of_files(source), folder / key)
    return read(folder / key)


def arrange(batches: Batches, folder: Path, piece: int = PIECE) -> Arranged:
    """Arranges tracks in a new folder, so many in a file. Raises as arranged() does."""
    facts = count(batches)
    folder.mkdir(parents=True)
    rough = folder / "rough.parquet"
    with pq.ParquetWriter(rough, SCHEMA, compression="lz4") as writer:
        for table in ready(batches, facts):
            writer.write_table(table)
    duck = Duck(folder / "spill")
    try:
        _write(duck, rough, folder, piece)
    finally:
        duck.close()
    rough.unlink()
    (folder / FACTS).write_text(facts.to_text(), encoding="utf-8")  # the last: now it counts
    return Arranged(folder, facts)


def read(folder: Path) -> Arranged:
    """What is arranged in a folder. Raises StoreError when it cannot be read."""
    try:
        return Arranged(folder, Facts.of_text((folder / FACTS).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise unreadable(folder, error) from error


def _write(duck: Duck, rough: Path, folder: Path, piece: int) -> None:
    """Writes the tracks in the order of the curve, and again in that of their ids."""
    tracks = f"read_parquet({quoted(rough)})"
    twice = duck.rows(f"SELECT id FROM {tracks} GROUP BY id HAVING count(*) > 1 LIMIT 1", {})  # noqa: S608
    if twice:
        raise ReferenceSetError(
            f"The track {twice[0][0]} is in these files twice. Import them first, with "
            "python -m moodrec reference import FILE …: that keeps each track once."
        )
    along = duck.batches(f"SELECT * FROM {tracks} ORDER BY place, id")  # noqa: S608
    pieces.write(along, SCHEMA, folder / TRACKS, piece)
    write_ids(duck, tracks, folder, piece)


def write_ids(duck: Duck, tracks: str, folder: Path, piece: int = PIECE) -> None:
    """Writes each id with its place in the order of ids: so a track is found by its id.

    `tracks` is what stands after FROM.
    """
    schema = pa.schema([SCHEMA.field(name) for name in _OF_ID])
    found = duck.batches(f"SELECT {', '.join(_OF_ID)} FROM {tracks} ORDER BY id")  # noqa: S608
    pieces.write(found, schema, folder / IDS, piece)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Holds the folder: of several processes one arranges, the others wait for it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(folder / "write.lock", timeout=_PATIENCE):
            yield
    except (OSError, pa.ArrowException) as error:
        raise StoreError(
            f"The folder {folder} cannot be written ({error}). Free some space, or set "
            "MOODREC_DATA_DIR to another folder."
        ) from error


def _stamp(source: Path) -> str:
    """A text that changes with the files: their names, sizes, times and footers, not all bytes."""
    told = hashlib.sha256(f"{_FORM} {layout()}".encode())
    for path in paths(source):
        about = path.stat()
        told.update(f"{path.name} {about.st_size} {about.st_mtime_ns}\n".encode())
    return told.hexdigest()[:16]


def _used(statement: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a statement names: DuckDB refuses others."""
    return {name: values[name] for name in _VALUE.findall(statement) if name}


def _as_duckdb(found: re.Match[str]) -> str:
    return f"${found[1]}" if found[1] else found[0]


def _unanswered(error: Exception) -> StoreError:
    first_line = str(error).partition("\n")[0]
    return StoreError(
        f"DuckDB cannot read the reference set ({first_line}). Check that its files are still "
        "there, and that the disk has room."
    )


def _duckdb() -> Any:
    try:
        import duckdb  # noqa: PLC0415  # an extra, and only for sets that need it
    except ImportError as error:
        raise SettingsError(
            "MOODREC_ENGINE=duckdb needs DuckDB: python -m pip install duckdb, or set it to memory."
        ) from error
    return duckdb
