"""Reads a table of tracks, whole, in batches or its first rows, and writes one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from moodrec import layouts
from moodrec.errors import ReferenceSetError, StoreError
from moodrec.formats import open_table, readable
from moodrec.layouts import ARTIST_SEPARATOR, Layout
from moodrec.rows import RANGES, Tally, split_artists, usable
from moodrec.texts import clean


@dataclass(frozen=True, slots=True)
class Preview:
    """A table's first rows as texts, and the name of its layout where that is recognised."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    layout: str | None


def read(path: Path) -> tuple[pd.DataFrame, Counter[str]]:
    """Reads the table at `path` into moodrec's columns, one row a track.

    Returns the frame (see `schema.SCHEMA`) and how many rows were left out, by reason;
    of rows that share an id the first is kept. Raises ReferenceSetError when the file
    cannot be read, has no fitting columns, or no usable row.
    """
    tally = Tally()
    frame = pd.concat(batches(path, tally), ignore_index=True)
    return frame.assign(artists=split_artists(frame["artists"])), tally.dropped


def batches(path: Path, tally: Tally, layout: Layout | None = None) -> Iterator[pd.DataFrame]:
    """Reads the table at `path` in frames, a part of the rows in each, to be stored.

    Their artists are text as moodrec stores it (see `schema.STORED`). `tally` counts what
    is left out and knows the ids of other tables read with it. Without a `layout` it is
    recognised. Raises what read() raises.
    """
    before, rows = tally.dropped.copy(), 0
    with readable(path):
        table = open_table(path)
        found = table.columns()
        layout = layouts.fitting(found, layout)
        there = layout.found_in(found)
        texts = {source for name, source in there.items() if name not in RANGES}
        wanted = list(dict.fromkeys(there.values()))
        numbers = [source for source in wanted if source not in texts]
        for batch in table.batches(wanted, numbers, tally.dropped):
            frame = usable(batch, layout, tally)
            rows += len(frame)
            yield frame
    here = tally.dropped - before
    if not rows and not here["duplicate id"]:
        why = f"Left out were {_list(here)}." if here else "It is empty."
        raise ReferenceSetError(" ".join((f"{path.name} has no usable row.", why, layout.hint)))


def preview(path: Path, rows: int = 5) -> Preview:
    """The columns and the first `rows` rows of the table at `path`, of whatever size.

    Raises ReferenceSetError when the file cannot be read.
    """
    with readable(path):
        table = open_table(path, whole=False)
        columns = table.columns()
        head = table.head(rows)
    layout = layouts.recognised(columns)
    return Preview(
        columns=tuple(columns),
        rows=tuple(tuple(map(clean, [*row, *[""] * len(columns)][: len(columns)])) for row in head),
        layout=layout.name if layout else None,
    )


def write(frame: pd.DataFrame, path: Path) -> None:
    """Writes moodrec's columns as CSV or Parquet, by the ending of `path`.

    What is written can be read again. Raises ReferenceSetError for another ending and
    StoreError when the file cannot be written.
    """
    joined = frame.assign(artists=frame["artists"].map(ARTIST_SEPARATOR.join))
    _write(joined, path)


def write_article(frame: pd.DataFrame, path: Path) -> None:
    """Writes the article's six columns, `id,genre,track_name,artist_name,valence,energy`.

    Raises what write() raises.
    """
    joined = frame.assign(artists=frame["artists"].map(", ".join))
    columns = {"name": "track_name", "artists": "artist_name"}
    six = ["id", "genre", "track_name", "artist_name", "valence", "energy"]
    _write(joined.rename(columns=columns)[six], path)


def _write(frame: pd.DataFrame, path: Path) -> None:
    suffix = path.suffix.lower()
    if suffix not in {".csv", ".parquet"}:
        raise ReferenceSetError(f"{path.name} should end in .csv or .parquet.")
    try:
        if suffix == ".csv":
            frame.to_csv(path, index=False)
        else:
            frame.to_parquet(path, index=False)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise StoreError(f"{path} cannot be written: {reason}.") from error


def _list(dropped: Counter[str]) -> str:
    return ", ".join(f"{count} rows ({reason})" for reason, count in dropped.items())
