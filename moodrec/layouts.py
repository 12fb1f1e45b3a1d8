"""The column layouts of the tables people have; a new one is one entry in LAYOUTS."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from moodrec.errors import ReferenceSetError
from moodrec.model import AXES, FEATURE_NAMES
from moodrec.texts import clean

NEEDED = ("id", "name", "artists", "genre", "valence", "energy")
"""Columns, in moodrec's names, that a table must have to serve as reference set."""

WITHOUT_GENRE = tuple(name for name in NEEDED if name != "genre")
"""Columns needed where the genre may be absent."""

OPTIONAL = (
    *(name for name in FEATURE_NAMES if name not in NEEDED),
    "popularity",
    "duration_ms",
    "album",
    "isrc",
    "year",
    "explicit",
    "playlists",
    "source",
    "title_source",
    "fetched_at",
)
"""Columns that are used where a table has them.

`playlists` are the ids of the playlists that hold the track; `source` told the mood,
`title_source` the title where that was somebody else; `fetched_at` is ISO 8601 in UTC.
"""

ARTIST_SEPARATOR = ";"
"""What stands between artists, and playlists, where moodrec stores them; also in the open set."""


def _one(text: str) -> tuple[str, ...]:
    name = text.strip()
    return (name,) if name else ()


def split_stored(text: str) -> tuple[str, ...]:
    """The artists, or playlists, in a text of moodrec's own."""
    return tuple(filter(None, map(str.strip, text.split(ARTIST_SEPARATOR))))


def joined(playlists: Iterable[str]) -> str:
    """The distinct ids as a text of moodrec's own, in the order in which they first come."""
    distinct = dict.fromkeys(playlist.replace(ARTIST_SEPARATOR, ",") for playlist in playlists)
    return ARTIST_SEPARATOR.join(distinct)


def _list_text(text: str) -> tuple[str, ...]:
    """Reads "['A', 'B']"; text that is no such list counts as one artist."""
    try:
        names = ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return _one(text)
    if not isinstance(names, list):
        return _one(text)
    return tuple(filter(None, map(clean, map(str, names))))


def _first_of_list(text: str) -> str:
    return next(iter(_list_text(text)), "")


def _commas(text: str) -> tuple[str, ...]:
    r"""Reads "A, B\, C" as A and "B, C"."""
    names = (name.replace("\\,", ",").strip() for name in re.split(r"(?<!\\),", text))
    return tuple(filter(None, names))


def _semicolons_or_tight_commas(text: str) -> tuple[str, ...]:
    """Reads "A;B" and "A,B"; a comma before a space belongs to a name ("Tyler, The Creator")."""
    if ARTIST_SEPARATOR in text:
        return split_stored(text)
    return tuple(filter(None, map(str.strip, re.split(r",(?=\S)", text))))


def _first_before_comma(text: str) -> str:
    return text.partition(",")[0].strip()


def _any_artists(text: str) -> tuple[str, ...]:
    """Splits at semicolons, else reads a list such as "['A', 'B']", else takes one artist."""
    return split_stored(text) if ARTIST_SEPARATOR in text else _list_text(text)


@dataclass(frozen=True, slots=True)
class Layout:
    """One way tables are laid out.

    `columns` maps moodrec's column names to the table's where the two differ; a table must
    have those of the `needed` ones. `split_artists` turns the text of the artists column
    into names, `split_playlists` that of the playlists column into ids, `read_genre` that
    of the genre column into one genre. `hint` tells what to do about a table of this layout
    without audio features.
    """

    name: str
    columns: Mapping[str, str]
    split_artists: Callable[[str], tuple[str, ...]] = _one
    read_genre: Callable[[str], str] = str.strip
    needed: tuple[str, ...] = NEEDED
    hint: str = ""
    split_playlists: Callable[[str], tuple[str, ...]] = split_stored

    def source_of(self, column: str) -> str:
        """The table's name for moodrec's `column`."""
        return self.columns.get(column, column)

    def found_in(self, found: Iterable[str]) -> dict[str, str]:
        """Which columns are among `found`: moodrec's name of each, and the table's."""
        names = set(found)
        pairs = ((name, self.source_of(name)) for name in (*NEEDED, *OPTIONAL))
        return {name: source for name, source in pairs if source in names}

    def missing_in(self, found: Iterable[str]) -> list[str]:
        """The needed columns, in moodrec's names, that are not among `found`."""
        there = self.found_in(found)
        return [name for name in self.needed if name not in there]

    def stored_artists(self, text: str) -> str:
        """The artists in the text as moodrec stores them."""
        return ARTIST_SEPARATOR.join(self.split_artists(text))

    def stored_playlists(self, text: str) -> str:
        """The playlists in the text as moodrec stores them."""
        return joined(self.split_playlists(text))

    @property
    def stores_as_found(self) -> bool:
        """True when tidy text of the artists column is what moodrec stores."""
        return self.split_artists in {_one, split_stored}

    def fits(self, found: Iterable[str]) -> bool:
        """True when every needed column is among `found`."""
        return not self.missing_in(found)


def _exportify(track_id: str, duration: str, **others: str) -> dict[str, str]:
    """The columns that both Exportify pages name alike; features are those of Spotify."""
    return {
        **{name: name.replace("_", " ").title() for name in FEATURE_NAMES},
        "id": track_id,
        "name": "Track Name",
        "artists": "Artist Name(s)",
        "album": "Album Name",
        "duration_ms": duration,
        "popularity": "Popularity",
        "isrc": "ISRC",
        "explicit": "Explicit",
        **others,
    }


# Which column holds the length tells the two Exportify pages apart.
_EXPORTIFY_NEEDED = (*WITHOUT_GENRE, "duration_ms")
_APP_HINT = (
    "On exportify.app, click the cog, tick “Include audio features data” and export again. "
    "Where Spotify no longer tells them, bring another table."
)
_NET_HINT = (
    "exportify.net exports audio features only while Spotify tells them. Try again there, "
    "tick “Include audio features data” on exportify.app, or bring another table."
)


LAYOUTS: tuple[Layout, ...] = (
    Layout("moodrec", {}, split_stored),
    Layout("article", {"name": "track_name", "artists": "artist_name"}),
    Layout(
        "open set of 114,000 tracks",
        {"id": "track_id", "name": "track_name", "genre": "track_genre", "album": "album_name"},
        split_stored,
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
            "year": "track_album_release_date",
            "playlists": "playlist_id",
        },
        split_playlists=_one,
    ),
    Layout("125 genres", {"artists": "artist"}, _list_text),
    Layout(  # its year is that of the hit list, which is close to that of the release
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
    Layout(  # github.com/watsonbox/exportify, src/components/data
        "Exportify (exportify.app)",
        _exportify(
            "Track URI",
            "Track Duration (ms)",
            genre="Artist Genres",
            year="Album Release Date",
        ),
        _commas,
        _first_before_comma,
        _EXPORTIFY_NEEDED,
        _APP_HINT,
    ),
    *(
        Layout(  # github.com/pavelkomarov/exportify, exportify.js; the id changed its name twice
            name,
            _exportify(track_id, "Duration (ms)", genre="Genres", year="Release Date"),
            _semicolons_or_tight_commas,
            _first_before_comma,
            _EXPORTIFY_NEEDED,
            _NET_HINT,
        )
        for name, track_id in (
            ("Exportify (exportify.net)", "Track URI"),
            ("Exportify (exportify.net, 2024)", "Track ID"),
            ("Exportify (exportify.net, before)", "Spotify ID"),
        )
    ),
)


def by_hand(columns: Mapping[str, str]) -> Layout:
    """The layout of a table whose columns someone named: moodrec's name to the table's.

    What is not named is looked for under moodrec's own name. Genre and the OPTIONAL columns
    may be missing; artists are split at semicolons, else read as a list, else are one.
    Raises ReferenceSetError for a name that moodrec does not have.
    """
    if unknown := [name for name in columns if name not in (*NEEDED, *OPTIONAL)]:
        raise ReferenceSetError(
            f"moodrec has no column {_listed(unknown)}. "
            f"It needs {', '.join(WITHOUT_GENRE)} and uses genre, {', '.join(OPTIONAL)}."
        )
    return Layout("by hand", dict(columns), _any_artists, _first_of_list, WITHOUT_GENRE)


def recognised(found: Iterable[str]) -> Layout | None:
    """The first layout that fits the `found` column names; None when none does."""
    found = list(found)
    return next((layout for layout in LAYOUTS if layout.fits(found)), None)


def fitting(found: Iterable[str], layout: Layout | None = None) -> Layout:
    """The layout to read a table with: the given one, else the recognised one.

    Raises ReferenceSetError, which names the columns found and those that are needed.
    """
    found = list(found)
    if not any(map(str.strip, found)):
        raise ReferenceSetError(
            "This table cannot be used: its first line names no columns. Bring a CSV file with "
            "commas, or a Parquet file."
        )
    repeated = [name for name in dict.fromkeys(found) if found.count(name) > 1]
    if repeated:
        raise ReferenceSetError(
            f"This table cannot be used: it has several columns {_listed(repeated)}."
        )
    if layout is None:
        layout = recognised(found)
    elif missing := layout.missing_in(found):
        sources = {name: layout.source_of(name) for name in missing}
        wanted = ", ".join(
            source if source == name else f"{source} (for {name})"
            for name, source in sources.items()
        )
        raise ReferenceSetError(
            f"This table has no column {wanted}. It has the columns {_listed(found)}."
        )
    if layout is None:
        raise ReferenceSetError(_unknown(found))
    return layout


def _unknown(found: list[str]) -> str:
    """Why no layout fits, and what to do."""
    for layout in LAYOUTS:
        if layout.hint and set(layout.missing_in(found)) <= set(AXES):
            return (
                "This export has no audio features, so the moods of its songs are not known. "
                f"{layout.hint}"
            )
    named = dict.fromkeys(", ".join(map(one.source_of, one.needed)) for one in LAYOUTS)
    return (
        f"This table cannot be used. It has the columns {_listed(found)}. "
        f"moodrec needs {'; or '.join(named)}, in a CSV file with commas or a Parquet file; "
        "or say which column is which."
    )


def _listed(names: list[str], most: int = 30) -> str:
    readable = ["".join(filter(str.isprintable, name))[:40] for name in names[:most]]
    shown = ", ".join(filter(None, readable)) or "(none with a name)"
    return f"{shown}, … ({len(names)} in all)" if len(names) > most else shown
