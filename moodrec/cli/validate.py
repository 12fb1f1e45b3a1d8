"""`validate`: how well valence and energy agree with what people hear."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from moodrec.cli import common
from moodrec.judging.agreement import Kind, OnAxis, Validation
from moodrec.judging.measured import Ceiling, Measured
from moodrec.judging.reading import AXES, content_of
from moodrec.method.intervals import Interval
from moodrec.service import open_service
from moodrec.texts import clean, counted

_NAMES = 44  # width of the first column
_VALUE = 26
_WIDTH = 14  # of the others
_TITLES: dict[Kind, str] = {
    "pairs": "Pairs: how often the song that people find higher has the higher value",
    "ratings": "Ratings: rank correlation (Spearman's rho) of the mean rating and the value",
}
_NOTES: dict[Kind, str] = {
    "pairs": "0.5 is chance and 1 perfect; equal values count one half, ties are left out.\n"
    "Intervals (95 %) are over pairs of songs. Values that reach the number of people agree with\n"
    "them as well as one more person would.",
    "ratings": "0 is chance and 1 the same order. Intervals (95 %) are over songs. Values that\n"
    "reach the number of people agree with them as well as another crowd of that size would.",
}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    command = commands.add_parser("validate", help="how well the values agree with human ears")
    command.add_argument(
        "--ratings",
        type=Path,
        required=True,
        metavar="FILE",
        help="human judgements: a file of MusAV, a table of pairs (track_a, track_b, axis, "
        "answer, rater) or of ratings (track_id, valence, energy, rater)",
    )
    command.add_argument(
        "--axis", choices=AXES, help="what the rows are about, where they do not say so"
    )
    common.add_reference(command)
    command.add_argument("--json", action="store_true", help="print JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Prints the agreement. Raises MoodrecError."""
    content = content_of(options.ratings)
    service = open_service(common.settings_of(options))
    found = service.validate(content, options.ratings.name, options.axis)
    if options.json:
        print(json.dumps(as_json(found), ensure_ascii=False, indent=2))
    else:
        print(as_text(found))


def as_json(found: Validation) -> dict[str, Any]:
    """The agreement as plain JSON values; what is undefined is null and says why."""
    return asdict(found)


def as_text(found: Validation) -> str:
    """The agreement as tables for a person."""
    lines = [*_counts(found), *found.notices]
    for kind, title in _TITLES.items():
        if axes := [one for one in found.axes if one.kind == kind]:
            lines += ["", title, _header(kind), *(row for one in axes for row in _rows(one)), ""]
            lines += [*_how(axes), _NOTES[kind]]
    return "\n".join(lines)


def _counts(found: Validation) -> Iterator[str]:
    """What was read, and what is odd about it."""
    counts = found.counts
    yield f"{found.name}: {found.layout}, {counted(counts.rows, 'row')} read."
    told = [
        (counts.unreadable, "that cannot be read"),
        (counts.skipped, "without an answer"),
        (counts.undecided, "on which people did not agree"),
        (counts.duplicates, "told twice by the same person"),
    ]
    left_out = [counted(counts.ties, "tie")] if counts.ties else []
    left_out += [f"{number:,} {what}" for number, what in told if number]
    if left_out:
        yield f"Left out: {', '.join(left_out)}."
    against = [
        (counts.both_ways, "pair judged both ways", "pairs judged both ways"),
        (counts.cycles, "circle of three songs", "circles of three songs"),
        (counts.several, "song rated differently", "songs rated differently"),
    ]
    if odd := [counted(*one) for one in against if one[0]]:
        yield f"Where one person contradicts themselves: {', '.join(odd)}."
    if found.levels:
        yield f"How far people agreed, in pairs: {_levels(found)}."
    yield _unknown(found)


def _levels(found: Validation) -> str:
    total = sum(number for _, number in found.levels)
    return ", ".join(
        f"{name.replace('-', ' ')} {number:,} ({number / total:.0%})"
        for name, number in found.levels
    )


def _unknown(found: Validation) -> str:
    counts = found.counts
    known = f"{counts.tracks - counts.unknown:,} of {counted(counts.tracks, 'song')} are known here"
    return (
        f"{known}; not {', '.join(found.unknown)}{_more(found)}." if found.unknown else f"{known}."
    )


def _more(found: Validation) -> str:
    left = found.counts.unknown - len(found.unknown)
    return f" and {left:,} more" if left else ""


def _header(kind: Kind) -> str:
    return (
        " " * _NAMES
        + f"{'agreement':<{_VALUE}}"
        + "".join(f"{title:>{_WIDTH}}" for title in _columns(kind))
    )


def _columns(kind: Kind) -> tuple[str, ...]:
    return ("judgements", "pairs", "songs") if kind == "pairs" else ("ratings", "songs")


def _how(axes: Sequence[OnAxis]) -> Iterator[str]:
    """How people were compared with each other, where they were."""
    for how in dict.fromkeys(one.people.how for one in axes if one.people.value):
        yield f"People among themselves: {how}."


def _rows(one: OnAxis) -> Iterator[str]:
    """An axis: the values in use, each source, and people among themselves."""
    yield one.axis
    several = len(one.sources) != 1
    for measured in (*((one.in_use,) if several else ()), *one.sources):
        yield _row(measured.source, measured, _known(one, measured))
    yield _row("people among themselves", one.people, _of_people(one))


def _known(one: OnAxis, measured: Measured) -> list[str]:
    """How much of what was judged the values know."""
    numbers = [(measured.judgements, one.judgements), (measured.tracks, one.tracks)]
    if one.kind == "pairs":
        numbers.insert(1, (measured.pairs, one.pairs))
    return [f"{known:,} of {judged:,}" for known, judged in numbers]


def _of_people(one: OnAxis) -> list[str]:
    return [f"{one.people.judgements:,}", f"{one.people.items:,}"]


def _row(name: str, measured: Measured | Ceiling, numbers: list[str]) -> str:
    shown = clean(name)
    shown = shown if len(shown) < _NAMES - 2 else f"{shown[: _NAMES - 4]}…"
    cells = "".join(f"{number:>{_WIDTH}}" for number in numbers)
    why = f"  ({measured.why})" if measured.why else ""
    return f"  {shown:<{_NAMES - 2}}{_cell(measured.value):<{_VALUE}}{cells}{why}"


def _cell(value: Interval | None) -> str:
    if value is None:
        return "unknown"
    return f"{value.value:.3f} ({value.low:.3f} to {value.high:.3f})"
