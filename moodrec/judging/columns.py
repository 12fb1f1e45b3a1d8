"""Which column of a table of human judgements is which, by the names that such tables use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

Role = Literal[
    "a", "b", "axis", "answer", "rater", "pair", "agreement", "track", "valence", "energy"
]

_Rated = Literal["valence", "energy"]


def _rated(*words: str) -> tuple[str, ...]:
    """The names of columns that say of themselves that they are ratings."""
    forms = ("{}_rating", "rated_{}", "{}_mean", "mean_{}")
    return tuple(form.format(word) for form in forms for word in words)


_RATED: Mapping[_Rated, tuple[str, ...]] = {
    "valence": _rated("valence"),
    "energy": _rated("arousal", "energy"),
}
_NAMES: Mapping[Role, tuple[str, ...]] = {
    "a": ("songid_a", "track_a", "song_a", "id_a", "uri_a", "link_a", "a", "first", "track_1"),
    "b": ("songid_b", "track_b", "song_b", "id_b", "uri_b", "link_b", "b", "second", "track_2"),
    "axis": ("axis", "dimension", "type", "question"),
    "answer": ("higher_value", "higher", "winner", "choice", "answer"),
    "rater": ("annotator", "rater", "worker", "participant", "user", "annotator_id", "rater_id",
              "worker_id", "participant_id", "user_id"),
    "pair": ("pairid", "pair_id"),
    "agreement": ("agreement",),
    "track": ("spotify_id", "track_id", "track_uri", "spotify_uri", "songid", "song_id", "uri",
              "link", "url", "track", "song", "id"),
    "valence": (*_RATED["valence"], "valence"),
    "energy": (*_RATED["energy"], "arousal", "energy"),
}  # fmt: skip
"""The names of each role, in small letters with _ between words; earlier ones come first."""
_TRACKS: tuple[Role, ...] = ("a", "b", "track")
_BETWEEN = re.compile(r"[\s.-]+")


def small(name: str) -> str:
    """A column's name as the roles spell it: "Track A" as track_a."""
    return _BETWEEN.sub("_", name.strip().casefold())


def roles(columns: Iterable[str], tells: Callable[[str], bool]) -> dict[Role, str]:
    """The column of each role that a table has, as the table writes its name.

    Of several that may hold the tracks the first is taken that `tells` one: others may hold
    titles, or numbers of rows. Where a table has ratings of an axis beside a plain column of that
    name, its plain columns are what a catalogue such as Spotify's tells, and no ratings.
    """
    written: dict[str, str] = {}
    for column in columns:
        written.setdefault(small(column), column)
    found: dict[Role, str] = {}
    for role, names in _NAMES.items():
        named = [written[one] for one in names if one in written]
        if role in _TRACKS:
            named.sort(key=tells, reverse=True)
        if named:
            found[role] = named[0]
    return _without_values(found) if _joined(written) else found


def _joined(written: Mapping[str, str]) -> bool:
    """True for a table that has an axis both as ratings and as a plain column."""
    return any(axis in written and any(one in written for one in names)
               for axis, names in _RATED.items())  # fmt: skip


def _without_values(found: Mapping[Role, str]) -> dict[Role, str]:
    return {role: column for role, column in found.items()
            if role not in _RATED or small(column) != role}  # fmt: skip
