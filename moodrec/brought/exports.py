"""Reads the playlists and the library of Spotify's privacy export, and JSON of other shapes.

Playlist1.json holds `playlists` with a `name` and `items`, each a `track`, an `episode`, an
`audiobook` or a `localTrack`; YourLibrary.json holds `tracks` and `episodes`:
https://support.spotify.com/article/understanding-my-data/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moodrec import lists
from moodrec.brought import playlists
from moodrec.brought.rows import (
    EPISODE,
    LOCAL,
    SHOWN,
    TRACK,
    UNREADABLE,
    BroughtList,
    joined,
    of_rows,
    text_of,
)
from moodrec.errors import ListError


def of_json(value: object, written: str, name: str) -> tuple[BroughtList, ...]:
    """The lists in a JSON value; `written` is its text. Raises ListError when none is told."""
    if isinstance(value, Mapping):
        several = value.get("playlists")
        if isinstance(several, Sequence) and (found := _playlists(several, name)):
            return found
        if isinstance(saved := value.get("tracks"), list) and (rows := _saved(value, saved)):
            return (of_rows(name, rows),)
        inner = value.get("playlist")
        read = (
            playlists.of_jspf(inner, name)
            if isinstance(inner, Mapping)
            else playlists.of_document(value, name)
        )
        if read:
            return (read,)
    return (_by_links(written, name),)


def _playlists(several: Sequence[object], name: str) -> tuple[BroughtList, ...]:
    """One list a playlist; those without items are left out."""
    found = []
    for playlist in several:
        items = playlist.get("items") if isinstance(playlist, Mapping) else None
        if isinstance(playlist, Mapping) and isinstance(items, list) and items:
            called = text_of(playlist.get("name")) or name
            found.append(of_rows(called, [_item(item) for item in items]))
    return tuple(found)


def _item(item: object) -> dict[str, Any]:
    """An item of a playlist as a row."""
    if not isinstance(item, Mapping):
        return {"kind": UNREADABLE, "text": str(item)[:SHOWN]}
    added = {"added_at": text_of(item.get("addedDate"))}
    if isinstance(track := item.get("track"), Mapping):
        return added | _track(
            track.get("trackUri"), track.get("trackName"), track.get("artistName"),
            track.get("albumName"),
        )  # fmt: skip
    if isinstance(local := item.get("localTrack"), Mapping):
        return added | {"kind": LOCAL, "text": text_of(local.get("uri")) or "a local file"}
    for name in ("episode", "audiobook"):
        if isinstance(spoken := item.get(name), Mapping):
            told = next((one for one in map(text_of, spoken.values()) if one), name)
            return added | {"kind": EPISODE, "text": told}
    return added | {"kind": UNREADABLE, "text": "an item without a name"}


def _saved(value: Mapping[str, Any], tracks: Sequence[object]) -> list[dict[str, Any]]:
    """The tracks and episodes of a library; none when these are no such tracks."""
    rows = [
        _track(track.get("uri"), track.get("track"), track.get("artist"), track.get("album"))
        for track in tracks
        if isinstance(track, Mapping) and isinstance(track.get("uri"), str)
    ]
    episodes = value.get("episodes")
    for episode in episodes if rows and isinstance(episodes, list) else ():
        name = text_of(episode.get("name")) if isinstance(episode, Mapping) else None
        rows.append({"kind": EPISODE, "text": name or "an episode"})
    return rows


def _track(uri: object, title: object, artist: object, album: object) -> dict[str, Any]:
    kind, track_id = next(lists.mentions(text_of(uri)), ("other", ""))
    if kind == "local file":
        return {"kind": LOCAL, "text": track_id}
    name, by = text_of(title), text_of(artist)
    row = {"name": name, "artists": joined([by] if by else []), "album": text_of(album)}
    if kind == "track":
        return row | {"id": track_id}
    return row | {"kind": TRACK if name else UNREADABLE, "text": (text_of(uri))[:SHOWN]}


def _by_links(written: str, name: str) -> BroughtList:
    """The tracks that JSON of another shape names, each once."""
    found = dict.fromkeys(one for kind, one in lists.mentions(written) if kind == "track")
    if not found:
        raise ListError(
            f"{name} is JSON of another shape and names no track. Give a playlist or the "
            "streaming history that Spotify sends, or a CSV table."
        )
    return of_rows(name, [{"id": one} for one in found])
