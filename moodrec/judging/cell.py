"""What one cell of a table of human judgements says: a track, an axis, an answer, a number."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import lru_cache

from moodrec import lists
from moodrec.judgements import Axis, Higher
from moodrec.links import is_track_id
from moodrec.texts import clean, finite

_LONGEST = 2_000  # characters of a cell that are looked at
_LARGEST = 1e9  # of a rating
_AXES: dict[Axis, re.Pattern[str]] = {
    "valence": re.compile(r"valence|positiv|happ|pleasant|cheer|bright"),
    "energy": re.compile(r"arousal|energ|livel|excit"),
}
_OTHER_WAY = re.compile(r"\b(?:less|least|low|lower|lowest|not|un\w+|negativ\w*|sad\w*|calm\w*)\b")
_ANSWERS: dict[Higher, frozenset[str]] = {
    "a": frozenset(("a", "1", "first")),
    "b": frozenset(("b", "2", "second")),
    "ab": frozenset(("ab", "tie", "equal", "same", "both")),
}
_COMMA = re.compile(r"[+-]?\d+,\d+")
_NO_ANSWER = frozenset(("", "not_selected"))


def text(cell: object) -> str:
    """A cell as a clean text; a whole number without its decimals, empty for what is no value."""
    if isinstance(cell, float):
        cell = int(cell) if cell.is_integer() else cell if math.isfinite(cell) else None
    if isinstance(cell, bool) or not isinstance(cell, (str, int, float, Decimal)):
        return ""
    return clean(str(cell)[:_LONGEST])


@lru_cache(maxsize=4096)
def track(written: str) -> str | None:
    """The id of the one track that a text names by id, URI or link; None for none or several."""
    if is_track_id(written):
        return written
    found = {one for kind, one in lists.mentions(written) if kind == "track"}
    return found.pop() if len(found) == 1 else None


def axis(written: str) -> Axis | None:
    """The axis that a name, or a question such as "Which is happier?", asks about.

    None where it names none or both, or may ask for the lower one: that is never guessed.
    """
    asked = written.casefold()
    found = [one for one, pattern in _AXES.items() if pattern.search(asked)]
    return found[0] if len(found) == 1 and not _OTHER_WAY.search(asked) else None


def is_answer(written: str) -> bool:
    """False where nobody answered."""
    return written.casefold() not in _NO_ANSWER


def answer(written: str, a: str, b: str) -> Higher | None:
    """Which track of a pair an answer names, by its place or its id; None where it tells none."""
    small = written.casefold()
    named = next((higher for higher, words in _ANSWERS.items() if small in words), None)
    if named is not None:
        return named
    chosen = track(written)
    return "a" if chosen == a else "b" if chosen == b else None


def rating(cell: object) -> float | None:
    """A number on any scale, with a decimal point or comma; None beyond any scale."""
    written = text(cell)
    value = finite(written.replace(",", ".") if _COMMA.fullmatch(written) else written)
    return value if value is not None and abs(value) <= _LARGEST else None
