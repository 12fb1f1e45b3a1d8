"""JSPF: XSPF as JSON, which ListenBrainz and others read."""

from __future__ import annotations

import json
from typing import Any

from moodrec.exports import values
from moodrec.listing import Entry, Listing
from moodrec.model import Track
from moodrec.texts import clean


def write(listing: Listing) -> bytes:
    """A playlist by the rules of https://www.xspf.org/jspf; what is not known is left out."""
    return json.dumps({"playlist": playlist(listing)}, ensure_ascii=False, indent=2).encode()


def playlist(listing: Listing) -> dict[str, Any]:
    """The playlist with the names and values that XSPF has for them."""
    return _known(
        {
            "title": clean(listing.title),
            "creator": "moodrec",
            "annotation": clean(listing.about),
            "track": [_track(entry) for entry in listing.entries],
        }
    )


def _track(entry: Entry) -> dict[str, Any]:
    """A track; its annotation is its mood in words. A track may have several locations and ids."""
    told = values.of(entry)
    return _known(
        {
            **_address(entry.track),
            "title": told["title"],
            "creator": told["artists"],
            "annotation": told["mood"],
            "album": told["album"],
            "duration": told["duration_ms"],
        }
    )


def _address(track: Track) -> dict[str, Any]:
    """Where the track is; nothing for what is not on Spotify."""
    if not track.id:
        return {}
    return {"location": [track.url], "identifier": [f"spotify:track:{track.id}"]}


def _known(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in (None, "")}
