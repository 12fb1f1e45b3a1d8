"""Kinds of songs that listeners like to leave out, told by title words and audio features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# "Live" is a verb too ("Long Live", "Live Forever", "Dying to Live"). It tells a live take where
# it opens a part of the title and goes on as one, or where a place is sure to follow.
_LIVE = (
    r"(?:[-–:;]\s+|[/(\[]\s*|\b(?:acoustic|acústico|recorded|mtv|bbc)\s+)live"
    r"(?:\s*(?:$|[])(/@;,.!'-]|\d\d)|\s+(?:(?:acoustic|aus|medley|mix|edit|performance|video)\b"
    r"|and direct\b|(?:at|from|in|on) [^-–()]|[^-–()]*\bsessions?\b))"
    r"|\blive (?:at|from|version|session|recording|take)\b"
    r"|\ben vivo\b|\bao vivo\b|\ben directo\b|\bunplugged\b|\bin concert\b"
)
_LIVE_ALBUM = rf"{_LIVE}|^live!?$|\blive (?:in (?:[^t]|t[^h])|on\b)"
_REMIX = (
    r"\bre-?mix(?:ed|es)?\b|\brmx\b|\bbootleg\b|\bmash-?up\b|\brework(?:ed)?\b"
    r"|\b(?:club|extended|dub|vip|dance) mix\b"
)
_KARAOKE = (
    r"\bkaraoke\b|\b(?:originally performed|made famous) by\b|\bin the style of\b"
    r"|\bbacking track\b|\binstrumental version\b|\b(?:sing|play)[- ]?along\b"
)
_TRIBUTE = rf"{_KARAOKE}|\btribute to\b"  # of a title alone, it may well be a song of one's own
_CHRISTMAS = (
    r"\bchristmas|\bx-?mas\b|\bnoël|\b(?:first|de|joyeux) noel\b|^noel$"
    r"|\bnavidad|\bnavideñ|\bnatal(?:e|izio)?\b|\bweihnacht"
    r"|\bsanta (?:claus|baby)\b|\bjingle bells?\b|\bsilent night\b|\bstille nacht\b"
    r"|\blet it snow\b|\bsleigh\b|\brudolph\b|\bmistletoe\b|\bsnowman\b|\bdeck the halls\b"
    r"|\bholy night\b|\bnutcracker\b|\bwinter wonderland\b|\blittle drummer boy\b|\bjulesang"
    r"|\bgod jul\b|\baway in a manger\b|\bsilver bells\b|\bcarol of the bells\b|\bherald angels\b"
    r"|\bbleak midwinter\b|\bmele kalikimaka\b|\bgrinch\b|\btannenbaum\b"
)
_SPOKEN = (
    r"\baudio ?books?\b|\bhörspiel|\bhörbuch|\bpodcast\b|\binterview\b|\bspoken word\b|\bskit\b"
    r"|\b(?:chapter|kapitel|chapitre|capítulo|episode|folge) \d|\bteil \d+ ?[-:]"
    r"|\bguided meditation\b"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of songs: by `words` in columns of texts, or a feature `above` a bound.

    `words` has a regular expression (RE2) for each column, matched in any case. `above` is a
    column and a bound, None when no feature tells.
    """

    name: str
    about: str
    words: Mapping[str, str] = field(default_factory=dict)
    above: tuple[str, float] | None = None


# The bounds are Spotify's own: "a value above 0.8 provides strong likelihood that the track is
# live", "values above 0.66 describe tracks that are probably made entirely of spoken words",
# https://developer.spotify.com/documentation/web-api/reference/get-audio-features
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("explicit", "marked as explicit", above=("explicit", 0.5)),
        Kind("live", "played live: by title, album or liveness",
             {"name": _LIVE, "album": _LIVE_ALBUM}, ("liveness", 0.8)),
        Kind("remix", "remixes: by title", {"name": _REMIX}),
        Kind("karaoke", "karaoke and tributes: by title, artist or album",
             {"name": _KARAOKE, "artists": _TRIBUTE, "album": _TRIBUTE}),
        Kind("Christmas", "Christmas songs: by title or album",
             dict.fromkeys(("name", "album"), _CHRISTMAS)),
        Kind("spoken word", "spoken word: by title or speechiness", {"name": _SPOKEN},
             ("speechiness", 0.66)),
    )
}  # fmt: skip
"""The kinds by name, in the order in which they are offered."""
