"""Says a journey in words, and as a list to take away."""

from __future__ import annotations

from moodrec.itinerary import Journey, Step, Thin
from moodrec.journey.shapes import SHAPES
from moodrec.listing import Entry, Listing
from moodrec.model import Seed
from moodrec.mood import describe
from moodrec.texts import counted
from moodrec.wishes import RING_RADIUS
from moodrec.words import by_line

_ON = 0.01  # from its place, a song is on the path
_STEP = 3  # radii of the ring that are a step
_EVEN = ((0.9, "very even"), (0.75, "even"), (0.5, "fairly even"))


def off(offset: float) -> str:
    """How far a song is from its place on the path."""
    if offset <= _ON:
        return "on the path"
    if offset <= RING_RADIUS:
        return "inside the ring"
    return "a step away" if offset <= _STEP * RING_RADIUS else "far from the path"


def evenness(value: float) -> str:
    """How even the steps from song to song are."""
    return next((word for least, word in _EVEN if value >= least), "uneven")


def length(journey: Journey) -> str:
    """How long all songs last; empty when no length is known."""
    if journey.minutes is None:
        return ""
    unknown = journey.unknown_lengths
    guess = f" (an estimate: the length of {counted(unknown, 'song')} is not known)"
    return f"{counted(round(journey.minutes), 'minute')}{guess if unknown else ''}"


def summary(journey: Journey) -> str:
    """Number, length, evenness and largest offset of a guided order, in one sentence."""
    size = ", ".join(filter(None, (counted(len(journey.steps), "song"), length(journey))))
    return (
        f"Guided order: {size}. The steps are {evenness(journey.evenness)} "
        f"(evenness {journey.evenness:.2f}); the song farthest from its place is "
        f"{off(journey.largest_offset)} (largest offset {journey.largest_offset:.3f})."
    )


def thin(stretch: Thin) -> str:
    """Where hardly any song lies."""
    near = counted(stretch.songs, "song") if stretch.songs else "no song"
    verb = "is" if stretch.songs <= 1 else "are"
    return (
        f"Thin stretch: from {100 * stretch.start:.0f} % to {100 * stretch.end:.0f} % of the way, "
        f"around {describe(stretch.middle)}, {near} {verb} near."
    )


def stop(seed: Seed) -> str:
    """A stop by its song, or by its mood."""
    if seed.track is None:
        return f"{describe(seed.point)} ({seed.point.valence:.2f}, {seed.point.energy:.2f})"
    return by_line(seed.track)


def way(journey: Journey) -> str:
    """The stops and the shape, such as "From … to …, straight"."""
    first, *between, last = map(stop, journey.stops)
    through = f" through {'; '.join(between)}" if between else ""
    return f"From {first}{through} to {last}: {journey.route.shape}, {_about(journey)}."


def listing_of(journey: Journey) -> Listing:
    """The journey as a list to take away, each song with its place, offset and lock."""
    return Listing(
        title="Journey",
        entries=tuple(map(_entry, journey.steps)),
        about=f"{way(journey)} {summary(journey)}",
    )


def _entry(step: Step) -> Entry:
    more = (("place", step.number), ("offset", round(step.offset, 6)), ("locked", step.locked))
    return Entry(step.song.track, step.song.features, more)


def _about(journey: Journey) -> str:
    return SHAPES[journey.route.shape].about
