"""`method`: the numbers behind every list, in words, as JSON, as a data card or as code."""

from __future__ import annotations

import argparse
import json
from typing import Any

from moodrec.cli import common, method_text, values
from moodrec.evaluation.published import published
from moodrec.method import card as cards
from moodrec.method.code import CODE, of_track
from moodrec.method.plain import plain
from moodrec.method.report import as_json, report
from moodrec.method.steps import SONGS
from moodrec.model import Query, Recommendation
from moodrec.service import Service


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    command = commands.add_parser(
        "method", help="the method laid open: how the set is distributed, what a metric changes"
    )
    command.add_argument(
        "track",
        nargs="?",
        type=values.seed,
        metavar="LINK|V,E",
        help="a track or mood, to see the article's steps for it (default: a well-known one)",
    )
    common.add_reference(command)
    shown = command.add_mutually_exclusive_group()
    shown.add_argument("--json", action="store_true", help="print every figure as JSON")
    shown.add_argument("--card", action="store_true", help="print the set's data card, Markdown")
    shown.add_argument("--code", action="store_true", help="print each figure's code in pandas")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Prints what is asked for. Raises MoodrecError."""
    service = common.service_of(options)
    if options.card:
        print(cards.to_markdown(cards.card(service.reference)), end="")
        return
    asked = options.track or service.overview.examples[0].id
    answer = service.recommend(Query.of_the_article(asked, SONGS))
    if options.code:
        print(_code(service, answer if options.track else None))
        return
    found = report(service.index, answer.seed, answer.neighbours)
    whole = as_json(found) | {"measured": plain(published())}
    print(_dumped(whole) if options.json else method_text.as_text(found))


def _code(service: Service, answer: Recommendation | None) -> str:
    """All pieces, those about a song about the one that was asked for where the set has it."""
    track = answer.seed.track if answer else None
    known = track is not None and service.reference.row_of(track.id) is not None
    pieces = {
        title: of_track(title, track.id) if track and known else CODE[title] for title in CODE
    }
    return "\n\n".join(f"# {title}\n{code}" for title, code in pieces.items())


def _dumped(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False)
