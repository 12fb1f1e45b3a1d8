"""Saves a list as a new playlist, step by step, so that no song is lost and none is doubled.

Only the playlist that a saving made itself is ever written to. A request whose answer was lost
may have been carried out: so what goes on after a failure first looks what is there. A playlist
is known again by a mark in its description that nobody can guess, its songs by reading them.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from moodrec.errors import PlaylistClosed, QueryError, Refused, SourceError
from moodrec.links import is_track_id
from moodrec.sources.limits import SPOTIFY_ADDED, SPOTIFY_PLAYLIST
from moodrec.sources.listener import Listener
from moodrec.texts import clean

LONGEST_TITLE = 100
"""Characters of a playlist's title, by Spotify's own client."""


@dataclass(frozen=True, slots=True)
class Saving:
    """How far a list is saved.

    `ids` are the songs in the listener's order, also those that are in it twice: the list is
    theirs. `saved` of them, from the first, are in the playlist, less `refused`, which Spotify
    does not take. `batch` is how many songs the next request asks for at most, and when its answer
    is lost, how many it asked for. `problem` is what stopped it, None while it goes on and at its
    end.
    """

    title: str
    ids: tuple[str, ...]
    mark: str
    playlist: str | None = None
    waiting: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    batch: int = SPOTIFY_ADDED
    begun: bool = False
    problem: SourceError | None = None

    @property
    def done(self) -> bool:
        """True when every song that Spotify takes is in the playlist."""
        return self.begun and self.playlist is not None and not self.waiting

    @property
    def saved(self) -> int:
        """How many songs are in the playlist for certain."""
        return len(self.ids) - len(self.waiting) - len(self.refused)

    @property
    def url(self) -> str | None:
        """The playlist's page at Spotify."""
        return self.playlist and f"https://open.spotify.com/playlist/{self.playlist}"

    @property
    def description(self) -> str:
        """What the playlist says of itself, with the mark."""
        return f"Made with moodrec. {self.mark}"


def begin(title: str, ids: Sequence[str]) -> Saving:
    """A saving of which nothing is done yet.

    Raises QueryError for an empty list, and for one that is longer than a playlist can be.
    """
    takes = tuple(filter(is_track_id, ids))
    if not takes:
        raise QueryError("This list has no song that Spotify knows. Nothing was saved.")
    if len(takes) > SPOTIFY_PLAYLIST:
        raise QueryError(
            f"A playlist holds at most {SPOTIFY_PLAYLIST:,} songs. Save a shorter list."
        )
    return Saving(
        title=" ".join(clean(title).split())[:LONGEST_TITLE] or "moodrec",
        ids=tuple(ids),
        mark=f"moodrec-{secrets.token_hex(8)}",
        waiting=takes,
        refused=tuple(one for one in ids if not is_track_id(one)),
    )


def save(
    listener: Listener, title: str, ids: Sequence[str], before: Saving | None = None
) -> Saving:
    """Saves a list as a new private playlist, or goes on with what a try before left open.

    Raises QueryError as begin() does; what Spotify says is the `problem` of the answer.
    """
    saving = before or begin(title, ids)
    for step in steps(listener, saving):
        saving = step
    return saving


def steps(listener: Listener, saving: Saving) -> Iterator[Saving]:
    """Goes on with a saving; gives how far it is after each step, the last with its problem."""
    saving = replace(saving, problem=None)
    try:
        for step in _steps(listener, saving):
            saving = step
            yield saving
    except SourceError as error:
        yield replace(saving, begun=True, problem=error)


def _steps(listener: Listener, saving: Saving) -> Iterator[Saving]:
    saving = _looked_up(listener, saving) if saving.begun else replace(saving, begun=True)
    yield saving  # whoever is stopped from here on knows the mark
    if saving.playlist is None:
        made = listener.create_playlist(saving.title, saving.description)
        saving = replace(saving, playlist=made)
        yield saving
    while saving.waiting:
        songs = saving.waiting[: saving.batch]
        try:
            listener.add_items(str(saving.playlist), songs)
        except Refused:  # one of them; which one is found by halves
            if len(songs) == 1:
                saving = _without_first(saving)
            saving = replace(saving, batch=max(1, len(songs) // 2))
        else:
            left = saving.waiting[len(songs) :]
            saving = replace(saving, waiting=left, batch=min(2 * saving.batch, SPOTIFY_ADDED))
        yield saving


def _without_first(saving: Saving) -> Saving:
    return replace(saving, waiting=saving.waiting[1:], refused=(*saving.refused, saving.waiting[0]))


def _looked_up(listener: Listener, saving: Saving) -> Saving:
    """A saving after a failure, by what Spotify holds of it."""
    if saving.playlist is None:
        found = (one.id for one in listener.playlists() if saving.mark in one.description)
        saving = replace(saving, playlist=next(found, None))
    if saving.playlist is None:
        return saving
    with suppress(PlaylistClosed):
        return replace(saving, waiting=_missing(saving, _held(listener, saving.playlist)))
    # The listener deleted it meanwhile: a new one takes its place, under a new mark.
    return replace(begin(saving.title, saving.ids), begun=True)


def _held(listener: Listener, playlist: str) -> list[str]:
    return [row.track.id if row.track else "" for row in listener.items(playlist)]


def _missing(saving: Saving, held: Sequence[str]) -> tuple[str, ...]:
    """What has still to be added, in order.

    Songs are added at the end, so what is there is the beginning of the list. It may be told
    under other ids (Spotify tells the release of the listener's country): then their number
    counts, when it is that before or after the last request and each song that is known again
    stands in its own place. In a playlist that the listener changed meanwhile each song is
    looked for.
    """
    left = Counter(saving.refused)
    wanted = []
    for one in saving.ids:
        if left[one]:
            left[one] -= 1
        else:
            wanted.append(one)
    if held == wanted[: len(held)]:
        return tuple(wanted[len(held) :])
    known = len(wanted) - len(saving.waiting)
    numbers = {known, min(known + saving.batch, len(wanted))}
    ours = set(wanted)
    in_place = all(one == own or one not in ours for one, own in zip(held, wanted, strict=False))
    if len(held) in numbers and in_place:
        return tuple(wanted[len(held) :])
    there = Counter(held)
    missing = []
    for one in wanted:
        if there[one]:
            there[one] -= 1
        else:
            missing.append(one)
    return tuple(missing)
