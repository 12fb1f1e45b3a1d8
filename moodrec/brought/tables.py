"""Reads a table that a person brings, from CSV or Parquet: its rows, none left out."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moodrec import cells, lists
from moodrec.brought import columns, csvtext, parquet
from moodrec.brought.rows import (
    EPISODE,
    LOCAL,
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
from moodrec.layouts import split_stored
from moodrec.rows import are_ids, track_ids

_KINDS = {"local file": LOCAL, "episode": EPISODE}


def of_csv(text: bytes, name: str) -> BroughtList:
    """The rows of a CSV table in UTF-8.

    Raises ListError when none tells a track, or when there are more than MOST_COLUMNS columns.
    """
    table, rows = csvtext.read(text, name)
    return of_table(table, name, rows)


def of_parquet(content: bytes, name: str) -> BroughtList:
    """The rows of a Parquet table. Raises ListError when it cannot be read or tells no track."""
    table, rows = parquet.first_rows(content, name)
    return of_table(table.rename_columns(columns.distinct(table.column_names)), name, rows)


def of_table(table: pa.Table, name: str, rows: int | None = None) -> BroughtList:
    """The rows of a table of any columns, the first of `rows`.

    Raises ListError when none tells a track.
    """
    table = pa.table({one: _plain(table.column(one)) for one in table.column_names})
    layout = columns.recognised(table.column_names)
    found = columns.used(layout, table.column_names)
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
