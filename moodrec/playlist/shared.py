"""Which songs two lists share: by track id, by ISRC, or as releases of one recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import compress
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from moodrec.placed import PlacedSongs
from moodrec.playlist.songs import Songs, releases
from moodrec.recordings import Release
from moodrec.reference import ReferenceSet
from moodrec.releases import artist_key, artists_key, normalised_title

_WORTH = 10  # rows a song: to number the recordings of a larger set takes longer than it saves
_Told = TypeVar("_Told")
Told = Sequence[tuple[str, Release]]
"""The ids of songs, each with its artists, title and ISRC."""
_Found = tuple[NDArray[np.bool_], NDArray[np.bool_]]
"""Which songs of the first list the other has too, and the other way round."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The places in the first list whose song the second has too, and the other way round."""

    first: tuple[int, ...] = ()
    second: tuple[int, ...] = ()


def shared(first: Songs, second: Songs) -> Shared:
    """The songs of two lists that are one: same track id, same ISRC, or artists and title.

    Rows of one set are told apart by its numbers, all others, and few, by their texts.
    """
    if not (
        isinstance(first, PlacedSongs)
        and isinstance(second, PlacedSongs)
        and first.reference is second.reference
        and len(first.reference) <= _WORTH * (len(first) + len(second))
    ):
        every = np.ones(len(first), bool), np.ones(len(second), bool)
        return _places(_by_texts(releases(first), releases(second), every))
    found = _by_numbers(first.reference, first.rows, second.rows)
    outside = first.rows < 0, second.rows < 0
    if outside[0].any() or outside[1].any():
        told = _by_texts(releases(first), releases(second), outside)
        found = found[0] | told[0], found[1] | told[1]
    return _places(found)


def _places(found: _Found) -> Shared:
    first, second = (tuple(np.flatnonzero(one).tolist()) for one in found)
    return Shared(first, second)


def _by_numbers(
    reference: ReferenceSet, first: NDArray[np.int64], second: NDArray[np.int64]
) -> _Found:
    """The rows of a set, -1 for none, that both lists have or that are one recording."""
    told = [(first, second)]
    for number_of in reference.recordings:
        one, other = (np.where(rows >= 0, number_of[rows], -1) for rows in (first, second))
        told.append((one, other))
    return (
        np.logical_or.reduce([(one >= 0) & np.isin(one, other) for one, other in told]),
        np.logical_or.reduce([(other >= 0) & np.isin(other, one) for one, other in told]),
    )


def _by_texts(first: Told, second: Told, wanted: _Found) -> _Found:
    """The same by texts, of each two songs of which one at least is `wanted`."""
    keys = _keys(first, second, wanted)
    return _also_in(first, keys[0], second, keys[1]), _also_in(second, keys[1], first, keys[0])


def _also_in(
    songs: Told, keys: Sequence[str | None], others: Told, other_keys: Sequence[str | None]
) -> NDArray[np.bool_]:
    ids = {track_id for track_id, _ in others} - {""}  # what has none is not the same
    isrcs = {isrc for _, (_, _, isrc) in others} - {None, ""}
    known = {*other_keys} - {None}
    return np.array(
        [
            track_id in ids or isrc in isrcs or key in known
            for (track_id, (_, _, isrc)), key in zip(songs, keys, strict=True)
        ],
        dtype=bool,
    )


def _keys(first: Told, second: Told, wanted: _Found) -> list[list[str | None]]:
    """The recording of each song, but for those that cannot be in both lists.

    Titles take most of the time, so they are normalised only where the artists, and then the
    first word too, occur in both, and of one of them with a song that is wanted.
    """
    name = cache(artist_key)  # a name stands in many credits
    lists = [[release for _, release in songs] for songs in (first, second)]
    key_of = {
        artists: artists_key(artists, name)
        for artists in {artists for songs in lists for artists, _, _ in songs}
    }
    credits_ = [[key_of[artists] for artists, _, _ in songs] for songs in lists]
    sought = {key for told, these in zip(credits_, wanted, strict=True)
              for key in compress(told, these)}  # fmt: skip
    by_both = (_in_both(credits_) & sought) - {""}
    marks = [
        [_mark(title, key_of[artists], by_both) for artists, title, _ in songs] for songs in lists
    ]
    likely = _in_both(marks) - {None}
    recording = cache(lambda artists, title: f"{normalised_title(title)}\x1f{key_of[artists]}")
    return [
        [
            recording(artists, title) if mark in likely else None
            for (artists, title, _), mark in zip(songs, told, strict=True)
        ]
        for songs, told in zip(lists, marks, strict=True)
    ]


def _mark(title: str | None, artists: str, by_both: set[str]) -> str | None:
    """The artists and the first word of the title; None where these artists are in one list."""
    return f"{artists}\x1f{_first_word(title)}" if title and artists in by_both else None


def _in_both(told: Sequence[Sequence[_Told]]) -> set[_Told]:
    return set.intersection(*map(set, told))


def _first_word(title: str) -> str:
    """The first word of a normalised title, which a plain one begins with as it is."""
    word = title.partition(" ")[0]
    if word.isascii() and word.isalnum():
        return word.lower()
    return normalised_title(title).partition(" ")[0]
