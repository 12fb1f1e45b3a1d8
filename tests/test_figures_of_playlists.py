"""The figures of lists as data: what is drawn, how it is told apart, and how much is sent."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import plotly.io
import pytest

from moodrec import figures
from moodrec.figures import DARK, LIGHT, Figure
from moodrec.figures import playlist as drawn
from moodrec.model import PlacedTrack
from moodrec.overview import overview
from moodrec.playlist.odd import odd_ones
from moodrec.playlist.portrait import portrait
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from tests.lists_of_songs import scattered, song, songs_at

LARGEST = 150_000  # bytes


@pytest.fixture(scope="module")
def index(packaged: ReferenceSet) -> Index:
    return Index(packaged)


@pytest.fixture(scope="module")
def backdrop(packaged: ReferenceSet) -> Figure:
    return figures.background(overview(packaged), LIGHT)


def plane(
    index: Index,
    backdrop: Figure,
    songs: list[PlacedTrack],
    weights: list[float] | None = None,
) -> go.Figure:
    told, odd = portrait(songs, index, weights), odd_ones(songs, index.percentiles)
    return drawn.portrait(backdrop, songs, told, odd, LIGHT, weights).plotly()


def trace(figure: go.Figure, name: str) -> Any:
    return next(figure.select_traces({"name": name}))


def sent(figure: go.Figure) -> int:
    return len(plotly.io.to_json(figure, validate=False).encode())


def test_a_list_is_dots_with_ids_a_centre_and_an_ellipse(index: Index, backdrop: Figure) -> None:
    songs = scattered(40, 1)
    figure = plane(index, backdrop, songs)
    assert list(trace(figure, "your list").ids) == [one.track.id for one in songs]
    mean = portrait(songs, index).mean
    assert (trace(figure, "centre").x[0], trace(figure, "centre").y[0]) == (
        mean.valence,
        mean.energy,
    )
    assert [one.name for one in figure.layout.shapes].count("one standard deviation") == 1


def test_odd_ones_are_ringed_and_numbered(index: Index, backdrop: Figure) -> None:
    songs = [*scattered(40, 1, width=0.02), *songs_at([(0.98, 0.5), (0.5, 0.02)], first=9000)]
    figure = plane(index, backdrop, songs)
    assert sorted(trace(figure, "odd ones out").ids) == [one.track.id for one in songs[-2:]]
    numbers = [note for note in figure.layout.annotations if note.text in {"<b>1</b>", "<b>2</b>"}]
    assert {note.x for note in numbers} == {0.98, 0.5}
    assert next(note for note in numbers if note.x == 0.98).xanchor == "right"


def test_more_plays_are_larger_dots(index: Index, backdrop: Figure) -> None:
    figure = plane(index, backdrop, scattered(3, 1), [1, 100, 25])
    assert trace(figure, "your list").marker.size.tolist() == [7, 18, 12]


def test_the_shared_background_stays_as_it_was(index: Index, backdrop: Figure) -> None:
    before = backdrop.plotly().to_json()
    plane(index, backdrop, scattered(20, 1))
    drawn.two_lists(backdrop, ("A", scattered(9, 1)), ("B", scattered(9, 2)), LIGHT)
    assert backdrop.plotly().to_json() == before


def test_ten_thousand_songs_are_small_on_the_wire(
    index: Index, packaged: ReferenceSet, backdrop: Figure
) -> None:
    rows = np.random.default_rng(1).integers(len(packaged), size=10_000)
    songs = list(map(packaged.placed, rows.tolist()))
    figure = plane(index, backdrop, songs, list(range(10_000)))
    assert len(trace(figure, "your list").x) == drawn.DRAWN
    assert sent(figure) < LARGEST
    assert (
        sent(drawn.two_lists(backdrop, ("A", songs), ("B", songs[::2]), LIGHT).plotly()) < LARGEST
    )


def test_two_lists_differ_in_colour_and_shape_and_are_named(backdrop: Figure) -> None:
    first, second = ("<b>A</b>", scattered(5, 1)), ("B", scattered(5, 2))
    figure = drawn.two_lists(backdrop, first, second, DARK).plotly()
    one, other = figure.data[-2:]
    assert one.name == "&lt;b&gt;A&lt;/b&gt;"
    assert one.marker.color != other.marker.color
    assert one.marker.symbol != other.marker.symbol
    assert [trace.name for trace in figure.data if trace.showlegend] == [one.name, "B"]


def test_foreign_titles_are_safe(index: Index, backdrop: Figure) -> None:
    rude = song(1, 0.5, 0.5, name="<script>" + 90 * "x", artists=("<a href='x'>",))
    ((title, artists, *_),) = trace(plane(index, backdrop, [rude]), "your list").customdata
    assert title.startswith("&lt;script&gt;xxx")
    assert "<a" not in artists


def test_a_title_is_no_part_of_a_template(backdrop: Figure) -> None:
    lists = ("%{x}", scattered(5, 1)), ("B", scattered(5, 2))
    one = drawn.two_lists(backdrop, *lists, LIGHT).plotly().data[-2]
    assert one.name == "%{x}"
    assert "%{x}" not in one.hovertemplate
    assert "%{fullData.name}" in one.hovertemplate


def test_the_difference_has_signs_where_it_is_sure_and_nowhere_else(index: Index) -> None:
    told = portrait(scattered(150, 1, (0.3, 0.3), 0.08), index)
    figure = drawn.difference(told.regions, LIGHT).plotly()
    texts = [text for row in figure.data[0].text for text in row]
    leanings = [region.leaning for region in told.regions]
    assert [("+" in text) - ("−" in text) for text in texts] == leanings  # noqa: RUF001  # a minus
    assert 1 in leanings
    assert -1 in leanings
    assert 0 in leanings
    assert len(figure.layout.shapes) == np.count_nonzero(leanings)
    assert figure.data[0].zmin == -figure.data[0].zmax
    dark = drawn.difference(portrait(scattered(20, 1), index).regions, DARK).plotly()
    assert len(dark.data[0].z) == 2


def test_only_the_list_is_pointed_at(index: Index, backdrop: Figure) -> None:
    figure = plane(index, backdrop, scattered(5, 1))
    assert "empty spot" not in [trace.name for trace in figure.data]
    assert trace(figure, "songs").hoverinfo == "skip"
    assert trace(backdrop.plotly(), "songs").customdata is not None
