"""The article's figure: a song, two others, and lines between them, the shorter one bold."""

from __future__ import annotations

from typing import Any, TypeAlias

from moodrec.figures import drawing, parts
from moodrec.figures.drawing import Figure, Trace
from moodrec.figures.palette import Palette
from moodrec.method.steps import Step
from moodrec.model import MoodPoint

Span: TypeAlias = tuple[float, float]
_NARROWEST = 0.004  # half width of the frame
_LEGIBLE = 0.2  # of the frame: a shorter line has no room for its length
_ROOM = 1.5  # the frame beside what it holds


def vectors(seed: MoodPoint, pair: tuple[Step, Step], palette: Palette) -> Figure:
    """The seed x and the songs a and b, magnified until they stand apart.

    The dashed legs are the differences of valence and of energy; the line is the norm.
    """
    across, up = frame(seed, pair)
    shorter = min(pair, key=lambda one: one.norm)
    return drawing.figure(
        data=[
            _points(pair, palette),
            _seed(seed, palette),
        ],
        layout={
            **parts.layout(palette),
            **parts.axes(across, up, palette, nticks=5),
            "clickmode": "none",
            "shapes": [
                shape
                for one in pair
                for shape in _triangle(seed, one, palette, bold=one is shorter)
            ],
            "annotations": [
                _length(seed, one, palette, bold=one is shorter)
                for one in pair
                if one.norm > _LEGIBLE * (across[1] - across[0])
            ],
        },
    )


def frame(seed: MoodPoint, pair: tuple[Step, Step]) -> tuple[Span, Span]:
    """The square part of the plane that holds the seed and both songs with room around them."""
    points = [seed, *(one.song.point for one in pair)]
    spans = [
        (min(axis), max(axis)) for axis in ([p.valence for p in points], [p.energy for p in points])
    ]
    half = max(*((high - low) / 2 * _ROOM for low, high in spans), _NARROWEST)
    left, bottom = ((low + high) / 2 for low, high in spans)
    return (left - half, left + half), (bottom - half, bottom + half)


def _triangle(seed: MoodPoint, one: Step, palette: Palette, *, bold: bool) -> list[dict[str, Any]]:
    """The difference as a line, and its two legs."""
    song = one.song.point
    leg = {"type": "line", "layer": "below", "line": {"color": palette.faint, "dash": "dot"}}
    return [
        {**leg, "name": "difference of valence", "x0": seed.valence, "x1": song.valence,
         "y0": seed.energy, "y1": seed.energy},
        {**leg, "name": "difference of energy", "x0": song.valence, "x1": song.valence,
         "y0": seed.energy, "y1": song.energy},
        {"type": "line", "layer": "below", "name": "norm", "x0": seed.valence,
         "y0": seed.energy, "x1": song.valence, "y1": song.energy,
         "line": {"color": palette.neighbour, "width": 4 if bold else 1.5}},
    ]  # fmt: skip


def _length(seed: MoodPoint, one: Step, palette: Palette, *, bold: bool) -> dict[str, Any]:
    song, told = one.song.point, f"{one.norm:.4f}"
    return {
        "text": f"<b>{told}</b>" if bold else told,
        "x": (seed.valence + song.valence) / 2,
        "y": (seed.energy + song.energy) / 2,
        "showarrow": False,
        "font": {"color": palette.ink, "size": 13},
        "bgcolor": palette.surface,
        "borderpad": 1,
    }


def _points(pair: tuple[Step, Step], palette: Palette) -> Trace:
    return parts.marks(
        [one.song for one in pair],
        "songs",
        mode="markers+text",
        marker={"size": 22, "color": palette.neighbour},
        text=["a", "b"],
        textfont={"color": palette.on_neighbour, "size": 14},
    )


def _seed(seed: MoodPoint, palette: Palette) -> Trace:
    return drawing.scatter(
        x=[seed.valence],
        y=[seed.energy],
        mode="markers+text",
        marker={"size": 24, "color": palette.seed, "line": {"width": 2, "color": palette.ink}},
        text=["x"],
        textfont={"color": palette.on_neighbour, "size": 14},
        hovertemplate="<b>x</b>: the song asked about<extra></extra>",
        cliponaxis=False,
        name="seed",
    )
