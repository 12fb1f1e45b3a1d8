"""`validate`: how well valence and energy agree with what people hear."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from moodrec.cli import common
from moodrec.judging import sentences, table
from moodrec.judging.agreement import Kind, OnAxis, Validation
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
            lines += table.notes(kind, axes)
    return "\n".join(lines)


def _header(kind: Kind) -> str:
    return (
        " " * _NAMES
        + f"{'agreement':<{_VALUE}}"
        + "".join(f"{title:>{_WIDTH}}" for title in table.columns(kind))
    )


def _rows(one: OnAxis) -> Iterator[str]:
    yield one.axis
    yield from map(_row, table.rows(one))


def _row(row: table.Row) -> str:
    shown = clean(row.name)
    shown = shown if len(shown) < _NAMES - 2 else f"{shown[: _NAMES - 4]}…"
    cells = "".join(f"{number:>{_WIDTH}}" for number in row.rests_on)
    why = f"  ({row.why})" if row.why else ""
    return f"  {shown:<{_NAMES - 2}}{_cell(row.value):<{_VALUE}}{cells}{why}".rstrip()


def _cell(value: Interval | None) -> str:
    if value is None:
        return "unknown"
    return f"{value.value:.3f} ({value.low:.3f} to {value.high:.3f})"
