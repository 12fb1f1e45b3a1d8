"""Lets each artist and each song into a list once, as the query asks."""

from __future__ import annotations

from collections.abc import Iterable

from moodrec.model import Query, Track
from moodrec.reference import ReferenceSet
from moodrec.releases import work_key


class Gate:
    """Knows who is in the list already, and that the seeds' own songs must not come.

    Two tracks are one song when they share an ISRC, or artists and title without what tells
    an edition.
    """

    def __init__(self, reference: ReferenceSet, seeds: Iterable[Track], query: Query) -> None:
        self._reference = reference
        self._per_artist = query.one_per_artist
        self._per_recording = query.one_per_recording
        self._artists: set[str] = set()
        self._songs: set[str] = set()
        for track in seeds:
            self._songs.update(song_keys(track.isrc, track.artists, track.name))

    def opens(self, row: int) -> bool:
        """True when the track of this row may come in."""
        return self._credited(row).isdisjoint(self._artists) and self._song(row).isdisjoint(
            self._songs
        )

    def take(self, row: int) -> bool:
        """Lets the track of this row in if it may come; says whether it did."""
        if not self.opens(row):
            return False
        self._artists.update(self._credited(row))
        self._songs.update(self._song(row))
        return True

    def _credited(self, row: int) -> set[str]:
        names = self._reference.artists(row) if self._per_artist else ()
        return {name.casefold() for name in names}

    def _song(self, row: int) -> set[str]:
        if not self._per_recording:
            return set()
        isrc, name = self._reference.text("isrc", row), self._reference.text("name", row)
        return song_keys(isrc, self._reference.artists(row), name)


def song_keys(isrc: str | None, artists: tuple[str, ...], title: str | None) -> set[str]:
    """What two tracks share when they are one song: an ISRC, or artists and title."""
    return set(filter(None, (isrc, work_key(artists, title))))
