"""`recommend`: the nearest neighbours of a track or a mood."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from moodrec import reasons, settings, words
from moodrec.errors import QueryError
from moodrec.model import (
    DEFAULT_NEIGHBOURS,
    MAX_NEIGHBOURS,
    AudioFeatures,
    MoodPoint,
    Neighbour,
    Query,
    Recommendation,
    Track,
)
from moodrec.service import open_service


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    command = commands.add_parser("recommend", help="the nearest neighbours of a track or a mood")
    command.add_argument("link", nargs="?", help="a Spotify link or track id")
    command.add_argument("--at", metavar="V,E", help="a mood point instead, such as 0.30,0.06")
    command.add_argument(
        "--n",
        type=int,
        default=DEFAULT_NEIGHBOURS,
        help=f"how many neighbours, 1 to {MAX_NEIGHBOURS} (default {DEFAULT_NEIGHBOURS})",
    )
    command.add_argument("--reference", type=Path, help="a CSV or Parquet table as reference set")
    command.add_argument(
        "--all-artists", action="store_true", help="several songs of one artist are fine"
    )
    command.add_argument(
        "--all-releases", action="store_true", help="several releases of one recording are fine"
    )
    command.add_argument("--json", action="store_true", help="print JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Prints the recommendation. Raises MoodrecError."""
    query = _query(options)
    overrides = {"reference": options.reference} if options.reference else {}
    answer = open_service(settings.load(**overrides)).recommend(query)
    text = json.dumps(as_json(answer), ensure_ascii=False, indent=2)
    print(text if options.json else as_text(answer))


def as_json(answer: Recommendation) -> dict[str, Any]:
    """The recommendation as plain JSON values."""
    seed, reference = answer.seed, answer.reference
    return {
        "seed": {
            **(_track(seed.track) if seed.track else {}),
            "valence": seed.point.valence,
            "energy": seed.point.energy,
        },
        "neighbours": [
            {**_track(neighbour.track), **_place(neighbour)} for neighbour in answer.neighbours
        ],
        "ring": {"radius": answer.ring.radius, "songs": answer.ring.songs},
        "reference": {
            "name": reference.name,
            "rows": reference.rows,
            "dropped": dict(reference.dropped),
        },
        "provenance": {"title": _origin(seed.track), "mood": _origin(seed.features)},
        "notices": list(answer.notices),
    }


def as_text(answer: Recommendation) -> str:
    """The recommendation as lines for a person."""
    seed = answer.seed
    lines = [words.by_line(seed.track) if seed.track else f"The mood {seed.point}"]
    lines += [words.sentence(answer), ""]
    lines += [
        f"{place:>3}. {words.by_line(neighbour.track)} ({reasons.reason(neighbour, answer.ring)})\n"
        f"     {neighbour.track.url}"
        for place, neighbour in enumerate(answer.neighbours, start=1)
    ]
    return "\n".join([*lines, *answer.notices])


def _query(options: argparse.Namespace) -> Query:
    if (options.link is None) == (options.at is None):
        raise QueryError("Give a Spotify link or --at VALENCE,ENERGY, one of the two.")
    return Query(
        seed=MoodPoint.parse(options.at) if options.link is None else options.link,
        n=options.n,
        one_per_artist=not options.all_artists,
        one_per_recording=not options.all_releases,
    )


def _track(track: Track) -> dict[str, Any]:
    return {
        "id": track.id,
        "name": track.name,
        "artists": list(track.artists),
        "genre": track.genre,
        "url": track.url,
    }


def _place(neighbour: Neighbour) -> dict[str, float]:
    return {
        "valence": neighbour.point.valence,
        "energy": neighbour.point.energy,
        "distance": neighbour.distance,
    }


def _origin(told: Track | AudioFeatures | None) -> dict[str, str | None] | None:
    if told is None:
        return None
    return {
        "source": told.source,
        "fetched_at": told.fetched_at.isoformat() if told.fetched_at else None,
    }
