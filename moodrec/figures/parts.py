"""Pieces that the plane and the lens share: hover cards, click targets, marks, axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import numpy as np

from moodrec.figures import drawing
from moodrec.figures.drawing import Trace
from moodrec.figures.palette import Palette
from moodrec.model import MoodPoint, PlacedTrack, Recommendation
from moodrec.mood import EDGE_WORDS, describe
from moodrec.texts import clean

LINES = 10
"""Most lines drawn from the seed."""
_ACROSS = f"{EDGE_WORDS['left']} ← valence → {EDGE_WORDS['right']}"
_UP = f"{EDGE_WORDS['bottom']} ← energy → {EDGE_WORDS['top']}"
_FAMILY = '"Source Sans", sans-serif'  # that of the page
_MARK = 0.045  # of a figure's side: a mark of the lens, where Plotly would prefer what is smaller
TITLE = 38
"""Characters of a title that a hover card shows."""


def card(title: str, artists: str, point: MoodPoint, livelier_than: float) -> list[str | int]:
    """The values of a hover card, in the order of its template; foreign text is made safe."""
    mood = describe(point)
    return [safe(title, TITLE), safe(artists, TITLE), mood, round(100 * livelier_than)]


def card_template(origin: str) -> str:
    """How a hover card reads.

    The markup stands here once and not in every value: as JSON it would double the bytes.
    """
    return (
        "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}"
        f"<br>livelier than %{{customdata[3]}} %<br><i>{safe(origin, TITLE)}</i><extra></extra>"
    )


def shorten(text: str, length: int) -> str:
    """Cuts a text to `length` characters, with an ellipsis where something was cut."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def safe(text: str, length: int) -> str:
    """Foreign text cut to `length` characters, and safe in Plotly's markup."""
    return escape(shorten(clean(text), length), quote=False)


def targets(
    valence: tuple[float, float],
    energy: tuple[float, float],
    count: int,
    beside: Sequence[PlacedTrack] = (),
) -> Trace:
    """Invisible points, `count` by `count`, that make a click on an empty spot count.

    Plotly reports clicks on points alone. Only one of them becomes an element of the page
    (maxdisplayed), so they cost next to nothing. Of points on top of each other Plotly takes
    the smallest, so none lies on a mark of the songs `beside` them.
    """
    across, up = np.meshgrid(np.linspace(*valence, count), np.linspace(*energy, count))
    free = (across >= 0) & (across <= 1) & (up >= 0) & (up <= 1)
    for song in beside:
        off = np.hypot(across - song.point.valence, up - song.point.energy)
        free &= off > _MARK * (valence[1] - valence[0])
    return drawing.scatter(
        x=across[free].astype(np.float32),
        y=up[free].astype(np.float32),
        mode="markers",
        marker={"opacity": 0, "maxdisplayed": 1},
        unselected={"marker": {"opacity": 0}},
        hoverinfo="none",
        name="empty spot",
    )


def marks(songs: Sequence[PlacedTrack], name: str, **style: Any) -> Trace:
    """One marker a song, with its hover card."""
    return drawing.scatter(
        x=np.array([song.point.valence for song in songs], dtype=np.float32),
        y=np.array([song.point.energy for song in songs], dtype=np.float32),
        customdata=[
            card(song.track.title, song.track.artist_line, song.point, song.livelier_than)
            for song in songs
        ],
        hovertemplate=card_template("from the reference set"),
        cliponaxis=False,
        name=name,
        **{"mode": "markers", "unselected": {"marker": {"opacity": 1}}, **style},
    )


def track_ids(songs: Sequence[PlacedTrack]) -> list[str]:
    """The ids that Plotly hands back with a click on one of the songs' marks."""
    return [song.track.id for song in songs]


def seed_mark(recommendation: Recommendation, palette: Palette, size: int) -> Trace:
    """The seed: a large ringed dot with its hover card."""
    seed = recommendation.seed
    title, artists, origin = _about_seed(recommendation)
    return drawing.scatter(
        x=[seed.point.valence],
        y=[seed.point.energy],
        mode="markers",
        marker={
            "size": size,
            "color": palette.seed,
            "symbol": "circle-dot",
            "line": {"width": 2, "color": palette.ink},
        },
        ids=[seed.track.id] if seed.track else None,
        customdata=[card(title, artists, seed.point, recommendation.livelier_than)],
        hovertemplate=card_template(origin),
        cliponaxis=False,
        name="seed",
    )


def _about_seed(recommendation: Recommendation) -> tuple[str, str, str]:
    """What the seed's card says: its title, its artists, and where its mood comes from."""
    seed = recommendation.seed
    if seed.track and seed.features:
        return seed.track.title, seed.track.artist_line, seed.features.source
    if recommendation.several:
        return "The centre of your seeds", "", "between them"
    return "The mood you chose", "", "chosen by you"


def lines(recommendation: Recommendation, palette: Palette, width: float) -> list[dict[str, Any]]:
    """Lines from the seed to the first neighbours, fading with their distance."""
    seed = recommendation.seed.point
    shown = recommendation.neighbours[:LINES]
    farthest = max((neighbour.distance for neighbour in shown), default=0.0) or 1.0
    return [
        {
            "type": "line",
            "name": "neighbour line",
            "x0": seed.valence,
            "y0": seed.energy,
            "x1": neighbour.point.valence,
            "y1": neighbour.point.energy,
            "line": {"color": palette.neighbour, "width": width},
            "opacity": round(0.95 - 0.55 * neighbour.distance / farthest, 3),
            "layer": "below",
        }
        for neighbour in shown
    ]


def rings(recommendation: Recommendation, palette: Palette) -> list[dict[str, Any]]:
    """The same-mood ring in its metric's own shape, and the one to which it was widened."""
    ring = recommendation.ring
    style = {"type": "path", "layer": "below"}
    shapes = [
        {
            **style,
            "name": "same-mood ring",
            "path": path(ring.outline),
            "line": {"color": palette.seed, "width": 1.5, "dash": "dot"},
        }
    ]
    if ring.reached:
        shapes.append(
            {
                **style,
                "name": "widened ring",
                "path": path(ring.reached),
                "line": {"color": palette.faint, "width": 1, "dash": "dot"},
            }
        )
    return shapes


def path(corners: Iterable[tuple[float, float]]) -> str:
    """A closed curve as Plotly draws one: SVG in the units of the axes."""
    return "M" + "L".join(f"{x:.5g},{y:.5g}" for x, y in corners) + "Z"


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
        "font": {"color": palette.ink, "size": 12, "family": _FAMILY},
        "hoverlabel": {
            "align": "left",
            "bgcolor": palette.card,
            "font": {"color": palette.ink, "family": _FAMILY},
        },
    }
