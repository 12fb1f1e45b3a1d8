"""Starts the app and sends visitors there: `python -m tests.load --visitors 20 --seconds 60`.

It ends with 1 when any action failed. Nothing leaves this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from itertools import dropwhile
from pathlib import Path

from moodrec.collection import import_tables, open_reference
from moodrec.settings import Settings
from tests.benchmarks.sets import written
from tests.browser import App, running
from tests.load.crowd import Crowd, crowd, first

OPEN_ABOUT_ERRORS = {
    "STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": "full",
    "STREAMLIT_LOGGER_ENABLE_RICH": "false",
}
"""Settings with which an app tells visitors and its log what broke."""
AS_STARTED = {"MALLOC_ARENA_MAX": "1"}
"""What `make run` tells the C library."""
LONGEST = 3600
"""Most seconds of a run."""
ALONE = 0.25
"""The part of the time, at most a minute, in which one visitor is alone, to measure others by."""
_LINES = 80  # of the server's log that are printed after an error
_KNOWN = 1_000  # songs whose links visitors have


def main(arguments: Sequence[str] | None = None) -> int:
    """Carries out a run and prints it."""
    options = options_of(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ids = _prepare(folder, options.songs)
        here = {"MOODREC_OFFLINE": "1", "MOODREC_DATA_DIR": str(folder)}
        with running({**here, **AS_STARTED, **OPEN_ABOUT_ERRORS}) as app:
            return asyncio.run(carry_out(app, ids, options))


def _prepare(folder: Path, songs: int) -> list[str]:
    """Imports a synthetic set where one is wished for; gives ids of songs that are known then."""
    settings = Settings(data_dir=folder)
    if songs:
        import_tables(settings, [written(songs, folder)])
    tracks = open_reference(settings)
    print(f"{len(tracks):,} songs: {tracks.summary.name}")
    ids: list[str] = tracks.texts("id")[:: max(1, len(tracks) // _KNOWN)].to_pylist()
    return ids


async def carry_out(app: App, ids: Sequence[str], options: argparse.Namespace) -> int:
    """Carries out a run against an app and prints it; gives the program's exit code."""
    opening = await first(app)
    print("\nThe first visitor, who turns every page once")
    print(opening.table(), *opening.problems(), sep="\n")
    alone = await crowd(app, ids, 1, min(ALONE * options.seconds, 60), pause=0.5)
    print("\nOne visitor alone, half a second between actions")
    _tell(alone)
    many = await crowd(app, ids, options.visitors, options.seconds, options.pause)
    print(f"\n{options.visitors} visitors, {options.pause:g} s between actions")
    _tell(many)
    ratio = many.measures.seconds(95) / alone.measures.seconds(50)
    print(f"p95 of {options.visitors} visitors / p50 of one alone: {ratio:.1f}")
    _tell_memory(alone, many)
    if not opening.errors + alone.measures.errors + many.measures.errors:
        return 0 if many.measures.acted else 1
    print("\nWhat the server said first of an error", *_complaint(app), sep="\n")
    return 1


def _tell(found: Crowd) -> None:
    print(found.measures.table(), *found.measures.problems(), sep="\n")
    print(
        f"processor: {1000 * found.cpu / max(found.measures.count, 1):.0f} ms for each action; "
        f"the host took {found.stolen:.1%} of this machine's time"
    )


def _tell_memory(alone: Crowd, many: Crowd) -> None:
    start, half, end = alone.memory_at(9), many.memory_at(4), many.memory_at(9)
    print(f"server memory: {start:.0f} MB at the start, {half:.0f} half-way, {end:.0f} at the end")
    print(f"for each session: {(end - start) / many.visitors:.2f} MB")


def _complaint(app: App) -> list[str]:
    """The server's log from its first error on."""
    said = app.log.read_text(errors="replace").splitlines()
    return list(dropwhile(lambda line: "Uncaught" not in line, said))[:_LINES]


def options_of(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Reads what was typed; ends the program where it makes no sense."""
    parser = argparse.ArgumentParser(prog="tests.load", description=__doc__)
    parser.add_argument("--visitors", type=int, choices=range(1, 501), default=20, metavar="N")
    parser.add_argument("--seconds", type=float, default=60.0, help=f"at most {LONGEST}")
    parser.add_argument("--pause", type=float, default=5.0, help="seconds between two actions")
    parser.add_argument("--songs", type=int, default=0, help="a synthetic set of that many")
    options = parser.parse_args(arguments)
    if not 0 < options.seconds <= LONGEST or options.pause < 0:
        parser.error(f"--seconds: at most {LONGEST:,}; --pause: not below 0")
    return options


if __name__ == "__main__":
    sys.exit(main())
