"""Reads CSV that is broken: rows of another width, quotes left open, values that are too long."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import pyarrow as pa

from moodrec import lists
from moodrec.brought.rows import MOST_ROWS

_LOOKED_AT = 200  # rows


def table(text: str, delimiter: str, header: Sequence[str]) -> tuple[pa.Table, int]:
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
        yield split(line, delimiter)


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


def split(line: str, delimiter: str) -> list[str]:
    """The values of one line."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)
