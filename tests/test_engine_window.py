"""Windows, trees and what is kept of them: at sizes where their short cuts are taken."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from moodrec.engines import cloud
from moodrec.engines.cloud import Cloud
from moodrec.engines.density import CELLS, Density
from moodrec.engines.order import Found, first
from moodrec.engines.tree import NOBODY, Tree
from moodrec.engines.views import Views
from moodrec.engines.window import Place, Short, Window
from moodrec.metrics.contract import Keys
from moodrec.metrics.measure import Measure

ROWS = 6000
MILLION = 1_000_000
Whole = NDArray[np.int64]

PLACES: dict[str, Callable[[np.random.Generator], Whole]] = {
    "scattered": lambda draw: draw.integers(MILLION + 1, size=(2, ROWS)),
    "three decimals": lambda draw: 1000 * draw.integers(1001, size=(2, ROWS)),
    "one decimal": lambda draw: 100_000 * draw.integers(11, size=(2, ROWS)),
    "one point": lambda _: np.full((2, ROWS), 300_000),
    "two points": lambda draw: np.full((2, ROWS), MILLION) * draw.integers(2, size=ROWS),
    "a line across": lambda draw: draw.integers(MILLION, size=(2, ROWS)) * np.array([[1], [0]]),
    "a line upwards": lambda draw: draw.integers(MILLION, size=(2, ROWS)) * np.array([[0], [1]]),
    "a gap": lambda draw: (
        draw.integers(1000, size=(2, ROWS)) + 999_000 * draw.integers(2, size=ROWS)
    ),
    "a heap and one far away": lambda draw: (
        np.where(np.arange(ROWS) == 7, MILLION, 5) + draw.integers(2, size=(2, ROWS))
    ),
}
MEASURES = {
    "euclidean": Measure(),
    "upright": Measure(squares=(3_000_000, 1_000_000)),
    "slanted": Measure(squares=(3_000_000, 900_000), product=-700_000),
    "slender": Measure(squares=(2_000_000, 2_000_000), product=1_999_000),
}
ASKED = [
    (0, 0),
    (300_000, 300_000),
    (MILLION, 0),
    (500_500, 499_999),
    (5, MILLION),
    (-9, MILLION + 9),
]


def brute(places: Whole, measure: Measure, at: tuple[int, ...], n: int) -> Found:
    """The plain way: the key of every row, all of them sorted."""
    keys = measure.key(tuple(places - np.array(at)[:, None]))
    order = np.argsort(keys, kind="stable")[:n]
    return Found(order, keys[order])


def window_of(places: Whole) -> Window:
    return Window.of(places[0], places[1], np.arange(places.shape[1]))


def same(found: Found, wanted: Found) -> None:
    assert found.rows.tolist() == wanted.rows.tolist()
    assert found.keys.tolist() == wanted.keys.tolist()


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("shape", PLACES)
def test_a_window_finds_what_all_rows_have(shape: str, measure: str) -> None:
    places = PLACES[shape](np.random.default_rng(1))
    form = MEASURES[measure]
    whole = window_of(places)
    at_songs = [tuple(places[:, row].tolist()) for row in (0, 7, 4000)]
    for at in [*ASKED, *at_songs]:
        for n in (1, 5, 50, 700, ROWS, ROWS + 1):
            same(whole.nearest(form, at, n), brute(places, form, at, n))
        keys = form.key(tuple(places - np.array(at)[:, None]))
        for reach in (-1, 0, 10**9, int(np.median(keys)), int(keys.max())):
            assert set(whole.within(form, at, reach).rows) == set(np.flatnonzero(keys <= reach))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_part_of_a_window_is_the_window_of_a_part(data: st.DataObject) -> None:
    draw = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    unit = data.draw(st.sampled_from([1, 1000, 100_000, MILLION]))
    places = draw.integers(MILLION // unit + 1, size=(2, 2000)) * unit
    passing = draw.random(2000) < data.draw(st.floats(0, 1))
    measure = MEASURES[data.draw(st.sampled_from(sorted(MEASURES)))]
    at = (data.draw(st.integers(0, MILLION)), data.draw(st.integers(0, MILLION)))
    n = data.draw(st.integers(0, 300))
    part = window_of(places).only(passing)
    rows = np.flatnonzero(passing)
    wanted = brute(places[:, rows], measure, at, n)
    same(part.nearest(measure, at, n), Found(rows[wanted.rows], wanted.keys))


def test_a_window_sorts_the_axis_with_more_values() -> None:
    draw = np.random.default_rng(3)
    few, many = draw.integers(3, size=ROWS), draw.integers(MILLION, size=ROWS)
    assert Window.of(few, many, np.arange(ROWS)).turned
    assert not Window.of(many, few, np.arange(ROWS)).turned


@pytest.mark.parametrize(
    "shape", ["scattered", "three decimals", "a line across", "a line upwards"]
)
def test_a_window_looks_at_few_rows(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    places = PLACES[shape](np.random.default_rng(1))
    whole, looked = window_of(places), []
    keys = Place.keys

    def counted(place: Place, along: Short, beside: Short) -> Keys:
        looked.append(len(along))
        return keys(place, along, beside)

    monkeypatch.setattr(Place, "keys", counted)
    for row in range(50):
        looked.clear()
        whole.nearest(Measure(), (int(places[0, row]), int(places[1, row])), 5)
        assert sum(looked) < ROWS / 4


@pytest.mark.parametrize("shape", PLACES)
def test_the_first_rows_need_no_order_to_start_with(shape: str) -> None:
    draw = np.random.default_rng(4)
    places = PLACES[shape](draw)
    keys, rows = places[0], draw.permutation(ROWS)
    for n in (0, 1, 5, 3000, ROWS, ROWS + 1):
        order = sorted(zip(keys.tolist(), rows.tolist(), strict=True))[:n]
        same(first(rows, keys, n), Found(*np.array(order, np.int64).reshape(-1, 2).T[::-1]))


def test_a_density_counts_the_rows_of_a_box() -> None:
    places = np.random.default_rng(5).integers(MILLION, size=(2, ROWS))
    dense = Density.of(*places)
    for wanted in (1, 40, ROWS):
        rows, (left, right, low, high) = dense.around(123_456, 900_000, wanted)
        across, up = places
        inside = (across >= left) & (across < right) & (up >= low) & (up < high)
        assert rows == np.count_nonzero(inside) >= wanted
    assert dense.sums.shape == (CELLS + 1, CELLS + 1)


FORMS = {
    "one axis": Measure(("tempo",), (1000,)),
    "the plane": Measure(),
    "slanted": MEASURES["slanted"],
    "four axes": Measure(("a", "b", "c", "d"), (1000, 1000, 500, 1)),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("unit", [1, 1000, 250_000, MILLION])
def test_a_tree_finds_what_all_rows_have(form: str, unit: int) -> None:
    measure, draw = FORMS[form], np.random.default_rng(6)
    places = draw.integers(MILLION // unit + 1, size=(len(measure.axes), 1500)) * unit
    rows = np.arange(1500)
    tree = Tree(tuple(column.astype(np.int32) for column in places), rows, measure)
    asked = np.vstack([places[:, :20].T, draw.integers(MILLION, size=(20, len(measure.axes)))])
    for n in (0, 1, 5, 50, 1500, 1600):
        each = tree.nearest_of_each(asked, n)
        for number, at in enumerate(asked.tolist()):
            wanted = brute(places, measure, tuple(at), n)
            same(tree.nearest(tuple(at), n), wanted)
            assert each.rows[number].tolist() == wanted.rows.tolist() + [NOBODY] * (n - 1500)
            assert each.keys[number, :1500].tolist() == wanted.keys.tolist()


def test_a_tree_of_nothing_finds_nobody() -> None:
    nothing = np.empty(0, dtype=np.int32)
    tree = Tree((nothing, nothing), nothing, Measure())
    assert len(tree.nearest((0, 0), 5).rows) == 0
    assert (tree.nearest_of_each(np.zeros((2, 2), np.int64), 3).rows == NOBODY).all()


def test_a_cloud_answers_the_same_before_and_after_it_makes_a_tree(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cloud, "_FEW", 10)
    measure = FORMS["four axes"]
    places = 1000 * np.random.default_rng(7).integers(100, size=(4, 900))
    rows = np.arange(900)
    asked = Cloud(tuple(places), rows)
    for _ in range(20):
        same(asked.nearest(measure, (5000,) * 4, 9), brute(places, measure, (5000,) * 4, 9))
    assert asked._tree is not None
    other = Measure(measure.axes, (1, 1, 1, 1))
    same(asked.nearest(other, (5000,) * 4, 9), brute(places, other, (5000,) * 4, 9))
    assert asked._tree is None


def test_views_are_kept_within_a_bound() -> None:
    views: Views[list[int]] = Views(number=3, rows=10)
    for size in (1, 2, 3):
        views.get(size, lambda size=size: [0] * size)  # type: ignore[misc]
    kept = views.get(1, list)
    assert kept == [0]
    views.get(9, lambda: [0] * 9)
    assert (len(views), views.rows) == (2, 10)
    views.get(50, lambda: [0] * 50)
    assert (len(views), views.rows) == (1, 50)
    assert views.get(1, list) == []


def test_a_view_that_cannot_be_made_is_asked_for_again() -> None:
    views: Views[list[int]] = Views(number=3, rows=10)
    with pytest.raises(ZeroDivisionError):
        views.get("x", lambda: [1 // 0])
    assert views.get("x", lambda: [2]) == [2]


def test_threads_share_windows() -> None:
    places = 1000 * np.random.default_rng(8).integers(1001, size=(2, ROWS))
    whole = window_of(places)
    asked = [tuple(at) for at in places[:, :200].T.tolist()]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda at: whole.nearest(Measure(), at, 9), asked))
    for at, one in zip(asked, found, strict=True):
        same(one, brute(places, Measure(), at, 9))
