"""The plane with the line of energy on valence, the article's slope, and the lines of genres."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from moodrec.figures import parts
from moodrec.figures.palette import Palette
from moodrec.method.regression import ARTICLE_SLOPE, Line, Regression

GENRES = 8
"""Most genres whose lines are drawn."""
_ENDS = (0.0, 1.0)


def regression(backdrop: go.Figure, told: Regression, palette: Palette) -> go.Figure:
    """The lines over the density of the set."""
    figure = parts.copied(backdrop)
    figure.update_layout(clickmode="none", showlegend=True, legend=_LEGEND)
    figure.for_each_trace(lambda trace: trace.update(showlegend=False))
    if told.overall is None:
        return figure
    for place, line in enumerate(told.genres[:GENRES]):
        figure.add_trace(_genre(line, palette, first=not place))
    figure.add_trace(_article(told.overall, palette))
    figure.add_trace(_line("all songs", _of(told.overall), color=palette.seed, width=4))
    return figure


_LEGEND = {
    "orientation": "h",
    "x": 0.5,
    "xanchor": "center",
    "y": 0.06,
    "yanchor": "bottom",
    "itemclick": False,
    "itemdoubleclick": False,
    "bgcolor": "rgba(0,0,0,0)",
}


def _of(line: Line) -> list[float]:
    return [line.intercept.value + line.slope.value * end for end in _ENDS]


def _article(overall: Line, palette: Palette) -> go.Scatter:
    """The article's slope, through the middle of this set's line."""
    middle = overall.intercept.value + overall.slope.value / 2
    ends = [middle + ARTICLE_SLOPE * (end - 0.5) for end in _ENDS]
    return _line("the article's slope", ends, color=palette.ink, width=2, dash="dash")


def _genre(line: Line, palette: Palette, *, first: bool) -> go.Scatter:
    return _line(
        "genres",
        _of(line),
        legendgroup="genres",
        showlegend=first,
        color=palette.neighbour,
        width=1.5,
        label=parts.safe(line.name, 24),
    )


def _line(  # noqa: PLR0913  # what one line looks like
    name: str,
    ends: Sequence[float],
    *,
    color: str,
    width: float,
    dash: str = "solid",
    label: str = "",
    **more: object,
) -> go.Scatter:
    return go.Scatter(
        x=list(_ENDS),
        y=list(ends),
        mode="lines",
        line={"color": color, "width": width, "dash": dash},
        text=[label or name] * len(_ENDS),  # a genre in the template would be carried out
        hovertemplate="%{text}<extra></extra>",
        name=name,
        **more,
    )
