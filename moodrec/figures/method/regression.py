"""The plane with the line of energy on valence, the article's slope, and the lines of genres."""

from __future__ import annotations

from collections.abc import Sequence

from moodrec.figures import drawing, parts
from moodrec.figures.drawing import Figure, Trace
from moodrec.figures.palette import Palette
from moodrec.method.regression import ARTICLE_SLOPE, Line, Regression

GENRES = 8
"""Most genres whose lines are drawn."""
_ENDS = (0.0, 1.0)


def regression(backdrop: Figure, told: Regression, palette: Palette) -> Figure:
    """The lines over the density of the set."""
    below = [{**trace, "showlegend": False} for trace in backdrop.data]
    lines = _lines(told, palette)
    return drawing.over(below, backdrop, lines, clickmode="none", showlegend=True, legend=_LEGEND)


def _lines(told: Regression, palette: Palette) -> list[Trace]:
    """The lines of the largest genres, the article's and that of all songs on top."""
    if told.overall is None:
        return []
    return [
        *(_genre(line, palette, first=not place)
          for place, line in enumerate(told.genres[:GENRES])),
        _article(told.overall, palette),
        _line("all songs", _of(told.overall), color=palette.seed, width=4),
    ]  # fmt: skip


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


def _article(overall: Line, palette: Palette) -> Trace:
    """The article's slope, through the middle of this set's line."""
    middle = overall.intercept.value + overall.slope.value / 2
    ends = [middle + ARTICLE_SLOPE * (end - 0.5) for end in _ENDS]
    return _line("the article's slope", ends, color=palette.ink, width=2, dash="dash")


def _genre(line: Line, palette: Palette, *, first: bool) -> Trace:
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
) -> Trace:
    return drawing.scatter(
        x=list(_ENDS),
        y=list(ends),
        mode="lines",
        line={"color": color, "width": width, "dash": dash},
        text=[label or name] * len(_ENDS),  # a genre in the template would be carried out
        hovertemplate="%{text}<extra></extra>",
        name=name,
        **more,
    )
