"""Turns a click on a figure into what it was meant to choose: a track or a mood point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moodrec.figures.plane import DOTS_TRACE
from moodrec.model import MoodPoint
from moodrec.overview import Overview


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


def _coordinate(value: float) -> float:
    return min(max(round(value, 5), 0.0), 1.0)
