"""Reads playlists that moodrec and players write: XSPF, JSPF and moodrec's own JSON.

XSPF: https://www.xspf.org/spec; JSPF, the same in JSON: https://www.xspf.org/jspf.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from moodrec import lists
from moodrec.brought.rows import (
    EPISODE,
    LOCAL,
    MOST_ROWS,
    SHOWN,
    SPANS,
    TRACK,
    UNREADABLE,
    BroughtList,
    joined,
    of_rows,
    text_of,
)

_BEGINNINGS = (b"<?xml", b"<playlist")
_KINDS = {"local file": LOCAL, "episode": EPISODE, "other": UNREADABLE}
_DIGITS = 12  # of milliseconds
_NAMELESS = "a track without a name"


def is_xml(text: bytes) -> bool:
    """True for a text that begins as XSPF does."""
    return text.lstrip()[:20].lower().startswith(_BEGINNINGS)


def of_xspf(text: bytes, name: str) -> BroughtList | None:
    """The playlist in XML in UTF-8; None when it is none or brings its own grammar.

    A grammar is refused because its entities may unfold to gigabytes.
    """
    if b"<!DOCTYPE" in text:
        return None
    found = _Xspf()
    try:
        # Whatever it says of its encoding, it is read as the UTF-8 that was looked through.
        parser = ET.XMLParser(target=found, encoding="utf-8")  # noqa: S314  # without a grammar
        parser.feed(text)
        parser.close()
    except ET.ParseError:
        return None
    return _named(found.title or name, found.rows, found.count)


def of_jspf(playlist: Mapping[str, Any], name: str) -> BroughtList | None:
    """The playlist in JSON; None when it names no track."""
    rows = list(map(_row, _mappings(playlist.get("track"))))
    return _named(text_of(playlist.get("title")) or name, rows)


def of_document(value: Mapping[str, Any], name: str) -> BroughtList | None:
    """The list as moodrec writes it in JSON; None when it names no track."""
    rows = list(map(_own, _mappings(value.get("tracks"))))
    return _named(text_of(value.get("title")) or name, rows)


class _Xspf:
    """Takes the parts of an XML document as they come, and keeps the first tracks as rows."""

    def __init__(self) -> None:
        self.title = ""
        self.rows: list[dict[str, Any]] = []
        self.count = 0
        self._track: dict[str, Any] | None = None
        self._parts: list[str] = []

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        self._parts = []
        if _local(tag) == "track":
            self._track = {}

    def data(self, text: str) -> None:
        self._parts.append(text)

    def end(self, tag: str) -> None:
        name, text = _local(tag), "".join(self._parts)
        self._parts = []
        if self._track is None:
            self.title = self.title or (text_of(text) if name == "title" else "")
        elif name != "track":
            self._track.setdefault(name, []).append(text)
        else:
            self.count += 1
            if self.count <= MOST_ROWS:
                self.rows.append(_row(self._track))
            self._track = None

    def close(self) -> None:
        """Nothing is left to do."""


def _named(
    name: str, rows: Sequence[dict[str, Any]], count: int | None = None
) -> BroughtList | None:
    """A list of these rows; None when none is a track."""
    is_list = any(row.get("kind", TRACK) == TRACK for row in rows)
    return of_rows(name, rows, rows_in_all=count) if is_list else None


def _row(track: Mapping[str, Any]) -> dict[str, Any]:
    """A track of XSPF or JSPF as a row: each value may be one text or several."""
    told = {name: _texts(track.get(name)) for name in
            ("identifier", "location", "title", "creator", "album")}  # fmt: skip
    first = {name: texts[0] if texts else "" for name, texts in told.items()}
    known = {
        "name": first["title"],
        "artists": joined([first["creator"]]),
        "album": first["album"],
        "duration_ms": _number("duration_ms", _whole(track.get("duration"))),
    }
    return _placed(known, [*told["identifier"], *told["location"]])


def _own(track: Mapping[str, Any]) -> dict[str, Any]:
    """A track of moodrec's JSON as a row, with all its values."""
    more = track.get("more")
    plays = more.get("plays") if isinstance(more, Mapping) else None
    known = {
        "name": text_of(track.get("title")),
        "artists": joined(_texts(track.get("artists"))),
        **{name: text_of(track.get(name)) for name in ("album", "genre", "isrc")},
        **{name: _number(name, track.get(name)) for name in SPANS},
        "plays": _number("plays", plays),
    }
    return _placed(known, [*_texts(track.get("id")), *_texts(track.get("url"))])


def _placed(known: dict[str, Any], addresses: Sequence[str]) -> dict[str, Any]:
    """The row with the id that its addresses tell, or as what else they or its title name."""
    told = list(lists.mentions("\n".join(addresses)))
    tracks = [one for kind, one in told if kind == "track"]
    if tracks:
        return known | {"id": tracks[0]}
    told += [one for one in lists.mentions(known["name"]) if one[0] != "track"]
    if told:
        kind, one = told[0]
        return {"kind": _KINDS[kind], "text": (known["name"] or one)[:SHOWN]}
    if known["name"]:
        return known
    return {"kind": UNREADABLE, "text": "".join(addresses[:1])[:SHOWN] or _NAMELESS}


def _number(name: str, value: object) -> float | None:
    """A number within the span of its column, else None."""
    low, high = SPANS[name]
    right = isinstance(value, bool if name == "explicit" else (int, float))
    return float(value) if right and low <= value <= high else None  # type: ignore[operator,arg-type]  # a number


def _whole(value: object) -> object:
    """The number that a text of digits is; what is no text as it is."""
    text = value[0] if isinstance(value, list) and value else value
    if not isinstance(text, str):
        return text
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def _texts(value: object) -> list[str]:
    """The texts in a value that is one, or several; others are left out."""
    return list(filter(None, map(text_of, value if isinstance(value, list) else [value])))


def _mappings(value: object) -> list[Mapping[str, Any]]:
    found = value if isinstance(value, list) else []
    return [one for one in found if isinstance(one, Mapping)]


def _local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]
