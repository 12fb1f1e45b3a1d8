"""One table in many Parquet files: of each is known what its groups of rows hold at most.

So a question names only the files that it may concern. That is read once, from what the files
say of themselves; one that says nothing is asked every time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from moodrec.engines.table import Bounds
from moodrec.errors import StoreError

GROUP = 40_960
"""Rows that lie together in a file: what DuckDB reads or leaves out at once."""
PIECE = 6 * GROUP
"""Rows in a file: with more of them, the longer list of groups takes longer to look through."""


class Pieces:
    """Parquet files of the same columns, at least one; read-only, safe between threads.

    `rows` are those of all files, `groups` the numbers of the files that their groups of rows
    are in, shape (groups,), and `ranges` what these hold of some of their columns.
    """

    def __init__(
        self,
        files: Sequence[Path],
        rows: int,
        groups: NDArray[np.int64],
        ranges: Mapping[str, _Ranges],
    ) -> None:
        self.files, self.rows = tuple(files), rows
        self._groups, self._ranges = groups, ranges
        self._texts = [quoted(file) for file in files]

    @classmethod
    def of(cls, folder: Path, columns: Sequence[str]) -> Self:
        """The files in a folder, by these of their columns. Raises StoreError."""
        files = sorted(folder.glob("*.parquet"))
        try:
            footers = [pq.read_metadata(file) for file in files]
            if not footers:
                raise FileNotFoundError("it holds no Parquet file")
            told = {column: _Ranges.of(footers, column) for column in columns}
        except (OSError, ValueError, pa.ArrowException) as error:
            raise unreadable(folder.parent, error) from error
        groups = np.repeat(np.arange(len(files)), [one.num_row_groups for one in footers])
        ranges = {column: one for column, one in told.items() if one is not None}
        return cls(files, sum(one.num_rows for one in footers), groups, ranges)

    def __len__(self) -> int:
        return len(self.files)

    @property
    def whole(self) -> str:
        """All files, as what stands after FROM."""
        return _read(self._texts)

    def between(self, bounds: Bounds) -> str:
        """The files that may hold rows within these bounds; one of them at least."""
        meeting = np.ones(len(self._groups), dtype=bool)
        for column, (low, high) in bounds.items():
            if column in self._ranges:
                meeting &= self._ranges[column].meet(low, high)
        named = np.unique(self._groups[meeting]).tolist() or [0]  # FROM has to name something
        return _read([self._texts[number] for number in named])


class _Ranges:
    """The least and the greatest value of one column in each group of rows, shape (groups,)."""

    def __init__(
        self, least: NDArray[Any], greatest: NDArray[Any], untold: NDArray[np.bool_]
    ) -> None:
        self._least, self._greatest, self._untold = least, greatest, untold

    @classmethod
    def of(cls, footers: Iterable[pq.FileMetaData], column: str) -> Self | None:
        """Those that footers tell, file by file; None where none of them tells any."""
        found = [one for footer in footers for one in _ranges(footer, column)]
        anything = next(filter(None, found), None)
        if anything is None:
            return None
        least, greatest = zip(*(one or anything for one in found), strict=True)
        return cls(np.array(least), np.array(greatest), np.array([one is None for one in found]))

    def meet(self, low: int | str, high: int | str) -> NDArray[np.bool_]:
        """Which groups may hold a value from `low` to `high`, both included."""
        found: NDArray[np.bool_] = (self._least <= high) & (self._greatest >= low) | self._untold
        return found


def _ranges(footer: pq.FileMetaData, column: str) -> Iterator[tuple[Any, Any] | None]:
    """The least and the greatest value in each group of a file; None where it says neither."""
    place = footer.schema.names.index(column)
    for number in range(footer.num_row_groups):
        ends = footer.row_group(number).column(place).statistics
        yield (ends.min, ends.max) if ends is not None and ends.has_min_max else None


def write(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, folder: Path, rows: int = PIECE
) -> None:
    """Writes batches into a new folder, in their order and so many rows a file.

    Without any row there is one empty file.
    """
    folder.mkdir(parents=True)
    for n, table in enumerate(_cut(batches, schema, rows)):
        write_piece(table, folder, n)


def write_piece(table: pa.Table, folder: Path, number: int) -> None:
    """Writes one file: uncompressed, for it is read in a third of the time."""
    repeating = [name for name in table.schema.names if name not in {"id", "place"}]
    options: dict[str, Any] = {"compression": "none", "use_dictionary": repeating}
    pq.write_table(table, folder / f"{number:06}.parquet", row_group_size=GROUP, **options)


def _cut(batches: Iterable[pa.RecordBatch], schema: pa.Schema, rows: int) -> Iterator[pa.Table]:
    """All in tables of so many rows, the last of them shorter; one table at least."""
    held, first = schema.empty_table(), True
    for batch in batches:
        held = pa.concat_tables([held, pa.Table.from_batches([batch]).cast(schema)])
        while len(held) >= rows:
            yield held.slice(0, rows).combine_chunks()
            held, first = held.slice(rows), False
    if len(held) or first:
        yield held.combine_chunks()


def unreadable(folder: Path, error: Exception) -> StoreError:
    """What to say of a folder of arranged tracks that cannot be read."""
    return StoreError(f"{folder} cannot be read ({error}). Remove it: it is made anew.")


def _read(texts: Iterable[str]) -> str:
    return f"read_parquet([{', '.join(texts)}])"


def quoted(path: Path) -> str:
    """A path as a text in SQL."""
    return "'" + str(path).replace("'", "''") + "'"
