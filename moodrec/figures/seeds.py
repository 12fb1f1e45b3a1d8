"""Several seeds on a figure: the added and the subtracted ones, and how far they spread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moodrec.figures import drawing, parts
from moodrec.figures.drawing import Trace
from moodrec.figures.palette import Palette
from moodrec.model import Recommendation, Seed

_CORNERS = 60
_PARTS = (1.0, 0.8, 0.6)  # of the blob, on top of each other
_SOFT = 0.3  # opacity of each
_SOFT_CORNERS = 33  # of each, the first one twice


def marks(recommendation: Recommendation, palette: Palette) -> list[Trace]:
    """A ringed dot for each added seed, a cross for each subtracted one; none for a single seed."""
    if not recommendation.several:
        return []
    kinds = [
        (recommendation.added, "added seeds", "circle-open-dot"),
        (recommendation.subtracted, "subtracted seeds", "x-thin-open"),
    ]
    return [_marks(seeds, name, symbol, palette) for seeds, name, symbol in kinds if seeds]


def spread(recommendation: Recommendation, palette: Palette) -> list[dict[str, Any]]:
    """The ellipse of one standard deviation around the middle of the added seeds."""
    if len(recommendation.added) < 2:  # noqa: PLR2004  # one point has no spread
        return []
    curve = ellipse(_points(recommendation.added)).tolist()
    return [
        {
            "type": "path",
            "name": "spread of the seeds",
            "path": parts.path((x, y) for x, y in curve),
            "line": {"color": palette.seed, "width": 2},
            "opacity": 0.6,
            "layer": "below",
        }
    ]


def blob(
    recommendation: Recommendation, doubt: tuple[float, float], palette: Palette
) -> list[Trace]:
    """Where the seed may lie: ellipses as far as releases of one recording lie apart, fading.

    None for a chosen mood, which lies where it lies, nor for the centre of several seeds. They
    are traces, for shapes lie above all marks or below the density.
    """
    if recommendation.several or recommendation.seed.track is None:
        return []
    at = recommendation.seed.point
    angles = np.linspace(0, 2 * np.pi, _SOFT_CORNERS)
    return [
        drawing.scatter(
            x=(at.valence + part * doubt[0] * np.cos(angles)).astype(np.float32),
            y=(at.energy + part * doubt[1] * np.sin(angles)).astype(np.float32),
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=palette.seed,
            opacity=_SOFT,
            hoverinfo="skip",
            name="where the seed may lie",
            meta=round(2 * max(doubt), 4),  # how wide it is
        )
        for part in _PARTS
    ]


def ellipse(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The corners of the one-sigma ellipse of points of shape (n, 2); a line for two of them."""
    lengths, axes = np.linalg.eigh(np.cov(points.T, bias=True))
    angles = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    circle = np.array([np.cos(angles), np.sin(angles)])
    curve = axes @ (circle * np.sqrt(np.maximum(lengths, 0))[:, None])
    corners: NDArray[np.float64] = curve.T + points.mean(axis=0)
    return corners


def _marks(seeds: Sequence[Seed], name: str, symbol: str, palette: Palette) -> Trace:
    places = _points(seeds)
    return drawing.scatter(
        x=places[:, 0].tolist(),
        y=places[:, 1].tolist(),
        mode="markers",
        marker={
            "size": 11,
            "symbol": symbol,
            "color": palette.seed,
            "line": {"width": 2, "color": palette.seed},
        },
        text=[parts.safe(_title(seed), parts.TITLE) for seed in seeds],
        hovertemplate=f"<b>%{{text}}</b><br>{name.removesuffix('s')}<extra></extra>",
        ids=[seed.track.id if seed.track else "" for seed in seeds],
        unselected={"marker": {"opacity": 1}},
        cliponaxis=False,
        name=name,
    )


def _points(seeds: Sequence[Seed]) -> NDArray[np.float64]:
    return np.array([[seed.point.valence, seed.point.energy] for seed in seeds])


def _title(seed: Seed) -> str:
    return seed.track.title if seed.track else f"The mood {seed.point}"
