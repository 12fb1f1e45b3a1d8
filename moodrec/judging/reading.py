"""Reads human judgements out of a file: which of two tracks is higher, or how high one is.

Four layouts are told apart by their columns. Two are those of MusAV, a set of judgements of
pairs (D. Bogdanov et al., "MusAV: a dataset of relative arousal-valence annotations for
validation of audio models", 2022, https://github.com/MTG/musav-dataset): raw, one line a
judgement, and processed, one line a pair. The others are any table of pairs, and any table of
ratings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from moodrec import lists
from moodrec.brought import MOST_ROWS
from moodrec.errors import ListError
from moodrec.judgements import Axis, Judgement, Rating
from moodrec.judging import cell
from moodrec.judging.columns import Role
from moodrec.judging.rows import Rows, rows_of
from moodrec.texts import counted

Layout = Literal["pairs", "pairs with what the crowd agreed on", "ratings"]
Row = Mapping[Role, object]

AXES: tuple[Axis, ...] = get_args(Axis)
LEVELS = ("full-agreement", "majority-agreement", "disagreement")
"""How far the people who judged a pair agreed, in MusAV's words."""

_CALLED: dict[Axis, frozenset[str]] = {
    "valence": frozenset(("valence",)),
    "energy": frozenset(("energy", "arousal")),
}
_SHOWN = 12  # columns of a table that cannot be used


@dataclass(frozen=True, slots=True)
class Opinions:
    """What people said in the file `name`, of which `rows` were read.

    `unreadable` rows tell no track, axis or answer; in `skipped` ones nobody answered; in
    `undecided` ones the crowd did not agree. `levels` counts the rows of each of LEVELS, where
    the file has one row a pair; `notices` are sentences about the reading.
    """

    name: str
    layout: Layout
    rows: int
    judgements: tuple[Judgement, ...] = ()
    ratings: tuple[Rating, ...] = ()
    unreadable: int = 0
    skipped: int = 0
    undecided: int = 0
    levels: tuple[tuple[str, int], ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def told(self) -> int:
        """How many rows say something."""
        return self.rows - self.unreadable - self.skipped - self.undecided


@dataclass(slots=True)
class _Reading:
    """A reading under way; `axis` is that of rows that name none."""

    axis: Axis | None
    judgements: list[Judgement] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)


def read(content: bytes, name: str, axis: Axis | None = None) -> Opinions:
    """The judgements or ratings in a file called `name`.

    `axis` is what rows are about that do not say so; without it the file's name may tell it.
    Raises ListError, a sentence that says what to do, when nothing can be read.
    """
    rows = rows_of(content, name)
    layout, take = _layout(rows)
    reading = _Reading(axis or axis_of_name(name))
    for row in rows.rows:
        take(reading, row)
    if not (reading.judgements or reading.ratings):
        raise ListError(_nothing(rows, reading))
    return Opinions(
        name=rows.name,
        layout=layout,
        rows=len(rows.rows) + rows.broken,
        judgements=tuple(reading.judgements),
        ratings=tuple(reading.ratings),
        unreadable=rows.broken + reading.counts["unreadable"] + reading.counts["no axis"],
        skipped=reading.counts["skipped"],
        undecided=reading.counts["undecided"],
        levels=tuple((one, reading.levels[one]) for one in LEVELS if reading.levels[one]),
        notices=tuple(_notices(rows, reading)),
    )


def content_of(path: Path) -> bytes:
    """The bytes of a file, one more than is read at most where it is too large.

    Raises ListError when it cannot be opened.
    """
    try:
        with path.open("rb") as file:
            return file.read(lists.LARGEST + 1)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise ListError(f"The file {path} cannot be read: {reason}.") from error


def axis_of_name(name: str) -> Axis | None:
    """The axis that a file's name tells between dots or the like; None for none or both."""
    told = set(re.split(r"[^a-z]+", name.casefold()))
    found: list[Axis] = [axis for axis in AXES if told & _CALLED[axis]]
    return found[0] if len(found) == 1 else None


def _layout(rows: Rows) -> tuple[Layout, Callable[[_Reading, Row], None]]:
    """What the table is, and what takes one of its rows. Raises ListError for other columns."""
    if {"a", "b", "answer"} <= rows.roles:  # first: such a table may number its pairs
        return "pairs", _take_pair
    if {"pair", "answer"} <= rows.roles:
        return "pairs with what the crowd agreed on", _take_agreed
    if "track" in rows.roles and {"valence", "energy"} & rows.roles:
        return "ratings", _take_ratings
    raise ListError(_other_columns(rows))


def _take_agreed(reading: _Reading, row: Row) -> None:
    """A row of MusAV's processed files: two ids joined by -, and what most people said."""
    level = cell.text(row.get("agreement")).casefold()
    reading.levels[level] += 1
    if level == "disagreement" or cell.text(row["answer"]).casefold() == "undefined":
        reading.counts["undecided"] += 1
        return
    a, _, b = cell.text(row["pair"]).partition("-")
    _judge(reading, row, a, b)


def _take_pair(reading: _Reading, row: Row) -> None:
    if not cell.is_answer(cell.text(row["answer"])):
        reading.counts["skipped"] += 1
        return
    _judge(reading, row, cell.text(row["a"]), cell.text(row["b"]))


def _judge(reading: _Reading, row: Row, first: str, second: str) -> None:
    """Keeps the judgement of a row, or counts why it is none."""
    a, b = cell.track(first), cell.track(second)
    higher = cell.answer(cell.text(row["answer"]), a, b) if a and b else None
    written = cell.text(row.get("axis"))
    axis = cell.axis(written) if written else reading.axis
    if a is None or b is None or a == b or higher is None:
        reading.counts["unreadable"] += 1
    elif axis is None:
        reading.counts["no axis"] += 1
    else:
        reading.judgements.append(Judgement(a, b, axis, higher, cell.text(row.get("rater"))))


def _take_ratings(reading: _Reading, row: Row) -> None:
    """The ratings of a row, one or two; what stands in for a number is none."""
    track = cell.track(cell.text(row["track"]))
    told = {axis: cell.rating(row.get(axis)) for axis in AXES} if track else {}
    rater = cell.text(row.get("rater"))
    found = [Rating(track, axis, value, rater) for axis, value in told.items()
             if track and value is not None]  # fmt: skip
    reading.ratings += found
    written = [axis for axis in AXES if cell.text(row.get(axis))]
    reading.counts["cells"] += len(written) - len(found) if found else 0
    if not found:
        reading.counts["unreadable" if written or not track else "skipped"] += 1


def _notices(rows: Rows, reading: _Reading) -> Iterator[str]:
    if rows.total > MOST_ROWS:
        yield f"The first {MOST_ROWS:,} of {rows.total:,} rows are taken."
    if cells := reading.counts["cells"]:
        yield (
            f"Left out beside them: {counted(cells, 'rating')} that cannot be read, in rows whose "
            "other rating can."
        )


def _nothing(rows: Rows, reading: _Reading) -> str:
    """Why no row of a table with the right columns could be used."""
    if reading.counts["no axis"]:
        return (
            f"{rows.name} does not say which axis it is about. Say that it is about valence or "
            "about energy (--axis), or name the file such as judgements.valence.jsonl."
        )
    if reading.counts["skipped"] or reading.counts["undecided"]:
        return f"{rows.name} holds no answer: nobody chose in any row. Give a table with answers."
    return (
        f"{rows.name} holds no judgement that can be read. Tracks are told by Spotify links, URIs "
        "or ids, answers by a, b, ab or the id of the higher track, ratings by numbers."
    )


def _other_columns(rows: Rows) -> str:
    shown = ", ".join(filter(None, (cell.text(one)[:40] for one in rows.columns[:_SHOWN])))
    has = f"It has the columns {shown}. " if shown else ""
    return (
        f"{rows.name} is no table of human judgements. {has}Give pairs, with columns such as "
        "track_a, track_b, axis and answer, or ratings, with track_id and valence or energy."
    )
