"""Tracks made ready for SQL: beside moodrec's columns, those that questions are asked of.

All that SQL dialects would do each in their own way (rounding, letters' case, words in
titles) is done here, so that what is left to a database are whole numbers and equal texts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from moodrec import setfile
from moodrec.engines.facts import FEATURES, Counting, Facts, whole
from moodrec.errors import MetricUndefined, ReferenceSetError
from moodrec.kinds import KINDS
from moodrec.layouts import split_stored
from moodrec.metrics import MILLIONTHS, rank, to_millionths, weighted
from moodrec.metrics.measure import EVEN_AXES
from moodrec.model import AXES
from moodrec.reference import ReferenceSet
from moodrec.releases import artist_key, recording_key
from moodrec.sieve import of_kind

BATCH = 120_000
"""Tracks that are made ready in one go."""

WHOLE = {axis: f"whole_{axis}" for axis in (*AXES, *EVEN_AXES, *FEATURES)}
"""The columns of whole millionths by axis; NULL where a track has no value."""

Batches: TypeAlias = Callable[[], Iterable[pa.Table]]
"""Gives the tracks from the first to the last, each time it is called: they are read twice."""

SCHEMA = pa.schema(
    [
        *setfile.COLUMNS,
        *((name, pa.int32()) for name in WHOLE.values()),
        ("credited", pa.list_(pa.string())),  # the artists in small letters
        ("kinds", pa.int32()),  # a bit for each of KINDS, in their order
        ("recording", pa.string()),  # what all releases of a recording share
        ("place", pa.int64()),  # along a curve that keeps neighbours together
    ]
)


def of_set(reference: ReferenceSet) -> Batches:
    """The tracks of a set that is in memory, but for those that take no part in a search."""
    table = setfile.to_table(reference.frame())
    return lambda: (table.slice(start, BATCH) for start in range(0, len(table), BATCH))


def of_files(source: Path) -> Batches:
    """The tracks of a Parquet file, or of all in a folder, in moodrec's own layout.

    What comes of it raises ReferenceSetError for a file that is none, or holds other rows.
    """
    return lambda: (batch for path in paths(source) for batch in _checked(path))


def paths(source: Path) -> list[Path]:
    """The file itself, or the Parquet files in a folder in the order of their names.

    Raises ReferenceSetError where there is none.
    """
    found = sorted(source.glob("*.parquet")) if source.is_dir() else [source]
    if not found or not all(path.is_file() for path in found):
        raise ReferenceSetError(f"There is no Parquet file at {source}. Check MOODREC_REFERENCE.")
    return found


def content(source: Path) -> str:
    """A text that changes with the bytes of the files, and is the same on every machine."""
    told = hashlib.sha256()
    for path in paths(source):
        with path.open("rb") as file:
            told.update(hashlib.file_digest(file, "sha256").digest())
    return told.hexdigest()[:16]


def count(batches: Batches) -> Facts:
    """The facts of all tracks."""
    counting = Counting()
    for batch in batches():
        counting.add(batch)
    return counting.facts()


def ready(batches: Batches, facts: Facts) -> Iterator[pa.Table]:
    """The tracks in the columns of SCHEMA."""
    even = _evenly(facts)
    for batch in batches():
        yield pa.table([*batch.columns, *_made(batch, even).values()], SCHEMA)


def _checked(path: Path) -> Iterator[pa.Table]:
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(BATCH, columns=setfile.COLUMNS.names):
                yield setfile.to_table(_filled(batch))
    except (OSError, pa.ArrowException, KeyError) as error:
        raise ReferenceSetError(
            f"{path.name} cannot be read as a reference set ({error}). Import it first, with "
            "python -m moodrec reference import FILE."
        ) from error


def _filled(batch: pa.RecordBatch) -> Any:
    table = pa.Table.from_batches([batch]).cast(setfile.COLUMNS)
    return table.to_pandas(split_blocks=True)


@dataclass(frozen=True, eq=False)
class _Batch:
    """A batch as whole columns."""

    table: pa.Table

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def texts(self, column: str) -> pa.Array:
        return self.table[column].combine_chunks()

    def numbers(self, column: str) -> NDArray[np.float64]:
        found: NDArray[np.float64] = self.table[column].to_numpy()
        return found


def _made(table: pa.Table, even: Mapping[str, NDArray[np.int64]]) -> dict[str, Any]:
    """The columns that a table in moodrec's layout lacks, in the order of SCHEMA."""
    batch = _Batch(table)
    valence, energy = (whole(table[axis]) for axis in AXES)
    plane = dict(zip(AXES, (valence, energy), strict=True))
    evenly = {axis: even[axis][plane[of]] for axis, of in zip(EVEN_AXES, AXES, strict=True)}
    features = {name: _feature(name, batch.numbers(name)) for name in FEATURES}
    credits_ = batch.texts("artists").dictionary_encode()
    return {
        **{WHOLE[axis]: _whole(values) for axis, values in (plane | evenly).items()},
        **{WHOLE[name]: values for name, values in features.items()},
        "credited": _credited(credits_),
        "kinds": _kinds(batch),
        "recording": _recordings(credits_, batch.texts("name")),
        "place": pa.array(along_curve(valence, energy)),
    }


def _evenly(facts: Facts) -> dict[str, NDArray[np.int64]]:
    """Where each whole millionth lies on an even axis; all at 0 where these have no meaning."""
    even = {axis: np.zeros(MILLIONTHS + 1, dtype=np.int64) for axis in EVEN_AXES}
    try:
        form = rank.counted(facts.valence, facts.energy).even
    except MetricUndefined:
        return even
    across, up = EVEN_AXES
    even[across][facts.valence[0]] = form.across
    even[up][facts.energy[0]] = form.up
    return even


def _feature(name: str, values: NDArray[np.float64]) -> pa.Array:
    unknown = np.isnan(values)
    shares = np.where(unknown, 0.0, weighted.spanned(name, values))
    return _whole(to_millionths(shares), unknown)


def _whole(values: NDArray[np.int64], unknown: NDArray[np.bool_] | None = None) -> pa.Array:
    return pa.array(values.astype(np.int32), mask=unknown)


def _credited(artists: pa.DictionaryArray) -> pa.Array:
    folded = [
        [name.casefold() for name in split_stored(text)] for text in artists.dictionary.to_pylist()
    ]
    return pa.array(folded, pa.list_(pa.string())).take(artists.indices)


def _kinds(batch: _Batch) -> pa.Array:
    bits = np.zeros(len(batch), dtype=np.int32)
    for place, kind in enumerate(KINDS.values()):
        bits |= of_kind(kind, batch).astype(np.int32) << place
    return pa.array(bits)


def _recordings(artists: pa.DictionaryArray, names: pa.Array) -> pa.Array:
    once = cache(artist_key)  # a name stands in many credits
    credited = [split_stored(text) for text in artists.dictionary.to_pylist()]
    pairs = zip(artists.indices.to_pylist(), names.to_pylist(), strict=True)
    return pa.array([recording_key(credited[n], name, once) for n, name in pairs], pa.string())


def along_curve(valence: NDArray[np.int64], energy: NDArray[np.int64]) -> NDArray[np.int64]:
    """The bits of both in turn: Morton's curve, G. M. Morton, 1966."""
    return _spread(valence) << 1 | _spread(energy)


def _spread(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """The 20 bits of each number with a gap after every one."""
    found = values
    for shift, mask in ((16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF),
                        (4, 0x0F0F0F0F0F0F0F0F), (2, 0x3333333333333333),
                        (1, 0x5555555555555555)):  # fmt: skip
        found = (found | found << shift) & mask
    return found
