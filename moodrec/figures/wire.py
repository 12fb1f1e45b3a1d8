"""A figure on its way to a browser: what stays there, and what each answer sends anew."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike
from plotly.io import to_json
from plotly.offline import get_plotlyjs

from moodrec.figures.drawing import Figure
from moodrec.figures.palette import Palette
from moodrec.model import PlacedTrack
from moodrec.window import Key

WINDOW = "closer"
"""Name of the trace that holds the songs of a closer look, empty until there is one."""
_TARGETS = "empty spot"
_REACH = 8  # pixels from a mark to the pointer that means it


@cache
def library() -> bytes:
    """The plotly.js that comes with Plotly, about 5 MB."""
    text: str = get_plotlyjs()
    return text.encode()


def kept(backdrop: Figure, palette: Palette, *, zoom: bool = False) -> bytes:
    """The JSON of what is drawn below every answer, to be kept by a browser.

    Without click targets: a component takes clicks anywhere. With `zoom` the axes are free, and
    one empty trace is for the songs of a closer look.
    """
    told = _in_short(backdrop.plotly())
    told["data"] = [trace for trace in told["data"] if trace.get("name") != _TARGETS]
    told["layout"] |= {"hoverdistance": _REACH, "clickmode": "none"}
    if zoom:
        told["data"].append(_closer(palette))
        for axis in ("xaxis", "yaxis"):
            told["layout"][axis]["fixedrange"] = False
    return json.dumps(told, separators=(",", ":")).encode()


def sent(overlay: Figure | None) -> dict[str, Any]:
    """An answer's marks and layout as JSON's values, floats to the millionth.

    Nothing where there is no answer. Shapes and annotations are brief(): a list has a line and a
    name for each song.
    """
    figure = overlay or Figure()
    told: dict[str, Any] = _values({"data": figure.data, "layout": figure.layout})
    layout = told["layout"]
    layout |= {name: brief(layout[name]) for name in ("shapes", "annotations") if name in layout}
    return told


def brief(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts without what each has in common with the one before; `like` marks those.

    Only parts of the same kind, which tell the same names, are like each other.
    """
    return [
        {"like": 1} | {name: value for name, value in part.items() if value != before[name]}
        if part.keys() == before.keys()
        else part
        for before, part in pairwise([{}, *parts])
    ]


def places(keys: Sequence[Key], valence: ArrayLike, energy: ArrayLike) -> dict[str, Any]:
    """The songs of a closer look as Plotly reads them: where they lie, and their keys."""
    trace = go.Scatter(
        x=np.asarray(valence, np.float32),
        y=np.asarray(energy, np.float32),
        customdata=_shortly(keys),
    )
    found = _in_short(go.Figure(trace))["data"][0]
    return {name: found[name] for name in ("x", "y", "customdata")}


def named(song: PlacedTrack, key: Key) -> dict[str, Any]:
    """A song as a hover card names it."""
    return {
        "row": key,
        "title": song.track.title,
        "artists": song.track.artist_line,
        "x": song.point.valence,
        "y": song.point.energy,
    }


def _shortly(keys: Sequence[Key]) -> Any:
    """Rows as four bytes each; ids as they are."""
    return list(keys) if keys and isinstance(keys[0], str) else np.asarray(keys, np.uint32)


def _values(told: Any) -> Any:
    """The same as JSON's values, floats to the millionth."""
    match told:
        case float():
            return round(told, 6) if math.isfinite(told) else None
        case Mapping():
            return {name: _values(one) for name, one in told.items()}
        case list() | tuple():
            return [_values(one) for one in told]
        case np.ndarray():
            return _values(told.tolist())
    return told


def _in_short(figure: go.Figure) -> dict[str, Any]:
    """A figure as JSON's values, floats to the millionth, its arrays in Plotly's short form."""
    found: dict[str, Any] = json.loads(
        to_json(figure, validate=False), parse_float=lambda told: round(float(told), 6)
    )
    return found


def _closer(palette: Palette) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": WINDOW,
        "x": [],
        "y": [],
        "marker": {"size": 4, "color": palette.dot, "opacity": 1},
        "hoverinfo": "skip",
        "cliponaxis": True,
    }
