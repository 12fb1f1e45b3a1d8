"""The slopes of energy on valence with their intervals: all songs, within genres, each genre."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from moodrec.figures import drawing, parts
from moodrec.figures.drawing import Figure, Trace
from moodrec.figures.palette import Palette
from moodrec.method.intervals import Interval
from moodrec.method.regression import ARTICLE_SLOPE, Regression

ROWS = 24
"""Most genres drawn: the largest and, before them, those of the other sign."""
_ROW = 24  # pixels: the height of one
_MARGIN = 66  # pixels above and below
_NAME = 18  # characters
_GUIDES = (("none", 0.0, "solid"), ("the article", ARTICLE_SLOPE, "dash"))


class _Row(NamedTuple):
    name: str
    slope: Interval
    songs: int
    kind: str  # "set" or "genre" or "reversed"


def slopes(told: Regression, palette: Palette) -> Figure:
    """One line a slope, with the article's as a dashed line."""
    rows = _rows(told)
    return drawing.figure(
        data=[_marks(rows, kind, palette) for kind in ("genre", "reversed", "set")],
        layout={
            **parts.layout(palette),
            "margin": {"l": 116, "r": 10, "t": 22, "b": 44},
            "height": _MARGIN + _ROW * len(rows),
            "clickmode": "none",
            "shapes": [
                {"type": "line", "name": name, "x0": at, "x1": at, "yref": "paper", "y0": 0,
                 "y1": 1, "layer": "below", "line": {"color": palette.faint, "dash": dash}}
                for name, at, dash in _GUIDES
            ],
            "annotations": [
                {"text": "the article", "x": ARTICLE_SLOPE, "yref": "paper", "y": 1,
                 "yanchor": "bottom", "showarrow": False, "font": {"size": 11}}
            ],
            "xaxis": {"title": {"text": "slope of energy on valence", "standoff": 6},
                      "fixedrange": True, "zeroline": False, "nticks": 6, "showgrid": False},
            "yaxis": {"tickvals": list(range(len(rows))), "ticktext": [row.name for row in rows],
                      "range": (len(rows) - 0.5, -0.5), "fixedrange": True, "zeroline": False,
                      "gridcolor": palette.faint, "griddash": "dot"},
        },
    )  # fmt: skip


def shown(told: Regression) -> int:
    """How many genres are drawn."""
    return min(ROWS, len(told.genres))


def _rows(told: Regression) -> list[_Row]:
    if told.overall is None:
        return []
    rows = [_Row("all songs", told.overall.slope, told.overall.songs, "set")]
    if told.within:
        rows.append(_Row("within genres", told.within, told.overall.songs, "set"))
    order = sorted(told.genres, key=lambda line: (line.name not in told.reversed, -line.songs))
    shown = sorted(order[:ROWS], key=lambda line: -line.slope.value)
    return rows + [
        _Row(parts.safe(line.name, _NAME), line.slope, line.songs,
             "reversed" if line.name in told.reversed else "genre")
        for line in shown
    ]  # fmt: skip


def _marks(rows: Sequence[_Row], kind: str, palette: Palette) -> Trace:
    mine = [(place, row) for place, row in enumerate(rows) if row.kind == kind]
    colour, symbol = {
        "set": (palette.seed, "diamond"),
        "genre": (palette.neighbour, "circle"),
        "reversed": (palette.hues[3], "square"),
    }[kind]
    return drawing.scatter(
        x=[row.slope.value for _, row in mine],
        y=[place for place, _ in mine],
        mode="markers",
        marker={"color": colour, "symbol": symbol, "size": 10},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [row.slope.high - row.slope.value for _, row in mine],
            "arrayminus": [row.slope.value - row.slope.low for _, row in mine],
            "color": colour,
            "thickness": 2,
            "width": 0,
        },
        customdata=[
            [row.name, f"{row.slope.low:.2f} to {row.slope.high:.2f}", f"{row.songs:,}"]
            for _, row in mine
        ],
        hovertemplate="%{customdata[0]}: %{x:.2f} (%{customdata[1]}), %{customdata[2]} songs"
        "<extra></extra>",
        name=kind,
    )
