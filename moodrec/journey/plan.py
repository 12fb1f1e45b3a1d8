"""Plans a journey: how many songs, what stands where already, and the best fill of the rest."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import QueryError
from moodrec.itinerary import FEWEST, MOST, Journey, Route
from moodrec.journey import edits
from moodrec.journey.edits import Draft
from moodrec.journey.field import Field
from moodrec.journey.fill import Fill, filled
from moodrec.journey.layout import laid
from moodrec.journey.lengths import Lengths
from moodrec.journey.measures import evenness
from moodrec.journey.path import Path
from moodrec.journey.places import Places, room
from moodrec.journey.rules import Rules
from moodrec.journey.thin import thin
from moodrec.metrics import to_millionths
from moodrec.model import PlacedTrack, Seed, Track
from moodrec.recommend import Index
from moodrec.sieve import Sifted
from moodrec.texts import counted

PATIENCE = 1.5
"""Seconds after which a plan searches no further: somebody waits for the page."""

_TRIES = 5  # numbers of songs that are tried to come near to a length
_EMPTY = Draft(())
_UNSURE = (
    "The search for the best fit was ended after a while: this list keeps the rules, "
    "but another one may lie nearer to the path."
)

Known = Mapping[str, PlacedTrack]
"""Tracks that the reference set does not have, by their ids."""


@dataclass(frozen=True)
class Planner:
    """One route over one reference set, with its stops looked up and the list so far.

    Stops that are songs stand in the list: the start first, the end last and each waypoint
    where the path passes it, unless a locked song stands there. Raises QueryError for a shape
    that is not there and for unknown names in the filters.
    """

    index: Index
    route: Route
    stops: tuple[Seed, ...]
    draft: Draft = _EMPTY
    known: Known = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    """The ids of songs that are not picked."""

    def plan(self) -> Journey:
        """A new list, in which the locked songs of the draft stay. Raises QueryError."""
        self._check_room()
        found, notices = self._planned()
        locked = frozenset(slot.track_id for slot in self.draft.slots if slot.locked)
        return self._journey(found, locked, notices)

    def plan_other(self) -> Journey:
        """As plan(), with other songs than the draft's wherever no lock or stop holds them.

        Where too few others are left, the same songs may come again, which is told.
        """
        open_ = frozenset(slot.track_id for slot in self.draft.slots if not slot.locked)
        try:
            found = replace(self, without=open_).plan()
        except QueryError:
            found = None
        if found and len(found.steps) >= len(self.draft.slots):
            return found
        again = self.plan()
        told = "Too few other songs may be picked for a list as long, so the same ones are in it."
        return replace(again, notices=(*again.notices, told))

    def lay(self) -> Journey:
        """The draft as it is, measured anew along the path. Raises QueryError."""
        locked = frozenset(slot.track_id for slot in self.draft.slots if slot.locked)
        songs = [song for one in self.draft.ids if (song := self._song(one))]
        if len(songs) < FEWEST:
            raise QueryError(f"A journey has at least {FEWEST} songs. Plan a new one.")
        gone = len(self.draft.slots) - len(songs)
        told = f"{counted(gone, 'song is', 'songs are')} not known any more and left out."
        return self._journey(songs, locked, (told,) if gone else ())

    def _journey(
        self, songs: Sequence[PlacedTrack], locked: frozenset[str], notices: tuple[str, ...]
    ) -> Journey:
        points = np.array([(song.point.valence, song.point.energy) for song in songs])
        minutes, unknown = self._lengths.minutes([song.track for song in songs])
        return Journey(
            route=self.route,
            stops=self.stops,
            curve=tuple((v, e) for v, e in np.round(self._path.curve, 5).tolist()),
            steps=laid(self._path, songs, locked, self._field, self._rules),
            evenness=evenness(self._path, points),
            minutes=minutes,
            unknown_lengths=unknown,
            thin=thin(self._path, self._field),
            notices=(
                *self._sifted.notices,
                *self._unknown,
                *notices,
                *self._broken([song.track for song in songs]),
            ),
        )

    def _planned(self) -> tuple[list[PlacedTrack], tuple[str, ...]]:
        """The songs, and sentences on what could not be done as asked."""
        wish = self.route.minutes
        if wish is None:
            return self._arranged(self.route.songs)
        if self._lengths.median is None:
            songs, notices = self._arranged(self.route.songs)
            told = (
                "No length of a song is known in this set, so the journey has "
                f"{counted(len(songs), 'song')}."
            )
            return songs, (told, *notices)
        return self._as_long_as(wish)

    def _as_long_as(self, wish: float) -> tuple[list[PlacedTrack], tuple[str, ...]]:
        """As many songs as come nearest to so many minutes."""
        n = self._within(round(wish / self._lengths.usual(self._field.rows)))
        tried: dict[int, tuple[float, list[PlacedTrack], tuple[str, ...]]] = {}
        while n not in tried and len(tried) < _TRIES:
            songs, notices = self._arranged(n)
            minutes, _ = self._lengths.minutes([song.track for song in songs])
            told = minutes or 0.0
            tried[n] = (abs(told - wish), songs, notices)
            if len(songs) < n:
                break
            n = self._within(n + round((wish - told) * n / told))
        _, songs, notices = min(tried.values(), key=lambda one: (one[0], len(one[1])))
        if len(songs) == MOST and MOST in tried:
            notices = (*notices, f"{MOST} songs are the most, whatever their length.")
        return songs, notices

    def _arranged(self, n: int) -> tuple[list[PlacedTrack], tuple[str, ...]]:
        """The best list of `n` songs, or of fewer where the rules leave no more."""
        places = self._places(n)
        wished = min(places.genre_gap, len(places.points) - 1)
        if (widest := places.widest_gap) == wished and (fill := filled(places)):
            return self._listed(places, fill)
        if (most := room(places)) < len(places.points):
            return self._fewer(len(places.points), most)
        for gap in range(min(widest, max(wished - 1, 0)), -1, -1):
            nearer = replace(places, genre_gap=gap, company=places.together)
            if fill := filled(nearer):
                songs, notices = self._listed(nearer, fill)
                return songs, (_nearer_genres(places.genre_gap, gap), *notices)
        raise AssertionError("there is room for all songs when genres do not matter")

    def _fewer(self, n: int, most: int) -> tuple[list[PlacedTrack], tuple[str, ...]]:
        passing = len(self._field) + len(self._held(n))
        only = (
            f"Only {counted(passing, 'song')} may be picked"
            if most >= passing
            else f"Only {counted(most, 'song')} may be in one list ({self._kept_rules})"
        )
        if most < FEWEST:
            told = " ".join((*self._sifted.notices, only))
            raise QueryError(
                f"{told}, and a journey has at least {FEWEST}. Relax a filter or a rule."
            )
        songs, notices = self._arranged(most)
        told = f"{only}, so the journey has {most} places instead of {n}."
        return songs, (told, *notices)

    @property
    def _kept_rules(self) -> str:
        rules = [
            *(["one song per artist"] if self.route.one_per_artist else []),
            *(["no second releases"] if self.route.one_per_recording else []),
        ]
        return ", ".join(rules)

    def _places(self, n: int) -> Places:
        n = max(n, sum(slot.locked for slot in self.draft.slots))
        held = {number: song.track for number, song in self._held(n).items()}
        points = to_millionths(self._path.places(n))
        return Places(self._field, self._rules, points, held, self.route.genre_gap, self._until)

    def _listed(self, places: Places, fill: Fill) -> tuple[list[PlacedTrack], tuple[str, ...]]:
        held = self._held(len(places.points))
        songs = [
            held[number] if number in held else self.index.reference.placed(fill.rows[number])
            for number in range(len(places.points))
        ]
        ids = {song.track.id for song in songs}
        left = len({song.track.id for _, song in self._stop_songs} - ids)
        told = f"{counted(left, 'stop finds', 'stops find')} no place between the locked songs."
        return songs, (*([told] if left else []), *([] if fill.sure else [_UNSURE]))

    def _check_room(self) -> None:
        """Raises QueryError when there are more songs among the stops than places."""
        stops = len({song.track.id for _, song in self._stop_songs})
        if self.route.minutes is None and stops > self.route.songs:
            raise QueryError(
                f"{counted(stops, 'stop')} are songs, and the journey has only "
                f"{self.route.songs} places. Ask for more songs, or take a stop away."
            )

    def _within(self, n: int) -> int:
        """A number of songs that a journey may have, and that its stops leave."""
        return min(max(n, FEWEST, len({song.track.id for _, song in self._stop_songs})), MOST)

    @cached_property
    def _unknown(self) -> tuple[str, ...]:
        """That songs which were handed over are not in the set."""
        among = self.route.among
        gone = sum(self.index.reference.row_of(one) is None for one in among)
        told = (
            f"{gone:,} of the {counted(len(among), 'song')} that you brought "
            f"{'is' if gone == 1 else 'are'} not in the reference set and cannot be picked."
        )
        return (told,) if gone else ()

    def _broken(self, tracks: Sequence[Track]) -> tuple[str, ...]:
        """That a list breaks a rule, which only stops, locked songs and edits do."""
        keys = [key for track in tracks for key in self._rules.keys_of(track)]
        told = (
            f"Not all songs keep the rules ({self._kept_rules}): "
            "your stops and your own changes come first."
        )
        return (told,) if len({*keys}) < len(keys) else ()

    def _held(self, n: int) -> dict[int, PlacedTrack]:
        """What stands in a list of `n` already: locked songs, then stops that are songs."""
        locked = edits.held(self.draft, n)
        held = {place: song for place, one in locked.items() if (song := self._song(one))}
        for number, song in self._stop_songs:
            place = round(self._path.share_of(number) * (n - 1))
            inner = 0 < number < len(self.stops) - 1
            free = [one for one in range(n) if one not in held] if inner else [place]
            listed = {one.track.id for one in held.values()}
            if free and song.track.id not in listed:
                held.setdefault(min(free, key=lambda one: (abs(one - place), one)), song)
        return held

    @cached_property
    def _stop_songs(self) -> list[tuple[int, PlacedTrack]]:
        """The stops that are songs with their numbers: the ends first."""
        last = len(self.stops) - 1
        songs = [
            (number, PlacedTrack(stop.track, stop.features, stop.point,
                                 self.index.reference.livelier_than(stop.point)))
            for number, stop in enumerate(self.stops)
            if stop.track and stop.features
        ]  # fmt: skip
        return sorted(songs, key=lambda one: one[0] not in {0, last})

    def _song(self, track_id: str) -> PlacedTrack | None:
        return self.index.reference.find(track_id) or self.known.get(track_id)

    @cached_property
    def _until(self) -> float:
        return time.monotonic() + PATIENCE

    @cached_property
    def _path(self) -> Path:
        return Path([stop.point for stop in self.stops], self.route.shape)

    @cached_property
    def _rules(self) -> Rules:
        return Rules(self.index.reference, self.route)

    @cached_property
    def _lengths(self) -> Lengths:
        return Lengths(self.index.reference)

    @cached_property
    def _sifted(self) -> Sifted:
        return self.index.sieve.sift(self.route.filters)

    @cached_property
    def _field(self) -> Field:
        """What may be picked, without the songs that stand in the list already."""
        allowed = self._sifted.passing.copy()
        if self.route.among:
            allowed &= self._mask(self.route.among)
        locked = (slot.track_id for slot in self.draft.slots if slot.locked)
        standing = (*locked, *(song.track.id for _, song in self._stop_songs))
        return Field(self.index, allowed & ~self._mask((*standing, *self.without)))

    def _mask(self, track_ids: Iterable[str]) -> NDArray[np.bool_]:
        mask = np.zeros(len(self.index.reference), dtype=bool)
        rows = (self.index.reference.row_of(one) for one in track_ids)
        mask[[row for row in rows if row is not None]] = True
        return mask


def _nearer_genres(wished: int, gap: int) -> str:
    kept = f"{counted(gap, 'other song')} apart" if gap else "free"
    return (
        f"Two songs of a genre cannot always have {counted(wished, 'other')} between them here: "
        f"they are {kept}."
    )
