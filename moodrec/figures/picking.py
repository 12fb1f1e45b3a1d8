"""Turns a click on a figure into what it was meant to choose: a track or a mood point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moodrec.figures.plane import DOTS_TRACE
from moodrec.model import MoodPoint
from moodrec.overview import Overview


def on_plane(clicked: Mapping[str, Any], overview: Overview) -> str | MoodPoint | None:
    """The track id or mood point of a clicked point of the plane.

    `clicked` is one entry of Plotly's selection, in the names of `st.plotly_chart`.
    """
    if clicked.get("curve_number") == DOTS_TRACE:
        index: int = clicked["point_index"]
        return overview.dots[index].track_id
    return on_lens(clicked)


def on_lens(clicked: Mapping[str, Any]) -> str | MoodPoint | None:
    """The track id or mood point of a clicked point of the lens; None for the chosen mood."""
    track_id = clicked.get("customdata")
    if isinstance(track_id, list):
        track_id = track_id[0] if track_id else None
    if isinstance(track_id, str):
        return track_id
    if "customdata" in clicked:
        return None
    return MoodPoint(_coordinate(clicked["x"]), _coordinate(clicked["y"]))


def _coordinate(value: float) -> float:
    return min(max(round(value, 3), 0.0), 1.0)
