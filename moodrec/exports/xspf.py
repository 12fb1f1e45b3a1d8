"""XSPF: the playlist in XML that VLC and many others read."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from moodrec.exports import jspf
from moodrec.listing import Listing

_NAMESPACE = "http://xspf.org/ns/0/"


def write(listing: Listing) -> bytes:
    """A playlist by the rules of version 1, https://www.xspf.org/spec.

    The elements are those of JSPF, but for the tracks, which lie in a `trackList`.
    """
    told = jspf.playlist(listing)
    tracks = told.pop("track")
    root = ET.Element("playlist", {"version": "1", "xmlns": _NAMESPACE})
    _add(root, told)
    track_list = ET.SubElement(root, "trackList")
    for track in tracks:
        _add(ET.SubElement(track_list, "track"), track)
    ET.indent(root)
    text: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return text + b"\n"


def _add(parent: ET.Element, told: dict[str, Any]) -> None:
    """Adds an element for each value, and for each of several ones under a name."""
    for name, value in told.items():
        for one in value if isinstance(value, list) else [value]:
            ET.SubElement(parent, name).text = str(one)
