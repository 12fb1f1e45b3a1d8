"""The rows of a file of human judgements, whatever its format: CSV, Parquet, JSON or lines."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa

from moodrec import lists
from moodrec.brought import MOST_ROWS, csvtext, parquet
from moodrec.brought.opening import named, opened
from moodrec.cells import plain
from moodrec.errors import ListError
from moodrec.judging import cell, columns, lines
from moodrec.judging.columns import Role

_LOOKED_AT = 1_000  # rows that tell which columns there are, and which hold tracks


@dataclass(frozen=True, slots=True)
class Rows:
    """The first MOST_ROWS rows of the file `name`, of `total` that it has.

    `roles` are the columns that are known by name, `columns` all of them as written; the values
    of a row stand under their roles. `broken` are lines that are no row.
    """

    name: str
    roles: frozenset[Role]
    columns: tuple[str, ...]
    rows: Sequence[Mapping[Role, object]]
    total: int
    broken: int = 0


def rows_of(content: bytes, name: str) -> Rows:
    """The rows of a file called `name`. Raises ListError when it can be no table."""
    text, name = opened(content, name), named(name)
    if lists.is_parquet(text):
        table, total = parquet.first_rows(text, name)
        return _of_table(table, name, total)
    if text.lstrip()[:1] == b"{":
        return _of_lines(text, name)
    if text.lstrip()[:1] == b"[":
        return _of_array(text, name)
    return _of_table(*_csv(text, name))


def _csv(text: bytes, name: str) -> tuple[pa.Table, str, int]:
    table, total = csvtext.texts(text, name)
    return table, name, total


def _of_table(table: pa.Table, name: str, total: int) -> Rows:
    header = [one for one in table.column_names if _has_values(table.schema.field(one).type)]
    first = table.slice(0, _LOOKED_AT)
    roles = columns.roles(header, lambda column: _tells(_values(first.column(column))))
    values = {role: _values(table.column(column)) for role, column in roles.items()}
    rows = [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]
    return Rows(name, frozenset(roles), tuple(table.column_names), rows, total)


def _has_values(kind: pa.DataType) -> bool:
    """True for texts and numbers: dates, lists and the like are no values here."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer,
             pa.types.is_floating, pa.types.is_decimal, pa.types.is_null)  # fmt: skip
    return any(test(kind) for test in tests)


def _values(column: pa.ChunkedArray) -> list[object]:
    return [value for chunk in column.chunks for value in plain(chunk).to_pylist()]


def _of_lines(text: bytes, name: str) -> Rows:
    """One row a line, as JSON or as Python writes a dictionary; files may mix both."""
    filled = (line for line in io.BytesIO(text) if line.strip())
    read = [lines.row_of(line.decode("utf-8", "replace")) for line in islice(filled, MOST_ROWS)]
    found = [row for row in read if row is not None]
    return _of_mappings(found, name, len(read) + sum(1 for _ in filled), len(read) - len(found))


def _of_array(text: bytes, name: str) -> Rows:
    """The objects of a JSON array."""
    try:
        value = json.loads(text.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise ListError(f"{name} begins as a JSON list and cannot be read as one.") from None
    first = value[:MOST_ROWS]
    found = [row for row in first if isinstance(row, dict)]
    return _of_mappings(found, name, len(value), len(first) - len(found))


def _of_mappings(found: Sequence[Mapping[str, object]], name: str, total: int, broken: int) -> Rows:
    header = tuple(_keys(islice(found, _LOOKED_AT)))
    roles = columns.roles(
        header, lambda column: _tells(row.get(column) for row in found[:_LOOKED_AT])
    )
    rows = [{role: row.get(column) for role, column in roles.items()} for row in found]
    return Rows(name, frozenset(roles), header, rows, total, broken)


def _tells(values: Iterable[object]) -> bool:
    """True when one of the values names a track."""
    return any(cell.track(cell.text(value)) for value in values)


def _keys(rows: Iterable[Mapping[str, object]]) -> dict[str, None]:
    """The keys of all rows, each once, in their order."""
    return dict.fromkeys(key for row in rows for key in row)
