"""A look at a whole set by SQL, taken once for each version and kept on the disk."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from moodrec import setfile
from moodrec.engines.clauses import EVERYTHING, Clause, within
from moodrec.engines.sql import SqlEngine
from moodrec.engines.table import Bounds
from moodrec.errors import ReferenceSetError
from moodrec.metrics import MILLIONTHS, to_millionths
from moodrec.overview import CELLS, SAMPLE

_FORM = 1  # of what is kept: a new number makes it anew
_METADATA = b"moodrec glance"
_CELL = MILLIONTHS // CELLS
_UP, _ACROSS = (
    f"LEAST({axis} - {axis} % {_CELL:d}, {MILLIONTHS - _CELL:d})"
    for axis in ("whole_energy", "whole_valence")
)
_PLACE = "id, whole_valence, whole_energy"
_SHUFFLED = "md5(id), id"  # as good as by chance, the same in every database
_BEST_KNOWN = "COALESCE(popularity, 0) DESC, id"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Glance:
    """What was seen of a set: parts of its `Overview`, but the tracks are rows of a table.

    `dots` and `examples` are ids; `tracks` are theirs, in the columns of `setfile.COLUMNS`.
    """

    version: str
    counts: NDArray[np.int64]
    calm_and_happy: int
    dots: tuple[str, ...]
    examples: tuple[str, ...]
    tracks: pa.Table

    def write(self, path: Path) -> None:
        """Keeps it in a file, which is there as a whole or not at all. Raises OSError."""
        told = {
            "counts": self.counts.tolist(),
            "calm_and_happy": self.calm_and_happy,
            "dots": self.dots,
            "examples": self.examples,
        }
        written = path.with_suffix(f".{os.getpid()}")
        pq.write_table(self.tracks.replace_schema_metadata({_METADATA: json.dumps(told)}), written)
        written.replace(path)

    @classmethod
    def read(cls, path: Path, version: str) -> Self:
        """What write() kept. Raises OSError, ValueError, KeyError, TypeError or ArrowException."""
        tracks = pq.read_table(path)
        told = json.loads(tracks.schema.metadata[_METADATA])
        return cls(
            version,
            _read_only(np.array(told["counts"], dtype=np.int64).reshape(CELLS, CELLS)),
            int(told["calm_and_happy"]),
            tuple(told["dots"]),
            tuple(told["examples"]),
            tracks.replace_schema_metadata().cast(setfile.COLUMNS),
        )


def kept(engine: SqlEngine, folder: Path) -> Glance:
    """What is kept in the folder of this version of a set, else looked at now and kept there.

    Looks at every track a few times, which takes some seconds for five million. Raises
    StoreError, and ReferenceSetError for a set without songs.
    """
    version = hashlib.sha256(f"{_FORM} {CELLS} {SAMPLE} {engine.version}".encode()).hexdigest()[:16]
    path = folder / f"{version}.parquet"
    with suppress(OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return Glance.read(path, version)  # what is not there or damaged is made anew
    seen = look(engine, version)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():  # of other versions, whose songs may be gone from the set
            old.unlink(missing_ok=True)
        seen.write(path)
    except (OSError, pa.ArrowException) as error:
        _log.warning("What was seen of the set is not kept, but looked at anew: %s", error)
    return seen


def look(engine: SqlEngine, version: str) -> Glance:
    """Looks at a set now. Raises StoreError, and ReferenceSetError for one without songs."""
    if not len(engine):
        raise ReferenceSetError("This reference set holds no song. Bring another one into use.")
    dots = _first(engine, _SHUFFLED, SAMPLE)
    examples = [one for quarter in _quarters() for one in _first(engine, _BEST_KNOWN, 1, quarter)]
    return Glance(
        version,
        _counts(engine),
        _calm_and_happy(engine),
        tuple(sorted(track_id for track_id, _, _ in dots)),
        tuple(track_id for track_id, _, _ in examples),
        engine.at([*{*dots, *examples}]),
    )


def _counts(engine: SqlEngine) -> NDArray[np.int64]:
    counts = np.zeros((CELLS, CELLS), dtype=np.int64)
    for up, across, songs in engine.select(
        f"{_UP} AS up, {_ACROSS} AS across, count(*)", then="GROUP BY up, across"
    ):
        counts[up // _CELL, across // _CELL] = songs
    return _read_only(counts)


def _calm_and_happy(engine: SqlEngine) -> int:
    bright, calm = to_millionths([0.6, 0.4]).tolist()
    corner: Bounds = {"whole_valence": (bright, MILLIONTHS), "whole_energy": (0, calm)}
    ((songs,),) = engine.select("count(*)", within(corner), bounds=corner)
    return int(songs)


def _first(
    engine: SqlEngine, order: str, n: int, clause: Clause = EVERYTHING
) -> list[tuple[str, int, int]]:
    """The first tracks of an order: the id of each and where it lies."""
    found = engine.select(_PLACE, clause, f"ORDER BY {order} LIMIT {n:d}")
    return [(track_id, valence, energy) for track_id, valence, energy in found]


def _quarters() -> Iterable[Clause]:
    """The quarters of the plane in the order in which `overview` has their examples."""
    half = MILLIONTHS // 2
    for bright, lively in ((True, True), (False, True), (False, False), (True, False)):
        yield Clause(
            (
                f"whole_valence {'>=' if bright else '<'} {half:d}",
                f"whole_energy {'>=' if lively else '<'} {half:d}",
            ),
            {},
        )


def _read_only(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    counts.setflags(write=False)
    return counts
