"""Kinds of songs that listeners like to leave out, told by title words and audio features."""

from __future__ import annotations

from dataclasses import dataclass

_LIVE = (
    r"[-–(\[]\s*live\b|\blive\s*[)\]]|\blive (?:at|from|in|on|version|session|recording|take)\b"
    r"|\ben vivo\b|\bao vivo\b|\ben directo\b|\bunplugged\b|\bin concert\b"
)
_REMIX = (
    r"\bre-?mix(?:ed|es)?\b|\brmx\b|\bbootleg\b|\bmash-?up\b|\brework(?:ed)?\b"
    r"|\b(?:club|extended|dub|vip|dance) mix\b"
)
_KARAOKE = (
    r"\bkaraoke\b|\b(?:originally performed|made famous) by\b|\bin the style of\b"
    r"|\bbacking track\b|\binstrumental version\b|\b(?:sing|play)[- ]?along\b|\btribute to\b"
)
_CHRISTMAS = (
    r"\bchristmas|\bx-?mas\b|\bno[eë]l\b|\bnavidad|\bnavideñ|\bnatal(?:e|izio)?\b|\bweihnacht"
    r"|\bsanta (?:claus|baby)\b|\bjingle bells?\b|\bsilent night\b|\bstille nacht\b"
    r"|\blet it snow\b|\bsleigh\b|\brudolph\b|\bmistletoe\b|\bsnowman\b|\bdeck the halls\b"
    r"|\bholy night\b|\bnutcracker\b|\bwinter wonderland\b|\blittle drummer boy\b|\bjulesang"
)
_SPOKEN = (
    r"\baudio ?books?\b|\bhörspiel|\bhörbuch|\bpodcast\b|\binterview\b|\bspoken word\b|\bskit\b"
    r"|\b(?:chapter|kapitel|chapitre|capítulo|episode|folge) \d|\bteil \d+ ?[-:]"
    r"|\bguided meditation\b"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of songs: by `words` in the texts of `columns`, or a feature `above` a bound.

    `words` is a regular expression (RE2), matched in any case; empty when none tell. `above`
    is a column and a bound, None when no feature tells.
    """

    name: str
    about: str
    words: str = ""
    columns: tuple[str, ...] = ("name",)
    above: tuple[str, float] | None = None


# The bounds are Spotify's own: "a value above 0.8 provides strong likelihood that the track is
# live", "values above 0.66 describe tracks that are probably made entirely of spoken words",
# https://developer.spotify.com/documentation/web-api/reference/get-audio-features
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("explicit", "marked as explicit", above=("explicit", 0.5)),
        Kind("live", "played live: by title, album or liveness", _LIVE, ("name", "album"),
             ("liveness", 0.8)),
        Kind("remix", "remixes: by title", _REMIX),
        Kind("karaoke", "karaoke and tributes: by title, artist or album", _KARAOKE,
             ("name", "artists", "album")),
        Kind("Christmas", "Christmas songs: by title or album", _CHRISTMAS, ("name", "album")),
        Kind("spoken word", "spoken word: by title or speechiness", _SPOKEN,
             above=("speechiness", 0.66)),
    )
}  # fmt: skip
"""The kinds by name, in the order in which they are offered."""
