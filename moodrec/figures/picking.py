"""Turns a click on a figure into what it was meant to choose: a track or a mood point."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from moodrec.figures.explore import SONGS_TRACE, SPOTS_TRACE
from moodrec.figures.plane import DOTS_TRACE
from moodrec.model import MoodPoint
from moodrec.overview import Overview
from moodrec.survey import Box, Lasso, Spot, Survey
from moodrec.window import Closer

Picked: TypeAlias = Box | Lasso | Spot | int


def on_plane(clicked: Mapping[str, Any], overview: Overview) -> str | MoodPoint:
    """The track id or mood point of a clicked point of the plane.

    `clicked` is one entry of Plotly's selection, in the names of `st.plotly_chart`.
    """
    if clicked["curve_number"] == DOTS_TRACE:
        # Without ids of their own: they would make a third of what the page sends.
        index: int = clicked["point_index"]
        return overview.dots[index].track.id
    return on_lens(clicked)


def on_lens(clicked: Mapping[str, Any]) -> str | MoodPoint:
    """The track id or mood point of a clicked point of the lens."""
    track_id: str | None = clicked.get("id")
    return track_id or MoodPoint(_coordinate(clicked["x"]), _coordinate(clicked["y"]))


def on_component(
    told: Mapping[str, Any], overview: Overview, closer: Closer
) -> str | MoodPoint | None:
    """The track id or mood point that a browser tells of a click or a key; None for nonsense.

    `told` has the `id` of a track, a `dot` of the sample, the `row` of a song that was seen
    closer, or `x` and `y`. Raises StoreError.
    """
    if isinstance(track_id := told.get("id"), str):
        return track_id
    if (dot := place(told.get("dot"), len(overview.dots))) is not None:
        return overview.dots[dot].track.id
    if (song := closer.song(told.get("row"))) is not None:
        return song.track.id
    x, y = told.get("x"), told.get("y")
    if not isinstance(x, int | float) or not isinstance(y, int | float):
        return None
    return MoodPoint(_coordinate(x), _coordinate(y)) if math.isfinite(x + y) else None


def on_survey(selection: Mapping[str, Any], survey: Survey, rows: Sequence[int]) -> Picked | None:
    """What a selection on the explored set means: a box, a lasso, a spot, or the row of a song.

    `selection` is Plotly's, in the names of `st.plotly_chart`; `rows` are the songs that were
    drawn. Boxes on a histogram take the whole of the other axis. None when it is empty.
    """
    for box in selection["box"][-1:]:
        across = sorted(box["x"]) if box["xref"] == "x" else (survey.x.low, survey.x.high)
        up = sorted(box["y"]) if box["yref"] == "y" else (survey.y.low, survey.y.high)
        return Box(across[0], up[0], across[1], up[1])
    for lasso in selection["lasso"][-1:]:
        corners = list(zip(lasso["x"], lasso["y"], strict=True))
        on_plane = lasso["xref"] == "x" and lasso["yref"] == "y"
        return Lasso.drawn(corners) if on_plane and len(corners) > 2 else None  # noqa: PLR2004
    for point in selection["points"][:1]:
        if point["curve_number"] == SONGS_TRACE:
            index: int = point["point_index"]
            return rows[index]
        return Spot(point["x"], point["y"]) if point["curve_number"] == SPOTS_TRACE else None
    return None


def place(told: Any, count: int) -> int | None:
    """The place that a browser tells of something of which there are `count`; None for nonsense."""
    whole = isinstance(told, int) and not isinstance(told, bool)
    return told if whole and 0 <= told < count else None


def _coordinate(value: float) -> float:
    return min(max(round(value, 5), 0.0), 1.0)
