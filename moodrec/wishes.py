"""What a listener wishes of a list: its order, four knobs, other people's ears; and presets."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

from moodrec.errors import QueryError

RING_RADIUS = 0.05
"""Radius of the same-mood ring. Releases of one recording lie some 0.02 to 0.04 apart on the plane
(moodrec/method/spread.py, on three sets), so what is nearer cannot be told apart."""
NARROWEST_RING = 0.000001
"""Smallest radius that can be asked for: a millionth, the resolution of places on the plane."""
WIDEST_RING = 0.5
"""Largest radius that can be asked for."""
LARGEST_DICE = 9999
"""The surprises are numbered from 0 to this."""

Order = Literal["closest", "same mood"]
"""Nearest first, as in the article; or all songs inside the ring, ordered by the knobs."""
ORDERS: tuple[Order, ...] = get_args(Order)

SOUND_WEIGHTS = {
    "danceability": 0.5,
    "acousticness": 0.5,
    "instrumentalness": 0.25,
    "speechiness": 0.25,
    "liveness": 0.0,
    "loudness": 0.5,
    "tempo": 0.5,
}
"""How much each audio feature beside the axes counts for "the same sound": those that bring
songs of one playlist together, as was measured (docs/evaluation.md)."""

Weights = tuple[tuple[str, float], ...]
"""Names with a weight each, from 0 to 1."""
HALVES: Weights = (("valence", 1.0), ("energy", 1.0), ("danceability", 0.5), ("acousticness", 0.5))
"""What the weighted metric compares where it stands beside others: the plane in
full, and two features of the sound by half."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a list is ordered.

    `radius` is the ring's, `metric` one of `metrics.METRICS`, `weights` the features that the
    weighted metric compares. The knobs: `familiar` from -1 (obscure) to 1 (familiar), `sound`
    from 0 (any) to 1 (the same), `variety` and `surprise` from 0 to 1; `dice` numbers the
    surprise. `sound_weights` says what the same sound is, `shares` how much each source of
    listening data counts beside the knobs.

    Raises QueryError for what is out of range.
    """

    order: Order = "closest"
    radius: float = RING_RADIUS
    metric: str = "euclidean"
    weights: Weights = (("valence", 1.0), ("energy", 1.0))
    familiar: float = 0.0
    sound: float = 0.0
    variety: float = 0.0
    surprise: float = 0.0
    dice: int = 0
    sound_weights: Weights = tuple(SOUND_WEIGHTS.items())
    shares: Weights = ()

    def __post_init__(self) -> None:
        if self.order not in ORDERS:
            raise QueryError(f"There are two orders: {' and '.join(ORDERS)}.")
        if not NARROWEST_RING <= self.radius <= WIDEST_RING:
            raise QueryError(f"The ring's radius runs from {NARROWEST_RING:f} to {WIDEST_RING:g}.")
        if not -1 <= self.familiar <= 1:
            raise QueryError("Familiar runs from -1 (obscure) to 1 (familiar).")
        for knob in ("sound", "variety", "surprise"):
            if not 0 <= getattr(self, knob) <= 1:
                raise QueryError(f"{knob.capitalize()} runs from 0 to 1.")
        if not 0 <= self.dice <= LARGEST_DICE:
            raise QueryError(f"Surprises are numbered from 0 to {LARGEST_DICE:,}.")
        for weights in (self.weights, self.sound_weights, self.shares):
            _check(weights)
        for name, _ in self.sound_weights:
            if name not in SOUND_WEIGHTS:
                raise QueryError(f"{name} is no sound. There are {', '.join(SOUND_WEIGHTS)}.")

    @property
    def shape(self) -> bool:
        """True when anything beside the distance counts."""
        knobs = (self.familiar, self.sound, self.variety, self.surprise)
        return any(knobs) or any(share for _, share in self.shares)

    def part_of(self, source: str, spoke: Collection[str]) -> float:
        """The part (0 to 1) of a source of listening data in the order, of those that `spoke`."""
        shares = {name: share for name, share in self.shares if name in spoke}
        knobs = abs(self.familiar) + self.sound + self.surprise
        total = knobs + sum(shares.values())
        return shares.get(source, 0.0) / total if total else 0.0


def _check(weights: Weights) -> None:
    for name, weight in weights:
        if not 0 <= weight <= 1:
            raise QueryError(f"The weight of {name} runs from 0 to 1.")
    names = [name for name, _ in weights]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise QueryError(f"Give one weight of {twice}, not several.")


@dataclass(frozen=True, slots=True)
class Preset:
    """Wishes under a name, and in a sentence what they are good for.

    `better` is true when these lists were measured to hold more songs of held-out playlists
    than the nearest points do; a test and a benchmark hold it (docs/evaluation.md).
    """

    name: str
    wishes: Wishes
    about: str
    better: bool = False


_ALL_OF_THE_SOUND = tuple((name, 1.0) for name in SOUND_WEIGHTS)

PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset("The article", Wishes(), "The nearest points, nothing else."),
        Preset(
            "Same mood",
            Wishes("same mood", sound=0.5),
            "Songs inside the ring, the most alike in sound first. They share playlists with the "
            "seed more often than the nearest points do.",
            better=True,
        ),
        Preset(
            "Hidden gems",
            Wishes("same mood", familiar=-1, sound=0.5),
            "Songs inside the ring that few people know.",
        ),
        Preset(
            "Crowd-pleasers",
            Wishes("closest", familiar=1),
            "The article's wish: the best by mood, twice as many as asked for, "
            "then the best known of them.",
        ),
        Preset(
            "Like this sound",
            Wishes("same mood", radius=0.1, sound=1, sound_weights=_ALL_OF_THE_SOUND),
            "A wider ring, ordered by all that Spotify measures of the sound. A looser mood, but "
            "they too share playlists more often than the nearest points do.",
            better=True,
        ),
        Preset(
            "What others play next",
            Wishes("same mood", sound=0.25, shares=(("playlists", 1.0), ("ListenBrainz", 1.0))),
            "Songs that others play with this one, inside the ring or a step away. Where the set "
            "knows playlists, they share new ones more often than the nearest points do.",
            better=True,
        ),
    )
}
"""The presets by name, in the order in which they are offered."""

USUAL = PRESETS["Same mood"].wishes
"""What a page starts with."""
