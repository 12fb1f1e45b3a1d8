"""Reads the first rows of a Parquet table, and never more than memory has room for.

A file of a few kilobytes may hold one value a million times over, or unpack to gigabytes.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from moodrec.brought.rows import MOST_COLUMNS, MOST_ROWS
from moodrec.errors import ListError

_LARGEST = 1_000_000_000  # bytes of the whole table, unpacked
_MOST_BYTES = 100_000_000  # of the first rows
_OF_A_VALUE = 100  # bytes that a value of a list takes at least, as an object
_MOST_CELLS = 100_000_000
_BATCH = 10_000  # rows


def first_rows(content: bytes, name: str) -> tuple[pa.Table, int]:
    """The first MOST_ROWS rows of a Parquet table, and how many it has.

    Raises ListError when it cannot be read or is too large.
    """
    try:
        told = pq.read_metadata(pa.BufferReader(content))
        _check(told, name)
        # Equal texts stay one text until it is known that there is room for them.
        texts = [column.path for column in map(told.schema.column, range(told.num_columns))
                 if column.physical_type == "BYTE_ARRAY"]  # fmt: skip
        with pq.ParquetFile(pa.BufferReader(content), read_dictionary=texts) as file:
            batches = list(_batches(file, name))
            table = pa.Table.from_batches(batches, file.schema_arrow).slice(0, MOST_ROWS)
        table.validate(full=True)
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise ListError(f"{name} is not a table that can be read.") from error
    return table, told.num_rows


def _check(told: pq.FileMetaData, name: str) -> None:
    """Raises ListError for a table that is too wide or too large by what it says of itself."""
    if told.num_columns > MOST_COLUMNS:
        raise ListError(too_wide(name, told.num_columns))
    groups = [told.row_group(number) for number in range(told.num_row_groups)]
    chunks = [group.column(n) for group in groups for n in range(group.num_columns)]
    unpacked = sum(chunk.total_uncompressed_size for chunk in chunks)
    if unpacked > _LARGEST or sum(chunk.num_values for chunk in chunks) > _MOST_CELLS:
        raise ListError(_too_large(name))


def too_wide(name: str, columns: int) -> str:
    """The sentence on a table of that many columns."""
    return (
        f"{name} has {columns:,} columns. A list has at most {MOST_COLUMNS:,}: give those with "
        "the links, or with titles and artists, alone."
    )


def _batches(file: pq.ParquetFile, name: str) -> Iterator[pa.RecordBatch]:
    """The batches of the first rows. Raises ListError when they grow too large."""
    rows = size = 0
    for batch in file.iter_batches(_BATCH):
        size += sum(map(_written_out, batch.columns))
        if size > _MOST_BYTES:
            raise ListError(_too_large(name))
        yield batch
        rows += len(batch)
        if rows >= MOST_ROWS:
            return


def _written_out(column: pa.Array) -> int:
    """Bytes of the column with every text as often as it stands there."""
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        values = column.flatten()
        return _OF_A_VALUE * len(values) + _written_out(values)
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = pc.binary_length(column.dictionary).take(column.indices.drop_null())
    return int(lengths.to_numpy(zero_copy_only=False).sum(dtype=np.int64))


def _too_large(name: str) -> str:
    return f"{name} is too large when it is unpacked. Give a part of it."
