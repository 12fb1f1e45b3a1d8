"""Groups and scales as colours and shapes, and the legend that names them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from plotly.colors import sample_colorscale

from moodrec.figures import drawing, parts
from moodrec.figures.drawing import Trace
from moodrec.figures.palette import Palette
from moodrec.survey import Categories, Colour, Scale

SYMBOLS = (
    "circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon",
)  # fmt: skip
"""The shape of each group: eyes that see no colours tell them apart too."""
_REST = "circle-open"
_NAME = 14  # characters of a group's name that the legend shows
LEGEND: dict[str, Any] = {
    "orientation": "h",
    "x": 0,
    "xanchor": "left",
    "y": 0,
    "yanchor": "bottom",
    "yref": "container",
    "itemclick": False,
    "itemdoubleclick": False,
    "font": {"size": 11},
    "itemwidth": 30,
    "tracegroupgap": 0,
}
"""How the legend stands below the plane."""


class Looks(NamedTuple):
    """The colour and the shape of each song."""

    colours: list[str]
    symbols: list[str]


def looks(colour: Colour, rows: Sequence[int], palette: Palette) -> Looks:
    """What the songs of these rows look like; what nobody told is grey and hollow."""
    if isinstance(colour, Categories):
        styles = [_style(place, colour, palette) for place in range(len(colour.names))]
        chosen = [styles[code] for code in colour.codes[rows].tolist()]
        return Looks([one for one, _ in chosen], [shape for _, shape in chosen])
    shares = np.clip(colour.axis.shares(colour.values[rows]), 0, 1)
    known = ~np.isnan(shares)
    hues = sample_colorscale(list(palette.scale), np.nan_to_num(shares).round(2).tolist())
    return Looks(
        [hue if there else palette.faint for hue, there in zip(hues, known, strict=True)],
        ["circle" if there else _REST for there in known],
    )


def legend(colour: Colour, palette: Palette) -> list[Trace]:
    """Traces without points: one for the name of each group, or one with the scale."""
    if isinstance(colour, Categories):
        styles = ((name, *_style(place, colour, palette))
                  for place, name in enumerate(colour.names))  # fmt: skip
        return [_entry(name, {"color": hue, "symbol": shape}) for name, hue, shape in styles]
    missing = bool(np.isnan(colour.values).any())
    unknown = _entry("not known", {"color": palette.faint, "symbol": _REST})
    return [_scale(colour, palette), *([unknown] if missing else [])]


def _style(place: int, groups: Categories, palette: Palette) -> tuple[str, str]:
    """The colour and the shape of a group; a ninth one is the rest."""
    rest = len(groups.names) > 1 and groups.names[place] == "other" == groups.names[-1]
    if rest or place >= len(palette.hues):
        return palette.faint, _REST
    return palette.hues[place], SYMBOLS[place]


def _entry(name: str, marker: dict[str, Any]) -> Trace:
    return drawing.scatter(
        x=[None],
        y=[None],
        mode="markers",
        marker={"size": 9, **marker},
        name=parts.safe(name, _NAME),
        showlegend=True,
        hoverinfo="skip",
    )


def _scale(colour: Scale, palette: Palette) -> Trace:
    axis = colour.axis
    return drawing.scatter(
        x=[None],
        y=[None],
        mode="markers",
        marker={
            "color": [axis.low],
            "cmin": axis.low,
            "cmax": axis.high,
            "colorscale": [
                [place / (len(palette.scale) - 1), hue] for place, hue in enumerate(palette.scale)
            ],
            "showscale": True,
            "colorbar": {
                "orientation": "h",
                "x": 0.02,
                "xanchor": "left",
                "y": 0.02,
                "yanchor": "bottom",
                "yref": "container",
                "len": 0.55,
                "thickness": 9,
                "outlinewidth": 0,
                "tickformat": "d",
                "nticks": 5,
                "title": {"text": axis.title, "side": "right", "font": {"size": 11}},
            },
        },
        showlegend=False,
        hoverinfo="skip",
        name="scale",
    )
