"""How options, wishes and filters stand in the address of a page: what is usual is not written.

`?n=12&all_artists=true&order=closest&radius=0.1&sounds=tempo:1&genre=pop&no=live&range=tempo:100:130`
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypedDict

from moodrec.errors import QueryError
from moodrec.filters import Filters, Range
from moodrec.texts import finite
from moodrec.wishes import USUAL, Weights, Wishes

Given = Mapping[str, Sequence[str]]
"""The parameters of an address, each with its values."""

COUNT = "n"
ALL_ARTISTS = "all_artists"
ALL_RELEASES = "all_releases"
PICKS = 10
"""Songs on a page, unless its address says otherwise."""
_LONGEST = 40  # characters of a wrong text that are repeated
_NUMBERS = ("radius", "familiar", "sound", "variety", "surprise")
_WEIGHTS = {"weight": "weights", "sounds": "sound_weights", "share": "shares"}
_LISTS = {
    "genre": "genres",
    "no_genre": "without_genres",
    "no_artist": "without_artists",
    "no": "without_kinds",
}
_OPTIONS = (COUNT, ALL_ARTISTS, ALL_RELEASES)
PARAMETERS = (*_OPTIONS, "order", "metric", "dice", *_NUMBERS, *_WEIGHTS, *_LISTS, "range")
"""The names of all parameters that options, wishes and filters take."""


class Options(TypedDict):
    """What `Query` takes beside seeds, wishes and filters."""

    n: int
    one_per_artist: bool
    one_per_recording: bool


def options(given: Given) -> Options:
    """The options that an address tells; usual where it says nothing. Raises QueryError."""
    return {
        "n": _whole(COUNT, given[COUNT][-1]) if given.get(COUNT) else PICKS,
        "one_per_artist": not _yes(given, ALL_ARTISTS),
        "one_per_recording": not _yes(given, ALL_RELEASES),
    }


def of_options(chosen: Options) -> dict[str, list[str]]:
    """The parameters for these options; the empty ones are to be taken away."""
    return {
        COUNT: [] if chosen["n"] == PICKS else [str(chosen["n"])],
        ALL_ARTISTS: [] if chosen["one_per_artist"] else ["true"],
        ALL_RELEASES: [] if chosen["one_per_recording"] else ["true"],
    }


def wishes(given: Given, usual: Wishes = USUAL) -> Wishes:
    """The wishes that an address tells; usual where it says nothing. Raises QueryError."""
    told: dict[str, Any] = {name: _number(name, given[name][-1]) for name in _NUMBERS
                            if given.get(name)}  # fmt: skip
    told |= {name: given[name][-1] for name in ("order", "metric") if given.get(name)}
    if given.get("dice"):
        told["dice"] = _whole("dice", given["dice"][-1])
    for name, field in _WEIGHTS.items():
        if given.get(name):
            told[field] = _merged(getattr(usual, field), (_weight(text) for text in given[name]))
    return replace(usual, **told)


def of_wishes(wished: Wishes) -> dict[str, list[str]]:
    """The parameters for these wishes; the empty ones are to be taken away."""
    told = {
        name: [_text(getattr(wished, name))] if _differs(wished, name) else []
        for name in ("order", "metric", "dice", *_NUMBERS)
    }
    for name, field in _WEIGHTS.items():
        usual = dict(getattr(USUAL, field))
        told[name] = [
            f"{key}:{_text(weight)}"
            for key, weight in getattr(wished, field)
            if weight != usual.get(key, 0.0)
        ]
    return told


def filters(given: Given) -> Filters:
    """The filters that an address tells. Raises QueryError."""
    lists: dict[str, Any] = {
        field: tuple(dict.fromkeys(given.get(name, ()))) for name, field in _LISTS.items()
    }
    return Filters(**lists, ranges=tuple(map(_range, given.get("range", ()))))


def of_filters(chosen: Filters) -> dict[str, list[str]]:
    """The parameters for these filters; songs to leave out are never among them."""
    told = {name: list(getattr(chosen, field)) for name, field in _LISTS.items()}
    told["range"] = [f"{one.column}:{_end(one.low)}:{_end(one.high)}" for one in chosen.ranges]
    return told


def merged(weights: Weights, name: str, weight: float) -> Weights:
    """The weights with another value for one name."""
    return _merged(weights, [(name, weight)])


def _merged(weights: Weights, changes: Iterable[tuple[str, float]]) -> Weights:
    return tuple((dict(weights) | dict(changes)).items())


def _differs(wished: Wishes, name: str) -> bool:
    return bool(getattr(wished, name) != getattr(USUAL, name))


def _yes(given: Given, name: str) -> bool:
    return bool(given.get(name)) and given[name][-1].lower() == "true"


def _number(name: str, text: str) -> float:
    if (number := finite(text)) is None:
        raise QueryError(f"In the address {name} should be a number, not “{text[:_LONGEST]}”.")
    return number


def _whole(name: str, text: str) -> int:
    number = _number(name, text)
    if not number.is_integer():
        raise QueryError(f"In the address {name} should be a whole number, not {number:g}.")
    return int(number)


def _weight(text: str) -> tuple[str, float]:
    name, _, weight = text.rpartition(":")
    return name, _number(name or "a weight", weight)


def _range(text: str) -> Range:
    column, low, high = ([*text.split(":"), "", ""])[:3]
    return Range(
        column,
        _number(column, low) if low else -math.inf,
        _number(column, high) if high else math.inf,
    )


def _end(value: float) -> str:
    return "" if math.isinf(value) else _text(value)


def _text(value: object) -> str:
    """A number with all its digits, so that what is read back is the same."""
    return str(value).removesuffix(".0")
