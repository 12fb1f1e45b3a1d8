"""A placed list as what is taken away or handed on: no row is lost."""

from __future__ import annotations

from collections.abc import Iterator

from moodrec.listing import Entry, Listing, Told
from moodrec.placement.coverage import Coverage, track_of
from moodrec.texts import counted


def listing_of(coverage: Coverage) -> Listing:
    """The list as what is taken away or handed on: all its rows, those without a place too."""
    return Listing(coverage.brought.name, tuple(_entries(coverage)), coverage.sentence)


def completed(made: Listing, coverage: Coverage) -> Listing:
    """What was made of the songs with a place, with the other rows at its end: none is lost.

    A list of new songs alone, without those of the list, stays as it is.
    """
    inside = {entry.track.id for entry in made.entries}
    if not {song.track.id for song in coverage.songs} <= inside:
        return made
    left = [entry for entry in _entries(coverage) if entry.features is None]
    if not left:
        return made
    stand = counted(len(left), "row without a place stands", "rows without a place stand")
    return Listing(made.title, (*made.entries, *left), f"{made.about} {stand} at the end.")


def _entries(coverage: Coverage) -> Iterator[Entry]:
    """All rows as what is taken away, with their plays and how each was placed."""
    for one in coverage.placed:
        track = one.song.track if one.song else track_of(one.brought, coverage.brought.name)
        more: list[tuple[str, Told]] = [("how", one.told)]
        if one.brought.plays is not None:
            more.append(("plays", one.brought.plays))
        yield Entry(track, one.song.features if one.song else None, tuple(more))
