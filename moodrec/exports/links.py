"""Links: a block to paste into an open playlist in Spotify's desktop app."""

from __future__ import annotations

from moodrec.listing import Listing


def write(listing: Listing) -> bytes:
    """The address of each song at Spotify, one a line."""
    urls = (entry.track.url for entry in listing.entries)
    return "".join(f"{url}\n" for url in urls if url).encode()
