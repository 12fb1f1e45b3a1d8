"""What a list is like, and what to make of it: pieces of the command for lists."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from moodrec import words
from moodrec.cli import values
from moodrec.errors import QueryError
from moodrec.filters import Filters
from moodrec.journey import SHAPES, Path
from moodrec.listing import Entry, Listing
from moodrec.model import MoodPoint, PlacedTrack
from moodrec.playlist import listings, order, sentences
from moodrec.playlist.extend import Extension, extend, fitting
from moodrec.playlist.fill import fill
from moodrec.playlist.odd import Odd, odd_ones
from moodrec.playlist.portrait import portrait
from moodrec.playlist.versus import versus
from moodrec.playlist.yardstick import yardstick
from moodrec.recommend import Index

_JOURNEY = "journey:"
_SMOOTH = "smooth"
_ANYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of a list: lines for a person, and the same as plain JSON values."""

    lines: tuple[str, ...]
    json: dict[str, Any]


def add(command: argparse.ArgumentParser) -> None:
    """Declares the options."""
    made = command.add_argument_group("what to make of the list")
    made.add_argument("--extend", type=int, metavar="N", help="add N songs, spread over its moods")
    made.add_argument(
        "--extend-within",
        type=values.number,
        metavar="R",
        help="add all songs that are no farther than R from one of the list, such as 0.02",
    )
    made.add_argument("--fill", type=int, metavar="N", help="add N songs of the moods it lacks")
    made.add_argument(
        "--order",
        metavar="FEATURE|journey:V,E>V,E",
        help="put it in the order of a feature, of a journey through two or more moods (a shape "
        f"in front, such as journey:arc:0.2,0.2>0.8,0.8: {', '.join(SHAPES)}), or {_SMOOTH}, "
        "without great leaps",
    )
    made.add_argument("--down", action="store_true", help="downwards, in the order of a feature")


def asked(options: argparse.Namespace) -> bool:
    """True when the options make something of a list."""
    numbers = (options.extend, options.extend_within, options.fill)
    return options.order is not None or options.down or any(one is not None for one in numbers)


def as_text(listing: Listing) -> str:
    """A list as lines for a person."""
    songs = [
        f"{number:>5}. {words.by_line(entry.track)}{_told(entry)}"
        for number, entry in enumerate(listing.entries, start=1)
    ]
    return "\n".join((f"{listing.title}: {listing.about}", "", *songs))


def _told(entry: Entry) -> str:
    told = ", ".join(f"{name} {value}" for name, value in entry.more if value is not None)
    return f" ({told})" if told else ""


def apply(  # noqa: PLR0913  # keywords, each told apart by its name
    title: str,
    songs: Sequence[PlacedTrack],
    options: argparse.Namespace,
    index: Index,
    filters: Filters = _ANYTHING,
    *,
    one_per_artist: bool = True,
) -> Listing | None:
    """The list that the options make of placed songs; None when they make none. Raises QueryError.

    Songs are added first, and then all are put in order.
    """
    if options.down and options.order is None:
        raise QueryError("--down needs a feature to go by, such as --order energy --down.")
    added = _added(songs, options, index, filters, one_per_artist=one_per_artist)
    if options.order is None and not added:
        return None
    new = {pick.song.track.id: pick for one in added for pick in one.picks}
    about = [one.about for one in added]
    whole = (*songs, *(pick.song for pick in new.values()))
    if options.order is None:
        entries = (*listings.entries(songs), *(pick.entry for pick in new.values()))
        return Listing(title, entries, " ".join(about))
    found = ordered(whole, options.order, down=options.down)
    entries = tuple(
        new[entry.track.id].entry if entry.track.id in new else entry
        for entry in listings.ordered(title, found).entries
    )
    return Listing(title, entries, " ".join((*about, found.about)))


def ordered(songs: Sequence[PlacedTrack], told: str, *, down: bool = False) -> order.Ordered:
    """Songs in the order that --order and --down tell. Raises QueryError."""
    if down and (told == _SMOOTH or told.startswith(_JOURNEY)):
        raise QueryError("Only the order of a feature goes downwards. Leave --down out.")
    if told == _SMOOTH:
        return order.smoothly(songs)
    if told.startswith(_JOURNEY):
        return order.along(songs, _path(told.removeprefix(_JOURNEY)))
    return order.by_feature(songs, values.one_of("feature", order.ORDERED)(told), down=down)


def report(
    songs: Sequence[PlacedTrack], index: Index, weights: Sequence[float] | None = None
) -> Report:
    """The portrait of placed songs and their odd ones. Raises QueryError."""
    told = portrait(songs, index, weights)
    odd = odd_ones(songs, index.percentiles)
    said = sentences.about(told)
    lines = (
        *said,
        sentences.oddities(odd),
        *(f"  {number}. {_odd(one)}" for number, one in enumerate(odd.named, start=1)),
    )
    numbers = {name: value for name, value in asdict(told).items() if name != "ellipse"}
    odd_songs = [
        {
            "id": one.song.track.id,
            "feature": one.feature,
            "sign": one.sign,
            "beyond": one.beyond,
            "sentence": sentences.why_odd(one),
        }
        for one in odd.named
    ]
    return Report(lines, {**numbers, "sentences": list(said), "odd": odd_songs})


def compare(
    first: tuple[str, Sequence[PlacedTrack]],
    second: tuple[str, Sequence[PlacedTrack]],
    index: Index,
) -> Report:
    """Two lists, each with its title, beside each other. Raises QueryError."""
    told = versus(first[1], second[1])
    said = sentences.compared(told, (first[0], second[0]), yardstick(index.reference))
    return Report(said, {**asdict(told), "sentences": list(said)})


def _added(
    songs: Sequence[PlacedTrack],
    options: argparse.Namespace,
    index: Index,
    filters: Filters,
    *,
    one_per_artist: bool,
) -> list[Extension]:
    found = []
    if options.extend is not None:
        found.append(extend(index, songs, options.extend, filters, one_per_artist=one_per_artist))
    if options.extend_within is not None:
        within = options.extend_within
        found.append(fitting(index, songs, within, filters, one_per_artist=one_per_artist))
    if options.fill is not None:
        lacks = fill(index, songs, options.fill, filters=filters, one_per_artist=one_per_artist)
        found.append(lacks)
    return found


def _path(told: str) -> Path:
    """Reads "V,E>V,E", or the same after a shape and a colon. Raises QueryError."""
    named, colon, way = told.rpartition(":")
    shape = values.one_of("shape", SHAPES)(named) if colon else "straight"
    stops = [MoodPoint.parse(stop) for stop in way.split(">")]
    if len(stops) < 2:  # noqa: PLR2004  # a start and an end
        raise QueryError("A journey has two moods at least: write it as journey:0.2,0.2>0.8,0.8.")
    return Path(stops, shape)


def _odd(one: Odd) -> str:
    return f"{words.by_line(one.song.track)}: {sentences.why_odd(one)}"
