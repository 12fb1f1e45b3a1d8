"""`reference`: what is in the reference set, and how to change it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from moodrec import layouts, settings, words
from moodrec.collection import export_reference, import_tables, open_library, open_reference
from moodrec.errors import QueryError
from moodrec.library import Library
from moodrec.overview import overview
from moodrec.reference import ReferenceSet
from moodrec.texts import by_reason


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command and what it can do."""
    command = commands.add_parser("reference", help="the reference set: look, import, export, use")
    actions = command.add_subparsers(required=True, metavar="ACTION")

    info = actions.add_parser("info", help="what is in use and what is kept")
    info.add_argument("--json", action="store_true", help="print JSON")
    info.set_defaults(run=_info)

    importing = actions.add_parser("import", help="make tables the reference set")
    importing.add_argument("files", nargs="+", type=Path, metavar="FILE")
    importing.add_argument(
        "--at-least", type=int, default=1, help="refuse when fewer songs are usable"
    )
    importing.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="NAME=COLUMN",
        help="which column of the tables is moodrec's NAME, such as valence=Happiness",
    )
    importing.set_defaults(run=_import)

    export = actions.add_parser("export", help="write the set in use to a file")
    export.add_argument("file", type=Path, help="a name ending in .csv or .parquet")
    export.add_argument("--article", action="store_true", help="the article's six columns alone")
    export.set_defaults(run=_export)

    use = actions.add_parser("use", help="put a kept set back")
    use.add_argument("version", help="a number that info prints, or: packaged")
    use.set_defaults(run=_use)

    delete = actions.add_parser("delete", help="remove a kept set that is not in use")
    delete.add_argument("version", type=int, help="a number that info prints")
    delete.set_defaults(run=_delete)


def _info(options: argparse.Namespace) -> None:
    found = settings.load()
    tracks, library = open_reference(found), open_library(found)
    if options.json:
        print(json.dumps(_as_json(tracks, library), ensure_ascii=False, indent=2))
        return
    print(words.contents(tracks.summary, overview(tracks).calm_and_happy))
    if left_out := words.left_out(tracks.summary):
        print(left_out)
    for version in library.versions():
        mark = "*" if version.path.name == library.token() else " "
        print(f"{mark} {version.number:>4}  {version.created_at:%Y-%m-%d %H:%M}  "
              f"{version.rows:>9,} songs  {version.name}")  # fmt: skip


def _import(options: argparse.Namespace) -> None:
    layout = layouts.by_hand(dict(map(_named, options.column))) if options.column else None
    version = import_tables(settings.load(), options.files, options.at_least, layout)
    reasons = by_reason(version.dropped)
    print(f"Set {version.number} with {version.rows:,} songs is in use.")
    if reasons:
        print(f"Left out: {reasons}.")


def _named(option: str) -> tuple[str, str]:
    """Reads "valence=Happiness"."""
    name, equals, column = option.partition("=")
    if not (name and equals and column):
        raise QueryError("Say a column as NAME=COLUMN, such as --column valence=Happiness.")
    return name, column


def _export(options: argparse.Namespace) -> None:
    rows = export_reference(settings.load(), options.file, article=options.article)
    print(f"{rows:,} songs written to {options.file}.")


def _use(options: argparse.Namespace) -> None:
    library = open_library(settings.load())
    if options.version == "packaged":
        library.use(None)
    elif options.version.isdigit():
        library.use(int(options.version))
    else:
        raise QueryError("Say which set: a number that reference info prints, or packaged.")
    print(f"Set {options.version} is in use.")


def _delete(options: argparse.Namespace) -> None:
    open_library(settings.load()).delete(options.version)
    print(f"Set {options.version} is removed.")


def _as_json(tracks: ReferenceSet, library: Library) -> dict[str, Any]:
    summary = tracks.summary
    return {
        "name": summary.name,
        "version": tracks.version,
        "rows": summary.rows,
        "genres": dict(summary.genres),
        "sources": tracks.sources(),
        "dropped": dict(summary.dropped),
        "kept": [
            {
                "number": version.number,
                "in_use": version.path.name == library.token(),
                "name": version.name,
                "rows": version.rows,
                "created_at": version.created_at.isoformat(),
            }
            for version in library.versions()
        ],
    }
