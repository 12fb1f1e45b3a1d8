"""Reads what options are given: names in any case of letters, names with a weight, moods."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from moodrec.errors import QueryError
from moodrec.model import MoodPoint
from moodrec.texts import finite


def one_of(what: str, names: Iterable[str]) -> Callable[[str], str]:
    """Reads one of `names`, in any case and with dashes for spaces; raises QueryError."""
    known = {_plain(name): name for name in names}

    def read(text: str) -> str:
        if (name := known.get(_plain(text))) is None:
            raise QueryError(f"There is no {what} {text}. There are {', '.join(known.values())}.")
        return name

    return read


def weight_of(what: str, names: Iterable[str]) -> Callable[[str], tuple[str, float]]:
    """Reads NAME=W, the name one of `names`; raises QueryError."""
    name_of = one_of(what, names)

    def read(text: str) -> tuple[str, float]:
        name, equals, weight = text.partition("=")
        if not equals:
            raise QueryError(f"Write a weight as {what.upper()}=W, with W from 0 to 1.")
        return name_of(name), number(weight)

    return read


def number(text: str) -> float:
    """Reads a finite number; raises QueryError."""
    if (value := finite(text)) is None:
        raise QueryError(f"“{text}” is no number.")
    return value


def seed(text: str) -> str | MoodPoint:
    """Reads a mood such as "0.30,0.06", raising QueryError, or leaves a link as it is."""
    in_a_link = any(mark in text for mark in "/:")
    return MoodPoint.parse(text) if "," in text and not in_a_link else text


def listed(title: str, entries: Mapping[str, str]) -> str:
    """Names with a sentence on each, as lines of a help text."""
    width = max(map(len, entries))
    return "\n".join(
        [f"{title}:", *(f"  {name:<{width}}  {about}" for name, about in entries.items())]
    )


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())
