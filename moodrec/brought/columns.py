"""Which column of a foreign table is which: by known layouts, by usual names, by ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from moodrec import layouts
from moodrec.brought.rows import NUMBERS
from moodrec.layouts import LAYOUTS, Layout

_USUAL = {
    "id": ("track uri", "spotify uri", "spotify id", "uri", "url", "link", "spotify link", "id"),
    "name": ("title", "track", "song", "track title", "song title", "song name", "trackname"),
    "artists": ("artist", "artist name", "artist names", "artistname", "track artist"),
    "album": ("album title", "albumname"),
    "isrc": ("isrc code",),
    "added_at": ("added at", "added_at", "added", "date added", "addeddate"),
    "plays": ("plays", "play count", "playcount"),
}
"""What columns are called that no layout names, in small letters."""
_NO_TRACKS = ("album", "artist", "playlist", "user", "added by", "image", "preview")
_FIRST = 100  # rows that tell it, as a rule
_IS_ID = r"^\s*[0-9A-Za-z]{22}\s*$"
_HAS_LINK = r"track[:/]+[0-9A-Za-z]{22}"


def recognised(header: Sequence[str]) -> Layout:
    """The layout that names most of the columns; others are found by their usual names."""
    best = max(LAYOUTS, key=lambda layout: _known(layout, header))
    named = best.found_in(header) if _known(best, header) else {}
    small = {column.strip().casefold(): column for column in reversed(header)}
    taken = set(named.values())
    more = {}
    for name, usual in _USUAL.items():
        column = next((small[one] for one in (name, *usual) if one in small), None)
        if name not in named and column is not None and column not in taken:
            more[name] = column
    if "artists" in named:
        return Layout(best.name, {**best.columns, **more}, best.split_artists, best.read_genre)
    plain = layouts.by_hand({})
    return Layout("by name", {**named, **more}, plain.split_artists, plain.read_genre)


def with_ids(table: pa.Table, named: str | None) -> str | None:
    """The column with the tracks' ids: the one `named`, unless it holds none, else the fullest."""
    if named is not None and has_ids(table.column(named)):
        return named
    counts = {
        name: _counts(table.column(name))
        for name in table.column_names
        if not any(word in name.casefold() for word in _NO_TRACKS)
    }
    best = max(counts, key=lambda name: counts[name], default=None)
    return best if best is not None and any(counts[best]) else None


def has_ids(column: pa.ChunkedArray) -> bool:
    """True when a text of the column is a track's link or a bare id."""
    return any(_counts(column.slice(0, _FIRST))) or any(_counts(column))


def _known(layout: Layout, header: Sequence[str]) -> int:
    """How many columns the layout names; none unless it can tell one song from another."""
    found = layout.found_in(header)
    tells: Mapping[str, str] = (
        found if {"id"} & set(found) or {"name", "artists"} <= set(found) else {}
    )
    return len(tells)


def _counts(column: pa.ChunkedArray) -> tuple[int, int]:
    """How many texts of a column hold a track's link, and how many are a bare id."""
    if not pa.types.is_string(column.type):
        return 0, 0
    return _matches(column, _HAS_LINK), _matches(column, _IS_ID)


def _matches(column: pa.ChunkedArray, pattern: str) -> int:
    return int(pc.sum(pc.match_substring_regex(column, pattern)).as_py() or 0)


def used(layout: Layout, header: Sequence[str]) -> dict[str, str]:
    """Which columns are used: the name that moodrec has for each, and the table's."""
    texts = ("id", "name", "artists", "album", "genre", "isrc", "added_at", "last_played")
    names = dict.fromkeys((*texts, *NUMBERS))
    return {name: source for name in names if (source := layout.source_of(name)) in header}


def distinct(header: Sequence[str]) -> list[str]:
    """The names of the columns, none twice: a later one gets a number."""
    seen: dict[str, int] = {}
    names = []
    for name in map(str.strip, header):
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
