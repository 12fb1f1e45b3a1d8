"""Texts: foreign ones without what breaks pages, and numbers of things in words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

_YEAR = re.compile(r"[0-9]{4}(?![0-9])")
_BREAKING = re.compile(
    r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]+"
)


def clean(text: str) -> str:
    """The text with what breaks lines, pages and XML as spaces, none at its ends.

    That is controls, those of direction too, lone surrogates, and what is no character.
    """
    return _BREAKING.sub(" ", text).strip()


def leading_year(date: str) -> int | None:
    """The year that a date begins with, such as "2019-06-14" or "1982"; None when none does."""
    found = _YEAR.match(date)
    return int(found[0]) if found else None


def finite(text: str) -> float | None:
    """The finite number that a text is, else None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number of things, such as "1 song" or "4,481 songs"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def by_reason(rows: Iterable[tuple[str, int]]) -> str:
    """Numbers of rows with the reason of each, such as "3 (duplicate id), 1 (empty id)"."""
    return ", ".join(f"{count:,} ({reason})" for reason, count in rows)


def duration(seconds: float) -> str:
    """A time in the largest fitting unit, rounded up, such as "3 minutes"."""
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds > size:
            return counted(-int(-seconds // size), unit)
    return counted(max(1, -int(-seconds // 1)), "second")
