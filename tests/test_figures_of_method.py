"""The figures that lay the method open: what is drawn where, and that foreign text stays text."""

import json
import math

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodrec import figures
from moodrec.figures import LIGHT, Figure
from moodrec.figures.method.vectors import frame
from moodrec.method.axes import distribution
from moodrec.method.intervals import Interval
from moodrec.method.overlap import SideBySide
from moodrec.method.regression import Line, Regression, regression
from moodrec.method.steps import step
from moodrec.model import MoodPoint, Seed
from tests.small import TENTHS, a_set
from tests.test_steps import a_song

EVIL = '<b>x</b> %{customdata[0]} & "y"'
POINTS = st.builds(MoodPoint, TENTHS, TENTHS)


def named(figure: go.Figure, name: str) -> go.Scatter:
    return next(trace for trace in figure.data if trace.name == name)


@given(POINTS, POINTS, POINTS)
def test_the_frame_is_square_and_holds_all_three(
    seed: MoodPoint, first: MoodPoint, second: MoodPoint
) -> None:
    across, up = frame(seed, (step(seed, a_song(first)), step(seed, a_song(second))))
    assert across[1] - across[0] == pytest.approx(up[1] - up[0])
    for point in (seed, first, second):
        assert across[0] < point.valence < across[1]
        assert up[0] < point.energy < up[1]


def test_the_lines_are_the_norms_and_the_legs_the_differences() -> None:
    seed = MoodPoint(0.5, 0.5)
    pair = step(seed, a_song(MoodPoint(0.6, 0.7))), step(seed, a_song(MoodPoint(0.2, 0.1)))
    drawn = figures.method.vectors(seed, pair, LIGHT).plotly()
    norms = [one for one in drawn.layout.shapes if one.name == "norm"]
    for shape, one in zip(norms, pair, strict=True):
        assert math.dist((shape.x0, shape.y0), (shape.x1, shape.y1)) == pytest.approx(one.norm)
    assert [shape.line.width for shape in norms] == [4, 1.5]
    legs = [one for one in drawn.layout.shapes if one.name == "difference of energy"]
    assert [shape.y0 - shape.y1 for shape in legs] == pytest.approx(
        [one.difference[1] for one in pair]
    )
    assert [one.text for one in drawn.layout.annotations] == ["<b>0.2236</b>", "0.5000"]


def test_a_line_too_short_for_its_length_has_none() -> None:
    seed = MoodPoint(0.5, 0.5)
    pair = step(seed, a_song(MoodPoint(0.501, 0.5))), step(seed, a_song(MoodPoint(0.9, 0.9)))
    assert len(figures.method.vectors(seed, pair, LIGHT).plotly().layout.annotations) == 1


def test_all_bars_together_are_all_songs_and_quartiles_are_marked() -> None:
    told = distribution(a_set([{"valence": n / 99, "energy": 0.5} for n in range(100)]), "valence")
    drawn = figures.method.distribution(told, LIGHT).plotly()
    assert sum(named(drawn, "songs").y) == 100
    assert [shape.x0 for shape in drawn.layout.shapes] == pytest.approx([0.25, 0.5, 0.75], abs=0.01)
    curve = named(drawn, "normal distribution")
    assert max(curve.y) == pytest.approx(
        100 / 40 / (told.deviation or 0) / math.sqrt(2 * math.pi), abs=0.01
    )


def test_a_constant_axis_has_bars_and_no_curve() -> None:
    told = distribution(a_set([{"valence": 0.3, "energy": 0.5}] * 1), "energy")
    drawn = figures.method.distribution(told, LIGHT).plotly()
    assert sum(named(drawn, "songs").y) == 1
    assert len(drawn.data) == 1


def a_regression(*genres: str, reversed_: tuple[str, ...] = ()) -> Regression:
    def line(name: str, slope: float) -> Line:
        around = Interval(slope, slope - 0.1, slope + 0.1)
        return Line(name, 50, around, Interval(0.4, 0.3, 0.5), around)

    lines = tuple(line(name, -0.3 if name in reversed_ else 0.2) for name in genres)
    return Regression(line("all songs", 0.25), Interval(0.2, 0.1, 0.3), lines, reversed_, ())


def test_lines_go_from_edge_to_edge_through_their_intercept() -> None:
    drawn = figures.method.regression(Figure(), a_regression("rock", EVIL), LIGHT).plotly()
    assert list(named(drawn, "all songs").y) == pytest.approx([0.4, 0.65])
    article = named(drawn, "the article's slope").y
    assert article[1] - article[0] == pytest.approx(0.25)
    assert sum(article) / 2 == pytest.approx(0.525)
    assert sum(trace.name == "genres" for trace in drawn.data) == 2
    told = json.dumps(drawn.to_plotly_json()["data"], default=str)
    assert "<b>x</b>" not in told
    assert all("customdata" not in trace.hovertemplate for trace in drawn.data)


def test_without_a_line_the_plane_alone_is_drawn() -> None:
    told = regression(a_set([{"valence": 0.1, "energy": 0.2}]))
    assert not figures.method.regression(Figure(), told, LIGHT).data
    assert figures.method.slopes(told, LIGHT).plotly().data[0].x == ()


def test_slopes_stand_in_their_order_and_the_reversed_ones_apart() -> None:
    told = a_regression("rock", "metal", "pop", reversed_=("metal",))
    drawn = figures.method.slopes(told, LIGHT).plotly()
    assert list(drawn.layout.yaxis.ticktext) == [
        "all songs",
        "within genres",
        "rock",
        "pop",
        "metal",
    ]
    assert list(named(drawn, "reversed").y) == [4]
    assert list(named(drawn, "set").error_x.array) == pytest.approx([0.1, 0.1])


def test_of_many_genres_the_reversed_and_the_largest_are_drawn() -> None:
    genres = [f"genre {number}" for number in range(100)]
    drawn = figures.method.slopes(a_regression(*genres, reversed_=("genre 99",)), LIGHT).plotly()
    assert len(drawn.layout.yaxis.ticktext) == 26
    assert "genre 99" in drawn.layout.yaxis.ticktext


def test_common_songs_are_joined() -> None:
    songs = a_set(
        [{"valence": n / 10, "energy": 0.5, "name": f"{EVIL} {n}"} for n in range(4)]
    ).placed_many([0, 1, 2, 3])
    told = SideBySide(
        Seed(MoodPoint(0.1, 0.5)), ("euclidean", "rank"),
        ((songs[0], songs[1], songs[2]), (songs[2], songs[0], songs[3])), ((0, 1), (2, 0)),
    )  # fmt: skip
    drawn = figures.method.lists(told, LIGHT).plotly()
    assert [(shape.y0, shape.y1) for shape in drawn.layout.shapes] == [(0, 1), (2, 0)]
    first = named(drawn, "first list")
    assert first.textfont.color == (LIGHT.neighbour, LIGHT.ink, LIGHT.neighbour)
    assert all("<b>" not in text for text in first.text)
    assert first.text[0].startswith("1. ")
    assert named(drawn, "second list").text[0].endswith(" 1.")
