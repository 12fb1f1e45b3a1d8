"""JSON: all values of each song, for a program."""

from __future__ import annotations

import json
from typing import Any

from moodrec.exports import values
from moodrec.listing import Entry, Listing
from moodrec.texts import clean


def write(listing: Listing) -> bytes:
    """An object with the title and the tracks in their order; what is not known is left out."""
    told = {
        "title": clean(listing.title),
        "about": clean(listing.about) or None,
        "tracks": [_track(entry) for entry in listing.entries],
    }
    return json.dumps(_known(told), ensure_ascii=False, indent=2).encode()


def _track(entry: Entry) -> dict[str, Any]:
    artists = [name for name in map(clean, entry.track.artists) if name]
    told = values.of(entry) | {
        "artists": artists or None,
        "more": _known(values.more(entry)) or None,
    }
    return _known(told)


def _known(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}
