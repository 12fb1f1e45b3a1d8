"""The options that say which songs may be in a list."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable
from pathlib import Path

from moodrec.cli.values import listed, number, one_of
from moodrec.errors import QueryError
from moodrec.filters import Filters, Range
from moodrec.kinds import KINDS
from moodrec.lists import track_ids_of
from moodrec.sieve import RANGED
from moodrec.texts import clean

_LENGTH = "length"
_DECADE = 10  # years
_RANGE = (
    "A range is written as COLUMN=LOW..HIGH, one end of which may be missing: "
    "tempo=90..120, tempo=..120 or length=2:30..5:00."
)

EXPLAINED = listed("kinds", {kind.name: kind.about for kind in KINDS.values()})
"""The kinds of songs, for the end of a command's help."""


def add(command: argparse.ArgumentParser) -> None:
    """Declares the options."""
    filters = command.add_argument_group(
        "filters", "which songs may be in the list; each may be given several times"
    )

    def repeatable(
        name: str, metavar: str, about: str, read: Callable[[str], object] = clean
    ) -> None:
        filters.add_argument(
            name, action="append", default=[], metavar=metavar, type=read, help=about
        )

    repeatable("--genre", "NAME", "only songs of this genre, or another one given so")
    repeatable("--no-genre", "NAME", "leave a genre out")
    repeatable("--no-artist", "NAME", "leave an artist out")
    repeatable("--no", "KIND,…", "leave kinds of songs out, see below", _kinds)
    repeatable(
        "--range",
        "COLUMN=LOW..HIGH",
        f"values of a column, either end may be missing: {_LENGTH} (such as 2:30..5:00), "
        + ", ".join(RANGED),
        _range,
    )
    repeatable("--decade", "YEAR", "a decade by its first year, such as 1980", _decade)
    repeatable(
        "--not-in",
        "FILE",
        "leave out the songs of a list: a table, links in a text, or JSON of Spotify's "
        "privacy export",
        Path,
    )


def read(options: argparse.Namespace) -> Filters:
    """The filters that were given; raises QueryError, and ListError for a file without tracks."""
    kinds = dict.fromkeys(kind for kinds in options.no for kind in kinds)
    return Filters(
        genres=tuple(options.genre),
        without_genres=tuple(options.no_genre),
        without_artists=tuple(options.no_artist),
        without_kinds=tuple(kinds),
        ranges=(*options.range, *options.decade),
        without_songs=frozenset().union(*map(track_ids_of, options.not_in)),
    )


def _kinds(text: str) -> tuple[str, ...]:
    return tuple(map(one_of("kind", KINDS), text.split(",")))


def _range(text: str) -> Range:
    """Reads "tempo=90..120", "energy=..0.5" or "length=2:30..", a length in minutes."""
    name, equals, values = text.partition("=")
    low, dots, high = values.partition("..")
    if not (equals and dots and (low.strip() or high.strip())):
        raise QueryError(_RANGE)
    column = one_of("column", (*RANGED, _LENGTH))(name)
    value = _milliseconds if column == _LENGTH else number
    return Range(
        "duration_ms" if column == _LENGTH else column,
        value(low) if low.strip() else -math.inf,
        value(high) if high.strip() else math.inf,
    )


def _milliseconds(text: str) -> float:
    """Reads minutes, or minutes and seconds such as "2:30"."""
    minutes, colon, seconds = text.partition(":")
    return 1000 * (60 * number(minutes) + (number(seconds) if colon else 0))


def _decade(text: str) -> Range:
    if not re.fullmatch(r"\d{3}0", text, re.ASCII):
        raise QueryError("A decade is written as its first year, such as --decade 1980.")
    return Range("year", int(text), int(text) + _DECADE - 1)
