"""`journey`: songs in a guided order from one mood to another, in words, as JSON or as a file."""

from __future__ import annotations

import argparse
import json
from typing import Any

from moodrec import words
from moodrec.cli import common, filters, values, writing
from moodrec.itinerary import FEWEST, LONGEST, MOST, SHORTEST, USUAL_SONGS, Journey, Route, Step
from moodrec.journey import SHAPES
from moodrec.journey import words as told
from moodrec.model import PlacedTrack, Seed


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    shapes = {name: shape.about for name, shape in SHAPES.items()}
    command = commands.add_parser(
        "journey",
        help="songs in a guided order from one mood to another",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"{values.listed('shapes', shapes)}\n\n{filters.EXPLAINED}",
    )
    _add_stops(command)
    _add_size(command)
    common.add_reference(command)
    common.add_rules(command)
    command.add_argument("--json", action="store_true", help="print JSON, with the path and more")
    writing.add(command)
    filters.add(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Prints the journey. Raises MoodrecError."""
    journey = common.service_of(options).journey(_route(options))
    if writing.asked(options):
        writing.write(told.listing_of(journey), options)
    elif options.json:
        print(json.dumps(as_json(journey), ensure_ascii=False, indent=2))
    else:
        print(as_text(journey))


def as_text(journey: Journey) -> str:
    """The journey as lines for a person."""
    songs = [
        f"{step.number:>3}. {words.by_line(step.song.track)} "
        f"({told.off(step.offset)}, offset {step.offset:.3f})\n     {step.song.track.url}"
        for step in journey.steps
    ]
    return "\n".join(
        (
            told.way(journey),
            *map(told.thin, journey.thin),
            "",
            *songs,
            "",
            told.summary(journey),
            *journey.notices,
        )
    )


def as_json(journey: Journey) -> dict[str, Any]:
    """The journey as plain JSON values."""
    route = journey.route
    return {
        "stops": [_seed(stop) for stop in journey.stops],
        "shape": route.shape,
        "one_per_artist": route.one_per_artist,
        "one_per_recording": route.one_per_recording,
        "genre_gap": route.genre_gap,
        "songs": [_step(step) for step in journey.steps],
        "evenness": journey.evenness,
        "largest_offset": journey.largest_offset,
        "minutes": journey.minutes,
        "unknown_lengths": journey.unknown_lengths,
        "thin": [
            {"from": one.start, "to": one.end, "songs": one.songs, "sentence": told.thin(one)}
            for one in journey.thin
        ],
        "path": [list(point) for point in journey.curve],
        "notices": list(journey.notices),
    }


def _add_stops(command: argparse.ArgumentParser) -> None:
    stop: dict[str, Any] = {"type": values.seed, "metavar": "LINK|V,E"}
    command.add_argument(
        "--from",
        dest="start",
        required=True,
        help="where it starts: a Spotify link, a track id or a mood such as 0.30,0.25",
        **stop,
    )
    command.add_argument("--to", dest="end", required=True, help="where it ends", **stop)
    command.add_argument(
        "--via",
        action="append",
        default=[],
        help="a waypoint; several are passed in their order",
        **stop,
    )
    command.add_argument(
        "--shape",
        type=values.one_of("shape", SHAPES),
        default="straight",
        metavar="NAME",
        help="how the way from stop to stop runs, see below (default: straight)",
    )


def _add_size(command: argparse.ArgumentParser) -> None:
    size = command.add_mutually_exclusive_group()
    size.add_argument(
        "--songs",
        type=int,
        default=USUAL_SONGS,
        metavar="N",
        help=f"how many songs, {FEWEST} to {MOST} (default {USUAL_SONGS})",
    )
    size.add_argument(
        "--minutes",
        type=values.number,
        metavar="M",
        help=f"how long it lasts, {SHORTEST} to {LONGEST} minutes",
    )
    command.add_argument(
        "--genre-gap",
        type=int,
        default=0,
        metavar="N",
        help="at least so many other songs between two of the same genre",
    )


def _route(options: argparse.Namespace) -> Route:
    return Route(
        start=options.start,
        end=options.end,
        via=tuple(options.via),
        shape=options.shape,
        songs=options.songs,
        minutes=options.minutes,
        one_per_artist=not options.all_artists,
        one_per_recording=not options.all_releases,
        genre_gap=options.genre_gap,
        filters=filters.read(options),
    )


def _step(step: Step) -> dict[str, Any]:
    return {
        "number": step.number,
        **_song(step.song),
        "offset": step.offset,
        "off": told.off(step.offset),
        "place": {"valence": step.place.valence, "energy": step.place.energy},
        "alternatives": [_song(one) for one in step.alternatives],
    }


def _song(song: PlacedTrack) -> dict[str, Any]:
    track = song.track
    return {
        "id": track.id,
        "name": track.name,
        "artists": list(track.artists),
        "genre": track.genre,
        "duration_ms": track.duration_ms,
        "url": track.url,
        "valence": song.point.valence,
        "energy": song.point.energy,
        "source": song.features.source,
    }


def _seed(seed: Seed) -> dict[str, Any]:
    return {
        "id": seed.track.id if seed.track else None,
        "name": seed.track.name if seed.track else None,
        "valence": seed.point.valence,
        "energy": seed.point.energy,
    }
