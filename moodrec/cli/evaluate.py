"""`evaluate`: how good the lists of each preset are, measured on held-out playlists."""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from moodrec import evaluation
from moodrec.cli import common
from moodrec.collection import open_reference
from moodrec.evaluation import MEASURES, Estimate, Evaluated, Protocol

_USUAL = Protocol()
_FOUND = ("precision", "recall", "ndcg")
_KIND = tuple(name for name in MEASURES if name not in _FOUND)
_WIDTH = 15  # of a column
_NAMES = 28  # width of the first
_NOTES = """\
nearest, weighted: danceability and acousticness count half as much as valence and energy.
Behind ± stands the standard error, playlists being the sample; better and worse are beyond twice
the error of the gain."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    command = commands.add_parser("evaluate", help="how good the lists are, on held-out playlists")
    common.add_reference(command)
    command.add_argument(
        "--playlists-held-out",
        type=float,
        default=_USUAL.share,
        metavar="SHARE",
        help=f"which part of the playlists is held out (default {_USUAL.share:g})",
    )
    command.add_argument(
        "--seeds-per-playlist",
        type=int,
        default=_USUAL.seeds_per_playlist,
        metavar="N",
        help=f"how many songs of each are asked about (default {_USUAL.seeds_per_playlist})",
    )
    command.add_argument(
        "--seed", type=int, default=_USUAL.seed, help="the number of the draw (default 0)"
    )
    command.add_argument("--json", type=Path, metavar="FILE", help="write the table as JSON too")
    command.add_argument("--quick", action="store_true", help="try fewer of the playlists held out")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Prints the table. Raises MoodrecError."""
    protocol = Protocol(
        options.playlists_held_out, options.seeds_per_playlist, options.seed, options.quick
    )
    tracks = open_reference(common.settings_of(options))
    found = evaluation.evaluate(tracks, protocol, _tell if sys.stderr.isatty() else _silent)
    print(as_text(found))
    if options.json:
        text = json.dumps(as_json(found), ensure_ascii=False, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")


def as_json(found: Evaluated) -> dict[str, Any]:
    """The evaluation as plain JSON values; what is not known is null."""
    rows = [
        {
            "method": row.method,
            "preset": row.preset,
            **{name: _plain(estimate) for name, estimate in row.measured.items()},
            "gain": _plain(row.gain),
            "verdict": row.gain.verdict,
        }
        for row in found.rows
    ]
    return {**asdict(found), "measures": MEASURES, "listenbrainz": "not asked", "rows": rows}


def as_text(found: Evaluated) -> str:
    """The evaluation as tables for a person."""
    return "\n".join(
        [
            _tried(found),
            "",
            "How much of the playlist is found, in %, and the gain in ndcg over the article's rule",
            *_table(found, _FOUND, gain=True),
            "",
            "What the lists are like, in %, and their novelty in bits",
            *_table(found, _KIND, gain=False),
            "",
            *(f"{name}: {about}." for name, about in MEASURES.items()),
            _NOTES,
        ]
    )


def _tried(found: Evaluated) -> str:
    return (
        f"{found.reference}: {found.songs:,} songs, {found.all_playlists:,} playlists.\n"
        f"{found.playlists:,} playlists were held out (draw {found.protocol.seed}), and "
        f"{found.trials:,} songs of {found.tried:,} of them asked about.\n"
        f"{found.known:,} of these songs are on a playlist that was left to learn from. "
        "ListenBrainz was not asked."
    )


def _table(found: Evaluated, names: tuple[str, ...], *, gain: bool) -> list[str]:
    titles = [*names, *(("gain",) if gain else ())]
    lines = [" " * _NAMES + "".join(f"{title:>{_WIDTH}}" for title in titles)]
    for row in found.rows:
        cells = [_cell(name, row.measured[name]) for name in names]
        told = [_cell("gain", row.gain), f"  {row.gain.verdict}"] if gain else []
        lines.append(f"{row.method:<{_NAMES}}" + "".join([*cells, *told]))
    return lines


def _cell(name: str, estimate: Estimate) -> str:
    if math.isnan(estimate.value):
        return f"{'unknown':>{_WIDTH}}"
    times = 1 if name == "novelty" else 100
    digits = 1 if name in _KIND and name != "novelty" else 2
    value, error = (f"{times * one:.{digits}f}" for one in (estimate.value, estimate.error))
    return f"{f'{value} ± {error}':>{_WIDTH}}"


def _plain(estimate: Estimate) -> dict[str, float | None]:
    return {name: None if math.isnan(value) else value for name, value in asdict(estimate).items()}


def _tell(method: str) -> None:
    print(f"{method} …", file=sys.stderr)


def _silent(method: str) -> None:
    """Programs that read stderr look for errors there."""
