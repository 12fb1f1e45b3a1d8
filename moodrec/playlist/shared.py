"""Which songs two lists share: by track id, by ISRC, or as releases of one recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from moodrec.model import Track
from moodrec.playlist.songs import Songs
from moodrec.releases import artist_key, normalised_title, recording_key


@dataclass(frozen=True, slots=True)
class Shared:
    """The places in the first list whose song the second has too, and the other way round."""

    first: tuple[int, ...] = ()
    second: tuple[int, ...] = ()


def shared(first: Songs, second: Songs) -> Shared:
    """The songs of two lists that are one: same track id, same ISRC, or artists and title."""
    one, other = [song.track for song in first], [song.track for song in second]
    keys = _keys(one, other)
    return Shared(_also_in(one, keys[0], other, keys[1]), _also_in(other, keys[1], one, keys[0]))


def _also_in(
    tracks: Sequence[Track],
    keys: Sequence[str | None],
    others: Sequence[Track],
    other_keys: Sequence[str | None],
) -> tuple[int, ...]:
    ids = {track.id for track in others}
    isrcs = {track.isrc for track in others} - {None, ""}
    known = {*other_keys} - {None}
    return tuple(
        place
        for place, (track, key) in enumerate(zip(tracks, keys, strict=True))
        if track.id in ids or track.isrc in isrcs or key in known
    )


def _keys(*lists: Sequence[Track]) -> list[list[str | None]]:
    """The recording of each track, but for those that cannot be in both lists.

    Keys take most of the time, so they are made only where the first word of a title, and
    then an artist too, occur in both.
    """
    words = [[_first_word(track.name or "") for track in tracks] for tracks in lists]
    common = set.intersection(*map(set, words)) - {""}
    named = cache(artist_key)  # a name stands in many credits
    marks = [
        [
            {(word, named(name)) for name in track.artists} if word in common else ()
            for track, word in zip(tracks, begun, strict=True)
        ]
        for tracks, begun in zip(lists, words, strict=True)
    ]
    both = set.intersection(*(set().union(*one) for one in marks))
    recording = cache(lambda artists, title: recording_key(artists, title, named))
    return [
        [
            None if both.isdisjoint(mark) else recording(track.artists, track.name)
            for track, mark in zip(tracks, told, strict=True)
        ]
        for tracks, told in zip(lists, marks, strict=True)
    ]


def _first_word(title: str) -> str:
    """The first word of a normalised title, which a plain one begins with as it is."""
    word = title.partition(" ")[0]
    if word.isascii() and word.isalnum():
        return word.lower()
    return normalised_title(title).partition(" ")[0]
