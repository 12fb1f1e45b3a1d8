"""Two lists of neighbours side by side, the songs in both joined by lines."""

from __future__ import annotations

from typing import Any

from moodrec.figures import drawing, parts
from moodrec.figures.drawing import Figure, Trace
from moodrec.figures.palette import Palette
from moodrec.method.overlap import SideBySide
from moodrec.model import PlacedTrack

_ROW = 34  # pixels: the height of one place
_MARGIN = 46  # pixels of the headings
_NAME = 21  # characters of a title: as many as half a phone's width holds
_INNER = (0.42, 0.58)  # where lines begin and end


def lists(told: SideBySide, palette: Palette) -> Figure:
    """The first list at the left, the second at the right, the nearest song above."""
    common = [{place for place, _ in told.common}, {place for _, place in told.common}]
    length = max(map(len, told.lists))
    return drawing.figure(
        data=[
            _names(songs, side, common[side], palette) for side, songs in enumerate(told.lists)
        ],
        layout={
            **parts.layout(palette),
            "margin": {"l": 2, "r": 2, "t": 2, "b": 2},
            "height": _MARGIN + _ROW * length,
            "clickmode": "none",
            "shapes": [_line(pair, palette) for pair in told.common],
            "annotations": [
                {"text": f"<b>{name}</b>", "x": side, "y": -1, "showarrow": False,
                 "xanchor": ("left", "right")[side]}
                for side, name in enumerate(told.metrics)
            ],
            "xaxis": {"range": (0, 1), "visible": False, "fixedrange": True},
            "yaxis": {"range": (length - 0.5, -1.5), "visible": False, "fixedrange": True},
        },
    )  # fmt: skip


def _names(songs: tuple[PlacedTrack, ...], side: int, common: set[int], palette: Palette) -> Trace:
    """The numbered titles of a list, from its edge inwards; the common ones in colour."""
    titles = [parts.safe(song.track.title, _NAME) for song in songs]
    return drawing.scatter(
        x=[side] * len(songs),
        y=list(range(len(songs))),
        mode="text",
        text=[
            f"{place + 1}. {title}" if side == 0 else f"{title} {place + 1}."
            for place, title in enumerate(titles)
        ],
        textposition=("middle right", "middle left")[side],
        textfont={
            "size": 12,
            "color": [
                palette.neighbour if place in common else palette.ink for place in range(len(songs))
            ],
        },
        customdata=[
            parts.card(song.track.title, song.track.artist_line, song.point, song.livelier_than)
            for song in songs
        ],
        hovertemplate=parts.card_template("from the reference set"),
        name=("first list", "second list")[side],
        cliponaxis=False,
    )


def _line(pair: tuple[int, int], palette: Palette) -> dict[str, Any]:
    return {
        "type": "line",
        "name": "in both",
        "x0": _INNER[0],
        "y0": pair[0],
        "x1": _INNER[1],
        "y1": pair[1],
        "line": {"color": palette.neighbour, "width": 1.5},
    }
