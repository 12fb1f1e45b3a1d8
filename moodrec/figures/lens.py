"""The lens: the seed's surroundings magnified until its neighbours stand apart, with names."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from moodrec.figures import parts
from moodrec.figures.labels import Box, place
from moodrec.figures.palette import Palette
from moodrec.model import Neighbour, Recommendation

SIDE = 330.0
"""Pixels of the plot's side for which names are placed: about its size on a phone."""
_NARROWEST = 0.004  # half width: below it values of three decimals would look like a grid
_NAME = 22  # characters of a title that a name shows
_TARGETS = 21  # click targets on each axis


def lens(recommendation: Recommendation, palette: Palette) -> go.Figure:
    """The surroundings of the seed with the nearest ten neighbours, numbered and named."""
    centre, half = recommendation.seed.point, half_width(recommendation)
    across = (centre.valence - half, centre.valence + half)
    up = (centre.energy - half, centre.energy + half)
    shown = recommendation.neighbours[: parts.LINES]
    return go.Figure(
        data=[
            parts.targets(across, up, _TARGETS),
            parts.marks(
                recommendation.surroundings,
                "other songs",
                ids=parts.track_ids(recommendation.surroundings),
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
        ],
        layout={
            **parts.layout(palette),
            **parts.axes(across, up, palette, nticks=4),
            "shapes": [
                parts.ring(recommendation, palette),
                *parts.lines(recommendation, palette, width=2),
            ],
            "annotations": _names(recommendation, palette, half),
        },
    )


def half_width(recommendation: Recommendation) -> float:
    """Half the lens's side in units of the plane: room for the tenth neighbour and its name."""
    shown = recommendation.neighbours[: parts.LINES]
    farthest = max((neighbour.distance for neighbour in shown), default=0.0)
    return max(1.35 * farthest, _NARROWEST)


def magnification(recommendation: Recommendation) -> int:
    """How many times larger the lens shows things than the plane does."""
    return max(1, round(0.5 / half_width(recommendation)))


def _numbers(shown: Sequence[Neighbour]) -> list[str]:
    """The number on each mark; of several at one point the first says that there are more."""
    points = [neighbour.point for neighbour in shown]
    return [
        "" if point in points[:place] else f"{place + 1}{'+' if points.count(point) > 1 else ''}"
        for place, point in enumerate(points)
    ]


def _names(recommendation: Recommendation, palette: Palette, half: float) -> list[dict[str, Any]]:
    """Numbered titles beside the marks, wherever there is room for them."""
    centre, scale = recommendation.seed.point, SIDE / (2 * half)
    shown = recommendation.neighbours[: parts.LINES]
    names = [
        f"{number} {parts.shorten(neighbour.track.title, _NAME)}"
        for number, neighbour in enumerate(shown, start=1)
    ]
    pixels = [
        ((row.point.valence - centre.valence) * scale, (row.point.energy - centre.energy) * scale)
        for row in shown
    ]
    # The seed takes room as well, though it is named on the page and not here.
    frame = Box(-SIDE / 2, -SIDE / 2, SIDE / 2, SIDE / 2)
    boxes = place([(0.0, 0.0), *pixels], ["", *names], frame)[1:]
    return [
        {
            "text": escape(name),
            "x": centre.valence + _beside(box, x)[0] / scale,
            "xanchor": _beside(box, x)[1],
            "y": centre.energy + (box.bottom + box.top) / 2 / scale,
            "showarrow": False,
            "font": {"size": 11, "color": palette.ink},
            "bgcolor": palette.surface,
            "borderpad": 0,
        }
        for name, box, (x, _) in zip(names, boxes, pixels, strict=True)
        if box is not None
    ]


def _beside(box: Box, x: float) -> tuple[float, str]:
    """The edge of a name that is next to its point, and Plotly's word for it."""
    if box.left > x:
        return box.left, "left"
    if box.right < x:
        return box.right, "right"
    return (box.left + box.right) / 2, "center"
