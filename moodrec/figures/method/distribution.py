"""One axis of the mood plane as a histogram, with the normal distribution of the same mean."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from moodrec.figures import drawing, parts
from moodrec.figures.drawing import Figure, Trace
from moodrec.figures.palette import Palette
from moodrec.method.axes import Distribution
from moodrec.mood import EDGE_WORDS

_HEIGHT = 250  # pixels
_FINE = 101  # points of the curve
_ENDS = {"valence": ("left", "right"), "energy": ("bottom", "top")}


def distribution(told: Distribution, palette: Palette) -> Figure:
    """The songs in each part of an axis, the quartiles, and the normal curve for comparison."""
    low, high = (EDGE_WORDS[end] for end in _ENDS[told.axis])
    return drawing.figure(
        data=[_bars(told, palette), *_normal(told, palette)],
        layout={
            **parts.layout(palette),
            "margin": {"l": 48, "r": 8, "t": 24, "b": 44},
            "clickmode": "none",
            "height": _HEIGHT,
            "bargap": 0.06,
            "shapes": [_quartile(value, palette) for _, value in _quartiles(told)],
            "annotations": [_word(share, value, palette) for share, value in _quartiles(told)],
            "xaxis": {
                "range": (0, 1),
                "fixedrange": True,
                "tickvals": [0, 0.25, 0.5, 0.75, 1],
                "title": {"text": f"{low} ← {told.axis} → {high}", "standoff": 6},
                "showgrid": False,
                "zeroline": False,
            },
            "yaxis": {
                "fixedrange": True,
                "rangemode": "tozero",
                "nticks": 4,
                "gridcolor": palette.faint,
                "griddash": "dot",
                "zeroline": False,
                "title": {"text": "songs", "standoff": 4},
            },
        },
    )


def _bars(told: Distribution, palette: Palette) -> Trace:
    edges = np.array(told.edges)
    return drawing.bar(
        x=((edges[1:] + edges[:-1]) / 2).round(6).tolist(),
        y=list(told.counts),
        customdata=[[f"{low:.3g} to {high:.3g}"] for low, high in itertools.pairwise(edges)],
        marker={"color": palette.neighbour, "opacity": 0.75},
        hovertemplate="%{customdata[0]}: %{y:,} songs<extra></extra>",
        name="songs",
    )


def _normal(told: Distribution, palette: Palette) -> list[Trace]:
    """The normal density on the scale of the bars; none where there is no deviation."""
    if not told.deviation:
        return []
    at = np.linspace(0, 1, _FINE)
    scale = told.songs * (told.edges[1] - told.edges[0]) / (told.deviation * (2 * np.pi) ** 0.5)
    density = scale * np.exp(-(((at - told.mean) / told.deviation) ** 2) / 2)
    return [
        drawing.scatter(
            x=at.round(2).tolist(),
            y=density.round(2).tolist(),
            mode="lines",
            line={"color": palette.seed, "width": 2, "dash": "dash"},
            hoverinfo="skip",
            name="normal distribution",
        )
    ]


def _quartiles(told: Distribution) -> list[tuple[float, float]]:
    """The quartiles; none where all songs have one value."""
    return [one for one in told.quantiles if one[0] in {0.25, 0.5, 0.75} and told.deviation]


def _quartile(value: float, palette: Palette) -> dict[str, Any]:
    return {
        "type": "line",
        "name": "quartile",
        "x0": value,
        "x1": value,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": palette.ink, "width": 1, "dash": "dot"},
    }


def _word(share: float, value: float, palette: Palette) -> dict[str, Any]:
    """What a quartile line means, above it."""
    return {
        "text": {0.25: "¼", 0.5: "½", 0.75: "¾"}[share],
        "x": value,
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 12, "color": palette.ink},
    }
