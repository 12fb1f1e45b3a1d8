"""What two songs of a journey may not have in common."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from moodrec.itinerary import Route
from moodrec.model import Track
from moodrec.recommend.gate import song_keys
from moodrec.reference import ReferenceSet

NO_GENRE = -1
_REMEMBERED = 100_000  # rows


class Rules:
    """One song per artist, no second releases, and genres apart, as a route asks."""

    def __init__(self, reference: ReferenceSet, route: Route) -> None:
        self.reference = reference
        self.genre_gap = route.genre_gap
        self._per_artist = route.one_per_artist
        self._per_recording = route.one_per_recording
        self.keys = lru_cache(_REMEMBERED)(self._keys_of_row)
        """The keys of a row: two songs that share one may not be in the same list."""

    def keys_of(self, track: Track) -> frozenset[str]:
        """The keys of a track."""
        return self._keys(track.artists, track.isrc, track.name)

    def genre(self, row: int) -> int:
        """The genre of a row as its place in the set's genres; NO_GENRE where it has none."""
        return int(self.reference.genre_of[row])

    def genre_of(self, track: Track) -> int:
        """The genre of a track, as that of a row."""
        genres = self.reference.genres
        return genres.index(track.genre) if track.genre in genres else NO_GENRE

    def _keys_of_row(self, row: int) -> frozenset[str]:
        text = self.reference.text
        return self._keys(self.reference.artists(row), text("isrc", row), text("name", row))

    def _keys(self, artists: Iterable[str], isrc: str | None, title: str | None) -> frozenset[str]:
        artists = tuple(artists)
        names = (f"by {name.casefold()}" for name in artists) if self._per_artist else ()
        songs = song_keys(isrc, artists, title) if self._per_recording else ()
        return frozenset((*names, *songs))
