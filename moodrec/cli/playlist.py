"""`playlist`: how much of a brought list is known, where it lies, and what can be made of it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from moodrec import brought, words
from moodrec.cli import common, filters, portrait, writing
from moodrec.errors import ListError, QueryError
from moodrec.listing import Listing
from moodrec.mood import describe
from moodrec.placement import Coverage, Placed, completed, listing_of
from moodrec.service import Service


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    command = commands.add_parser("playlist", help="a list of one's own on the mood plane")
    command.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="an Exportify CSV, any table with links or ids, links in a text, or the files of "
        "Spotify's privacy export",
    )
    command.add_argument(
        "--report",
        action="store_true",
        help="how each row was placed, or why not, and what the list is like (the default)",
    )
    common.add_reference(command)
    command.add_argument(
        "--all-artists", action="store_true", help="several new songs of one artist are fine"
    )
    command.add_argument("--json", action="store_true", help="print JSON")
    portrait.add(command)
    writing.add(command)
    filters.add(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Prints or writes what is asked for of each list. Raises MoodrecError."""
    _check(options)
    service = common.service_of(options)
    found = brought.from_paths(options.files)
    if not found.lists:
        raise ListError(" ".join(found.problems))
    for problem in found.problems:
        print(f"moodrec: {problem}", file=sys.stderr)
    placed = [_asked(service, service.place(one)) for one in found.lists]
    if writing.asked(options):
        _write(service, placed, options)
    elif portrait.asked(options):
        made = _made(service, placed, options)
        print(writing.as_json(made) if options.json else _songs(made))
    else:
        _report(service, placed, options)


def _check(options: argparse.Namespace) -> None:
    """Raises QueryError where one option would silently undo another."""
    if options.report and (portrait.asked(options) or writing.asked(options)):
        raise QueryError(
            "--report tells what a list is like; the other options make a list or write one. "
            "Leave one of them out."
        )


def _made(
    service: Service, placed: Sequence[Coverage], options: argparse.Namespace
) -> list[Listing]:
    """What the options make of the lists; a list of which nothing can be made is told by name.

    Raises QueryError when nothing can be made of any.
    """
    made, refused = [], []
    for one in placed:
        try:
            made.append(_made_of(service, one, options))
        except QueryError as error:
            refused.append(f"{one.brought.name}: {error}")
    if not made:
        raise QueryError(" ".join(refused))
    for reason in refused:
        print(f"moodrec: {reason}", file=sys.stderr)
    return made


def _made_of(service: Service, placed: Coverage, options: argparse.Namespace) -> Listing:
    """What the options make of a list; the list as it is where they make nothing."""
    made = portrait.apply(
        placed.brought.name,
        placed.songs,
        options,
        service.index,
        filters.read(options),
        one_per_artist=not options.all_artists,
    )
    return completed(made, placed) if made else listing_of(placed)


def _write(service: Service, placed: Sequence[Coverage], options: argparse.Namespace) -> None:
    if len(placed) > 1:
        raise QueryError(f"These files hold {len(placed)} lists. Write one at a time.")
    if options.output and options.output.resolve() in {one.resolve() for one in options.files}:
        raise QueryError(f"{options.output} is the list itself. Give another name to write to.")
    writing.write(_made_of(service, placed[0], options), options)


def _songs(made: Sequence[Listing]) -> str:
    return "\n\n".join(map(portrait.as_text, made))


def _report(service: Service, placed: Sequence[Coverage], options: argparse.Namespace) -> None:
    """Coverage, portrait and rows of each list; two lists are compared as well."""
    index = service.index
    told = [
        portrait.report(one.songs, index, one.weights.tolist() if one.has_plays else None)
        if one.songs
        else None
        for one in placed
    ]
    pairs = [(one.brought.name, one.songs) for one in placed if one.songs]
    compared = None
    if len(placed) == len(pairs) == 2:  # noqa: PLR2004  # a pair
        compared = portrait.compare(pairs[0], pairs[1], index)
    if options.json:
        rows = [
            as_json(one) | {"portrait": report.json if report else None}
            for one, report in zip(placed, told, strict=True)
        ]
        whole = {"lists": rows, "compared": compared.json} if compared else {"lists": rows}
        print(json.dumps(whole, ensure_ascii=False, indent=2))
        return
    texts = [
        as_text(one, report.lines if report else ())
        for one, report in zip(placed, told, strict=True)
    ]
    print("\n\n".join([*texts, *(["\n".join(compared.lines)] if compared else [])]))


def as_text(placed: Coverage, told: Sequence[str] = ()) -> str:
    """The coverage, what the list is like and all rows as lines, those without a place first."""
    rows = sorted(placed.placed, key=lambda one: one.song is not None)
    return "\n".join(
        (
            f"{placed.brought.name}: {placed.sentence}",
            *placed.brought.notices,
            *map(str, placed.failures),
            *told,
            "",
            *map(_line, rows),
        )
    )


def as_json(placed: Coverage) -> dict[str, Any]:
    """The coverage and all rows, in the order of the list, as plain JSON values."""
    return {
        "name": placed.brought.name,
        "sentence": placed.sentence,
        "rows": len(placed),
        "placed": len(placed.places),
        "counts": {**placed.counts, "by_source": dict(placed.by_source)},
        "notices": [*placed.brought.notices, *map(str, placed.failures)],
        "songs": list(map(_song, placed.placed)),
    }


def _asked(service: Service, placed: Coverage) -> Coverage:
    """The list after the sources were asked for all of it, step by step, while they answer."""
    while placed.open:
        before = len(placed.open)
        placed = service.ask(placed)
        if len(placed.open) == before:
            break
    return placed


def _line(one: Placed) -> str:
    row, song = one.brought, one.song
    name = words.by_line(song.track) if song and song.track.name else _as_written(one)
    mood = f"{describe(song.point)}; " if song else "not placed: "
    return f"{row.position:>5}. {name} ({mood}{one.told})"


def _as_written(one: Placed) -> str:
    row = one.brought
    title = row.title or row.text or row.track_id or "no name"
    return f"{title} – {', '.join(row.artists)}" if row.artists else title


def _song(one: Placed) -> dict[str, Any]:
    row, song = one.brought, one.song
    track = song.track if song else None
    return {
        "position": row.position,
        "kind": row.kind,
        "id": row.track_id,
        "title": (track.name if track else None) or row.title or row.text or None,
        "artists": list((track.artists if track else ()) or row.artists),
        "valence": song.point.valence if song else None,
        "energy": song.point.energy if song else None,
        "how": one.how,
        "told": one.told,
        "plays": row.plays,
    }
