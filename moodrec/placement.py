"""Places the rows of a brought list on the plane, and tells of each how that is known, or why not.

A row is sought by its track id in the reference set, by its ISRC, by its artists and title (of a
row without an id the first artist will do, where no other recording has the same); then the values
count that its file tells, and what the sources told. Nothing is ever guessed. A row keeps its own
id, title and artists: of another release it takes the mood alone.
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
from moodrec.brought.rows import EPISODE, LOCAL, TRACK, UNREADABLE
from moodrec.errors import SourceError
from moodrec.listing import Entry, Listing, Told
from moodrec.lookup import Asked
from moodrec.metrics import MILLIONTHS
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
_SET, _ISRC, _TITLE, _FILE, _SOURCE, _OPEN, _UNKNOWN, _LOCAL, _EPISODE, _UNREADABLE = range(10)
_PLACED = HOWS[:_OPEN]
_NOT_TRACKS = {LOCAL: _LOCAL, EPISODE: _EPISODE, UNREADABLE: _UNREADABLE}
_WHY = {
    "not asked yet": "the sources were not asked yet",
    "local file": "a local file, which is not on Spotify",
    "episode": "an episode, which has no mood values",
    "unreadable": "no track can be read there",
}
_NOBODY = Asked()


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
        return np.flatnonzero(self.hows < _OPEN)

    @cached_property
    def songs(self) -> PlacedSongs:
        """The songs of `places`, in the order of the list."""
        points = np.stack([self.valence, self.energy], axis=1)[self.places]
        points.setflags(write=False)
        ids = self.brought.texts("id").take(self.places)
        better = pc.is_in(ids, pa.array(list(self.asked.tracks), pa.string()))  # told by a source
        in_file = (self.hows[self.places] == _FILE) & ~better.to_numpy(zero_copy_only=False)
        rows = np.where(self._keep_own[self.places], -1, self.rows[self.places])
        return PlacedSongs(
            self.brought, self.reference, self.places, rows, points, in_file, self._song
        )

    @cached_property
    def _keep_own(self) -> NDArray[np.bool_]:
        """Which rows have an id and are placed by another release in the set, shape (rows,)."""
        by_release = np.isin(self.hows, (_ISRC, _TITLE))
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
        return self._ids(_OPEN)

    @property
    def without_mood(self) -> tuple[str, ...]:
        """The track ids whose mood nobody told, each once."""
        return self._ids(_UNKNOWN)

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
            for place in np.flatnonzero(self.hows == _SOURCE).tolist()
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
        if unknown := sum(counts[how] for how in HOWS[_UNKNOWN:]):
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
        if how == _SET and (folded := self.reference.find(row.track_id or "")):
            return folded
        own = row.features if how == _FILE else None
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

    def entries(self) -> Iterator[Entry]:
        """All rows as what is taken away, with their plays and how each was placed."""
        for one in self.placed:
            track = one.song.track if one.song else track_of(one.brought, self.brought.name)
            more: list[tuple[str, Told]] = [("how", one.told)]
            if one.brought.plays is not None:
                more.append(("plays", one.brought.plays))
            yield Entry(track, one.song.features if one.song else None, tuple(more))


def place(
    brought: BroughtList, reference: ReferenceSet, asked: Asked = _NOBODY, *, offline: bool = False
) -> Coverage:
    """Places each row by what is known now; `asked` is what the store and the sources told."""
    kinds = brought.kinds
    hows = np.full(len(brought), _UNKNOWN, dtype=np.int8)
    for kind, how in _NOT_TRACKS.items():
        hows[kinds == kind] = how
    ids = brought.texts("id")
    rows = reference.rows_of(ids)
    hows[rows >= 0] = _SET
    left = np.flatnonzero((kinds == TRACK) & (rows < 0))
    if len(left):
        folded = reference.folded(ids.take(left))
        hows[left[folded]] = _SET
        left = left[~folded]
    _by_release(brought, reference, hows, rows, left)
    valence, energy = _of_set(reference, rows)
    _of_file(brought, hows, valence, energy)
    _of_sources(ids, asked, hows, valence, energy, offline=offline)
    for n in np.flatnonzero((hows == _SET) & (rows < 0)).tolist():
        if song := reference.find(ids[n].as_py()):
            valence[n], energy[n] = song.point.valence, song.point.energy
    return Coverage(brought, reference, asked, hows, rows, valence, energy, offline)


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


def listing_of(coverage: Coverage) -> Listing:
    """The list as what is taken away or handed on: all its rows, those without a place too."""
    return Listing(coverage.brought.name, tuple(coverage.entries()), coverage.sentence)


def completed(made: Listing, coverage: Coverage) -> Listing:
    """What was made of the songs with a place, with the other rows at its end: none is lost.

    A list of new songs alone, without those of the list, stays as it is.
    """
    inside = {entry.track.id for entry in made.entries}
    if not {song.track.id for song in coverage.songs} <= inside:
        return made
    left = [entry for entry in coverage.entries() if entry.features is None]
    if not left:
        return made
    stand = counted(len(left), "row without a place stands", "rows without a place stand")
    return Listing(made.title, (*made.entries, *left), f"{made.about} {stand} at the end.")


def _by_release(
    brought: BroughtList,
    reference: ReferenceSet,
    hows: NDArray[np.int8],
    rows: NDArray[np.int64],
    left: NDArray[np.int64],
) -> None:
    """Places rows whose id the set does not know by another release of the same recording."""
    if not len(left) or not {"name", "isrc"} & brought.columns.keys():
        return
    ids, told = zip(*brought.releases(left), strict=True)
    found = reference.rows_of_releases(told)
    bare = [n for n, (artists, _, _) in enumerate(told)
            if found[n] < 0 and not ids[n] and len(artists) == 1]  # fmt: skip
    if bare:
        found[bare] = reference.rows_led_by([(told[n][0][0], told[n][1] or "") for n in bare])
    known = found >= 0
    rows[left[known]] = found[known]
    by_isrc = [bool(isrc) and reference.text("isrc", int(row)) == isrc
               for (_, _, isrc), row in zip(told, found, strict=True)]  # fmt: skip
    hows[left[known]] = np.where(np.array(by_isrc)[known], _ISRC, _TITLE)


def _of_set(
    reference: ReferenceSet, rows: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Valence and energy of rows of the reference set, NaN for none."""
    return tuple(
        np.where(rows >= 0, axis[rows] / MILLIONTHS, np.nan)
        for axis in (reference.valence, reference.energy)
    )  # type: ignore[return-value]  # two of them


def _of_file(
    brought: BroughtList,
    hows: NDArray[np.int8],
    valence: NDArray[np.float64],
    energy: NDArray[np.float64],
) -> None:
    """Takes the file's own values where the reference set has none."""
    if not {"valence", "energy"} <= brought.columns.keys():
        return
    left = np.flatnonzero(hows == _UNKNOWN)
    across, up = brought.numbers("valence")[left], brought.numbers("energy")[left]
    told = ~np.isnan(across) & ~np.isnan(up)
    mine, across, up = left[told], across[told], up[told]
    hows[mine], valence[mine], energy[mine] = _FILE, across, up


def _of_sources(  # noqa: PLR0913  # columns of one table
    ids: object,
    asked: Asked,
    hows: NDArray[np.int8],
    valence: NDArray[np.float64],
    energy: NDArray[np.float64],
    *,
    offline: bool,
) -> None:
    """Takes what the sources told; what nobody was asked for is open."""
    for n in np.flatnonzero(hows == _UNKNOWN).tolist():
        track_id = ids[n].as_py()  # type: ignore[index]  # an array of Arrow's
        features = asked.features.get(track_id)
        if features and features.valence is not None and features.energy is not None:
            hows[n], valence[n], energy[n] = _SOURCE, features.valence, features.energy
        elif track_id and track_id not in asked.unknown and not offline:
            hows[n] = _OPEN


def _filled(texts: pa.Array) -> NDArray[np.bool_]:
    """Which texts are not empty, shape (rows,)."""
    found: NDArray[np.bool_] = pc.not_equal(texts, "").to_numpy(zero_copy_only=False)
    return found
