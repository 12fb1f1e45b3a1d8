"""The figures as data: what is drawn, how much of it, and what a click on it means."""

import json
import math
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import plotly.io
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodrec import figures, settings
from moodrec.figures import DARK, LIGHT, labels, parts, picking
from moodrec.figures.labels import Box
from moodrec.figures.lens import window
from moodrec.figures.plane import DOTS_TRACE
from moodrec.model import MoodPoint, Query, Recommendation, Track
from moodrec.mood import CORNER_WORDS
from moodrec.opening import open_service
from moodrec.service import Service
from moodrec.wishes import RING_RADIUS
from tests.conftest import KNOWN, an_id, table_of


@pytest.fixture(scope="module")
def service() -> Service:
    return open_service(settings.load(offline=True))


@pytest.fixture(scope="module")
def answer(service: Service) -> Recommendation:
    return service.recommend(Query(KNOWN, n=50))


def plane_of(service: Service, answer: Recommendation | None) -> go.Figure:
    backdrop = figures.background(service.overview, LIGHT)
    return figures.mood_plane(backdrop, answer, LIGHT).plotly()


def lens_of(answer: Recommendation, palette: figures.Palette = LIGHT) -> go.Figure:
    return figures.lens(answer, palette).plotly()


def trace(figure: go.Figure, name: str) -> Any:
    return next(figure.select_traces({"name": name}))


def shapes(figure: go.Figure, name: str) -> list[Any]:
    return [shape for shape in figure.layout.shapes if shape.name == name]


def test_the_background_has_density_targets_and_one_svg_sample(service: Service) -> None:
    figure = plane_of(service, None)
    assert [one.type for one in figure.data] == ["heatmap", "scatter", "scatter", "scatter"]
    assert len(trace(figure, "songs").x) == len(service.overview.dots) <= 2_000
    assert set(trace(figure, "corner words").text) == set(CORNER_WORDS.values())
    assert len(shapes(figure, "median valence")) == len(shapes(figure, "median energy")) == 1


@pytest.mark.parametrize("which", ["plane", "lens"])
def test_both_axes_have_one_scale_so_that_the_ring_is_round(
    service: Service, answer: Recommendation, which: str
) -> None:
    figure = plane_of(service, answer) if which == "plane" else lens_of(answer)
    assert figure.layout.yaxis.scaleanchor == "x"
    across, up = figure.layout.xaxis.range, figure.layout.yaxis.range
    assert across[1] - across[0] == pytest.approx(up[1] - up[0])
    (ring,) = shapes(figure, "same-mood ring")
    corners = [tuple(map(float, pair.split(","))) for pair in ring.path[1:-1].split("L")]
    distances = [math.hypot(x - 0.43, y - 0.63) for x, y in corners]
    assert distances == pytest.approx([RING_RADIUS] * len(corners), abs=1e-5)


def test_the_overlay_holds_seed_ring_lines_and_neighbours(
    service: Service, answer: Recommendation
) -> None:
    figure = plane_of(service, answer)
    assert (trace(figure, "seed").x[0], trace(figure, "seed").y[0]) == (0.43, 0.63)
    assert len(trace(figure, "neighbours").x) == 50
    lines = shapes(figure, "neighbour line")
    assert len(lines) == 10
    ends = [(line.x1, line.y1) for line in lines]
    nearest = [(n.point.valence, n.point.energy) for n in answer.neighbours[:10]]
    assert ends == nearest
    assert [line.opacity for line in lines] == sorted(
        (line.opacity for line in lines), reverse=True
    )


def test_the_overlay_leaves_the_shared_background_as_it_was(
    service: Service, answer: Recommendation
) -> None:
    backdrop = figures.background(service.overview, LIGHT)
    before = backdrop.plotly().to_json()
    figures.mood_plane(backdrop, answer, LIGHT)
    assert backdrop.plotly().to_json() == before


def test_in_the_lens_ten_neighbours_are_numbered_and_inside(answer: Recommendation) -> None:
    figure = lens_of(answer)
    marks = trace(figure, "neighbours")
    assert [text.rstrip("+") or "" for text in marks.text[:1]] == ["1"]
    assert len(marks.text) == 10
    low, high = figure.layout.xaxis.range
    assert all(low < x < high for x in marks.x)
    assert len(figure.layout.annotations) >= 6
    (left, right), (bottom, top) = window(answer)
    assert right - left == pytest.approx(top - bottom)
    assert (right - left) / 2 < RING_RADIUS
    assert figures.magnification(answer) > 10


@pytest.mark.parametrize("at", [(1, 0), (0, 0), (0.6, 0), (0.999, 0.5), (0.5, 0.5)])
def test_the_lens_never_leaves_the_plane_and_holds_its_neighbours(
    service: Service, at: tuple[float, float]
) -> None:
    answer = service.recommend(Query(MoodPoint(*at), n=10))
    for low, high in window(answer):
        assert -1e-9 <= low < high <= 1 + 1e-9
    (left, right), (bottom, top) = window(answer)
    for one in answer.neighbours:
        assert left - 1e-9 <= one.point.valence <= right + 1e-9
        assert bottom - 1e-9 <= one.point.energy <= top + 1e-9


def test_no_click_target_of_the_lens_lies_on_a_neighbour(answer: Recommendation) -> None:
    figure = lens_of(answer)
    spots, marks = trace(figure, "empty spot"), trace(figure, "neighbours")
    (left, right), _ = window(answer)
    for x, y in zip(marks.x, marks.y, strict=True):
        nearest = min(abs(complex(x - a, y - b)) for a, b in zip(spots.x, spots.y, strict=True))
        assert nearest > 0.019 * (right - left)


def test_quotes_in_titles_stay_quotes_in_the_lens(answer: Recommendation) -> None:
    first = answer.neighbours[0]
    quoted = replace(first, track=replace(first.track, name='From "Don" <b>'))
    figure = lens_of(replace(answer, neighbours=(quoted,)))
    assert figure.layout.annotations[0].text == '1 From "Don" &lt;b&gt;'


def test_neighbours_at_one_point_are_numbered_together_and_named_apart(
    answer: Recommendation,
) -> None:
    first, second, third = answer.neighbours[:3]
    tied = replace(answer, neighbours=(first, replace(second, point=first.point), third))
    figure = lens_of(tied)
    assert list(trace(figure, "neighbours").text) == ["1+", "", "3"]
    numbers = [note.text.partition(" ")[0] for note in figure.layout.annotations]
    assert numbers == ["1", "2", "3"]


def test_light_and_dark_differ_and_hide_nothing(service: Service, answer: Recommendation) -> None:
    for palette in (LIGHT, DARK):
        figure = lens_of(answer, palette)
        assert trace(figure, "neighbours").marker.color == palette.neighbour
        assert figure.layout.font.color == palette.ink
    light, dark = (figures.background(service.overview, one).plotly() for one in (LIGHT, DARK))
    assert light != dark


def test_foreign_text_is_safe_and_short_on_hover_cards(answer: Recommendation) -> None:
    rude = "<b>x</b> & <a href='javascript:1'>"
    card = parts.card(rude, "<script>" + 100 * "x", MoodPoint(0.5, 0.5), 0.714)
    assert card[0] == "&lt;b&gt;x&lt;/b&gt; &amp; &lt;a href='javascript:1'&gt;"
    assert str(card[1]).startswith("&lt;script&gt;xxx")
    assert len(str(card[1])) < 60
    assert card[2:] == ["neutral and moderately energetic", 71]
    for name in ("neighbours", "seed", "other songs"):
        one = trace(lens_of(answer), name)
        assert one.hovertemplate.count("%{customdata[") == len(one.customdata[0]) == 4


def test_the_plane_is_small_on_the_wire(service: Service, answer: Recommendation) -> None:
    sent = len(plotly.io.to_json(plane_of(service, answer), validate=False).encode())
    sent += len(plotly.io.to_json(lens_of(answer), validate=False).encode())
    assert sent < 125_000


def test_titles_in_another_script_do_not_make_it_large(tmp_path: Path) -> None:
    rows = [f"{an_id(n)},pop,夜に駆ける物語の始まり{n},宇多田ヒカル,0.{n},0.5" for n in range(1000)]
    table = table_of(tmp_path / "t.csv", rows)
    elsewhere = open_service(settings.load(offline=True, reference=table))
    figure = figures.background(elsewhere.overview, LIGHT).plotly()
    assert len(plotly.io.to_json(figure, validate=False).encode()) < 120_000


def selection(figure: go.Figure, curve: int, index: int) -> dict[str, Any]:
    """What the browser reports of a clicked point."""
    one = figure.data[curve]
    clicked: dict[str, Any] = {
        "curve_number": curve, "point_index": index, "x": one.x[index], "y": one.y[index],
    }  # fmt: skip
    if one.ids is not None:
        clicked["id"] = one.ids[index]
    result: dict[str, Any] = json.loads(json.dumps(clicked, default=float))
    return result


def test_a_click_means_the_song_or_the_mood_that_was_clicked(
    service: Service, answer: Recommendation
) -> None:
    figure, view = plane_of(service, answer), service.overview
    names = [one.name for one in figure.data]
    on = {name: names.index(name) for name in ("empty spot", "songs", "neighbours", "seed")}
    assert on["songs"] == DOTS_TRACE
    songs = picking.on_plane(selection(figure, on["songs"], 7), view)
    neighbour = picking.on_plane(selection(figure, on["neighbours"], 3), view)
    empty = picking.on_plane(selection(figure, on["empty spot"], 0), view)
    assert songs == view.dots[7].track.id
    assert neighbour == answer.neighbours[3].track.id
    assert picking.on_plane(selection(figure, on["seed"], 0), view) == KNOWN
    assert empty == MoodPoint(0, 0)

    lens = lens_of(answer)
    place = [one.name for one in lens.data].index("neighbours")
    assert picking.on_lens(selection(lens, place, 4)) == answer.neighbours[4].track.id
    assert isinstance(picking.on_lens(selection(lens, 0, 5)), MoodPoint)


def test_a_click_on_a_chosen_mood_asks_for_the_same_mood(service: Service) -> None:
    answer = service.recommend(Query(MoodPoint(0.5, 0.5)))
    figure = plane_of(service, answer)
    place = [one.name for one in figure.data].index("seed")
    assert picking.on_plane(selection(figure, place, 0), service.overview) == MoodPoint(0.5, 0.5)


def test_every_empty_spot_is_near_a_target(service: Service) -> None:
    targets = trace(plane_of(service, None), "empty spot")
    assert len(targets.x) == 41 * 41
    assert sorted({round(float(x), 3) for x in targets.x}) == [round(k / 40, 3) for k in range(41)]


FRAME = Box(-165, -165, 165, 165)


@given(
    st.lists(st.tuples(st.floats(-160, 160), st.floats(-160, 160)), max_size=10),
    st.lists(st.text(min_size=1, max_size=22), min_size=10, max_size=10),
)
def test_no_name_covers_a_name_or_a_point_or_leaves_the_frame(
    points: list[tuple[float, float]], names: list[str]
) -> None:
    boxes = labels.place(points, names[: len(points)], FRAME)
    placed = [box for box in boxes if box is not None]
    assert all(box.inside(FRAME) for box in placed)
    assert not any(a.overlaps(b) for a, b in combinations(placed, 2))
    for box in placed:
        assert not any(box.left < x < box.right and box.bottom < y < box.top for x, y in points)


def test_a_lone_point_is_named_on_its_right() -> None:
    (box,) = labels.place([(0.0, 0.0)], ["Song"], FRAME)
    assert box is not None
    assert box.left > 0
    assert box.bottom < 0 < box.top


def test_a_lens_without_neighbours_or_with_all_on_one_point_still_draws(
    answer: Recommendation,
) -> None:
    alone = replace(answer, neighbours=(), surroundings=())
    same = replace(
        answer,
        neighbours=tuple(
            replace(n, point=answer.seed.point, distance=0.0) for n in answer.neighbours[:5]
        ),
    )
    for one in (alone, same):
        figure = lens_of(one)
        low, high = figure.layout.xaxis.range
        assert high > low
    nameless = replace(answer, seed=replace(answer.seed, track=Track(KNOWN, None, "nobody")))
    assert trace(lens_of(nameless), "seed").customdata[0][0] == "Untitled track"
