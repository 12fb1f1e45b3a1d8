"""The tracks among which neighbours are sought, with the arrays that a search needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from moodrec import cells, tables
from moodrec.layouts import ARTIST_SEPARATOR
from moodrec.memberships import Memberships, memberships
from moodrec.metrics import to_millionths
from moodrec.model import MoodPoint, PlacedTrack, ReferenceSummary, Track
from moodrec.recordings import Recordings, Release
from moodrec.reference.tracks import Tracks, read_only
from moodrec.releases import recording_key
from moodrec.rows import RANGES


class ReferenceSet:
    """A validated table of tracks with the arrays a search needs, all read-only.

    Rows are in the order of track ids, so a lower row number is a lower id. `valence` and
    `energy` are whole millionths, `popularity` is 0 to 100 or NaN, each of shape (rows,);
    `version` changes with the content. Releases in `folded` are known by id but take no
    part in a search.
    """

    def __init__(  # noqa: PLR0913  # keywords, each told apart by its name
        self,
        frame: pd.DataFrame,
        *,
        name: str,
        version: str,
        dropped: Iterable[tuple[str, int]] = (),
        created_at: datetime | None = None,
        folded: pd.DataFrame | None = None,
    ) -> None:
        """Checks the frames against SCHEMA; raises ReferenceSetError when one does not fit."""
        source = f"reference set ({name})"
        self._tracks = Tracks(frame, source)
        self._folded = Tracks(frame.iloc[:0] if folded is None else folded, source)
        self.version = version
        self.summary = ReferenceSummary(
            name, len(frame), self._tracks.genres(), tuple(dropped), created_at
        )
        self.valence = read_only(to_millionths(self._tracks.frame["valence"]))
        self.energy = read_only(to_millionths(self._tracks.frame["energy"]))
        self._ascending_valence = read_only(np.sort(self.valence))
        self._ascending_energy = read_only(np.sort(self.energy))
        self._numbers: dict[str, NDArray[np.float64]] = {
            name: read_only(self._tracks.columns[name].view()) for name in RANGES
        }
        self.popularity = self.numbers("popularity")

    def __len__(self) -> int:
        return self.summary.rows

    def row_of(self, track_id: str) -> int | None:
        """The row of a track that takes part in a search; None when there is none."""
        return self._tracks.row_of(track_id)

    @property
    def ids(self) -> NDArray[np.bytes_]:
        """The track ids in ASCII, ascending, shape (rows,)."""
        return self._tracks.ids

    def rows_of(self, track_ids: pa.Array) -> NDArray[np.int64]:
        """The row of each of these texts, shape (ids,); -1 for what is no id of a row."""
        return self._tracks.places(track_ids)

    def folded(self, track_ids: pa.Array) -> NDArray[np.bool_]:
        """Which of these texts are ids of releases that take no part in a search."""
        return self._folded.places(track_ids) >= 0

    def rows_of_releases(self, releases: Sequence[Release]) -> NDArray[np.int64]:
        """A row of each recording, by ISRC or else by artists and title; -1 where there is none."""
        return self._recordings.rows_of(releases)

    def rows_led_by(self, titles: Sequence[tuple[str, str]]) -> NDArray[np.int64]:
        """The row of each (first artist, title) as written; -1 for none or several recordings."""
        return self._recordings.rows_led_by(titles)

    def find(self, track_id: str) -> PlacedTrack | None:
        """What is known of a track, folded releases included; None when it is unknown."""
        for tracks in (self._tracks, self._folded):
            if (row := tracks.row_of(track_id)) is not None:
                return self._placed(tracks, [row])[0]
        return None

    def placed(self, row: int) -> PlacedTrack:
        """The track of a row and where it lies."""
        return self.placed_many([row])[0]

    def placed_many(self, rows: Sequence[int] | NDArray[np.int64]) -> list[PlacedTrack]:
        """The tracks of these rows, in their order: of many, far sooner than one by one."""
        return self._placed(self._tracks, rows)

    def brighter_than(self, point: MoodPoint) -> float:
        """The share (0 to 1) of tracks with lower valence."""
        return float(_share_below(self._ascending_valence, point.valence))

    def livelier_than(self, point: MoodPoint) -> float:
        """The share (0 to 1) of tracks with lower energy."""
        return float(_share_below(self._ascending_energy, point.energy))

    def artists(self, row: int) -> tuple[str, ...]:
        """The credited artists of a row."""
        names: tuple[str, ...] = self._tracks.columns["artists"][row]
        return names

    def recording(self, row: int) -> str | None:
        """The key that all releases of this row's recording share."""
        return recording_key(self.artists(row), self._tracks.columns["name"][row])

    def releases(self, rows: NDArray[np.int64]) -> Iterable[tuple[str, Release]]:
        """The id of each of these rows with its artists, title and ISRC."""
        ids = self._tracks.columns["id"][rows]
        return zip(ids, self._tracks.releases(rows), strict=True)

    @property
    def recordings(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The numbers of each row's ISRC and of its artists and title, each of shape (rows,).

        Rows with an equal number in either are releases of one recording; -1 is unknown. They
        are made once, when first needed.
        """
        return self._recordings.numbers

    def releases_of(self, *tracks: Track) -> list[int]:
        """The rows of these tracks' recordings, which share an ISRC or artists and title."""
        told = [(track.artists, track.name, track.isrc) for track in tracks]
        rows: list[int] = np.flatnonzero(self._recordings.of(told)).tolist()
        return rows

    def songs(self, track_ids: Collection[str]) -> NDArray[np.bool_]:
        """The rows with one of these ids, folded releases included, or with another release.

        Shape (rows,).
        """
        listed = self._tracks.rows_of(track_ids)
        folded = self._folded.rows_of(track_ids)
        told = [*self._tracks.releases(listed), *self._folded.releases(folded)]
        found = self._recordings.of(told)
        found[listed] = True
        return found

    def text(self, column: str, row: int) -> str:
        """The text of a row in a column of texts; empty where there is none."""
        found: str = self._tracks.columns[column][row]
        return found

    def texts(self, column: str) -> pa.Array:
        """A column of texts, or the artists of each row as one text."""
        texts = self._tracks.frame[column]
        if column == "artists":
            texts = texts.map(ARTIST_SEPARATOR.join).astype("str")
        return pa.array(texts, pa.string())

    def numbers(self, column: str) -> NDArray[np.float64]:
        """A numeric column of SCHEMA in its unit, shape (rows,); NaN where nobody told it."""
        return self._numbers[column]

    @property
    def genres(self) -> tuple[str, ...]:
        """The genres in the order of the alphabet."""
        return self._genres[0]

    @property
    def genre_of(self) -> NDArray[np.int32]:
        """The place in `genres` of each row's genre, shape (rows,); -1 where it has none."""
        return self._genres[1]

    @cached_property
    def playlists(self) -> Memberships:
        """Which rows are in which playlists."""
        return memberships(cells.array(self._tracks.frame["playlists"]))

    def sources(self) -> dict[str, int]:
        """How many tracks each source told; the set itself where a row names none."""
        counts = self.frame()["source"].value_counts()
        return {str(source): int(count) for source, count in counts.items()}

    def missing(self, column: str) -> int:
        """How many tracks have no value in a numeric column of SCHEMA."""
        return int(self._tracks.frame[column].isna().sum())

    def frame(self) -> pd.DataFrame:
        """A copy of the tracks in moodrec's columns (see STORED), each with its source."""
        frame = self._tracks.frame
        return frame.assign(
            artists=frame["artists"].map(ARTIST_SEPARATOR.join).astype("str"),
            source=frame["source"].replace("", self.summary.name),
        )

    def every_release(self) -> pd.DataFrame:
        """A copy of the tracks and, after them, of the folded releases, in the columns of SCHEMA.

        Artists are tuples; the first len(self) rows are those that take part in a search.
        """
        return pd.concat([self._tracks.frame, self._folded.frame], ignore_index=True)

    def export(self, path: Path, *, article: bool = False) -> None:
        """Writes the tracks to a CSV or Parquet file, or only the article's six columns.

        Raises ReferenceSetError for another ending and StoreError when it cannot write.
        """
        writing = tables.write_article if article else tables.write
        frame = self._tracks.frame
        writing(frame.assign(source=frame["source"].replace("", self.summary.name)), path)

    @cached_property
    def _recordings(self) -> Recordings:
        return Recordings(self._tracks.frame)

    @cached_property
    def _genres(self) -> tuple[tuple[str, ...], NDArray[np.int32]]:
        column = self._tracks.frame["genre"]
        codes, genres = pd.factorize(column.where(column != ""), sort=True)
        return tuple(map(str, genres)), read_only(codes.astype(np.int32))

    def _placed(self, tracks: Tracks, rows: Sequence[int] | NDArray[np.int64]) -> list[PlacedTrack]:
        found = np.asarray(rows, dtype=np.int64)
        livelier = _share_below(self._ascending_energy, tracks.columns["energy"][found])
        known = tracks.known(found)
        return [PlacedTrack(*one, more) for one, more in zip(known, livelier.tolist(), strict=True)]


def _share_below(ascending: NDArray[np.int64], values: ArrayLike) -> NDArray[np.float64]:
    """The share of the numbers that is lower than each value."""
    return np.asarray(ascending.searchsorted(to_millionths(values)) / len(ascending))
