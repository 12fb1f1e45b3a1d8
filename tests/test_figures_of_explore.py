"""The explored set as a figure, and what a selection on it means."""

from typing import Any

import numpy as np
import pytest

from moodrec import figures, survey
from moodrec.figures import DARK, LIGHT, picking
from moodrec.figures.explore import SONGS_TRACE, SPOTS_TRACE, TOOLS, Drawn
from moodrec.model import AXES
from moodrec.reference import ReferenceSet
from moodrec.survey import Box, Lasso, Spot, Survey

NOTHING: dict[str, Any] = {"points": [], "box": [], "lasso": []}


def looked(reference: ReferenceSet, x: str = "valence", y: str = "energy") -> Survey:
    return survey.look(reference, x, y, reference.valence > 200_000)


def drawn(
    reference: ReferenceSet, found: Survey, colour: str = "quadrant", size: str = "fixed"
) -> Drawn:
    rows = found.sample()
    shares = survey.sizes(reference, size)
    return Drawn(
        [reference.placed(row) for row in rows],
        rows,
        survey.colour(reference, colour),
        None if shares is None else shares[rows].tolist(),
        frozenset(rows[:3]),
    )


def test_filtered_songs_stand_before_all_songs_in_both_histograms(packaged: ReferenceSet) -> None:
    found = looked(packaged)
    figure = figures.explore(found, drawn(packaged, found), LIGHT).plotly()
    bars = [one for one in figure.data if one.type == "bar"]
    assert [one.name.split(",")[0] for one in bars] == ["all songs", "pass the filters"] * 2
    assert figure.layout.barmode == "overlay"
    assert sum(bars[0].y) == len(packaged)
    assert sum(bars[1].y) == found.passing == sum(bars[3].x)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("colour", ["genre", "quadrant", "popularity"])
def test_groups_differ_in_shape_and_are_named(
    packaged: ReferenceSet, colour: str, palette: figures.Palette
) -> None:
    found = looked(packaged)
    figure = figures.explore(found, drawn(packaged, found, colour), palette).plotly()
    named = [one for one in figure.data if one.showlegend]
    if colour == "popularity":
        assert any(one.name == "scale" and one.marker.showscale for one in figure.data)
    else:
        assert len({one.marker.symbol for one in named}) == len(named) >= 4
        assert len({one.marker.color for one in named}) == len(named)


def test_the_figure_is_small_whatever_is_drawn(packaged: ReferenceSet) -> None:
    found = looked(packaged, "tempo", "duration_ms")
    figure = figures.explore(found, drawn(packaged, found, "genre", "popularity"), LIGHT).plotly()
    assert len(figure.to_json()) < 150_000


def test_only_the_mood_axes_have_an_equal_scale_and_corner_words(packaged: ReferenceSet) -> None:
    plane, other = (
        figures.explore(found, drawn(packaged, found), LIGHT).plotly()
        for found in (looked(packaged), looked(packaged, "tempo", "energy"))
    )
    assert plane.layout.yaxis.scaleanchor == "x"
    assert other.layout.yaxis.scaleanchor is None
    assert other.layout.xaxis.title.text == "tempo (beats a minute)"
    assert ["corner words" in [one.name for one in each.data] for each in (plane, other)] == [
        True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("selection", "kind"),
    [(Box(0.1, 0.1, 0.4, 0.4), "rect"), (Spot(0.5, 0.5), "path"),
     (Lasso(((0.1, 0.1), (0.5, 0.1), (0.3, 0.4))), "path")],
)  # fmt: skip
def test_the_selection_stays_drawn(
    packaged: ReferenceSet, selection: survey.Selection, kind: str
) -> None:
    found = looked(packaged)
    figure = figures.explore(found, drawn(packaged, found), LIGHT, selection=selection).plotly()
    shapes = [one for one in figure.layout.shapes if one.name == "selection"]
    assert [one.type for one in shapes] == [kind]


def test_each_tool_is_a_way_of_dragging(packaged: ReferenceSet) -> None:
    found = looked(packaged)
    modes = {
        tool: figures.explore(found, drawn(packaged, found), LIGHT, tool=tool).layout["dragmode"]
        for tool in TOOLS
    }
    assert modes == {"click": False, "box": "select", "lasso": "lasso"}


def test_a_box_and_a_lasso_are_taken_in_the_units_of_the_axes(packaged: ReferenceSet) -> None:
    found = looked(packaged)
    on = {"xref": "x", "yref": "y"}
    box = {**NOTHING, "box": [{**on, "x": [0.6, 0.2], "y": [0.1, 0.5]}]}
    assert picking.on_survey(box, found, []) == Box(0.2, 0.1, 0.6, 0.5)
    lasso = {**NOTHING, "lasso": [{**on, "x": [0, 1, 0.5], "y": [0, 0, 1]}]}
    assert picking.on_survey(lasso, found, []) == Lasso(((0, 0), (1, 0), (0.5, 1)))


def test_a_box_on_a_histogram_takes_the_whole_of_the_other_axis(packaged: ReferenceSet) -> None:
    top = {**NOTHING, "box": [{"xref": "x", "yref": "y2", "x": [0.2, 0.4], "y": [5, 90]}]}
    assert picking.on_survey(top, looked(packaged), []) == Box(0.2, 0, 0.4, 1)


def test_a_click_is_a_song_a_spot_or_nothing(packaged: ReferenceSet) -> None:
    found = looked(packaged)
    point = {"curve_number": SONGS_TRACE, "point_index": 1, "x": 0.3, "y": 0.4}
    assert picking.on_survey({**NOTHING, "points": [point]}, found, [7, 9]) == 9
    empty = {**point, "curve_number": SPOTS_TRACE}
    assert picking.on_survey({**NOTHING, "points": [empty]}, found, []) == Spot(0.3, 0.4)
    bar = {**point, "curve_number": SPOTS_TRACE + 4}
    assert picking.on_survey({**NOTHING, "points": [bar]}, found, []) is None
    assert picking.on_survey(NOTHING, found, []) is None


def test_a_song_lies_where_its_values_are_whatever_the_axes(packaged: ReferenceSet) -> None:
    found = looked(packaged, "duration_ms", "popularity")
    made = drawn(packaged, found)
    shown = figures.explore(found, made, LIGHT).plotly().data[SONGS_TRACE]
    assert shown.name == "songs"
    np.testing.assert_allclose(shown.x, found.x.values(packaged)[made.rows], rtol=1e-5)
    np.testing.assert_allclose(shown.y, packaged.popularity[made.rows], rtol=1e-5)
    assert AXES[0] not in (found.x.name, found.y.name)
