"""Finds the Spotify ids in whatever a person has: a table, links in a text, a privacy export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from moodrec.errors import ListError
from moodrec.formats import utf8

LARGEST = 50_000_000
"""Bytes of the largest file that is read."""

Mentioned = Literal["track", "episode", "local file", "other"]

_LOCAL = "spotify:local:"
_ID = re.compile(rf"{_LOCAL}[^\s,;\"]*|(?<![0-9A-Za-z])[0-9A-Za-z]{{22}}(?![\w-])")
_WORD = re.compile(r"[A-Za-z][a-z]{21}")  # as good as never an id
_TO_A_TRACK = ("track:", "track/", "tracks/")  # the ends of URIs, links and the Web API's addresses
_TO_OTHERS = tuple(
    f"{kind}{end}" for kind in ("album", "artist", "playlist", "show") for end in ":/"
)
_TO_AN_EPISODE = ("episode:", "episode/", "episodes/")
_IN_AN_ADDRESS = re.compile(r"[\w/:=?&%#.@~+-]")
_PARQUET = b"PAR1"
_ZIP = b"PK\x03\x04"
_BATCH = 10_000  # rows


def track_ids(content: bytes, name: str) -> frozenset[str]:
    """The ids of all tracks that a file called `name` holds as links, URIs or bare ids.

    It may be text of any kind, such as CSV or JSON, or a Parquet table. Links to albums,
    artists and playlists are no tracks; a bare id may be theirs, but no track has the same.
    Raises ListError when there is none, or when the file has more than LARGEST bytes or
    cannot be read.
    """
    check(content, name)
    texts = _cells(content, name) if is_parquet(content) else [utf8(content).decode()]
    found = frozenset(one for text in texts for kind, one in mentions(text) if kind == "track")
    if not found:
        raise ListError(
            f"{name} names no track. Give Spotify links, URIs or track ids, such as a playlist "
            "exported with Exportify, or the extended streaming history that Spotify sends."
        )
    return found


def track_ids_of(path: Path) -> frozenset[str]:
    """The ids of all tracks in the file at `path`. Raises what track_ids() raises."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise ListError(f"The list {path} cannot be read: {reason}.") from error
    return track_ids(content, path.name)


def check(content: bytes, name: str) -> None:
    """Raises ListError when a file called `name` has more than LARGEST bytes or is packed."""
    if len(content) > LARGEST:
        raise ListError(f"{name} is larger than {LARGEST // 1_000_000} MB. Give a part of it.")
    if content.startswith(_ZIP):
        raise ListError(f"{name} is packed. Unpack it first, or save a workbook as CSV.")


def is_parquet(content: bytes) -> bool:
    """True when the content says that it is a Parquet table."""
    return content.startswith(_PARQUET)


def mentions(text: str) -> Iterator[tuple[Mentioned, str]]:
    """The Spotify ids in a text in their order, and of what each is; a local file's whole URI.

    A bare id counts as a track's unless it stands in an address or is a word.
    """
    text = text.replace("\\/", "/")  # as some write JSON
    for match in _ID.finditer(text):
        if match[0].startswith(_LOCAL):
            yield "local file", match[0]
            continue
        before = text[max(0, match.start() - 9) : match.start()]
        bare = not (_IN_AN_ADDRESS.match(before[-1:]) or _WORD.fullmatch(match[0]))
        if bare or before.endswith(_TO_A_TRACK):
            yield "track", match[0]
        elif before.endswith(_TO_AN_EPISODE):
            yield "episode", match[0]
        elif before.endswith(_TO_OTHERS):
            yield "other", match[0]


def _cells(content: bytes, name: str) -> Iterator[str]:
    """The distinct texts of a Parquet table, a column of a batch at a time, one a line."""
    try:
        with pq.ParquetFile(pa.BufferReader(content)) as file:
            for batch in file.iter_batches(_BATCH):
                yield from map(_lines, batch.columns)
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise ListError(f"{name} is not a table that can be read.") from error


def _lines(column: pa.Array) -> str:
    """The distinct texts in a column of texts or of lists of texts; empty for any other."""
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        column = column.flatten()
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return ""
    return "\n".join(pc.unique(column.drop_null()).to_pylist())
