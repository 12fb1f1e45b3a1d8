"""Folds the plays of Spotify's privacy export, extended or short, to one row a track.

The layouts are those of https://support.spotify.com/article/understanding-my-data/: the extended
one names track ids, the short one the title and its first artist alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from moodrec.brought.rows import EPISODE, TRACK, UNREADABLE, BroughtList, joined, of_rows, text_of
from moodrec.links import is_track_id
from moodrec.texts import counted

_TRACK = "spotify:track:"
_LONGEST = 1e9  # milliseconds
_Key = tuple[int, str, str]


def is_history(value: object) -> bool:
    """True for JSON of one of the two layouts."""
    if not isinstance(value, list):
        return False
    plays = [play for play in value if isinstance(play, Mapping)]
    return any({"ts", "ms_played"} <= play.keys() or {"endTime", "msPlayed"} <= play.keys()
               for play in plays[:20])  # fmt: skip


def folded(plays: Iterable[object], name: str) -> BroughtList:
    """One row a track or episode with its plays, the time listened and the last time.

    The most played come first, of those with as many plays those heard longest; in whatever
    order the plays come, the rows are the same.
    """
    rows: dict[_Key, dict[str, Any]] = {}
    broken = 0
    for play in plays:
        row = _row(play) if isinstance(play, Mapping) else None
        if row is None:
            broken += 1
            continue
        key = (row["kind"], row.get("id", ""), "" if row.get("id") else _spelt(row))
        rows[key] = _together(rows[key], row) if key in rows else row
    order = sorted(
        rows.items(), key=lambda item: (-item[1]["plays"], -item[1]["ms_played"], item[0])
    )
    total = sum(row["plays"] for row in rows.values())
    notices = [f"{counted(total, 'play')} folded to {counted(len(rows), 'row')}."]
    if broken:
        notices.append(f"{counted(broken, 'entry is', 'entries are')} no play that can be read.")
    return of_rows(name, [row for _, row in order], notices)


def _row(play: Mapping[str, Any]) -> dict[str, Any] | None:
    """A play as a row; None when it names nothing."""
    track_id = text_of(play.get("spotify_track_uri")).removeprefix(_TRACK)
    track_id = track_id if is_track_id(track_id) else ""
    title = text_of(play.get("master_metadata_track_name")) or text_of(play.get("trackName"))
    artist = text_of(play.get("master_metadata_album_artist_name")) or text_of(
        play.get("artistName")
    )
    spoken = text_of(play.get("episode_name")) or text_of(play.get("audiobook_chapter_title"))
    spoken = (
        spoken or text_of(play.get("spotify_episode_uri")) or text_of(play.get("audiobook_title"))
    )
    heard = _heard(play.get("ms_played", play.get("msPlayed")))
    row = {
        "kind": TRACK,
        "plays": 1,
        "ms_played": heard,
        "last_played": text_of(play.get("ts")) or text_of(play.get("endTime")),
    }
    if track_id or title:
        album = text_of(play.get("master_metadata_album_album_name"))
        return row | {
            "id": track_id,
            "name": title,
            "artists": joined([artist] if artist else []),
            "album": album,
        }
    if spoken:
        return row | {"kind": EPISODE, "text": spoken}
    return row | {"kind": UNREADABLE, "text": "a play without a name"} if heard else None


def _heard(value: object) -> int:
    """Milliseconds; none where the value is no such number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return 0
    return int(value) if 0 <= value < _LONGEST else 0


def _spelt(row: Mapping[str, Any]) -> str:
    return "\x1f".join(str(row.get(name, "")) for name in ("name", "artists", "text"))


def _together(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Both as one row; titles are those of the last play, in the alphabet's order among equals."""
    latest, before = sorted((one, other), key=_recent, reverse=True)
    return {
        **before,
        **latest,
        "plays": one["plays"] + other["plays"],
        "ms_played": one["ms_played"] + other["ms_played"],
    }


def _recent(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(row.get(name, "")) for name in ("last_played", "name", "artists", "album"))
