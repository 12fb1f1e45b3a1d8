"""An answer as a list to take away."""

from __future__ import annotations

from moodrec import reasons, words
from moodrec.listing import Entry, Listing
from moodrec.model import Neighbour, Recommendation, Ring


def listing(answer: Recommendation) -> Listing:
    """The neighbours, each with its distance from the seed and with why it is among them."""
    return Listing(
        _title(answer),
        tuple(_entry(neighbour, answer.ring) for neighbour in answer.neighbours),
        words.sentence(answer),
    )


def _title(answer: Recommendation) -> str:
    if answer.several:
        return "Songs between several seeds"
    track = answer.seed.track
    return f"Songs that feel like {track.title}" if track else f"Songs of mood {answer.seed.point}"


def _entry(neighbour: Neighbour, ring: Ring) -> Entry:
    more = (("distance", round(neighbour.distance, 6)), ("why", reasons.reason(neighbour, ring)))
    return Entry(neighbour.track, neighbour.features, more)
