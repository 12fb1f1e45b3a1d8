"""The lens: the seed's surroundings magnified until its neighbours stand apart, with names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

from moodrec.figures import drawing, parts
from moodrec.figures.drawing import Figure, Trace
from moodrec.figures.labels import Box, place
from moodrec.figures.palette import Palette
from moodrec.model import Neighbour, Recommendation

SIDE = 260.0
"""Pixels of the plot's side for which names are placed: about its size on a phone."""
Span: TypeAlias = tuple[float, float]
_NARROWEST = 0.004  # half width: below it values of three decimals would look like a grid
_OTHERS = 40  # songs drawn without a number
_NAME = 22  # characters of a title that a name shows
_TARGETS = 21  # click targets on each axis


def lens(recommendation: Recommendation, palette: Palette) -> Figure:
    """The surroundings of the seed with the first ten neighbours, numbered and named."""
    across, up = window(recommendation)
    shown = recommendation.neighbours[: parts.LINES]
    marks, layout = _magnified(recommendation, palette)
    return drawing.figure(
        [parts.targets(across, up, _TARGETS, beside=shown), *marks],
        {**parts.layout(palette), **layout},
    )


def lens_overlay(recommendation: Recommendation, palette: Palette) -> Figure:
    """What one answer draws under the lens."""
    return drawing.figure(*_magnified(recommendation, palette))


def _magnified(
    recommendation: Recommendation, palette: Palette
) -> tuple[list[Trace], dict[str, Any]]:
    """The traces and the layout of what is under the lens."""
    across, up = window(recommendation)
    shown = recommendation.neighbours[: parts.LINES]
    others = [
        song
        for song in (*recommendation.neighbours[parts.LINES :], *recommendation.surroundings)
        if across[0] <= song.point.valence <= across[1] and up[0] <= song.point.energy <= up[1]
    ][:_OTHERS]
    marks = [
        parts.marks(
            others,
            "other songs",
            ids=parts.track_ids(others),
            marker={"size": 6, "color": palette.dot},
        ),
        parts.seed_mark(recommendation, palette, size=22),
        parts.marks(
            shown,
            "neighbours",
            ids=parts.track_ids(shown),
            mode="markers+text",
            marker={"size": 18, "color": palette.neighbour},
            text=_numbers(shown),
            textfont={"color": palette.on_neighbour, "size": 11},
        ),
    ]
    layout = {
        **parts.axes(_roomy(across), _roomy(up), palette, nticks=4),
        "shapes": [
            *parts.rings(recommendation, palette),
            *parts.lines(recommendation, palette, width=2),
        ],
        "annotations": _names(recommendation, palette),
    }
    return marks, layout


def window(recommendation: Recommendation) -> tuple[Span, Span]:
    """The part of the plane under the lens: valence and energy from where to where.

    It has room for the tenth neighbour and its name, is square, never leaves the plane, and
    has the seed in its middle unless that is near an edge.
    """
    seed = recommendation.seed.point
    shown = [neighbour.point for neighbour in recommendation.neighbours[: parts.LINES]]
    distances = [math.hypot(p.valence - seed.valence, p.energy - seed.energy) for p in shown]
    farthest = max(distances, default=recommendation.ring.radius)
    half = min(max(1.35 * farthest, _NARROWEST), 0.5)
    valence, energy = (min(max(axis, half), 1 - half) for axis in (seed.valence, seed.energy))
    return (valence - half, valence + half), (energy - half, energy + half)


def magnification(recommendation: Recommendation) -> int:
    """How many times larger the lens shows things than the plane does."""
    (low, high), _ = window(recommendation)
    return round(1 / (high - low))


def _numbers(shown: Sequence[Neighbour]) -> list[str]:
    """The number on each mark; of several at one point the first says that there are more."""
    points = [neighbour.point for neighbour in shown]
    return [
        "" if point in points[:place] else f"{place + 1}{'+' if points.count(point) > 1 else ''}"
        for place, point in enumerate(points)
    ]


def _names(recommendation: Recommendation, palette: Palette) -> list[dict[str, Any]]:
    """Numbered titles beside the marks, wherever there is room for them."""
    (left, right), (bottom, _) = window(recommendation)
    scale = SIDE / (right - left)
    shown = recommendation.neighbours[: parts.LINES]
    names = [
        f"{number} {parts.safe(neighbour.track.title, _NAME)}"
        for number, neighbour in enumerate(shown, start=1)
    ]
    pixels = [
        ((point.valence - left) * scale, (point.energy - bottom) * scale)
        for point in (recommendation.seed.point, *(row.point for row in shown))
    ]
    # The seed takes room as well, though it is named on the page and not here.
    boxes = place(pixels, ["", *names], Box(0, 0, SIDE, SIDE))
    return [
        {
            "text": name,
            "x": left + _beside(box, x)[0] / scale,
            "xanchor": _beside(box, x)[1],
            "y": bottom + (box.bottom + box.top) / 2 / scale,
            "showarrow": False,
            "font": {"size": 11, "color": palette.ink},
            "bgcolor": palette.surface,
            "borderpad": 0,
        }
        for name, box, (x, _) in zip(names, boxes[1:], pixels[1:], strict=True)
        if box is not None
    ]


def _roomy(span: Span) -> Span:
    """A little more than the window, so that a mark at its edge is not cut."""
    edge = 0.02 * (span[1] - span[0])
    return span[0] - edge, span[1] + edge


def _beside(box: Box, x: float) -> tuple[float, str]:
    """The edge of a name that is next to its point, and Plotly's word for it."""
    if box.left > x:
        return box.left, "left"
    if box.right < x:
        return box.right, "right"
    return (box.left + box.right) / 2, "center"
