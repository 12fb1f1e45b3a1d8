"""Pieces that the plane and the lens share: hover cards, click targets, marks, axes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
import plotly.graph_objects as go

from moodrec.figures.palette import Palette
from moodrec.model import MoodPoint, Neighbour, Recommendation, Seed
from moodrec.mood import EDGE_WORDS, describe

LINES = 10
"""Most lines drawn from the seed."""
_ACROSS = f"{EDGE_WORDS['left']} ← valence → {EDGE_WORDS['right']}"
_UP = f"{EDGE_WORDS['bottom']} ← energy → {EDGE_WORDS['top']}"
_TITLE = 38  # characters of a title that a hover card shows


def card(title: str, artists: str, point: MoodPoint) -> str:
    """The first lines of a hover card."""
    by = f"<br>{shown(artists)}" if artists else ""
    return f"<b>{shown(title)}</b>{by}<br>{describe(point)}"


def shown(text: str) -> str:
    """Foreign text as a hover card shows it: cut, and safe in Plotly's markup."""
    return escape(shorten(text, _TITLE), quote=False)


def shorten(text: str, length: int) -> str:
    """Cuts a text to `length` characters, with an ellipsis where something was cut."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def targets(valence: tuple[float, float], energy: tuple[float, float], count: int) -> go.Scatter:
    """Invisible points, `count` by `count`, that make a click on an empty spot count.

    Plotly reports clicks on points alone. Only one of them becomes an element of the page
    (maxdisplayed), so they cost next to nothing.
    """
    across, up = np.meshgrid(np.linspace(*valence, count), np.linspace(*energy, count))
    inside = (across >= 0) & (across <= 1) & (up >= 0) & (up <= 1)
    return go.Scatter(
        x=across[inside].astype(np.float32),
        y=up[inside].astype(np.float32),
        mode="markers",
        marker={"opacity": 0, "maxdisplayed": 1},
        unselected={"marker": {"opacity": 0}},
        hoverinfo="none",
        name="empty spot",
    )


def marks(neighbours: Sequence[Neighbour], name: str, **style: Any) -> go.Scatter:
    """One marker a neighbour, with its hover card and its track id for clicks."""
    return go.Scatter(
        x=[neighbour.point.valence for neighbour in neighbours],
        y=[neighbour.point.energy for neighbour in neighbours],
        hovertext=[
            card(neighbour.track.title, neighbour.track.artist_line, neighbour.point)
            for neighbour in neighbours
        ],
        customdata=[neighbour.track.id for neighbour in neighbours],
        hovertemplate="%{hovertext}<br><i>from the reference set</i><extra></extra>",
        unselected={"marker": {"opacity": 1}},
        name=name,
        **{"mode": "markers", **style},
    )


def seed_mark(recommendation: Recommendation, palette: Palette, size: int) -> go.Scatter:
    """The seed: a large ringed dot with its hover card."""
    seed = recommendation.seed
    livelier = f"livelier than {100 * recommendation.livelier_than:.0f} %"
    origin = f"<i>{escape(seed.features.source if seed.features else 'chosen by you')}</i>"
    title, artists = _seed_words(seed)
    return go.Scatter(
        x=[seed.point.valence],
        y=[seed.point.energy],
        mode="markers",
        marker={
            "size": size,
            "color": palette.seed,
            "symbol": "circle-dot",
            "line": {"width": 2, "color": palette.ink},
        },
        hovertext=["<br>".join([card(title, artists, seed.point), livelier, origin])],
        customdata=[seed.track.id if seed.track else None],
        hovertemplate="%{hovertext}<extra></extra>",
        name="seed",
    )


def lines(recommendation: Recommendation, palette: Palette, width: float) -> list[dict[str, Any]]:
    """Lines from the seed to its nearest neighbours, fading with their order."""
    seed = recommendation.seed.point
    return [
        {
            "type": "line",
            "name": "neighbour line",
            "x0": seed.valence,
            "y0": seed.energy,
            "x1": neighbour.point.valence,
            "y1": neighbour.point.energy,
            "line": {"color": palette.neighbour, "width": width},
            "opacity": 0.95 - 0.06 * place,
            "layer": "below",
        }
        for place, neighbour in enumerate(recommendation.neighbours[:LINES])
    ]


def ring(recommendation: Recommendation, palette: Palette) -> dict[str, Any]:
    """The same-mood ring around the seed."""
    centre, radius = recommendation.seed.point, recommendation.ring.radius
    return {
        "type": "circle",
        "name": "same-mood ring",
        "x0": centre.valence - radius,
        "x1": centre.valence + radius,
        "y0": centre.energy - radius,
        "y1": centre.energy + radius,
        "line": {"color": palette.seed, "width": 1.5, "dash": "dot"},
        "layer": "below",
    }


def axes(
    valence: tuple[float, float], energy: tuple[float, float], palette: Palette, **more: Any
) -> dict[str, Any]:
    """Both axes, at equal scale: else the ring would lie."""
    both = {
        "fixedrange": True,
        "constrain": "domain",
        "showgrid": False,
        "zeroline": False,
        "ticks": "outside",
        "ticklen": 3,
        "automargin": False,
        "showline": True,
        "mirror": True,
        "linecolor": palette.faint,
        "linewidth": 1,
        **more,
    }
    return {
        "xaxis": {**both, "range": valence, "title": {"text": _ACROSS, "standoff": 6}},
        "yaxis": {
            **both,
            "range": energy,
            "title": {"text": _UP, "standoff": 6},
            "scaleanchor": "x",
        },
    }


def layout(palette: Palette) -> dict[str, Any]:
    """What both figures have in common."""
    return {
        "margin": {"l": 58, "r": 6, "t": 6, "b": 50},
        "showlegend": False,
        "hovermode": "closest",
        "hoverdistance": 18,
        "dragmode": False,
        "clickmode": "event+select",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "template": "none",
        "font": {"color": palette.ink, "size": 12, "family": '"Source Sans", sans-serif'},
        "hoverlabel": {"align": "left", "bgcolor": palette.card, "font": {"color": palette.ink}},
    }


def _seed_words(seed: Seed) -> tuple[str, str]:
    if seed.track is None:
        return "The mood you chose", ""
    return seed.track.title, seed.track.artist_line
