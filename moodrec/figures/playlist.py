"""Lists over the mood plane: one with its portrait, two side by side, one less the set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from moodrec.figures import drawing, parts
from moodrec.figures.drawing import Figure, Trace
from moodrec.figures.palette import Palette
from moodrec.figures.plane import DOTS_TRACE
from moodrec.model import PlacedTrack
from moodrec.playlist.odd import OddOnes
from moodrec.playlist.portrait import Portrait
from moodrec.playlist.regions import Region

DRAWN = 500
"""Most songs drawn one by one, of two lists together."""
_TITLE = 26  # characters of a title and of artists on a hover card
_CARD = parts.card_template("%{fullData.name}")  # a title in the template would be carried out
_SMALLEST, _LARGEST = 6, 18  # pixels of a dot, by plays
_FULL = 0.25  # of a list: the contrast with the set that has the full colour
_SPAN = (0.0, 1.0)
_QUIET = 0.35  # opacity of the set's own songs


def portrait(  # noqa: PLR0913, PLR0917  # what one plane shows
    backdrop: Figure,
    songs: Sequence[PlacedTrack],
    told: Portrait,
    odd: OddOnes,
    palette: Palette,
    weights: Sequence[float] | None = None,
) -> Figure:
    """The list as dots, larger for more plays, its centre, one deviation, and its odd ones.

    Of more than DRAWN songs a fixed random part is drawn, and every odd one.
    """
    drawn = drawn_of(len(songs), DRAWN)
    shown, sizes = [songs[place] for place in drawn], _sizes(weights, drawn)
    traces = [
        _dots(shown, "your list", palette.neighbour, "circle", sizes, palette),
        *([_odd(odd, palette)] if odd.named else []),
        _centre(told, palette),
    ]
    return drawing.over(
        _faded_set(backdrop),
        backdrop,
        traces,
        shapes=[_ellipse(told, palette)],
        annotations=[
            _number(number, one.song, palette) for number, one in enumerate(odd.named, start=1)
        ],
    )


def two_lists(
    backdrop: Figure,
    first: tuple[str, Sequence[PlacedTrack]],
    second: tuple[str, Sequence[PlacedTrack]],
    palette: Palette,
) -> Figure:
    """Two lists in colours and shapes of their own, with a legend."""
    looks = ((palette.neighbour, "circle", 8), (palette.seed, "diamond", 9))
    traces = []
    for (title, songs), (colour, shape, size) in zip((first, second), looks, strict=True):
        shown = [songs[place] for place in drawn_of(len(songs), DRAWN // 2)]
        dots = _dots(shown, parts.safe(title, _TITLE), colour, shape, size, palette)
        traces.append({**dots, "showlegend": True})
    legend = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "itemclick": False,
              "itemdoubleclick": False}  # fmt: skip
    margin = {**parts.layout(palette)["margin"], "t": 30}
    return drawing.over(
        _faded_set(backdrop), backdrop, traces, showlegend=True, legend=legend, margin=margin
    )


def difference(regions: Sequence[Region], palette: Palette) -> Figure:
    """The regions with the list's share and the set's, a sign where it surely differs."""
    cells = round(len(regions) ** 0.5)
    contrast = np.array([region.contrast for region in regions]).reshape(cells, cells)
    return drawing.figure(
        data=[
            drawing.heatmap(
                z=np.round(contrast, 3),
                zmin=-_FULL,
                zmax=_FULL,
                x0=0.5 / cells,
                dx=1 / cells,
                y0=0.5 / cells,
                dy=1 / cells,
                xgap=2,
                ygap=2,
                text=_rows([_share(region) for region in regions], cells),
                texttemplate="%{text}",
                textfont={"size": 13, "color": palette.ink},
                customdata=_rows([_about(region) for region in regions], cells),
                hovertemplate="%{customdata}<extra></extra>",
                colorscale=[
                    [0, _faded(palette.seed)],
                    [0.5, "rgba(128,128,128,0.06)"],
                    [1, _faded(palette.neighbour)],
                ],
                showscale=False,
                name="difference from the set",
            )
        ],
        layout={
            **parts.layout(palette),
            **parts.axes(_SPAN, _SPAN, palette, tickvals=[0, 0.5, 1]),
            "shapes": [_frame(region, palette) for region in regions if region.leaning],
        },
    )


def drawn_of(songs: int, most: int) -> list[int]:
    """The places of the songs that are drawn: all, or a fixed random part of them, in order."""
    if songs <= most:
        return list(range(songs))
    chosen = np.random.default_rng(seed=0).permutation(songs)[:most]
    return [int(place) for place in np.sort(chosen)]


def _faded_set(backdrop: Figure) -> list[Trace]:
    """The traces of the plane with the songs of the set in the background, so that lists stand out.

    Only the lists are pointed at: of points on top of each other Plotly takes the smallest, which
    were the set's songs and its empty spots.
    """
    traces = [{**trace, "showlegend": False} for trace in backdrop.data]
    if traces:
        dots = traces[DOTS_TRACE]
        quiet = {**dots["marker"], "size": 3, "opacity": _QUIET}
        told = {name: dots[name] for name in dots.keys() - {"hovertemplate", "customdata", "ids"}}
        traces[DOTS_TRACE] = {**told, "marker": quiet, "hoverinfo": "skip"}
    return [trace for trace in traces if trace["name"] != "empty spot"]


def _dots(  # noqa: PLR0913, PLR0917  # how a list looks
    songs: Sequence[PlacedTrack],
    name: str,
    colour: str,
    shape: str,
    size: Any,
    palette: Palette,
) -> Trace:
    dots = parts.marks(
        songs,
        name,
        marker={
            "size": size,
            "color": colour,
            "symbol": shape,
            "opacity": 0.85,
            "line": {"width": 0.75, "color": palette.card},
        },
        ids=parts.track_ids(songs),
        unselected={"marker": {"opacity": 0.85}},
    )
    return {**dots, "hovertemplate": _CARD}


def _named(song: PlacedTrack) -> str:
    title, artists = song.track.title, song.track.artist_line
    return f"{parts.safe(title, _TITLE)}<br>{parts.safe(artists, _TITLE)}"


def _sizes(weights: Sequence[float] | None, drawn: Sequence[int]) -> Any:
    """Sizes in pixels, the area by plays; one size where all count alike."""
    if weights is None:
        return 8
    plays = np.array([weights[place] for place in drawn])
    root = np.sqrt(plays / max(float(plays.max()), 1e-9))
    return np.rint(_SMALLEST + (_LARGEST - _SMALLEST) * root).astype(np.uint8)


def _odd(odd: OddOnes, palette: Palette) -> Trace:
    """A ring around each odd one."""
    songs = [one.song for one in odd.named]
    return drawing.scatter(
        x=[song.point.valence for song in songs],
        y=[song.point.energy for song in songs],
        mode="markers",
        marker={
            "size": 17,
            "symbol": "circle-open",
            "color": palette.seed,
            "line": {"width": 2},
        },
        ids=parts.track_ids(songs),
        text=[f"{number}. {_named(song)}" for number, song in enumerate(songs, start=1)],
        hovertemplate="%{text}<br><i>odd one out</i><extra></extra>",
        unselected={"marker": {"opacity": 1}},
        cliponaxis=False,
        name="odd ones out",
    )


def _number(number: int, song: PlacedTrack, palette: Palette) -> dict[str, Any]:
    """The number of an odd one, readable over other dots, towards the middle of the plane."""
    right = song.point.valence < 0.9  # noqa: PLR2004  # near the edge
    return {
        "text": f"<b>{number}</b>",
        "x": song.point.valence,
        "y": song.point.energy,
        "xanchor": "left" if right else "right",
        "xshift": 9 if right else -9,
        "showarrow": False,
        "bgcolor": palette.surface,
        "borderpad": 1,
        "font": {"size": 12, "color": palette.ink},
    }


def _centre(told: Portrait, palette: Palette) -> Trace:
    return drawing.scatter(
        x=[told.mean.valence],
        y=[told.mean.energy],
        mode="markers",
        marker={
            "size": 15,
            "symbol": "cross",
            "color": palette.seed,
            "line": {"width": 1.5, "color": palette.ink},
        },
        hovertemplate="the mean of your list<extra></extra>",
        unselected={"marker": {"opacity": 1}},
        name="centre",
    )


def _ellipse(told: Portrait, palette: Palette) -> dict[str, Any]:
    return {
        "type": "path",
        "name": "one standard deviation",
        "path": parts.path(told.ellipse),
        "line": {"color": palette.seed, "width": 2, "dash": "dash"},
    }


def _frame(region: Region, palette: Palette) -> dict[str, Any]:
    """A frame around a region that surely differs, so that it does not hang on colour."""
    inset = 0.006
    return {
        "type": "rect",
        "name": "sure",
        "x0": region.valence[0] + inset,
        "x1": region.valence[1] - inset,
        "y0": region.energy[0] + inset,
        "y1": region.energy[1] - inset,
        "line": {"color": palette.ink, "width": 1.5},
    }


def _share(region: Region) -> str:
    sign = {1: "<b>+</b> ", -1: "<b>−</b> "}.get(region.leaning, "")  # noqa: RUF001  # a minus
    return f"{sign}{100 * region.share:.0f} %<br>{100 * region.expected:.0f} %"


def _about(region: Region) -> str:
    return (
        f"<b>{region.name}</b><br>{100 * region.share:.0f} % of the list"
        f"<br>{100 * region.expected:.0f} % of the set"
    )


def _rows(values: list[str], cells: int) -> list[list[str]]:
    return [values[start : start + cells] for start in range(0, len(values), cells)]


def _faded(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.8)"
