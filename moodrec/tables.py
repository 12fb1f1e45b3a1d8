"""Reads a table of tracks from CSV or Parquet, leaving broken rows out and counting them."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from moodrec.errors import ReferenceSetError, StoreError
from moodrec.layouts import ARTIST_SEPARATOR, NEEDED, OPTIONAL, Layout, recognise
from moodrec.model import AXES, FEATURE_RANGES
from moodrec.texts import clean

TEXTS = ("id", "name", "genre", "album", "isrc", "source", "fetched_at")
RANGES = {**FEATURE_RANGES, "popularity": (0, 100), "duration_ms": (0, 1e9)}
_CHUNK = 1 << 20  # bytes
_CONTROLS = r"[\x00-\x1f\x7f-\x9f]+"


def read(path: Path) -> tuple[pd.DataFrame, Counter[str]]:
    """Reads the table at `path` into moodrec's columns, one row a track.

    Returns the frame (see `reference.SCHEMA`) and how many rows were left out, by reason;
    of rows that share an id the first is kept. Raises ReferenceSetError when the file
    cannot be read, has no fitting columns, or no usable row.
    """
    parquet = path.suffix.lower() in {".parquet", ".pq"}
    try:
        frame, dropped = _read_parquet(path) if parquet else _read_csv(path)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise ReferenceSetError(f"The table {path} cannot be read: {reason}.") from error
    except (pa.ArrowException, UnicodeError, csv.Error) as error:
        raise ReferenceSetError(f"{path.name} is not a table that can be read.") from error
    frame = _drop_broken(frame, dropped)
    if frame.empty:
        why = f"Left out were {_list(dropped)}" if dropped else "It is empty"
        raise ReferenceSetError(f"{path.name} has no usable row. {why}.")
    return frame, dropped


def _read_parquet(path: Path) -> tuple[pd.DataFrame, Counter[str]]:
    with pq.ParquetFile(path) as file:
        found = file.schema_arrow.names
        layout = recognise(found)
        table = file.read(columns=list(_wanted(layout, found)))
    return _canonical(table, layout), Counter()


def _read_csv(path: Path) -> tuple[pd.DataFrame, Counter[str]]:
    dropped: Counter[str] = Counter()

    def leave_out(_: pyarrow.csv.InvalidRow) -> str:
        dropped["wrong number of columns"] += 1
        return "skip"

    encoding = _encoding(path)
    found = _header(path, encoding)
    layout = recognise(found)
    wanted = _wanted(layout, found)
    table = pyarrow.csv.read_csv(
        path,
        read_options=pyarrow.csv.ReadOptions(encoding=encoding),
        parse_options=pyarrow.csv.ParseOptions(
            newlines_in_values=True, invalid_row_handler=leave_out
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            include_columns=list(wanted),
            # Numbers are read as text first: one "n/a" must not refuse the whole column.
            column_types=dict.fromkeys(wanted, pa.string()),
        ),
    )
    return _canonical(table, layout), dropped


def _encoding(path: Path) -> str:
    """UTF-8 where the whole file is UTF-8, else Latin-1, in which any file can be read."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "latin-1"
    return "utf-8"


def _header(path: Path, encoding: str) -> list[str]:
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:
        return next(csv.reader(file), [])


def _wanted(layout: Layout, found: list[str]) -> dict[str, str]:
    """The table's columns to read, each with moodrec's name for it."""
    pairs = {layout.source_of(name): name for name in (*NEEDED, *OPTIONAL)}
    return {column: pairs[column] for column in found if column in pairs}


def _canonical(table: pa.Table, layout: Layout) -> pd.DataFrame:
    """Gives the table moodrec's columns and types; an unreadable number becomes missing."""
    found: pd.DataFrame = table.to_pandas(ignore_metadata=True)
    frame = found.rename(columns=_wanted(layout, table.column_names))
    frame = frame.reindex(columns=[*NEEDED, *OPTIONAL])
    for name, (low, high) in RANGES.items():
        frame[name] = pd.to_numeric(frame[name], errors="coerce").astype("float64")
        if name not in AXES:
            frame[name] = frame[name].where(frame[name].between(low, high))
    artists = [_list_in(value) for value in frame["artists"]]
    frame["genre"] = [(_list_in(value) or [value])[0] for value in frame["genre"]]
    for name in (*TEXTS, "artists"):
        texts = frame[name].astype("str").fillna("")
        frame[name] = texts.str.replace(_CONTROLS, " ", regex=True).str.strip()
    split = map(layout.split_artists, frame["artists"])
    frame["artists"] = pd.Series(
        [listed or names for listed, names in zip(artists, split, strict=True)],
        index=frame.index,
        dtype="object",
    )
    frame["genre"] = frame["genre"].map(layout.read_genre)
    frame["fetched_at"] = _utc(frame["fetched_at"])
    return frame


def _list_in(value: object) -> tuple[str, ...]:
    """The texts of a list that a Parquet cell holds; empty when it holds none."""
    return tuple(map(clean, map(str, value))) if isinstance(value, (list, np.ndarray)) else ()


def _utc(texts: pd.Series[str]) -> pd.Series[str]:
    """Times as ISO 8601 in UTC; empty where the text is no time."""
    times = pd.to_datetime(texts, format="ISO8601", errors="coerce", utc=True)
    return times.dt.strftime("%Y-%m-%dT%H:%M:%S+00:00").astype("str").fillna("")


def _drop_broken(frame: pd.DataFrame, dropped: Counter[str]) -> pd.DataFrame:
    """Keeps the usable rows and counts the others in `dropped`, each by its first fault."""
    inside = frame["valence"].between(0, 1) & frame["energy"].between(0, 1)
    checks = {
        "empty id": frame["id"] == "",
        "id not 22 letters and digits": ~frame["id"].str.fullmatch("[0-9A-Za-z]{22}"),
        "valence or energy missing": frame["valence"].isna() | frame["energy"].isna(),
        "valence or energy outside 0 to 1": ~inside,
    }
    usable = pd.Series(data=True, index=frame.index)
    for reason, faulty in checks.items():
        dropped[reason] += int((usable & faulty).sum())
        usable &= ~faulty
    frame = frame[usable]
    repeated = frame["id"].duplicated()
    dropped["duplicate id"] += int(repeated.sum())
    for reason in [reason for reason, count in dropped.items() if not count]:
        del dropped[reason]
    return frame[~repeated]


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
