"""Reads a table that a person brings, CSV of any kind or Parquet: its rows, none left out."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from numpy.typing import NDArray

from moodrec import cells, lists
from moodrec.brought import columns, parquet
from moodrec.brought.rows import (
    EPISODE,
    LOCAL,
    MOST_COLUMNS,
    MOST_ROWS,
    NUMBERS,
    SHOWN,
    SPANS,
    TRACK,
    UNREADABLE,
    BroughtList,
    joined,
    told,
)
from moodrec.errors import ListError
from moodrec.layouts import Layout, split_stored
from moodrec.rows import are_ids, track_ids

_DELIMITERS = (",", ";", "\t", "|")
_LOOKED_AT = 200  # rows
_LONGEST = 131_072  # characters of a value: what is longer makes the row unreadable
_PLAIN_NUMBERS = set(NUMBERS) - {"year", "explicit"}
_KINDS = {"local file": LOCAL, "episode": EPISODE}


def delimiter_of(line: str) -> str | None:
    """What stands between the values of a table's first line; None when it is no table."""
    best = max(_DELIMITERS, key=lambda one: len(_split(line, one)))
    return best if len(_split(line, best)) > 1 else None


def header_of(text: bytes) -> str:
    """The first line that is not blank."""
    lines = (line.strip() for line in io.BytesIO(text))
    return next((line for line in lines if line), b"")[:_LONGEST].decode("utf-8", "replace")


def of_csv(text: bytes, name: str) -> BroughtList:
    """The rows of a CSV table in UTF-8.

    Raises ListError when none tells a track, or when there are more than MOST_COLUMNS columns.
    """
    text, delimiter, header = _opened(text, name)
    try:
        table = _quickly(text, delimiter, header)
        rows = len(table)
    except (pa.ArrowInvalid, UnicodeError):  # a row of another width, an open quote, a huge value
        table, rows = _mended(text.decode("utf-8", "replace"), delimiter, header)
    return of_table(table.slice(0, MOST_ROWS), name, rows)


def texts_of_csv(text: bytes, name: str) -> tuple[pa.Table, int]:
    """The first MOST_ROWS rows of a CSV table in UTF-8, every value a text, and how many it has.

    Raises ListError when there are more than MOST_COLUMNS columns.
    """
    text, delimiter, header = _opened(text, name)
    try:
        table = _parsed(text, delimiter, header, dict.fromkeys(header, pa.string()))
    except (pa.ArrowInvalid, UnicodeError):  # as above
        return _mended(text.decode("utf-8", "replace"), delimiter, header)
    return table.slice(0, MOST_ROWS), len(table)


def _opened(text: bytes, name: str) -> tuple[bytes, str, list[str]]:
    """The table from its first line on, what stands between values, and the names of columns."""
    text = text.lstrip(b"\r\n")
    first = header_of(text)
    delimiter = delimiter_of(first) or ","
    header = _distinct(_split(first, delimiter))
    if len(header) > MOST_COLUMNS:
        raise ListError(parquet.too_wide(name, len(header)))
    return text, delimiter, header


def of_parquet(content: bytes, name: str) -> BroughtList:
    """The rows of a Parquet table. Raises ListError when it cannot be read or tells no track."""
    table, rows = parquet.first_rows(content, name)
    return of_table(table.rename_columns(_distinct(table.column_names)), name, rows)


def of_table(table: pa.Table, name: str, rows: int | None = None) -> BroughtList:
    """The rows of a table of any columns, the first of `rows`.

    Raises ListError when none tells a track.
    """
    table = pa.table({one: _plain(table.column(one)) for one in table.column_names})
    layout = columns.recognised(table.column_names)
    found = _found(layout, table.column_names)
    ids = columns.with_ids(table, found.pop("id", None))
    if not len(table) or (ids is None and not _tells_songs(found)):
        raise ListError(_no_songs(table, name))
    values = {ours: table.column(theirs).combine_chunks() for ours, theirs in found.items()}
    listed = {ours for ours, column in values.items() if pa.types.is_nested(column.type)}
    values |= {ours: _joined(values[ours]) for ours in listed}
    written = cells.texts(_one_piece(table.column(ids))) if ids else pa.repeat("", len(table))
    split = split_stored if "artists" in listed else layout.split_artists
    genre = str.strip if "genre" in listed else layout.read_genre
    read = BroughtList(name, _typed(values, written), split_artists=split, read_genre=genre)
    return told(read, rows)


def _found(layout: Layout, header: Sequence[str]) -> dict[str, str]:
    """Which columns are used: the name that moodrec has for each, and the table's."""
    texts = ("id", "name", "artists", "album", "genre", "isrc", "added_at", "last_played")
    names = dict.fromkeys((*texts, *NUMBERS))
    return {name: source for name in names if (source := layout.source_of(name)) in header}


def _joined(column: pa.Array) -> pa.Array:
    """Lists of texts as texts of moodrec's own; what else is nested is no value."""
    found = column.to_pylist()
    texts = [
        joined([str(one) for one in value]) if isinstance(value, list) else "" for value in found
    ]
    return pa.array(texts, pa.string())


def _typed(values: dict[str, pa.Array], written: pa.Array) -> dict[str, pa.Array]:
    """The columns of a BroughtList out of those of the table."""
    read: dict[str, pa.Array] = {}
    for name in ("name", "artists", "album", "genre", "isrc", "added_at", "last_played"):
        if name in values:
            read[name] = cells.texts(values[name])
    for name in NUMBERS:
        if name in values:
            read[name] = pa.array(cells.within(_numbers(name, values[name]), *SPANS[name]))
    kinds, ids, texts = _told(written, read)
    return {"kind": pa.array(kinds), "id": ids, "text": texts, **read}


def _numbers(name: str, column: pa.Array) -> pa.Array:
    if name == "year":
        return cells.years(column)
    return cells.truths(column) if name == "explicit" else cells.numbers(column)


def _told(
    written: pa.Array, read: dict[str, pa.Array]
) -> tuple[NDArray[np.int8], pa.Array, pa.Array]:
    """What each row is, its track id, and what stands there when that is no id."""
    ids = track_ids(written)
    right = are_ids(ids)
    kinds = np.zeros(len(ids), dtype=np.int8)
    if right.all():
        return kinds, ids, pa.repeat("", len(ids))
    named = _named(read, len(ids))
    found, texts = ids.to_pylist(), [""] * len(ids)
    for place in np.flatnonzero(~right).tolist():
        text = found[place]
        kind, track_id = next(lists.mentions(text), ("none", ""))
        kinds[place] = _KINDS.get(kind, TRACK if track_id or named[place] else UNREADABLE)
        found[place] = track_id if kind == "track" else ""
        texts[place] = "" if kind == "track" else text[:SHOWN]
        if kind == "other":
            kinds[place] = UNREADABLE
    return kinds, pa.array(found, pa.string()), pa.array(texts, pa.string())


def _named(read: dict[str, pa.Array], rows: int) -> NDArray[np.bool_]:
    """Which rows have a title or an ISRC, shape (rows,)."""
    named = np.zeros(rows, dtype=bool)
    for name in {"name", "isrc"} & read.keys():
        named |= pc.not_equal(read[name], "").to_numpy(zero_copy_only=False)
    return named


def _tells_songs(found: dict[str, str]) -> bool:
    """True when songs have an ISRC, or a title and artists, and none needs an id."""
    return "isrc" in found or {"name", "artists"} <= found.keys()


def _quickly(text: bytes, delimiter: str, header: Sequence[str]) -> pa.Table:
    """The columns of use where one of them has the ids, else all. Raises ArrowInvalid."""
    used = _found(columns.recognised(header), header)
    if "id" in used:
        numbers = {used[name] for name in _PLAIN_NUMBERS & used.keys()}
        kinds = {one: pa.float64() if one in numbers else pa.string() for one in used.values()}
        with suppress(pa.ArrowInvalid):  # a number that is none
            table = _parsed(text, delimiter, header, kinds)
            if columns.has_ids(table.column(used["id"])):
                return table
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


def _mended(text: str, delimiter: str, header: Sequence[str]) -> tuple[pa.Table, int]:
    """The first MOST_ROWS rows, and how many there are; all columns as texts.

    A row of another width keeps its track, if it tells one.
    """
    lines = _lines(text, delimiter)
    next(lines, None)
    found = (row for line in lines for row in _unfolded(line, delimiter) if row)
    rows = list(islice(found, MOST_ROWS))
    width = len(header)
    home = _home(rows, width)
    even = [_even(row, width, home) for row in rows]
    table = {
        name: pa.array([row[place] or None if place < len(row) else None for row in even],
                       pa.string())
        for place, name in enumerate(header)
    }  # fmt: skip
    return pa.table(table), len(rows) + sum(1 for _ in found)


def _home(rows: Sequence[Sequence[str]], width: int) -> int:
    """The place in a row of the usual width where most tracks are told."""
    counts = Counter(
        place
        for row in islice((row for row in rows if len(row) == width), _LOOKED_AT)
        for place, value in enumerate(row)
        if _track_in(value)
    )
    return counts.most_common(1)[0][0] if counts else 0


def _track_in(text: str) -> str | None:
    """The first track that a text tells."""
    return next((one for kind, one in lists.mentions(text) if kind == "track"), None)


def _lines(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:  # a value of more than 131,072 characters
            yield ["(too long)"]


def _unfolded(row: list[str], delimiter: str) -> Iterator[list[str]]:
    """The row, or those that an open quote swallowed."""
    swallowed = next((cell for cell in row if "\n" in cell and _many(cell)), None)
    if swallowed is None:
        yield row
        return
    place = row.index(swallowed)
    first, *others = swallowed.splitlines()
    yield [*row[:place], first]
    for line in others:
        yield _split(line, delimiter)


def _many(cell: str) -> bool:
    """True for a value with more lines that tell tracks."""
    return any(kind == "track" for kind, _ in lists.mentions(cell.partition("\n")[2]))


def _even(row: list[str], width: int, home: int) -> list[str]:
    """The row with at most as many values as the header, its track at `home`.

    Where another row has it the values are those of the header, as far as they go.
    """
    if len(row) == width:
        return row
    track = _track_in("\n".join(row))
    if track is None or _track_in("".join(row[home : home + 1])) == track:
        return row[:width]
    return [*[""] * home, f"spotify:track:{track}"]


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)


def _distinct(header: Sequence[str]) -> list[str]:
    """The names of the columns, none twice: a later one gets a number."""
    seen: dict[str, int] = {}
    names = []
    for name in map(str.strip, header):
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Long texts and those of a dictionary as texts."""
    return pa.chunked_array(
        [cells.plain(chunk) for chunk in column.chunks] or [pa.array([], pa.string())]
    )


def _one_piece(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks()


def _no_songs(table: pa.Table, name: str) -> str:
    shown = ", ".join(filter(None, ("".join(filter(str.isprintable, one))[:40]
                                    for one in islice(table.column_names, 12))))  # fmt: skip
    has = f"It has the columns {shown}. " if shown else ""
    return (
        f"{name} names no song. {has}Give a table with Spotify links, URIs or track ids in one "
        "column, or with ISRCs, or with titles and artists in columns called title and artist."
    )
