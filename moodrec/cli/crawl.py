"""`crawl`: gathers a new reference set, with a bar; what was fetched is never lost."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Never

from tqdm import tqdm

from moodrec import news, settings
from moodrec.collection import export_reference
from moodrec.crawl import NAMES, Crawl, Crawls, about, first_possible
from moodrec.errors import CrawlError, CrawlUnfinished, DatabaseAway, QueryError
from moodrec.plan import Plan, Run
from moodrec.settings import Settings

_LOOK = 0.2  # seconds between two looks at how far it is
_BAR = "{percentage:3.0f} % {bar} {desc}"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    command = commands.add_parser(
        "crawl",
        help="gather a new reference set",
        description="Gathers a new reference set. Ctrl-C stops it; --resume goes on.",
    )
    command.add_argument(
        "--source", choices=NAMES, help="who is asked (default: the first that the keys allow)"
    )
    command.add_argument(
        "--genres", default="", metavar="A,B", help="genre seeds (default: all of them)"
    )
    command.add_argument(
        "--per-genre", type=int, help="tracks for each genre or cell (default: by source)"
    )
    command.add_argument(
        "--pause", type=float, default=0.2, help="seconds between two calls (default 0.2)"
    )
    command.add_argument(
        "--at-least",
        type=int,
        default=0,
        help="refuse fewer new songs (default: half; 1 with --keep)",
    )
    command.add_argument(
        "--keep",
        action=argparse.BooleanOptionalAction,
        help="keep the songs of the present set beside the new ones (default: by source)",
    )
    going_on = command.add_mutually_exclusive_group()
    going_on.add_argument("--resume", action="store_true", help="go on with the last crawl")
    going_on.add_argument(
        "--accept", action="store_true", help="end the last crawl with the songs found so far"
    )
    going_on.add_argument(
        "--anew", action="store_true", help="give up a crawl that could be resumed"
    )
    command.add_argument("--out", type=Path, metavar="FILE", help="write the new set there too")
    command.add_argument(
        "--article", action="store_true", help="--out with the article's six columns alone"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Crawls until the end, or until Ctrl-C. Raises MoodrecError."""
    found = settings.load()
    crawls = Crawls(found)
    begin = _beginning(options, found, crawls)
    ended = _watched(begin(), crawls)
    if lines := news.left_out(ended):
        print(lines)
    if ended.state != "done":
        raise CrawlUnfinished(
            f"{news.state(ended)} {news.resumed_by(ended)}", stopped=ended.state == "stopped"
        )
    print(news.state(ended))
    if found.reference:
        print("MOODREC_REFERENCE names another table: the new set is in use once that is gone.")
    if options.out:
        rows = export_reference(
            found, options.out, article=options.article, number=ended.set_number
        )
        print(f"{rows:,} songs written to {options.out}.")


def _beginning(options: argparse.Namespace, found: Settings, crawls: Crawls) -> Callable[[], Crawl]:
    if options.out and options.out.suffix.lower() not in {".csv", ".parquet"}:
        raise QueryError(f"{options.out.name} should end in .csv or .parquet.")
    if options.out and not options.out.absolute().parent.is_dir():
        raise QueryError(f"There is no folder {options.out.parent} to write to.")
    if options.article and not options.out:
        raise QueryError("--article goes with --out FILE.")
    if options.accept:
        return crawls.accept
    if options.resume:
        return lambda: crawls.resume(options.at_least or None)
    last = crawls.latest()
    if last and last.resumable and last.found and not options.anew:
        raise CrawlError(
            f"{news.state(last)} Go on with --resume, take them with --accept, or give them up "
            "with --anew."
        )
    name = options.source or first_possible(found)
    plan = Plan(
        source=name,
        genres=tuple(dict.fromkeys(filter(None, map(str.strip, options.genres.split(","))))),
        per_genre=about(name).usual if options.per_genre is None else options.per_genre,
        pause=options.pause,
        at_least=options.at_least,
        keep=about(name).keeps if options.keep is None else options.keep,
    )
    return lambda: crawls.start(plan)


def _watched(crawl: Crawl, crawls: Crawls) -> Run:
    """Shows a bar until the crawl ends; Ctrl-C asks it to stop and waits for that."""
    with tqdm(bar_format=_BAR, disable=not sys.stderr.isatty(), dynamic_ncols=True) as bar:
        while not crawl.over.is_set():
            try:
                crawl.over.wait(_LOOK)
                _show(bar, crawls.latest())
            except DatabaseAway:
                bar.set_description_str("waiting for the database …")
            except KeyboardInterrupt:
                bar.set_description_str("stopping …")
                crawls.stop()
    if crawl.error is not None:
        raise crawl.error
    ended = crawls.latest()
    if ended is None:
        raise CrawlError("The crawl was removed by another program.")
    return ended


def _show(bar: tqdm[Never], run: Run | None) -> None:
    if run:
        bar.total = run.total or None
        bar.n = run.done
        bar.set_description_str(run.message or news.progress(run))
