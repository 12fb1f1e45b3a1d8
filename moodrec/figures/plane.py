"""The mood plane: a background made once for a reference set, and the few marks on top."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from moodrec.figures import drawing, parts, seeds
from moodrec.figures.drawing import Figure, Trace
from moodrec.figures.palette import Palette
from moodrec.method.spread import USUAL
from moodrec.model import Recommendation
from moodrec.mood import CORNER_WORDS
from moodrec.overview import CELLS, Overview

DOTS_TRACE = 2
"""Place of the sample among the traces; its points are in the order of `Overview.dots`."""
_SPAN = (-0.01, 1.01)  # of both axes: a little more than the plane, so that no mark is cut
_TARGETS = 41  # click targets on each axis: one every 0.025, half the same-mood ring


def background(overview: Overview, palette: Palette) -> Figure:
    """Density, medians, corner words and a sample for hovering: constant in size."""
    return drawing.figure(
        data=[
            _density(overview, palette),
            parts.targets((0, 1), (0, 1), _TARGETS),
            parts.marks(
                overview.dots, "songs", marker={"size": 4, "color": palette.dot, "opacity": 1}
            ),
            _corners(palette),
        ],
        layout={
            **parts.layout(palette),
            **parts.axes(
                _SPAN, _SPAN, palette, tickvals=[0, 0.5, 1], tickfont={"color": palette.ink}
            ),
            "shapes": _guides(overview, palette),
            "annotations": _median_words(overview, palette),
        },
    )


def empty(palette: Palette) -> Figure:
    """What a figure without a background has in common with the others: their layout."""
    return drawing.figure(layout=parts.layout(palette))


def mood_plane(
    backdrop: Figure,
    recommendation: Recommendation | None,
    palette: Palette,
    doubt: tuple[float, float] = (USUAL, USUAL),
) -> Figure:
    """The plane with the seed, its ring, its lines and its neighbours on the backdrop.

    A soft blob, which reaches as far as `doubt` on valence and energy, shows where a track may lie.
    """
    marks, shapes = _above(recommendation, palette, doubt) if recommendation else ([], [])
    return drawing.over(backdrop.data, backdrop, marks, shapes=shapes)


def overlay(
    recommendation: Recommendation, palette: Palette, doubt: tuple[float, float] = (USUAL, USUAL)
) -> Figure:
    """What one answer adds to the backdrop: a few marks and shapes, whatever the set's size."""
    marks, shapes = _above(recommendation, palette, doubt)
    return drawing.figure(marks, {"shapes": shapes})


def _above(
    recommendation: Recommendation, palette: Palette, doubt: tuple[float, float]
) -> tuple[list[Trace], list[dict[str, Any]]]:
    """The traces and the shapes of an answer."""
    marks = [
        *seeds.blob(recommendation, doubt, palette),
        _neighbours(recommendation, palette),
        *seeds.marks(recommendation, palette),
        parts.seed_mark(recommendation, palette, size=17),
    ]
    shapes = [
        *seeds.spread(recommendation, palette),
        *parts.rings(recommendation, palette),
        *parts.lines(recommendation, palette, 1.5),
    ]
    return marks, shapes


def _neighbours(recommendation: Recommendation, palette: Palette) -> Trace:
    return parts.marks(
        recommendation.neighbours,
        "neighbours",
        ids=parts.track_ids(recommendation.neighbours),
        marker={"size": 8, "color": palette.neighbour, "line": {"width": 1, "color": palette.ink}},
    )


def _density(overview: Overview, palette: Palette) -> Trace:
    """Songs per cell as one quiet hue; the root of the counts keeps thin regions visible."""
    root = np.sqrt(softened(overview.counts))
    levels = np.round(255 * root / max(float(root.max()), 1)).astype(np.uint8)
    cell = 1 / CELLS
    return drawing.heatmap(
        z=levels,
        x0=cell / 2,
        dx=cell,
        y0=cell / 2,
        dy=cell,
        colorscale=[[0, f"rgba({palette.density},0)"], [1, f"rgba({palette.density},0.75)"]],
        showscale=False,
        zsmooth="best",
        hoverinfo="skip",
        name="density",
    )


def softened(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Each cell mixed with those around it (binomial weights): no chance speck stands out."""
    soft = counts.astype(np.float64)
    for _ in range(2):
        for turned in (soft, soft.T):
            padded = np.pad(turned, ((1, 1), (0, 0)), mode="edge")
            turned[:] = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
    return soft


def _guides(overview: Overview, palette: Palette) -> list[dict[str, Any]]:
    """Thin lines at the medians and a faint mark at the middle of the plane."""
    median = {"type": "line", "layer": "below", "line": {"color": palette.faint, "width": 1}}
    middle = {"type": "line", "layer": "below", "line": {"color": palette.faint, "width": 0.5}}
    across, up = overview.median.valence, overview.median.energy
    return [
        {**median, "name": "median valence", "x0": across, "x1": across, "y0": 0, "y1": 1},
        {**median, "name": "median energy", "x0": 0, "x1": 1, "y0": up, "y1": up},
        {**middle, "x0": 0.48, "x1": 0.52, "y0": 0.5, "y1": 0.5},
        {**middle, "x0": 0.5, "x1": 0.5, "y0": 0.48, "y1": 0.52},
    ]


def _corners(palette: Palette) -> Trace:
    """The corner words, as a trace so that what is drawn on top covers them."""
    return drawing.scatter(
        x=[valence for valence, _ in CORNER_WORDS],
        y=[energy for _, energy in CORNER_WORDS],
        text=list(CORNER_WORDS.values()),
        textposition=[
            f"{'bottom' if energy else 'top'} {'left' if valence else 'right'}"
            for valence, energy in CORNER_WORDS
        ],
        mode="text",
        textfont={"size": 14, "color": palette.ink},
        hoverinfo="skip",
        name="corner words",
    )


def _median_words(overview: Overview, palette: Palette) -> list[dict[str, Any]]:
    word = {"text": "median", "showarrow": False, "font": {"size": 10, "color": palette.faint}}
    across, up = overview.median.valence, overview.median.energy
    return [
        {**word, "x": across, "y": 0, "xanchor": "left", "yanchor": "bottom"},
        {**word, "x": 1, "y": up, "xanchor": "right", "yanchor": "bottom"},
    ]
