"""The column layouts of the tables people have; a new one is one entry in LAYOUTS."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from moodrec.errors import ReferenceSetError
from moodrec.model import FEATURE_NAMES
from moodrec.texts import clean

NEEDED = ("id", "name", "artists", "genre", "valence", "energy")
"""Columns, in moodrec's names, that a table must have to serve as reference set."""

OPTIONAL = (
    *(name for name in FEATURE_NAMES if name not in NEEDED),
    "popularity",
    "duration_ms",
    "album",
    "isrc",
    "source",
    "fetched_at",
)
"""Columns that are used where a table has them; `fetched_at` is ISO 8601 in UTC."""

ARTIST_SEPARATOR = ";"
"""What stands between artists in moodrec's own tables and in the open set."""


def _one_artist(text: str) -> tuple[str, ...]:
    return (text.strip(),) if text.strip() else ()


def _semicolons(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(ARTIST_SEPARATOR) if name.strip())


def _list_text(text: str) -> tuple[str, ...]:
    """Reads "['A', 'B']"; text that is no such list counts as one artist."""
    try:
        names = ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return _one_artist(text)
    if not isinstance(names, list):
        return _one_artist(text)
    return tuple(filter(None, map(clean, map(str, names))))


def _first_of_list(text: str) -> str:
    return next(iter(_list_text(text)), "")


@dataclass(frozen=True, slots=True)
class Layout:
    """One way tables are laid out.

    `columns` maps moodrec's column names to the table's where the two differ;
    `split_artists` turns the text of the artists column into names, `read_genre` that of
    the genre column into one genre.
    """

    name: str
    columns: Mapping[str, str]
    split_artists: Callable[[str], tuple[str, ...]] = _one_artist
    read_genre: Callable[[str], str] = str.strip

    def source_of(self, column: str) -> str:
        """The table's name for moodrec's `column`."""
        return self.columns.get(column, column)

    def fits(self, found: Iterable[str]) -> bool:
        """True when every needed column is among `found`."""
        return {self.source_of(column) for column in NEEDED} <= set(found)


LAYOUTS: tuple[Layout, ...] = (
    Layout("moodrec", {}, _semicolons),
    Layout("article", {"name": "track_name", "artists": "artist_name"}),
    Layout(
        "open set of 114,000 tracks",
        {"id": "track_id", "name": "track_name", "genre": "track_genre", "album": "album_name"},
        _semicolons,
    ),
    Layout(
        "TidyTuesday",
        {
            "id": "track_id",
            "name": "track_name",
            "artists": "track_artist",
            "genre": "playlist_genre",
            "popularity": "track_popularity",
            "album": "track_album_name",
        },
    ),
    Layout("125 genres", {"artists": "artist"}, _list_text),
    Layout(
        "yearly hits",
        {
            "id": "track_id",
            "name": "track_name",
            "artists": "artist_name",
            "genre": "artist_genres",
            "popularity": "track_popularity",
        },
        read_genre=_first_of_list,
    ),
)


def recognise(found: Iterable[str]) -> Layout:
    """The first layout that fits the `found` column names.

    Raises ReferenceSetError, which names the columns found and those each layout needs.
    """
    found = list(found)
    repeated = [name for name in dict.fromkeys(found) if found.count(name) > 1]
    if repeated:
        raise ReferenceSetError(
            f"This table cannot be used: it has several columns {_listed(repeated)}."
        )
    for layout in LAYOUTS:
        if layout.fits(found):
            return layout
    needs = "; or ".join(", ".join(map(layout.source_of, NEEDED)) for layout in LAYOUTS)
    raise ReferenceSetError(
        f"This table cannot be used. It has the columns {_listed(found)}. "
        f"moodrec needs {needs}, in a CSV file with commas or a Parquet file."
    )


def _listed(names: list[str], most: int = 30) -> str:
    readable = ["".join(filter(str.isprintable, name))[:40] for name in names[:most]]
    shown = ", ".join(filter(None, readable)) or "(none with a name)"
    return f"{shown}, … ({len(names)} in all)" if len(names) > most else shown
