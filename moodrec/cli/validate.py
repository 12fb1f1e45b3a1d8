"""`validate`: how well valence and energy agree with what people hear."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from moodrec.cli import common
from moodrec.judging import sentences
from moodrec.judging.agreement import Kind, OnAxis, Validation
from moodrec.judging.measured import Ceiling, Measured
from moodrec.judging.reading import AXES, content_of
from moodrec.method.intervals import Interval
from moodrec.texts import clean

_NAMES = 44  # width of the first column
_VALUE = 26
_WIDTH = 14  # of the others


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
    service = common.service_of(options)
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
    lines = [*sentences.counts(found), *found.notices]
    for kind, title in sentences.TITLES.items():
        if axes := [one for one in found.axes if one.kind == kind]:
            lines += ["", title, _header(kind), *(row for one in axes for row in _rows(one)), ""]
            lines += [*_how(axes), sentences.NOTES[kind]]
    return "\n".join(lines)


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
