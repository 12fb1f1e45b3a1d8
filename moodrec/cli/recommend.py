"""`recommend`: what goes with tracks and moods, in words or JSON."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from moodrec import reasons, words
from moodrec.cli import common, filters, values, wishes, writing
from moodrec.errors import QueryError
from moodrec.exports.answer import listing
from moodrec.model import (
    DEFAULT_NEIGHBOURS,
    MAX_NEIGHBOURS,
    AudioFeatures,
    MoodPoint,
    Neighbour,
    Query,
    Recommendation,
    Ring,
    Seed,
    Track,
)
from moodrec.wishes import Wishes


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    command = commands.add_parser(
        "recommend",
        help="the nearest neighbours of tracks and moods",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"{wishes.EXPLAINED}\n\n{filters.EXPLAINED}",
        anywhere="links",
    )
    command.add_argument("links", nargs="*", metavar="LINK", help="a Spotify link or track id")
    command.add_argument(
        "--at",
        action="append",
        type=MoodPoint.parse,
        default=[],
        metavar="V,E",
        help="a mood point, such as 0.30,0.06; several links and moods are sought for together",
    )
    command.add_argument(
        "--not-like",
        action="append",
        type=values.seed,
        default=[],
        metavar="LINK|V,E",
        help="a track or mood to keep away from",
    )
    command.add_argument(
        "--n",
        type=int,
        default=DEFAULT_NEIGHBOURS,
        help=f"how many neighbours, 1 to {MAX_NEIGHBOURS} (default {DEFAULT_NEIGHBOURS})",
    )
    common.add_reference(command)
    common.add_rules(command)
    command.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    writing.add(command)
    wishes.add(command)
    filters.add(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Prints the recommendation, or writes its list down. Raises MoodrecError."""
    query = _query(options)
    answer = common.recommender_of(options).recommend(query)
    if writing.asked(options):
        writing.write(listing(answer), options)
        return
    text = json.dumps(as_json(answer), ensure_ascii=False, indent=2)
    print(text if options.json else as_text(answer))


def as_json(answer: Recommendation) -> dict[str, Any]:
    """The recommendation as plain JSON values."""
    seed, ring, reference = answer.seed, answer.ring, answer.reference
    return {
        "seed": _seed(seed),
        "seeds": {
            "added": [_seed(one) for one in answer.added],
            "subtracted": [_seed(one) for one in answer.subtracted],
        },
        "wishes": _wishes(answer.wishes),
        "neighbours": [
            {**_track(one.track), **_place(one), "why": _why(one, ring)}
            for one in answer.neighbours
        ],
        "ring": {
            "radius": ring.radius,
            "songs": ring.songs,
            "allowed": ring.allowed,
            "reach": ring.reach,
        },
        "reference": {
            "name": reference.name,
            "rows": reference.rows,
            "dropped": dict(reference.dropped),
        },
        "provenance": {"title": _origin(seed.track), "mood": _origin(seed.features)},
        "heard": [
            {"source": one.source, "missing": one.missing, "waiting": one.waiting}
            for one in answer.heard
        ],
        "emptied": asdict(answer.emptied) if answer.emptied else None,
        "notices": list(answer.notices),
    }


def as_text(answer: Recommendation) -> str:
    """The recommendation as lines for a person."""
    seeds = [_named(seed) for seed in answer.added]
    away = [f"not like: {_named(seed)}" for seed in answer.subtracted]
    picks = [
        f"{place:>3}. {words.by_line(neighbour.track)} ({reasons.reason(neighbour, answer.ring)})\n"
        f"     {neighbour.track.url}"
        for place, neighbour in enumerate(answer.neighbours, start=1)
    ]
    late = [one.source for one in answer.heard if one.waiting]
    heard = (reasons.heard(answer), reasons.late(late) if late else "")
    return "\n".join(
        (
            *seeds,
            *away,
            *filter(None, (words.sentence(answer), reasons.widened(answer))),
            "",
            *(picks or [_nothing(answer)]),
            *filter(None, (*answer.notices, *heard)),
        )
    )


def _query(options: argparse.Namespace) -> Query:
    seeds = [*options.links, *options.at]
    if not seeds:
        raise QueryError("Give a Spotify link or --at VALENCE,ENERGY, or several of them.")
    return Query(
        seed=seeds[0],
        n=options.n,
        one_per_artist=not options.all_artists,
        one_per_recording=not options.all_releases,
        more=tuple(seeds[1:]),
        less=tuple(options.not_like),
        wishes=wishes.read(options),
        filters=filters.read(options),
    )


def _nothing(answer: Recommendation) -> str:
    return reasons.emptied(answer.emptied) if answer.emptied else "No song is left to pick."


def _named(seed: Seed) -> str:
    return words.by_line(seed.track) if seed.track else f"The mood {seed.point}"


def _seed(seed: Seed) -> dict[str, Any]:
    return {
        **(_track(seed.track) if seed.track else {}),
        "valence": seed.point.valence,
        "energy": seed.point.energy,
    }


def _wishes(wishes: Wishes) -> dict[str, Any]:
    pairs = ("weights", "sound_weights", "shares")
    return {**asdict(wishes), **{name: dict(getattr(wishes, name)) for name in pairs}}


def _track(track: Track) -> dict[str, Any]:
    return {
        "id": track.id,
        "name": track.name,
        "artists": list(track.artists),
        "genre": track.genre,
        "popularity": track.popularity,
        "url": track.url,
    }


def _place(neighbour: Neighbour) -> dict[str, float]:
    return {
        "valence": neighbour.point.valence,
        "energy": neighbour.point.energy,
        "distance": neighbour.distance,
    }


def _why(neighbour: Neighbour, ring: Ring) -> dict[str, Any]:
    why = neighbour.why
    return {
        "sentence": reasons.reason(neighbour, ring),
        "alike": list(why.alike),
        "differs": dict(why.differs),
        "fame": why.fame,
        "genre": why.genre,
        "heard": list(why.heard),
    }


def _origin(told: Track | AudioFeatures | None) -> dict[str, str | None] | None:
    if told is None:
        return None
    return {
        "source": told.source,
        "fetched_at": told.fetched_at.isoformat() if told.fetched_at else None,
    }
