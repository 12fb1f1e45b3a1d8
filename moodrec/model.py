"""The values that travel between the layers: frozen, with their units said once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moodrec.errors import QueryError
from moodrec.filters import Filters
from moodrec.wishes import RING_RADIUS, Wishes

if TYPE_CHECKING:
    from datetime import datetime

MAX_NEIGHBOURS = 50
DEFAULT_NEIGHBOURS = 5
MAX_SEEDS = 12
_NO_WISHES = Wishes()
_NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Track:
    """One release of a song in Spotify's catalogue; what nobody told is None or empty.

    `id` has 22 base-62 characters, none where a brought list names what is not on Spotify, such
    as a local file; `popularity` runs from 0 to 100; `year` is the year of
    the release; `explicit` says if its words are marked as such; `source` and `fetched_at`
    say who told the title and when.
    """

    id: str
    name: str | None
    source: str
    artists: tuple[str, ...] = ()
    genre: str | None = None
    album: str | None = None
    popularity: float | None = None
    duration_ms: int | None = None
    isrc: str | None = None
    year: int | None = None
    explicit: bool | None = None
    fetched_at: datetime | None = None

    @property
    def url(self) -> str:
        """The track's page at Spotify; empty where it is not there."""
        return f"https://open.spotify.com/track/{self.id}" if self.id else ""

    @property
    def title(self) -> str:
        """The name, or words that say there is none."""
        return self.name or "Untitled track"

    @property
    def artist_line(self) -> str:
        """The artists as one line; empty when they are not known."""
        return ", ".join(self.artists)


@dataclass(frozen=True, slots=True)
class AudioFeatures:
    """A track's audio features as Spotify defines them; each is known or None, never invented.

    All run from 0 to 1, but `loudness` (decibels, about -60 to 0) and `tempo` (beats a
    minute). Energy stands in for arousal. Definitions:
    https://developer.spotify.com/documentation/web-api/reference/get-audio-features
    """

    track_id: str
    source: str
    valence: float | None
    energy: float | None
    danceability: float | None = None
    acousticness: float | None = None
    instrumentalness: float | None = None
    liveness: float | None = None
    speechiness: float | None = None
    loudness: float | None = None
    tempo: float | None = None
    fetched_at: datetime | None = None


FEATURE_RANGES: dict[str, tuple[float, float]] = {
    "valence": (0, 1),
    "energy": (0, 1),
    "danceability": (0, 1),
    "acousticness": (0, 1),
    "instrumentalness": (0, 1),
    "liveness": (0, 1),
    "speechiness": (0, 1),
    "loudness": (-100, 20),
    "tempo": (0, 400),
}
"""The audio features with the range of each, in its unit; what lies outside is no value."""

YEARS = (1000, 2100)
"""The first and the last year that counts as one."""

FEATURE_NAMES = tuple(FEATURE_RANGES)
AXES = ("valence", "energy")
"""The features that span the mood plane."""


@dataclass(frozen=True, slots=True)
class MoodPoint:
    """A place on the mood plane: valence and energy, each from 0 to 1.

    Raises QueryError outside the plane.
    """

    valence: float
    energy: float

    def __post_init__(self) -> None:
        if not (0 <= self.valence <= 1 and 0 <= self.energy <= 1):
            raise QueryError(
                "Valence and energy both lie between 0 and 1: write a mood as 0.30,0.06."
            )

    @classmethod
    def parse(cls, text: str) -> MoodPoint:
        """Reads "valence,energy", such as "0.30,0.06". Raises QueryError."""
        try:
            valence, energy = (float(part) for part in text.split(","))
        except ValueError:
            raise QueryError(
                "A mood is written as valence,energy, both from 0 to 1: for example 0.30,0.06."
            ) from None
        return cls(valence, energy)

    def __str__(self) -> str:
        return f"{self.valence:g},{self.energy:g}"


@dataclass(frozen=True, slots=True)
class Query:
    """One question: what goes with this seed? A seed is pasted text or a mood point.

    `more` are seeds that count like the first, `less` those that the answer should keep
    away from. Raises QueryError when `n` is not from 1 to 50, or for more than 12 seeds.
    """

    seed: str | MoodPoint
    n: int = DEFAULT_NEIGHBOURS
    one_per_artist: bool = True
    one_per_recording: bool = True
    more: tuple[str | MoodPoint, ...] = ()
    less: tuple[str | MoodPoint, ...] = ()
    wishes: Wishes = _NO_WISHES
    filters: Filters = _NO_FILTERS

    @classmethod
    def of_the_article(cls, seed: str | MoodPoint, n: int) -> Query:
        """The nearest points, whatever artist or recording they are of."""
        return cls(seed, n, one_per_artist=False, one_per_recording=False)

    def __post_init__(self) -> None:
        if not 1 <= self.n <= MAX_NEIGHBOURS:
            raise QueryError(f"Ask for 1 to {MAX_NEIGHBOURS} neighbours, not {self.n}.")
        if (given := 1 + len(self.more) + len(self.less)) > MAX_SEEDS:
            raise QueryError(f"Give at most {MAX_SEEDS} seeds, not {given}.")


@dataclass(frozen=True, slots=True)
class Seed:
    """What the neighbours are sought for: a point, and the track that lies there if any."""

    point: MoodPoint
    track: Track | None = None
    features: AudioFeatures | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What one source of listening data, named `source`, says of the seeds.

    `scores` are Spotify track ids with scores in (0, 1], the best, which is 1, first and ties
    by id. `missing` is a sentence why it has nothing to say, empty when it spoke; `waiting` is
    true while an answer is under way.
    """

    source: str
    scores: tuple[tuple[str, float], ...] = ()
    missing: str = ""
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class PlacedTrack:
    """A track of the reference set on the plane.

    `livelier_than` is the share (0 to 1) of the reference set with lower energy.
    """

    track: Track
    features: AudioFeatures
    point: MoodPoint
    livelier_than: float


@dataclass(frozen=True, slots=True)
class Why:
    """What speaks for a pick, beside its place on the plane.

    `differs` are features with the sign in which the pick's percentile is well away from
    the seed's, `alike` those in which the two agree; `fame` is the percentile (0 to 1) of
    its popularity; `genre` is set when the seed has the same; `heard` are the sources of
    listening data that name it.
    """

    alike: tuple[str, ...] = ()
    differs: tuple[tuple[str, int], ...] = ()
    fame: float | None = None
    genre: str | None = None
    heard: tuple[str, ...] = ()


_NO_REASON = Why()


@dataclass(frozen=True, slots=True)
class Neighbour(PlacedTrack):
    """A track near the seed; `distance` is the metric's, by default that on the plane."""

    distance: float
    why: Why = _NO_REASON


@dataclass(frozen=True, slots=True)
class Ring:
    """The same-mood ring: `songs` of the reference set lie within `radius` of the seed.

    `allowed` of them pass the filters. `reach` is the radius to which the search was
    widened. `outline` and `reached` are the corners (valence, energy) of the two curves,
    the second empty when nothing was widened.
    """

    radius: float = RING_RADIUS
    songs: int = 0
    allowed: int = 0
    reach: float = RING_RADIUS
    outline: tuple[tuple[float, float], ...] = ()
    reached: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ReferenceSummary:
    """What a page says of the reference set.

    `genres` are the genres with their numbers of tracks, the largest first; `dropped` says
    how many rows were left out for which reason; `created_at` is when the set came to be,
    None where that is not known.
    """

    name: str
    rows: int
    genres: tuple[tuple[str, int], ...]
    dropped: tuple[tuple[str, int], ...]
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """One feature of the seed and of a pick, in its unit, and the percentile (0 to 1) of each.

    What is not known is None.
    """

    name: str
    seed: float | None
    seed_percentile: float | None
    pick: float | None
    pick_percentile: float | None


@dataclass(frozen=True, slots=True)
class Emptied:
    """Why nothing is left: the filter to relax, and how many songs that brings back."""

    filter: str
    songs: int


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The answer to a Query.

    `seed` is what was sought for: the only seed, or the centre of several, which are
    `added` and `subtracted`. `surroundings` are the nearest tracks that are not among
    `neighbours`. `brighter_than` and `livelier_than` are the shares (0 to 1) of the
    reference set with lower valence and lower energy than the seed; `notices` are sentences
    about what could not be asked or compared; `heard` is what the listening data said, and
    `emptied` is set when the filters left nothing.
    """

    seed: Seed
    neighbours: tuple[Neighbour, ...]
    surroundings: tuple[Neighbour, ...]
    ring: Ring
    brighter_than: float
    livelier_than: float
    reference: ReferenceSummary
    notices: tuple[str, ...] = ()
    added: tuple[Seed, ...] = ()
    subtracted: tuple[Seed, ...] = ()
    wishes: Wishes = _NO_WISHES
    heard: tuple[Heard, ...] = ()
    emptied: Emptied | None = None

    @property
    def several(self) -> bool:
        """True when there is more than one seed, and `seed` is their centre."""
        return len(self.added) + len(self.subtracted) > 1
