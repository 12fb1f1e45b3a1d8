"""Tells releases of the same recording from one another by artists and title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

_EDITION = r"""
    (?:\d{4}\s+)?(?:digital(?:ly)?\s+)?re-?master(?:ed)?(?:\s+(?:version|edition|\d{4}))*
  | radio\s+(?:edit|mix|version)
  | (?:single|album|original|mono|stereo)\s+(?:version|mix|edit)
  | mono | stereo
  | (?:feat|ft|featuring|with)\b\.?[^)\]]*
"""
_RELEASE_MARK = re.compile(
    rf"\s* (?: -\s+(?:{_EDITION})\s*$ | \((?:{_EDITION})\) | \[(?:{_EDITION})\] )",
    re.IGNORECASE | re.VERBOSE,
)
_PART = r"[(\[{]\s*(?:part|pt)s?\b\.?\s*(?:\d|[ivx]+\b|one|two|three|four|five)|[(\[{]pt\d"
_BRACKETS = re.compile(
    rf"\s*(?!{_PART})(?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\]|\{{[^{{}}]*\}})", re.IGNORECASE
)
_DASH = re.compile(r"\s+[-–]\s+")
# "Live" is a verb too ("I Live for You"): it tells a take where it opens the part and goes on so.
_LIVE = (
    r"(?:^|[/,]\s*|\b(?:acoustic|acústico|recorded|mtv|bbc)\s+)live"
    r"(?:\s*(?:$|[/@;:,.!('-]|\d\d)|\s+(?:acoustic|medley|mix|performance|video|session|recording"
    r"|take|at|from|in|on)\b|.*\bsessions?\b)"
    r"|\blive (?:at|from)\b"
)
_LAST_PART = re.compile(
    rf"\b(?:re-?master(?:ed)?|version|mono|stereo|edit)\b|{_LIVE}|^\d{{4}}$", re.IGNORECASE
)
_NO_WORD = re.compile(r"[\W_]+")


def normalised_title(title: str) -> str:
    """The title without what marks a release ("- Remastered 2011", "(feat. …)", "- Radio Edit").

    Case, spacing and punctuation are evened out. A remix or a live take is another
    recording, so those words stay.
    """
    return _words(_RELEASE_MARK.sub("", title)) or _words(title) or title.strip()


def artist_key(name: str) -> str:
    """The same text for the name of an artist in any case and punctuation."""
    return _words(name)


def recording_key(
    artists: Iterable[str], title: str | None, key: Callable[[str], str] = artist_key
) -> str | None:
    """The same text for all releases of a recording; None when artists or title are unknown.

    `key` is artist_key(), or what remembers it.
    """
    names = artists_key(artists, key)
    return f"{normalised_title(title)}\x1f{names}" if title and names else None


def artists_key(artists: Iterable[str], key: Callable[[str], str] = artist_key) -> str:
    """The same text for the same artists in any order; empty when there are none."""
    return "\x1f".join(sorted(filter(None, map(key, artists))))


def work_key(artists: Iterable[str], title: str | None) -> str | None:
    """The same text for all versions of a song, live takes and remasters of any year too.

    That is wider than recording_key(): brackets go, whatever stands in them but the number of
    a part ("(Pt. 2)"), and so do last parts that tell an edition ("- Live at Wembley",
    "- 2011"). None when artists or title are unknown.
    """
    if not title:
        return None
    parts = _DASH.split(_BRACKETS.sub("", title).strip())
    while len(parts) > 1 and _LAST_PART.search(parts[-1]):
        parts.pop()
    return recording_key(artists, " - ".join(parts) or title)


def _words(text: str) -> str:
    return _NO_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
