"""A histogram along each axis: all songs behind, those that pass the filters in front."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from moodrec.figures import drawing
from moodrec.figures.drawing import Trace
from moodrec.figures.palette import Palette
from moodrec.survey import Axis, Survey
from moodrec.survey.look import CELLS

MAIN = (0.0, 0.86)
"""The part of the figure's sides that the plane takes."""
MARGINAL = (0.875, 1.0)
"""The part that the bars take."""


def histograms(survey: Survey, palette: Palette) -> list[Trace]:
    """Four traces of bars: above the plane and to its right, all songs and those that pass."""
    behind, front = f"rgba({palette.density},0.28)", f"rgba({palette.density},0.95)"
    return [
        _bars(survey.x, survey.all_x, "all songs", behind, upright=True),
        _bars(survey.x, survey.passing_x, "pass the filters", front, upright=True),
        _bars(survey.y, survey.all_y, "all songs", behind, upright=False),
        _bars(survey.y, survey.passing_y, "pass the filters", front, upright=False),
    ]


def _bars(axis: Axis, counts: NDArray[np.int64], name: str, colour: str, *, upright: bool) -> Trace:
    """Bars along an axis; the first of them starts at the axis' low end."""
    cell = axis.span / CELLS
    places = (axis.low + cell * (np.arange(CELLS) + 0.5)).astype(np.float32)
    values = counts.astype(np.uint32)
    along, count = ("x", "y") if upright else ("y", "x")
    style: dict[str, Any] = (
        {"x": places, "y": values, "yaxis": "y2"}
        if upright
        else {"x": values, "y": places, "xaxis": "x2", "orientation": "h"}
    )
    return drawing.bar(
        **style,
        width=cell,
        marker={"color": colour, "line": {"width": 0}},
        hovertemplate=f"{axis.label} %{{{along}:.3~g}}: %{{{count}:,}}<extra>{name}</extra>",
        unselected={"marker": {"opacity": 1}},
        showlegend=False,
        name=f"{name}, {axis.label}",
    )
