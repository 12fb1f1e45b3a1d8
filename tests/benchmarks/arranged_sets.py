"""Arranged tracks of any size, made without a set in memory: synthetic, for load alone.

Places are drawn as the packaged set's lie, some of them anywhere, in three decimals; artists
and titles are the packaged set's, in pairs of chance. Nothing is sorted but the places.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moodrec.engines import duck, pieces, ready
from moodrec.engines.facts import Counting
from tests.benchmarks.sets import ALPHABET, resampled

_POOL = 20_000  # rows that are taken from
_STEPS = 1001  # places on each axis
_ANYWHERE = 0.2  # of all rows
_LETTERS = ALPHABET.astype("S1").view(np.uint8)


def synthetic(rows: int, folder: Path) -> duck.Arranged:
    """That many tracks; those that lie in the folder already are taken as they are."""
    if not (folder / duck.FACTS).exists():
        folder.mkdir(parents=True)
        _write(rows, folder)
    return duck.read(folder)


def _write(rows: int, folder: Path) -> None:
    counting, tracks = Counting(), folder / duck.TRACKS
    tracks.mkdir()
    for number, table in enumerate(_tables(rows)):
        for start in range(0, len(table), ready.BATCH):
            counting.add(table.slice(start, ready.BATCH))
        pieces.write_piece(table, tracks, number)
    arranged = duck.Arranged(folder, counting.facts())
    reader = duck.Duck(folder / "spill")
    duck.write_ids(reader, arranged.tracks().whole, folder)
    reader.close()
    (folder / duck.FACTS).write_text(arranged.facts.to_text())


def _tables(rows: int) -> Iterator[pa.Table]:
    random = np.random.default_rng(seed=7)
    pool = _pool()
    positions, counts = _positions(rows, random)
    ends = np.cumsum(counts)
    for start in range(0, rows, pieces.PIECE):
        part = np.arange(start, min(start + pieces.PIECE, rows))
        at = positions[np.searchsorted(ends, part, side="right")]
        table = pool.take(pa.array(random.integers(len(pool), size=len(part))))
        yield _placed(table, at, random)


def _pool() -> pa.Table:
    """Rows in all columns but those of place; their even places are those of the pool."""
    from moodrec.reference import ReferenceSet  # noqa: PLC0415

    batches = ready.of_set(ReferenceSet(resampled(_POOL), name="pool", version="1"))
    return pa.concat_tables(ready.ready(batches, ready.count(batches))).combine_chunks()


def _placed(table: pa.Table, at: NDArray[np.int64], random: np.random.Generator) -> pa.Table:
    """The table with these places, and with ids of its own."""
    letters = _LETTERS[random.integers(len(_LETTERS), size=(len(table), 22), dtype=np.uint8)]
    ids = pa.array(letters.view("S22").ravel()).cast(pa.string())
    whole = {axis: at[:, n] for n, axis in enumerate(("valence", "energy"))}
    made = {
        "id": ids,
        **{axis: pa.array(values / 1_000_000) for axis, values in whole.items()},
        **{ready.WHOLE[axis]: pa.array(values.astype(np.int32)) for axis, values in whole.items()},
        "place": pa.array(ready.along_curve(whole["valence"], whole["energy"])),
    }
    for name, values in made.items():
        table = table.set_column(table.schema.get_field_index(name), name, values)
    return table.cast(ready.SCHEMA)


def _positions(
    rows: int, random: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All places along the curve, shape (places, 2), and how many rows lie at each."""
    drawn = resampled(_POOL * 10)[["valence", "energy"]].to_numpy()
    cells = np.rint(drawn * (_STEPS - 1)).astype(np.int64)
    seen = np.bincount(cells[:, 0] * _STEPS + cells[:, 1], minlength=_STEPS**2)
    share = (1 - _ANYWHERE) * seen / seen.sum() + _ANYWHERE / _STEPS**2
    places = np.arange(_STEPS**2)
    at = np.column_stack([places // _STEPS, places % _STEPS]) * 1000
    order = np.argsort(ready.along_curve(at[:, 0], at[:, 1]))
    return at[order], random.multinomial(rows, share[order] / share.sum())
