"""The article's method step by step: two mood vectors, their difference, its norm, the ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moodrec.metrics import MILLIONTHS, to_millionths
from moodrec.model import MoodPoint, PlacedTrack

SONGS = 10
"""Songs of a list that is laid open."""
_DIGITS = 6  # places are whole millionths


@dataclass(frozen=True, slots=True)
class Step:
    """One song beside the seed, whose mood vectors are (valence, energy).

    `difference` is the seed's vector less the song's; `norm` is its Euclidean length, which is
    the distance: the root of the sum of its squares.
    """

    song: PlacedTrack
    difference: tuple[float, float]
    norm: float

    @property
    def squares(self) -> tuple[float, float]:
        """The squares of the difference, whose sum is that of the norm."""
        across, up = self.difference
        return across * across, up * up


def step(seed: MoodPoint, song: PlacedTrack) -> Step:
    """The seed's mood vector less that of a song, and how long that is."""
    at = to_millionths([seed.valence, seed.energy])
    across, up = (int(one) for one in at - to_millionths([song.point.valence, song.point.energy]))
    norm = (across * across + up * up) ** 0.5 / MILLIONTHS
    return Step(song, (across / MILLIONTHS, up / MILLIONTHS), norm)


def steps(seed: MoodPoint, songs: Sequence[PlacedTrack]) -> tuple[Step, ...]:
    """The songs as the article ranks them: the shortest difference first, ties by track id."""
    found = [step(seed, song) for song in songs]
    return tuple(sorted(found, key=lambda one: (one.norm, one.song.track.id)))


def formula(seed: MoodPoint, one: Step, name: str = "a") -> str:
    """The distance between the seed, x, and a song in LaTeX, with the numbers put in."""
    song = one.song.point
    left = rf"\lVert m_x - m_{name} \rVert"
    pairs = [(seed.valence, song.valence), (seed.energy, song.energy)]
    put_in = " + ".join(f"({_told(mine)} - {_told(theirs)})^2" for mine, theirs in pairs)
    squares = " + ".join(_told(square, 12) for square in one.squares)
    return (
        rf"\begin{{aligned}}&{left}\\&= \sqrt{{{put_in}}}\\"
        rf"&= \sqrt{{{squares}}} \approx {one.norm:.4f}\end{{aligned}}"
    )


def vectors(points: Mapping[str, MoodPoint]) -> str:
    """The mood vectors of songs by name in LaTeX, one a line."""
    rows = r"\\".join(
        rf"m_{name} &= ({_told(point.valence)},\; {_told(point.energy)})"
        for name, point in points.items()
    )
    return rf"\begin{{aligned}}{rows}\end{{aligned}}"


def _told(value: float, digits: int = _DIGITS) -> str:
    """A number as it is, without the dust of floats."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") or "0"
