"""A list as a file, in the forms that people use: one file a format."""

from __future__ import annotations

import re

from moodrec.exports import document, jspf, links, m3u8, table, xspf
from moodrec.exports.contract import Format
from moodrec.listing import Listing
from moodrec.texts import clean

__all__ = ["FORMATS", "Format", "file_name"]

FORMATS: dict[str, Format] = {
    "csv": Format("CSV", "csv", "text/csv", "All values, for a spreadsheet.", table.write),
    "json": Format(
        "JSON", "json", "application/json", "All values, for a program.", document.write
    ),
    "m3u8": Format(
        "M3U8", "m3u8", "audio/x-mpegurl", "The playlist that most players read.", m3u8.write
    ),
    "xspf": Format(
        "XSPF", "xspf", "application/xspf+xml", "The playlist in XML, such as for VLC.", xspf.write
    ),
    "jspf": Format(
        "JSPF", "jspf", "application/json", "XSPF as JSON, such as for ListenBrainz.", jspf.write
    ),
    "links": Format(
        "Links", "txt", "text/plain", "One link a line, to paste into Spotify.", links.write
    ),
}
"""The formats under the names that the command line gives them."""

_LONGEST = 60  # characters of a file's name
_BETWEEN = re.compile(r"[\W_]+")


def file_name(listing: Listing, ending: str) -> str:
    """A name for a file of the list that every system takes, such as "moodrec-calm.csv"."""
    title = _BETWEEN.sub("-", clean(listing.title).lower())[:_LONGEST].strip("-")
    return f"{'-'.join(filter(None, ('moodrec', title)))}.{ending}"
