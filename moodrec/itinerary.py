"""The values of a journey: the route that is asked for, and the songs along it."""

from __future__ import annotations

from dataclasses import dataclass

from moodrec.errors import QueryError
from moodrec.filters import Filters
from moodrec.model import MoodPoint, PlacedTrack, Seed

FEWEST, MOST = 2, 100
"""Songs of a journey."""
SHORTEST, LONGEST = 5, 600
"""Minutes of a journey."""
MAX_WAYPOINTS = 10
WIDEST_GAP = 10
USUAL_SONGS = 12
ALTERNATIVES = 3
"""Songs offered in the place of each one."""
_NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Route:
    """One question: which songs lead from `start` through `via` to `end`.

    Each stop is pasted text or a mood point; `shape` is one of journey.SHAPES. There are
    `songs` of them or, where `minutes` is set, as many as come nearest to that length.
    `genre_gap` is the least number of other songs between two of the same genre; `among` are
    the ids of the only songs that may be picked, any when it is empty. Raises QueryError for
    what is out of range.
    """

    start: str | MoodPoint
    end: str | MoodPoint
    via: tuple[str | MoodPoint, ...] = ()
    shape: str = "straight"
    songs: int = USUAL_SONGS
    minutes: float | None = None
    one_per_artist: bool = True
    one_per_recording: bool = True
    genre_gap: int = 0
    filters: Filters = _NO_FILTERS
    among: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not FEWEST <= self.songs <= MOST:
            raise QueryError(f"A journey has {FEWEST} to {MOST} songs, not {self.songs}.")
        if self.minutes is not None and not SHORTEST <= self.minutes <= LONGEST:
            raise QueryError(
                f"A journey lasts {SHORTEST} to {LONGEST} minutes, not {self.minutes:g}."
            )
        if (given := len(self.via)) > MAX_WAYPOINTS:
            raise QueryError(f"Give at most {MAX_WAYPOINTS} waypoints, not {given}.")
        if not 0 <= self.genre_gap <= WIDEST_GAP:
            raise QueryError(
                f"Between two songs of a genre there can be 0 to {WIDEST_GAP} others, "
                f"not {self.genre_gap}."
            )

    @property
    def stops(self) -> tuple[str | MoodPoint, ...]:
        """The start, the waypoints and the end."""
        return (self.start, *self.via, self.end)


@dataclass(frozen=True, slots=True)
class Step:
    """One song of a journey, the first of which has the number 1.

    `place` is the place on the path that it stands for, `offset` how far it lies from there
    on the plane; `alternatives` are the next nearest songs that keep every rule.
    """

    number: int
    place: MoodPoint
    song: PlacedTrack
    offset: float
    locked: bool = False
    alternatives: tuple[PlacedTrack, ...] = ()


@dataclass(frozen=True, slots=True)
class Thin:
    """A thin stretch of a path: from one share (0 to 1) of its length to another.

    `songs` that may be picked lie within the radius of the same-mood ring around it;
    `middle` is a place in its middle, and `curve` are points (valence, energy) along it.
    """

    start: float
    end: float
    songs: int
    middle: MoodPoint
    curve: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Journey:
    """The answer to a Route.

    `curve` are the points (valence, energy) of the path, `thin` its thin stretches.
    `evenness` runs from 0 to 1, see journey.measures.evenness(). `minutes` is the length of
    all songs, in which the median of the set stands for the `unknown_lengths` that nobody
    told; None when no length is known. `notices` are sentences on what could not be done as
    asked.
    """

    route: Route
    stops: tuple[Seed, ...]
    curve: tuple[tuple[float, float], ...]
    steps: tuple[Step, ...]
    evenness: float
    minutes: float | None
    unknown_lengths: int = 0
    thin: tuple[Thin, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def largest_offset(self) -> float:
        """The offset of the song that lies farthest from its place; 0 without songs."""
        return max((step.offset for step in self.steps), default=0.0)
