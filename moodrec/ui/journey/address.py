"""How a route stands in the address of its page: what is usual is not written.

`?from=0.3,0.25&to=0.85,0.8&via=…&shape=arc&songs=20&gap=2&genre=pop`
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from moodrec.errors import QueryError
from moodrec.filters import Filters
from moodrec.itinerary import USUAL_SONGS, Route
from moodrec.model import MoodPoint
from moodrec.texts import finite
from moodrec.ui.address import ALL_ARTISTS, ALL_RELEASES

Given = Mapping[str, Sequence[str]]
"""The parameters of an address, each with its values."""

START, END, VIA = "from", "to", "via"
SHAPE, SONGS, MINUTES, GAP = "shape", "songs", "minutes", "gap"
PARAMETERS = (START, END, VIA, SHAPE, SONGS, MINUTES, GAP, ALL_ARTISTS, ALL_RELEASES)
CALM, BRIGHT = MoodPoint(0.3, 0.25), MoodPoint(0.85, 0.8)
"""The ends of the example that the page begins with."""


def route(given: Given, filters: Filters, among: frozenset[str] = frozenset()) -> Route:
    """The route that an address tells; usual where it says nothing. Raises QueryError."""
    return Route(
        start=_stop(_last(given, START)) or CALM,
        end=_stop(_last(given, END)) or BRIGHT,
        via=tuple(stop for text in given.get(VIA, ()) if (stop := _stop(text))),
        shape=_last(given, SHAPE) or "straight",
        songs=_whole(given, SONGS, USUAL_SONGS),
        minutes=_number(MINUTES, text) if (text := _last(given, MINUTES)) else None,
        one_per_artist=not _last(given, ALL_ARTISTS),
        one_per_recording=not _last(given, ALL_RELEASES),
        genre_gap=_whole(given, GAP, 0),
        filters=filters,
        among=among,
    )


def of(route: Route) -> dict[str, list[str]]:
    """The parameters for a route without its filters; the empty ones are to be taken away."""
    minutes = [] if route.minutes is None else [f"{route.minutes:g}"]
    usual = route.songs == USUAL_SONGS or bool(minutes)
    return {
        START: [str(route.start)],
        END: [str(route.end)],
        VIA: list(map(str, route.via)),
        SHAPE: [route.shape] if route.shape != "straight" else [],
        SONGS: [] if usual else [str(route.songs)],
        MINUTES: minutes,
        GAP: [str(route.genre_gap)] if route.genre_gap else [],
        ALL_ARTISTS: [] if route.one_per_artist else ["true"],
        ALL_RELEASES: [] if route.one_per_recording else ["true"],
    }


def _stop(text: str) -> str | MoodPoint | None:
    """A mood where it looks like one, else text that leads to a track; None where it is blank."""
    in_a_link = any(mark in text for mark in "/:")
    return MoodPoint.parse(text) if "," in text and not in_a_link else text.strip() or None


def _last(given: Given, name: str) -> str:
    return next(reversed(given.get(name, ())), "")


def _whole(given: Given, name: str, usual: int) -> int:
    text = _last(given, name)
    number = _number(name, text) if text else usual
    if number != int(number):
        raise QueryError(f"In the address {name} should be a whole number, not {number:g}.")
    return int(number)


def _number(name: str, text: str) -> float:
    if (number := finite(text)) is None:
        raise QueryError(f"In the address {name} should be a number, not “{text[:40]}”.")
    return number
