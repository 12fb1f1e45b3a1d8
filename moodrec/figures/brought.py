"""Brought lists over the mood plane: a dot a song, the larger the more often it was played."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from moodrec.figures import parts
from moodrec.figures.palette import Palette
from moodrec.figures.plane import DOTS_TRACE, Figure
from moodrec.model import PlacedTrack

MOST_CARDS = 600
"""Most songs of a list with a hover card: each costs the browser about 100 bytes."""
MOST_DOTS = 8_000
"""Most songs of a list that are drawn."""
_SIZES = (7.0, 22.0)  # pixels of the dot of a song played once, and of the most played one
_FADED = 0.35  # opacity of the set's own songs, so that the list stands out
_SYMBOLS = ("circle", "diamond")


@dataclass(frozen=True, eq=False)
class Dots:
    """What is drawn of a list: `songs` with cards, of `weights` (plays), and further moods.

    `weights` has shape (songs,), `valence` and `energy` have that of the songs without a card.
    """

    name: str
    songs: Sequence[PlacedTrack]
    weights: NDArray[np.float64]
    valence: NDArray[np.float64]
    energy: NDArray[np.float64]


def brought(backdrop: Figure, lists: Sequence[Dots], palette: Palette) -> Figure:
    """The plane with one list or two; colour and shape tell them apart."""
    figure = go.Figure(backdrop)
    if lists and figure.data:
        figure.data[DOTS_TRACE].marker.update(size=3, opacity=_FADED)
    colours = (palette.neighbour, palette.seed)
    for dots, colour, symbol in zip(lists, colours, _SYMBOLS, strict=False):
        if len(dots.valence):
            figure.add_trace(_rest(dots, colour, symbol))
        figure.add_trace(
            parts.marks(
                dots.songs,
                parts.safe(dots.name, parts.TITLE),
                ids=parts.track_ids(dots.songs),
                marker={
                    "size": _sizes(dots.weights),
                    "color": colour,
                    "symbol": symbol,
                    "opacity": 0.75,
                    "line": {"width": 1, "color": palette.ink},
                },
            ).update(hovertemplate=parts.card_template(dots.name))
        )
    return figure


def _rest(dots: Dots, colour: str, symbol: str) -> go.Scattergl:
    return go.Scatter(
        x=dots.valence.astype(np.float32),
        y=dots.energy.astype(np.float32),
        mode="markers",
        marker={"size": 4, "color": colour, "symbol": symbol, "opacity": 0.45},
        hoverinfo="skip",
        name="more of the list",
    )


def _sizes(weights: NDArray[np.float64]) -> NDArray[np.float32]:
    """Pixels across, so that areas grow with plays; all alike where none was played more."""
    small, large = _SIZES
    most = float(weights.max(initial=1.0))
    if most <= 1:
        return np.full(len(weights), small, dtype=np.float32)
    share = np.sqrt((weights - 1) / (most - 1))
    return (small + (large - small) * share).astype(np.float32)
