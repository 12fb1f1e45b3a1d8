"""Turns what was made of a list into a listing, which can be taken away."""

from __future__ import annotations

from moodrec.listing import Entry, Listing
from moodrec.playlist.extend import Extension
from moodrec.playlist.order import Ordered
from moodrec.playlist.songs import Songs


def entries(songs: Songs) -> tuple[Entry, ...]:
    """The songs of a list as they are taken away."""
    return tuple(Entry(song.track, song.features) for song in songs)


def ordered(title: str, found: Ordered) -> Listing:
    """A list in its new order, each song with its offset from the path where there is one."""
    told = entries(found.songs)
    if found.offsets:
        told = tuple(
            Entry(one.track, one.features, (("offset", round(offset, 4)),))
            for one, offset in zip(told, found.offsets, strict=True)
        )
    return Listing(title, told, found.about)


def extended(title: str, songs: Songs, found: Extension, *, only_new: bool = False) -> Listing:
    """The new songs with their reasons, after those of the list unless they are all that counts."""
    before = () if only_new else entries(songs)
    return Listing(title, (*before, *(pick.entry for pick in found.picks)), found.about)
