"""The explored set: density, a few songs one by one, and a histogram along each axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moodrec.figures import drawing, groups, parts
from moodrec.figures.drawing import Figure, Trace
from moodrec.figures.marginals import MAIN, MARGINAL, histograms
from moodrec.figures.palette import Palette
from moodrec.figures.plane import softened
from moodrec.model import PlacedTrack
from moodrec.mood import CORNER_WORDS
from moodrec.survey import Axis, Box, Colour, Corner, Lasso, One, Selection, Spot, Survey
from moodrec.survey.look import CELLS
from moodrec.wishes import RING_RADIUS

SPOTS_TRACE = 1
"""Place of the empty spots among the traces."""
SONGS_TRACE = 2
"""Place of the songs among the traces; its points are in the order of `Drawn.rows`."""
TOOLS = {"click": False, "box": "select", "lasso": "lasso"}
"""The tools, with what Plotly calls a drag with each."""
_TARGETS = 33  # click targets on each axis: one every 0.03
_ON_SONG = 0.016  # of the side of the plane: about a dot
_SMALL, _LARGE, _USUAL = 4.0, 13.0, 6.5  # pixels across
_SQUARE = {"l": 60, "r": 6, "t": 6, "b": 118}  # below: the axis' title, and the legend
_CORNERS_OF_RING = 72


@dataclass(frozen=True, eq=False)
class Drawn:
    """The songs that are drawn one by one, with their rows and what makes each look as it does.

    `sizes` go from 0 to 1, NaN where not known; None when all are alike. `selected` are rows.
    """

    songs: Sequence[PlacedTrack]
    rows: Sequence[int]
    colour: Colour
    sizes: Sequence[float] | None
    selected: frozenset[int]


def explore(  # noqa: PLR0913  # keywords, each told apart by its name
    survey: Survey,
    drawn: Drawn,
    palette: Palette,
    *,
    corners: Sequence[Corner] = (),
    selection: Selection | None = None,
    tool: str = "click",
) -> Figure:
    """The figure; its size does not depend on that of the set.

    `corners` are named where the axes are those of the mood plane, `selection` is outlined, and
    `tool` is one of TOOLS.
    """
    return drawing.figure(
        data=[
            _density(survey, palette),
            _spots(survey, drawn, shown=tool == "click"),
            _songs(survey, drawn, palette),
            *histograms(survey, palette),
            *([_words(corners, survey, palette)] if survey.mood else []),
            *groups.legend(drawn.colour, palette),
        ],
        layout={
            **parts.layout(palette),
            **_axes(survey, palette),
            "margin": _SQUARE,
            "showlegend": True,
            "legend": groups.LEGEND,
            "barmode": "overlay",
            "bargap": 0,
            "dragmode": TOOLS[tool],
            "clickmode": "event+select" if tool == "click" else "event",
            "newselection": {"line": {"color": palette.seed, "dash": "dot"}},
            "shapes": [*_guides(survey, palette), *_outline(survey, selection, palette)],
        },
    )


def _density(survey: Survey, palette: Palette) -> Trace:
    """Songs per cell as one quiet hue; the root of the counts keeps thin regions visible."""
    root = np.sqrt(softened(survey.counts))
    x, y = survey.x, survey.y
    return drawing.heatmap(
        z=np.round(255 * root / max(float(root.max()), 1e-9)).astype(np.uint8),
        x0=x.low + x.span / CELLS / 2,
        dx=x.span / CELLS,
        y0=y.low + y.span / CELLS / 2,
        dy=y.span / CELLS,
        zmin=0,
        zmax=255,
        colorscale=[[0, f"rgba({palette.density},0)"], [1, f"rgba({palette.density},0.75)"]],
        showscale=False,
        zsmooth="best",
        hoverinfo="skip",
        name="density",
    )


def _spots(survey: Survey, drawn: Drawn, *, shown: bool) -> Trace:
    """Invisible points that make a click on an empty spot count; none for the other tools.

    None lies on a song that is drawn: there a click means the song.
    """
    spots = parts.targets((0, 1), (0, 1), _TARGETS if shown else 0)
    across, up = (np.asarray(spots[one], dtype=np.float64) for one in ("x", "y"))
    songs = [axis.shares(_places(axis, drawn)) for axis in (survey.x, survey.y)]
    off = np.hypot(across[:, None] - songs[0], up[:, None] - songs[1])
    free = ~(off < _ON_SONG).any(axis=1)
    return {
        **spots,
        "x": (survey.x.low + survey.x.span * across[free]).astype(np.float32),
        "y": (survey.y.low + survey.y.span * up[free]).astype(np.float32),
        "showlegend": False,
    }


def _songs(survey: Survey, drawn: Drawn, palette: Palette) -> Trace:
    """The songs; when some are selected the others step back."""
    looks, bright = groups.looks(drawn.colour, drawn.rows, palette), drawn.selected
    return drawing.scatter(
        x=_places(survey.x, drawn).astype(np.float32),
        y=_places(survey.y, drawn).astype(np.float32),
        mode="markers",
        marker={
            "color": looks.colours,
            "symbol": looks.symbols,
            "size": _sizes(drawn),
            "opacity": [1 if not bright or row in bright else 0.3 for row in drawn.rows],
            "line": {
                "color": palette.ink,
                "width": [0.7 if row in bright else 0 for row in drawn.rows],
            },
        },
        customdata=[
            parts.card(song.track.title, song.track.artist_line, song.point, song.livelier_than)
            for song in drawn.songs
        ],
        hovertemplate=_card(survey),
        selected={"marker": {}},
        unselected={"marker": {"opacity": 1}},
        cliponaxis=False,
        showlegend=False,
        name="songs",
    )


def _card(survey: Survey) -> str:
    """The usual card; on other axes it tells the two values too."""
    card = parts.card_template("from the reference set")
    if survey.mood:
        return card
    values = f"{survey.x.title} %{{x:.4~g}}, {survey.y.title} %{{y:.4~g}}"
    return card.replace("<br><i>", f"<br>{values}<br><i>")


def _places(axis: Axis, drawn: Drawn) -> NDArray[np.float64]:
    return np.array([_value(axis, song) for song in drawn.songs], dtype=np.float64)


def _value(axis: Axis, song: PlacedTrack) -> float:
    """The value of a song on an axis, in the axis' unit; NaN where nobody told it."""
    value = getattr(song.features, axis.name, getattr(song.track, axis.name, None))
    return float("nan") if value is None else float(value) / axis.per


def _sizes(drawn: Drawn) -> float | list[float]:
    if drawn.sizes is None:
        return _USUAL
    known = (_SMALL if np.isnan(share) else share * (_LARGE - _SMALL) + _SMALL
             for share in drawn.sizes)  # fmt: skip
    return [round(float(size), 1) for size in known]


def _words(corners: Sequence[Corner], survey: Survey, palette: Palette) -> Trace:
    """The corner words; over them a card tells how many songs live there."""
    told = {one.word: one.songs for one in corners}
    inset = 0.03
    return drawing.scatter(
        x=[abs(valence - inset) for valence, _ in CORNER_WORDS],
        y=[abs(energy - inset) for _, energy in CORNER_WORDS],
        text=list(CORNER_WORDS.values()),
        customdata=[told.get(word, 0) for word in CORNER_WORDS.values()],
        hovertemplate="%{text}: %{customdata:,} of "
        f"{survey.passing:,} songs live here<extra></extra>",
        textposition=[f"middle {'left' if valence else 'right'}" for valence, _ in CORNER_WORDS],
        mode="text",
        textfont={"size": 14, "color": palette.ink},
        showlegend=False,
        name="corner words",
    )


def _guides(survey: Survey, palette: Palette) -> list[dict[str, Any]]:
    """Thin lines at the medians, and on the mood plane a faint mark at its middle."""
    x, y = survey.x, survey.y
    line = {"type": "line", "layer": "below"}
    thin, faint = ({"line": {"color": palette.faint, "width": width}} for width in (1, 0.5))
    shapes: list[dict[str, Any]] = []
    if survey.median:
        across, up = survey.median
        shapes += [
            {**line, **thin, "name": f"median {x.label}", "x0": across, "x1": across,
             "y0": y.low, "y1": y.high},
            {**line, **thin, "name": f"median {y.label}", "x0": x.low, "x1": x.high,
             "y0": up, "y1": up},
        ]  # fmt: skip
    if survey.mood:
        shapes += [
            {**line, **faint, "x0": 0.48, "x1": 0.52, "y0": 0.5, "y1": 0.5},
            {**line, **faint, "x0": 0.5, "x1": 0.5, "y0": 0.48, "y1": 0.52},
        ]
    return shapes


def _outline(survey: Survey, selection: Selection | None, palette: Palette) -> list[dict[str, Any]]:
    """The selection as it was drawn; that of a spot is its ring."""
    if selection is None or isinstance(selection, One):
        return []
    dashed = {"line": {"color": palette.seed, "width": 2, "dash": "dot"}, "name": "selection"}
    if isinstance(selection, Box):
        ends = {"x0": selection.x0, "x1": selection.x1, "y0": selection.y0, "y1": selection.y1}
        return [{**dashed, "type": "rect", **ends}]
    corners = selection.corners if isinstance(selection, Lasso) else _ring(survey, selection)
    return [{**dashed, "type": "path", "path": parts.path(corners)}]


def _ring(survey: Survey, spot: Spot) -> list[tuple[float, float]]:
    angles = np.linspace(0, 2 * np.pi, _CORNERS_OF_RING, endpoint=False)
    across = spot.x + RING_RADIUS * survey.x.span * np.cos(angles)
    up = spot.y + RING_RADIUS * survey.y.span * np.sin(angles)
    return list(zip(across.tolist(), up.tolist(), strict=True))


def _axes(survey: Survey, palette: Palette) -> dict[str, Any]:
    """The two axes, at equal scale when they are those of the mood, and those of the bars."""
    ends = [(one.low - 0.01 * one.span, one.high + 0.01 * one.span) for one in (survey.x, survey.y)]
    axes = parts.axes(ends[0], ends[1], palette)
    across, up = axes["xaxis"], axes["yaxis"]
    across["domain"] = up["domain"] = MAIN
    if survey.mood:
        across["tickvals"] = up["tickvals"] = [0, 0.5, 1]
        up["title"]["standoff"] = 12
        up["constraintoward"] = "top"
        across["constraintoward"] = "left"
    else:
        across["title"]["text"], up["title"]["text"] = survey.x.title, survey.y.title
        across["nticks"] = up["nticks"] = 6
        up.pop("scaleanchor")
    bare = {"fixedrange": True, "showgrid": False, "zeroline": False, "showticklabels": False,
            "domain": MARGINAL}  # fmt: skip
    return {
        "xaxis": across,
        "yaxis": up,
        "xaxis2": {**bare, "anchor": "y"},
        "yaxis2": {**bare, "anchor": "x"},
    }
