"""A journey over the mood plane: the path, the stops, and each song with its offset from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from moodrec.figures import drawing, parts
from moodrec.figures.drawing import Figure, Trace
from moodrec.figures.palette import Palette
from moodrec.itinerary import Journey
from moodrec.model import MoodPoint, Seed
from moodrec.mood import describe

_NUMBERED = 40  # songs up to which each mark has room for its number
_MIDDLE = 0.5  # of the plane: names of what is to its right stand to the left


def journey(backdrop: Figure, found: Journey, palette: Palette, chosen: str = "") -> Figure:
    """The journey on the backdrop; the song with the id `chosen` is marked."""
    traces = [
        _line("path", found.curve, {"color": palette.seed, "width": 3}),
        *_thin(found, palette),
        _offsets(found, palette),
        _stops(found.stops, palette),
        _songs(found, palette, chosen),
    ]
    return drawing.over(backdrop.data, backdrop, traces)


def _line(
    name: str, points: Iterable[tuple[float | None, float | None]], line: dict[str, Any]
) -> Trace:
    across, up = zip(*points, strict=True)
    return drawing.scatter(
        x=np.array(across, dtype=np.float32),
        y=np.array(up, dtype=np.float32),
        mode="lines",
        line=line,
        hoverinfo="skip",
        cliponaxis=False,
        name=name,
    )


def _thin(found: Journey, palette: Palette) -> list[Trace]:
    """Gaps in the line of the path, so that it is dashed where songs are few."""
    gaps = {"color": palette.card, "width": 4, "dash": "4px,6px"}
    return [_line("thin stretch", stretch.curve, gaps) for stretch in found.thin]


def _offsets(found: Journey, palette: Palette) -> Trace:
    """A thin line from each song to its place."""
    points: list[tuple[float | None, float | None]] = []
    for step in found.steps:
        points += [
            (step.place.valence, step.place.energy),
            (step.song.point.valence, step.song.point.energy),
            (None, None),
        ]
    return _line("offsets", points, {"color": palette.ink, "width": 1.2})


def _songs(found: Journey, palette: Palette, chosen: str) -> Trace:
    songs = [step.song for step in found.steps]
    numbered = len(songs) <= _NUMBERED
    edges = [3 if song.track.id == chosen else 1 for song in songs]
    return parts.marks(
        songs,
        "picks",
        ids=parts.track_ids(songs),
        mode="markers+text" if numbered else "markers",
        text=[str(step.number) for step in found.steps] if numbered else None,
        textfont={"size": 10, "color": palette.on_neighbour},
        marker={
            "size": 18 if numbered else 8,
            "symbol": ["square" if step.locked else "circle" for step in found.steps],
            "color": palette.neighbour,
            "line": {"width": edges, "color": palette.ink},
        },
    )


def _stops(stops: Sequence[Seed], palette: Palette) -> Trace:
    """The ends and waypoints as diamonds, with a word on each."""
    last = len(stops) - 1
    words = ["start", *(f"waypoint {n}" for n in range(1, last)), "end"]
    return drawing.scatter(
        x=[stop.point.valence for stop in stops],
        y=[stop.point.energy for stop in stops],
        mode="markers+text",
        text=[f"<b>{word}</b>" for word in words],
        textposition=[_beside(stop.point) for stop in stops],
        textfont={"size": 13, "color": palette.ink},
        customdata=[parts.safe(_name(stop), parts.TITLE) for stop in stops],
        hovertemplate="%{text}<br>%{customdata}<extra></extra>",
        marker={
            "size": 26,
            "symbol": "diamond-open",
            "color": palette.seed,
            "line": {"width": 3, "color": palette.seed},
        },
        unselected={"marker": {"opacity": 1}},
        cliponaxis=False,
        name="stops",
    )


def _beside(point: MoodPoint) -> str:
    side = "left" if point.valence > _MIDDLE else "right"
    return f"{'top' if point.energy > _MIDDLE else 'bottom'} {side}"


def _name(stop: Seed) -> str:
    return stop.track.title if stop.track else describe(stop.point)
