"""The seed and a pick side by side, over all features: where each stands among the songs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moodrec.figures import drawing, parts
from moodrec.figures.drawing import Figure, Trace
from moodrec.figures.palette import Palette
from moodrec.model import Compared

ROW = 26
"""Height of one feature, in pixels."""
MARGIN = 70
"""Height of what stands above and below, in pixels."""

_UNITS = {"loudness": "dB", "tempo": "beats a minute"}


def comparison(rows: Sequence[Compared], seed: str, pick: str, palette: Palette) -> Figure:
    """One line a feature, from the percentile of the seed to that of the pick.

    A feature that either of the two lacks has one mark, or none.
    """
    return drawing.figure(
        data=[
            _marks(rows, "seed", seed, color=palette.seed, symbol="circle", size=14),
            _marks(rows, "pick", pick, color=palette.neighbour, symbol="square", size=9),
        ],
        layout={
            **parts.layout(palette),
            "margin": {"l": 112, "r": 14, "t": 26, "b": 40},
            "showlegend": True,
            "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "itemclick": False,
                       "itemdoubleclick": False},
            "clickmode": "none",
            "shapes": [_line(place, row, palette) for place, row in enumerate(rows)
                       if None not in (row.seed_percentile, row.pick_percentile)],
            "xaxis": {
                "range": (-0.03, 1.03),
                "tickvals": [0, 0.5, 1],
                "ticktext": ["lowest", "half are lower", "highest"],
                "tickangle": 0,
                "fixedrange": True,
                "showgrid": False,
                "zeroline": False,
            },
            "yaxis": {
                "tickvals": list(range(len(rows))),
                "ticktext": [row.name for row in rows],
                "range": (len(rows) - 0.5, -0.5),
                "fixedrange": True,
                "gridcolor": palette.faint,
                "griddash": "dot",
                "zeroline": False,
            },
        },
    )  # fmt: skip


def _marks(rows: Sequence[Compared], which: str, title: str, **marker: object) -> Trace:
    known = [
        (place, row)
        for place, row in enumerate(rows)
        if getattr(row, f"{which}_percentile") is not None
    ]
    return drawing.scatter(
        x=[getattr(row, f"{which}_percentile") for _, row in known],
        y=[place for place, _ in known],
        mode="markers",
        marker=marker,
        customdata=[
            [row.name, _value(row.name, getattr(row, which)),
             round(100 * getattr(row, f"{which}_percentile"))]
            for _, row in known
        ],
        hovertemplate=(
            "%{customdata[0]}: %{customdata[1]}<br>percentile %{customdata[2]} of the songs"
            "<extra></extra>"
        ),
        name=parts.safe(title, 24),
    )  # fmt: skip


def _line(place: int, row: Compared, palette: Palette) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": row.seed_percentile,
        "x1": row.pick_percentile,
        "y0": place,
        "y1": place,
        "line": {"color": palette.faint, "width": 3},
        "layer": "below",
    }


def _value(name: str, value: float) -> str:
    return f"{value:g} {_UNITS[name]}" if name in _UNITS else f"{value:g}"
