"""The sorted rows of a kept set as a file beside it, mapped into every process that reads it.

The file begins with what it is of and a checksum, and is renamed into place. One that is
stale, cut short or damaged is made anew; where it cannot be written, the rows stay in memory.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import tempfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from moodrec.engines.density import CELLS, Density
from moodrec.engines.window import Window
from moodrec.metrics import to_millionths
from moodrec.metrics.measure import VALENCE_AND_ENERGY

_MAGIC = b"moodrec plane 1\n"
_HEADER = 4096  # bytes: the magic, what it is of as JSON, and blanks
_ID = np.dtype("S22")
_PIECE = 1 << 22  # bytes that are checked at a time


@dataclass(frozen=True, slots=True)
class Plane:
    """The tracks of a set on the plane: their ids, ascending, and their sorted rows."""

    ids: NDArray[np.bytes_]
    window: Window


def beside(path: Path) -> Path:
    """Where the snapshot of the set at `path` is kept."""
    return path.with_suffix(".plane")


def open_plane(
    path: Path, version: str | None = None, make: Callable[[], Plane] | None = None
) -> Plane:
    """The plane of the set at `path`, from its snapshot or else made and kept there.

    `version` is the content hash of the set (ReferenceSet.version); without it the file is
    hashed, unless its size and time are those that the snapshot was made of. `make` is for
    who has the set in memory; else its three columns are read. Raises what that raises.
    """
    with suppress(OSError, ValueError, KeyError, TypeError):
        return _mapped(beside(path), lambda about: _is_of(path, version, about))
    stamp = _stamp(path)
    about = {"version": _hash(path), "stamp": stamp}
    made = make() if make else _read(path)
    with suppress(OSError, ValueError):  # of a folder that cannot be written: it stays in memory
        if about["version"] == (version or about["version"]) and stamp == _stamp(path):
            _write(beside(path), made, about)
            return _mapped(beside(path), lambda found: found["version"] == about["version"])
    return made


def _is_of(path: Path, version: str | None, about: Mapping[str, Any]) -> bool:
    """True when a snapshot is of this set."""
    if version is None and about["stamp"] == _stamp(path):
        return True
    return bool(about["version"] == (version or _hash(path)))


def _mapped(file: Path, fits: Callable[[Mapping[str, Any]], bool]) -> Plane:
    """The plane in a file. Raises OSError, ValueError, KeyError or TypeError when it is none."""
    with file.open("rb") as opened:
        header = opened.read(_HEADER)
        if not header.startswith(_MAGIC):
            raise ValueError("no snapshot")
        about = json.loads(header[len(_MAGIC) :])
        if not fits(about):
            raise ValueError("of another set")
        parts = _parts(about["rows"])
        if os.fstat(opened.fileno()).st_size != _HEADER + sum(size for _, size in parts):
            raise ValueError("cut short")
        if _checksum(opened) != about["checksum"]:
            raise ValueError("damaged")
        mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    arrays, start = [], _HEADER
    for kind, size in parts:
        arrays.append(np.frombuffer(mapped, kind, size // kind.itemsize, start))
        start += size
    sums, along, beside_it, rows, ids = arrays
    density = Density(sums.reshape(CELLS + 1, -1), tuple(about["extent"])) if len(rows) else None
    return Plane(ids, Window(along, beside_it, rows, density, turned=about["turned"]))


def _parts(rows: int) -> list[tuple[np.dtype[Any], int]]:
    """The kind of each array in a file and its size in bytes, the ids last: they are odd."""
    short = np.dtype(np.int32)
    sums = (CELLS + 1) ** 2 * 8 if rows else 0
    return [(np.dtype(np.int64), sums), *[(short, 4 * rows)] * 3, (_ID, _ID.itemsize * rows)]


def _write(file: Path, plane: Plane, about: Mapping[str, Any]) -> None:
    """Writes a snapshot and renames it into place. Raises OSError."""
    window, density = plane.window, plane.window.density
    sums = density.sums if density else np.empty(0, np.int64)
    arrays: list[NDArray[Any]] = [sums, window.along, window.beside, window.rows, plane.ids]
    descriptor, name = tempfile.mkstemp(".tmp", f"{file.name}.", file.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as opened:
            opened.write(b" " * _HEADER)
            for array in arrays:
                array.tofile(opened)
            told = {
                **about,
                "rows": len(plane.ids),
                "turned": window.turned,
                "extent": density.extent if density else None,
                "checksum": _checksum(opened),
            }
            opened.seek(0)
            opened.write(_MAGIC + json.dumps(told).encode())
            opened.flush()
            os.fsync(opened.fileno())
        temporary.chmod(0o644)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def _checksum(opened: Any) -> int:
    """The checksum of all that follows the header."""
    opened.seek(_HEADER)
    checksum = 0
    while piece := opened.read(_PIECE):
        checksum = zlib.crc32(piece, checksum)
    return checksum


def _read(path: Path) -> Plane:
    """The plane of a kept set out of its three columns. Imports no pandas."""
    with pq.ParquetFile(path) as file:
        table = file.read(columns=["id", "valence", "energy"])
    ids = _content(table["id"].combine_chunks().cast(pa.binary(_ID.itemsize)), _ID)
    order = np.argsort(ids, kind="stable")
    valence, energy = (
        to_millionths(_content(table[axis].combine_chunks(), np.dtype(np.float64))[order])
        for axis in VALENCE_AND_ENERGY
    )
    return Plane(ids[order], Window.of(valence, energy, np.arange(len(ids))))


def _content(column: pa.Array, kind: np.dtype[Any]) -> NDArray[Any]:
    """The values of a column without gaps; to_numpy() would import pandas."""
    return np.frombuffer(column.buffers()[1], kind, len(column), column.offset * kind.itemsize)


def _stamp(path: Path) -> list[int]:
    told = path.stat()
    return [told.st_size, told.st_mtime_ns]


def _hash(path: Path) -> str:
    """As ReferenceSet.version."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]
