"""Which songs two lists share: by track id, by ISRC, or as releases of one recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from moodrec.model import Track
from moodrec.playlist.songs import Songs
from moodrec.releases import artist_key, artists_key, normalised_title

_Told = TypeVar("_Told")


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

    Titles take most of the time, so they are normalised only where the artists, and then the
    first word too, occur in both.
    """
    name = cache(artist_key)  # a name stands in many credits
    credits_ = {track.artists for tracks in lists for track in tracks}
    key_of = {artists: artists_key(artists, name) for artists in credits_}
    by_both = _in_both([[key_of[track.artists] for track in tracks] for tracks in lists]) - {""}
    marks = [[_mark(track, key_of[track.artists], by_both) for track in tracks] for tracks in lists]
    likely = _in_both(marks) - {None}
    recording = cache(lambda artists, title: f"{normalised_title(title)}\x1f{key_of[artists]}")
    return [
        [
            recording(track.artists, track.name) if mark in likely else None
            for track, mark in zip(tracks, told, strict=True)
        ]
        for tracks, told in zip(lists, marks, strict=True)
    ]


def _mark(track: Track, artists: str, by_both: set[str]) -> str | None:
    """The artists and the first word of the title; None where these artists are in one list."""
    return f"{artists}\x1f{_first_word(track.name)}" if track.name and artists in by_both else None


def _in_both(told: Sequence[Sequence[_Told]]) -> set[_Told]:
    return set.intersection(*map(set, told))


def _first_word(title: str) -> str:
    """The first word of a normalised title, which a plain one begins with as it is."""
    word = title.partition(" ")[0]
    if word.isascii() and word.isalnum():
        return word.lower()
    return normalised_title(title).partition(" ")[0]
