"""Reads CSV of any kind: whatever stands between its values, quickly where its rows are even."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import suppress

import pyarrow as pa
import pyarrow.csv

from moodrec.brought import columns, mended, parquet
from moodrec.brought.rows import MOST_COLUMNS, MOST_ROWS, NUMBERS
from moodrec.errors import ListError

_DELIMITERS = (",", ";", "\t", "|")
_LONGEST = 131_072  # characters of a first line that are looked at
_PLAIN_NUMBERS = set(NUMBERS) - {"year", "explicit"}


def delimiter_of(line: str) -> str | None:
    """What stands between the values of a table's first line; None when it is no table."""
    best = max(_DELIMITERS, key=lambda one: len(mended.split(line, one)))
    return best if len(mended.split(line, best)) > 1 else None


def header_of(text: bytes) -> str:
    """The first line that is not blank."""
    lines = (line.strip() for line in io.BytesIO(text))
    return next((line for line in lines if line), b"")[:_LONGEST].decode("utf-8", "replace")


def read(text: bytes, name: str) -> tuple[pa.Table, int]:
    """The first MOST_ROWS rows of a CSV table in UTF-8, and how many it has.

    Where one column has the ids, those of use alone. Raises ListError when there are more than
    MOST_COLUMNS columns.
    """
    return _first_rows(text, name, _quickly)


def texts(text: bytes, name: str) -> tuple[pa.Table, int]:
    """The first MOST_ROWS rows of a CSV table in UTF-8, every value a text, and how many it has.

    Raises ListError when there are more than MOST_COLUMNS columns.
    """
    return _first_rows(text, name, _as_texts)


def _first_rows(
    text: bytes, name: str, parse: Callable[[bytes, str, Sequence[str]], pa.Table]
) -> tuple[pa.Table, int]:
    """The first rows of what `parse` reads, and how many there are; mended where it cannot."""
    text, delimiter, header = _opened(text, name)
    try:
        table = parse(text, delimiter, header)
    except (pa.ArrowInvalid, UnicodeError):  # a row of another width, an open quote, a huge value
        return mended.table(text.decode("utf-8", "replace"), delimiter, header)
    return table.slice(0, MOST_ROWS), len(table)


def _opened(text: bytes, name: str) -> tuple[bytes, str, list[str]]:
    """The table from its first line on, what stands between values, and the names of columns."""
    text = text.lstrip(b"\r\n")
    first = header_of(text)
    delimiter = delimiter_of(first) or ","
    header = columns.distinct(mended.split(first, delimiter))
    if len(header) > MOST_COLUMNS:
        raise ListError(parquet.too_wide(name, len(header)))
    return text, delimiter, header


def _quickly(text: bytes, delimiter: str, header: Sequence[str]) -> pa.Table:
    """The columns of use where one of them has the ids, else all. Raises ArrowInvalid."""
    used = columns.used(columns.recognised(header), header)
    if "id" in used:
        numbers = {used[name] for name in _PLAIN_NUMBERS & used.keys()}
        kinds = {one: pa.float64() if one in numbers else pa.string() for one in used.values()}
        with suppress(pa.ArrowInvalid):  # a number that is none
            table = _parsed(text, delimiter, header, kinds)
            if columns.has_ids(table.column(used["id"])):
                return table
    return _as_texts(text, delimiter, header)


def _as_texts(text: bytes, delimiter: str, header: Sequence[str]) -> pa.Table:
    """All columns, every value a text. Raises ArrowInvalid."""
    return _parsed(text, delimiter, header, dict.fromkeys(header, pa.string()))


def _parsed(
    text: bytes, delimiter: str, header: Sequence[str], wanted: dict[str, pa.DataType]
) -> pa.Table:
    """The `wanted` columns as Arrow reads them. Raises ArrowInvalid for uneven rows."""
    return pyarrow.csv.read_csv(
        pa.BufferReader(text),
        read_options=pyarrow.csv.ReadOptions(
            column_names=header, skip_rows_after_names=1, use_threads=False, block_size=1 << 26
        ),
        parse_options=pyarrow.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            include_columns=list(wanted),
            column_types=wanted,
            null_values=[""],
            strings_can_be_null=True,
        ),
    )
