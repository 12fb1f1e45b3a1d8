"""Reads what people paste: any text gives a Link or a LinkError, and nothing is looked up."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlsplit

from moodrec.errors import LinkError

Kind = Literal["track", "album", "playlist", "artist", "episode", "show", "short"]

_NAMED_KINDS = frozenset(get_args(Kind)) - {"short"}
_HOSTS = frozenset({"open.spotify.com", "play.spotify.com"})
_SHORT_HOSTS = frozenset({"spotify.link", "spoti.fi", "spotify.app.link"})
_ID = re.compile(r"[0-9A-Za-z]{22}")
_LOCALE = re.compile(r"intl-[A-Za-z0-9-]+")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))  # chat programs put them into links
_WRAPPING = "<>(){}\"'“”„«».,;!"  # what stands around a link in a sentence

_EXPECTED = (
    "That is no Spotify link. Paste one such as "
    "https://open.spotify.com/track/3JOVTQ5h8HGFnDdp4VT3MP "
    "(in Spotify: Share, then Copy link), or the 22 letters and digits of a track id."
)
_ADVICE: dict[Kind, str] = {
    "album": "an album. Open it and copy the link of one of its tracks",
    "playlist": "a playlist. Open it and copy the link of one of its tracks",
    "artist": "an artist. Open one of their songs and copy its link",
    "episode": "a podcast episode, which has no mood values. Paste a link to a song",
    "show": "a podcast, which has no mood values. Paste a link to a song",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A recognised link: `id` has 22 base-62 characters, or is the address of a short link."""

    kind: Kind
    id: str


def parse(text: str) -> Link:
    """Recognises a Spotify link, URI or bare track id, also a link inside a sentence.

    Raises LinkError, whose message shows the expected form, for anything else and for a
    text with several different links.
    """
    words = text.translate(_INVISIBLE).split()
    if len(words) == 1:
        return _parse_word(words[0])
    found = set()
    for word in words:
        if not is_track_id(word):  # among other words it is one of them
            with suppress(LinkError):
                found.add(_parse_word(word))
    if len(found) != 1:
        raise LinkError(_EXPECTED)
    return found.pop()


def is_track_id(text: str) -> bool:
    """True for 22 base-62 characters."""
    return _ID.fullmatch(text) is not None


def require_track(link: Link) -> str:
    """The track id of a link to a track; raises a LinkError with advice for any other kind."""
    if link.kind == "track":
        return link.id
    if link.kind == "short":
        raise LinkError(
            "A short link has to be looked up first, and that is not possible just now. "
            "Open it in a browser and paste the long address that appears."
        )
    raise LinkError(f"This link leads to {_ADVICE[link.kind]}.")


def _parse_word(word: str) -> Link:
    word = word.strip(_WRAPPING)
    if not word.isascii() or "\\" in word:
        raise LinkError(_EXPECTED)
    if is_track_id(word):
        return Link("track", word)
    if word.lower().startswith("spotify:"):
        return _named(word.split(":")[1:])
    return _parse_address(word)


def _parse_address(text: str) -> Link:
    address = text if _SCHEME.match(text) else f"https://{text}"
    try:
        parts = urlsplit(address)
    except ValueError:  # such as "https://[", which urlsplit takes for a broken IPv6 host
        raise LinkError(_EXPECTED) from None
    # The whole authority is compared, so that neither user@host nor a port can disguise it.
    host = parts.netloc.lower()
    if host in _SHORT_HOSTS and parts.path.strip("/"):
        return Link("short", address)
    if host not in _HOSTS:
        raise LinkError(_EXPECTED)
    segments = [segment for segment in parts.path.split("/") if segment]
    if segments and _LOCALE.fullmatch(segments[0]):
        del segments[0]
    if segments and segments[0] == "embed":
        del segments[0]
    return _named(segments)


def _named(segments: list[str]) -> Link:
    if segments[:1] == ["user"]:  # as playlists were once linked
        segments = segments[2:]
    match segments:
        case [kind, identifier] if kind in _NAMED_KINDS and is_track_id(identifier):
            return Link(kind, identifier)  # type: ignore[arg-type]  # the guard narrows it
    raise LinkError(_EXPECTED)
