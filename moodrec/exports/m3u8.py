"""M3U8: the extended playlist that most players read, in UTF-8."""

from __future__ import annotations

from collections.abc import Iterator

from moodrec.listing import Entry, Listing
from moodrec.model import Track
from moodrec.texts import clean


def write(listing: Listing) -> bytes:
    """Two lines a song: its seconds, -1 where nobody knows them, with its name; and its link.

    What is not on Spotify has no link: a comment names it. `#PLAYLIST` names the list. There is
    no standard; the directives are those of https://en.wikipedia.org/wiki/M3U#Extended_M3U.
    """
    lines = ["#EXTM3U", f"#PLAYLIST:{clean(listing.title)}"]
    lines += [line for entry in listing.entries for line in _lines(entry)]
    return "\n".join([*lines, ""]).encode()


def _lines(entry: Entry) -> Iterator[str]:
    track = entry.track
    if not track.url:
        yield f"# not on Spotify: {_name(track)}"
        return
    seconds = -1 if track.duration_ms is None else round(track.duration_ms / 1000)
    yield f"#EXTINF:{seconds},{_name(track)}"
    yield track.url


def _name(track: Track) -> str:
    """Artists and title as players expect them: in this order, with a dash."""
    return " - ".join(filter(None, map(clean, (track.artist_line, track.name or ""))))
