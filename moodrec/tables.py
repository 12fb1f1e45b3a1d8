"""Reads a table of tracks, whole, in batches or its first rows, and writes one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from moodrec import layouts
from moodrec.errors import ReferenceSetError, StoreError
from moodrec.formats import CsvTable, ParquetTable, open_table, readable
from moodrec.layouts import ARTIST_SEPARATOR, Layout
from moodrec.memberships import united
from moodrec.model import AXES
from moodrec.rows import NUMBERS, Tally, split_artists, told, usable
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
    return (frame for _, frame in batches_of([path], tally, layout))


def batches_of(
    paths: Sequence[Path], tally: Tally, layout: Layout | None = None
) -> Iterator[tuple[Path, pd.DataFrame]]:
    """Reads several tables as batches() does, each frame with the path that it is from.

    A row that is left out because its id was there before still tells its playlists: they
    are added to those of the row that is kept.
    """
    sources = [_opened(path, layout) for path in paths]
    later = united(_told_later(sources))
    for source in sources:
        for frame in _frames(source, tally, later):
            yield source.path, frame


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


@dataclass(frozen=True, slots=True)
class _Source:
    """An opened table; `columns` are moodrec's names of what it has, and its own."""

    path: Path
    table: CsvTable | ParquetTable
    layout: Layout
    columns: Mapping[str, str]

    def batches(self, names: Iterable[str], dropped: Counter[str]) -> Iterator[pa.RecordBatch]:
        """The columns of these names, in moodrec's words."""
        wanted = dict.fromkeys(self.columns[name] for name in names)
        texts = {source for name, source in self.columns.items() if name not in NUMBERS}
        numbers = [source for source in wanted if source not in texts]
        return self.table.batches(list(wanted), numbers, dropped)


def _opened(path: Path, layout: Layout | None) -> _Source:
    with readable(path):
        table = open_table(path)
        found = table.columns()
    try:
        layout = layouts.fitting(found, layout)
    except ReferenceSetError as error:  # of several tables one has to be named
        raise ReferenceSetError(f"{path.name}: {error}") from error
    return _Source(path, table, layout, layout.found_in(found))


def _told_later(sources: Iterable[_Source]) -> Iterator[pa.Table]:
    """The playlists of all rows but those that are surely kept: these tell theirs themselves."""
    tally = Tally()
    whole = False
    for source in sources:
        if "playlists" not in source.columns:
            whole = True  # its ids are not looked at, and may be those of later rows
            continue
        with readable(source.path):
            for batch in source.batches(("id", "playlists", *AXES), Counter()):
                yield told(batch, source.layout, tally, whole=whole)


def _frames(source: _Source, tally: Tally, later: pa.Table) -> Iterator[pd.DataFrame]:
    before, rows = tally.dropped.copy(), 0
    with readable(source.path):
        for batch in source.batches(source.columns, tally.dropped):
            frame = usable(batch, source.layout, tally, later)
            rows += len(frame)
            yield frame
    here = tally.dropped - before
    if not rows and not here["duplicate id"]:
        why = f"Left out were {_list(here)}." if here else "It is empty."
        raise ReferenceSetError(
            " ".join((f"{source.path.name} has no usable row.", why, source.layout.hint))
        )


def _list(dropped: Counter[str]) -> str:
    return ", ".join(f"{count} rows ({reason})" for reason, count in dropped.items())
