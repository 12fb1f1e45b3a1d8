"""How much of a brought list has a place: for each row its song, and how that is known or why not.

A row keeps its own id, title and artists: of another release it takes the mood alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moodrec.brought import Brought, BroughtList
from moodrec.errors import SourceError
from moodrec.lookup import Asked
from moodrec.model import MoodPoint, PlacedTrack, Track
from moodrec.placed import PlacedSongs
from moodrec.reference import ReferenceSet
from moodrec.texts import counted

How = Literal[
    "reference set", "ISRC", "artists and title", "your file", "source",
    "not asked yet", "unknown", "local file", "episode", "unreadable",
]  # fmt: skip
HOWS: tuple[How, ...] = get_args(How)
"""How a row was placed, the first five, or why it was not."""
SET, ISRC, TITLE, FILE, SOURCE, OPEN, UNKNOWN = range(7)
"""The places in HOWS of those that are a track."""
_PLACED = HOWS[:OPEN]
_WHY = {
    "not asked yet": "the sources were not asked yet",
    "local file": "a local file, which is not on Spotify",
    "episode": "an episode, which has no mood values",
    "unreadable": "no track can be read there",
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its song on the plane, None when it has no place.

    `how` is a category, `told` says it in words: who told the mood, or why nobody did.
    """

    brought: Brought
    song: PlacedTrack | None
    how: How
    told: str


@dataclass(frozen=True, eq=False)
class Coverage:
    """The rows of a list with their places, in its order.

    `hows` has the place in HOWS of each row and `rows` its row of the reference set, or -1;
    `valence` and `energy` run from 0 to 1, NaN without a place; all of shape (rows,).
    """

    brought: BroughtList
    reference: ReferenceSet
    asked: Asked
    hows: NDArray[np.int8]
    rows: NDArray[np.int64]
    valence: NDArray[np.float64]
    energy: NDArray[np.float64]
    offline: bool = False
    _made: dict[int, Placed] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.brought)

    @property
    def placed(self) -> Iterator[Placed]:
        """All rows in their order."""
        tuple(self.songs)  # made together, which is faster
        return map(self.at, range(len(self)))

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """The rows, counted from 0, that lie on the plane; shape (songs,)."""
        return np.flatnonzero(self.hows < OPEN)

    @cached_property
    def songs(self) -> PlacedSongs:
        """The songs of `places`, in the order of the list."""
        points = np.stack([self.valence, self.energy], axis=1)[self.places]
        points.setflags(write=False)
        ids = self.brought.texts("id").take(self.places)
        better = pc.is_in(ids, pa.array(list(self.asked.tracks), pa.string()))  # told by a source
        in_file = (self.hows[self.places] == FILE) & ~better.to_numpy(zero_copy_only=False)
        rows = np.where(self._keep_own[self.places], -1, self.rows[self.places])
        return PlacedSongs(
            self.brought, self.reference, self.places, rows, points, in_file, self._song
        )

    @cached_property
    def _keep_own(self) -> NDArray[np.bool_]:
        """Which rows have an id and are placed by another release in the set, shape (rows,)."""
        by_release = np.isin(self.hows, (ISRC, TITLE))
        return by_release & _filled(self.brought.texts("id"))

    @cached_property
    def _releases(self) -> Mapping[int, PlacedTrack]:
        """What the set knows of them, by their place; made together, which is faster."""
        places = np.flatnonzero(self._keep_own)
        known = self.reference.placed_many(self.rows[places])
        return dict(zip(places.tolist(), known, strict=True))

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """The plays of each song, 1 where the list tells none; shape (songs,)."""
        plays = self.brought.numbers("plays")[self.places]
        return np.where(np.isnan(plays), 1.0, np.maximum(plays, 1.0))

    @property
    def has_plays(self) -> bool:
        """True when the list tells how often its songs were played."""
        return "plays" in self.brought.columns

    @property
    def open(self) -> tuple[str, ...]:
        """The track ids that the sources were not asked for yet, each once."""
        return self._ids(OPEN)

    @property
    def without_mood(self) -> tuple[str, ...]:
        """The track ids whose mood nobody told, each once."""
        return self._ids(UNKNOWN)

    def _ids(self, how: int) -> tuple[str, ...]:
        found = map(self._id, np.flatnonzero(self.hows == how).tolist())
        return tuple(dict.fromkeys(filter(None, found)))

    @property
    def failures(self) -> tuple[SourceError, ...]:
        """The sources that could not be asked, each once."""
        return self.asked.failures

    @cached_property
    def counts(self) -> Mapping[How, int]:
        """How many rows there are of each of HOWS."""
        found = np.bincount(self.hows, minlength=len(HOWS)).tolist()
        return dict(zip(HOWS, found, strict=True))

    @cached_property
    def by_source(self) -> Mapping[str, int]:
        """How many rows each source told."""
        names = Counter(
            self.asked.features[self._id(place)].source
            for place in np.flatnonzero(self.hows == SOURCE).tolist()
        )
        return dict(names.most_common())

    @property
    def sentence(self) -> str:
        """Such as "41 of 50 placed: 30 in the reference set, 8 by ReccoBeats, 9 unknown …"."""
        counts = self.counts
        spoken = {
            "in the reference set": counts["reference set"],
            "by ISRC": counts["ISRC"],
            "by artists and title": counts["artists and title"],
            "from your file": counts["your file"],
            **{f"by {source}": songs for source, songs in self.by_source.items()},
            "not asked yet": counts["not asked yet"],
        }
        parts = [f"{number:,} {how}" for how, number in spoken.items() if number]
        if unknown := sum(counts[how] for how in HOWS[UNKNOWN:]):
            parts.append(f"{unknown:,} unknown{self._of_them()}")
        told = f": {', '.join(parts)}" if parts else ""
        return f"{len(self.places):,} of {len(self):,} placed{told}."

    def _of_them(self) -> str:
        named: tuple[tuple[How, str | None], ...] = (
            ("local file", None),
            ("episode", None),
            ("unreadable", "unreadable"),
        )
        parts = [counted(self.counts[how], how, many) for how, many in named if self.counts[how]]
        return f" ({', '.join(parts)})" if parts else ""

    def at(self, place: int) -> Placed:
        """The row at a place that counts from 0."""
        if place not in self._made:
            self._made[place] = self._make(place)
        return self._made[place]

    def _make(self, place: int) -> Placed:
        row, how = self.brought.row(place), HOWS[self.hows[place]]
        song = self.songs[int(self.places.searchsorted(place))] if how in _PLACED else None
        return Placed(row, song, how, self._told(row, how, song))

    def _song(self, place: int) -> PlacedTrack:
        """The song of a row that no row of the set stands for."""
        row, how = self.brought.row(place), self.hows[place]
        if self._keep_own[place]:
            return self._as_written(row, self._releases[place])
        if how == SET and (folded := self.reference.find(row.track_id or "")):
            return folded
        own = row.features if how == FILE else None
        features = own or self.asked.features[row.track_id or ""]
        point = MoodPoint(float(self.valence[place]), float(self.energy[place]))
        return PlacedTrack(self._track(row), features, point, self.reference.livelier_than(point))

    def _as_written(self, row: Brought, known: PlacedTrack) -> PlacedTrack:
        """The row with the mood of another release; what it does not say, that release does."""
        track, other = self._track(row), known.track
        if not track.name:
            track = replace(track, name=other.name, artists=other.artists, source=other.source)
        track = replace(
            track, artists=track.artists or other.artists, genre=track.genre or other.genre
        )
        return replace(known, track=track, features=replace(known.features, track_id=track.id))

    def _track(self, row: Brought) -> Track:
        """The track as a source told it, else as it stands in the list."""
        return self.asked.tracks.get(row.track_id or "") or track_of(row, self.brought.name)

    def _told(self, row: Brought, how: How, song: PlacedTrack | None) -> str:
        if how == "unknown":
            return self._why_unknown(row)
        if song is None:
            return _WHY[how]
        told = {
            "ISRC": f"by its ISRC, as another release in {song.features.source}",
            "artists and title": f"by artists and title, in {song.features.source}",
            "your file": f"your file, {song.features.source}",
        }
        return told.get(how, song.features.source)

    def _why_unknown(self, row: Brought) -> str:
        if row.track_id is None:
            return "it has no track id, and no song of the set has its artists and title"
        if self.offline:
            return "not in the reference set, and moodrec is offline"
        return "no source knows its mood"

    def _id(self, place: int) -> str:
        found: str = self.brought.texts("id")[place].as_py()
        return found


def track_of(row: Brought, source: str) -> Track:
    """The track of a row as it stands in the list called `source`."""
    return Track(
        id=row.track_id or "",
        name=row.title or row.text or None,
        source=source,
        artists=row.artists,
        genre=row.genre,
        album=row.album,
        popularity=row.popularity,
        duration_ms=row.duration_ms,
        isrc=row.isrc,
        year=row.year,
        explicit=row.explicit,
    )


def _filled(texts: pa.Array) -> NDArray[np.bool_]:
    """Which texts are not empty, shape (rows,)."""
    found: NDArray[np.bool_] = pc.not_equal(texts, "").to_numpy(zero_copy_only=False)
    return found
