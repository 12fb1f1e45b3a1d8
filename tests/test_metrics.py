"""Metrics: whole keys, the distances that their names promise, and rings drawn as they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from moodrec.errors import MetricUndefined, QueryError
from moodrec.metrics import METRICS, MILLIONTHS, NOT_COMPARABLE, Metric, fitted, to_millionths
from moodrec.metrics.contract import CORNERS
from moodrec.metrics.forms import Form
from moodrec.metrics.weighted import Weighted
from moodrec.model import FEATURE_NAMES, MoodPoint, Seed
from moodrec.recommend.index import Index
from moodrec.reference import ReferenceSet
from moodrec.wishes import Weights, Wishes
from tests.small import TENTHS, features

AXES_ALONE: Weights = (("valence", 1.0), ("energy", 0.5))
WITH_SOUND: Weights = (*AXES_ALONE, ("danceability", 0.8), ("tempo", 0.3))
FORMS = ("euclidean", "z-scored", "whitened")

Floats = NDArray[np.float64]
Point = tuple[float, float]
PLACES = st.integers(0, 1000).map(lambda thousandth: thousandth / 1000)
POINTS = st.tuples(PLACES, PLACES)
TIED = st.tuples(TENTHS, TENTHS)
SETS = st.one_of(st.lists(POINTS, min_size=1, max_size=30), st.lists(TIED, min_size=1, max_size=30))
RADII = st.sampled_from([0.000001, 0.01, 0.05, 0.075, 0.1, 0.2, 0.5, 0.05 * 1.5**4])


@dataclass(frozen=True)
class Table:
    """The columns that a metric is fitted to, in memory."""

    columns: dict[str, Floats]

    @classmethod
    def of(cls, points: Sequence[Point], **others: Sequence[float]) -> Table:
        valence, energy = zip(*points, strict=True)
        told = {"valence": valence, "energy": energy, **others}
        unknown = np.full(len(points), np.nan)
        return cls(
            dict.fromkeys(FEATURE_NAMES, unknown)
            | {name: np.array(values, dtype=np.float64) for name, values in told.items()}
        )

    @property
    def valence(self) -> NDArray[np.int64]:
        return to_millionths(self.columns["valence"])

    @property
    def energy(self) -> NDArray[np.int64]:
        return to_millionths(self.columns["energy"])

    @property
    def plane(self) -> Floats:
        return np.column_stack([self.columns["valence"], self.columns["energy"]])

    def numbers(self, column: str) -> Floats:
        return self.columns[column]


def fit(name: str, table: Table, weights: Weights = AXES_ALONE) -> Metric:
    """The metric, where the table has it."""
    try:
        return fitted(name, table, weights)
    except MetricUndefined:
        assume(condition=False)
        raise


def unit(metric: Metric) -> int:
    """The key of a difference of one millionth."""
    return metric.within(1.0) // MILLIONTHS**2


def distances(metric: Metric, seed: Seed) -> Floats:
    return metric.distances(metric.keys(seed))


def exactly_inside(key: int, metric: Metric, radius: float) -> bool:
    limit = Fraction(str(radius)) ** 2 * MILLIONTHS**2
    return Fraction(key, unit(metric)) <= limit


def holds(corners: Floats, points: Floats) -> NDArray[np.bool_]:
    """Which points lie inside a polygon: a ray to the right crosses its sides an odd number."""
    inside = np.zeros(len(points), dtype=bool)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y0 == y1:
            continue
        crossed = (y0 > points[:, 1]) != (y1 > points[:, 1])
        inside ^= crossed & (points[:, 0] < x0 + (points[:, 1] - y0) * (x1 - x0) / (y1 - y0))
    return inside


def area(corners: Floats) -> float:
    x, y = corners.T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def on_sets(test: Callable[..., None]) -> Callable[..., None]:
    """Runs a test on many sets; those without the metric do not count."""
    quiet = [HealthCheck.filter_too_much, HealthCheck.too_slow]
    return settings(max_examples=50, deadline=None, suppress_health_check=quiet)(test)


@pytest.mark.parametrize("name", METRICS)
@given(points=SETS, at=POINTS)
@on_sets
def test_keys_are_whole_never_negative_and_no_seed_is_far_from_itself(
    name: str, points: list[Point], at: Point
) -> None:
    metric = fit(name, Table.of([*points, at]))
    keys = metric.keys(Seed(MoodPoint(*at)))
    assert keys.dtype == np.int64
    assert keys[-1] == 0
    assert (keys >= 0).all()
    assert (keys < NOT_COMPARABLE).all()


@pytest.mark.parametrize("name", FORMS)
@given(points=SETS, at=POINTS)
@on_sets
def test_the_keys_of_a_form_are_those_of_unbounded_numbers(
    name: str, points: list[Point], at: Point
) -> None:
    form = fit(name, Table.of(points))
    assert isinstance(form, Form)
    place = [round(Fraction(str(value)) * MILLIONTHS) for value in at]
    for key, point in zip(form.keys(Seed(MoodPoint(*at))).tolist(), points, strict=True):
        x, y = (
            round(Fraction(str(value)) * MILLIONTHS) - there
            for value, there in zip(point, place, strict=True)
        )
        assert key == form.a * x * x + 2 * form.b * x * y + form.c * y * y


@pytest.mark.parametrize("name", ["z-scored", "whitened"])
@given(points=SETS)
@on_sets
def test_the_coefficients_are_those_of_the_definition_in_exact_arithmetic(
    name: str, points: list[Point]
) -> None:
    form = fit(name, Table.of(points))
    assert isinstance(form, Form)
    exact = [(Fraction(str(valence)), Fraction(str(energy))) for valence, energy in points]
    x, y = (sum(axis) / len(exact) for axis in zip(*exact, strict=True))
    across = sum((valence - x) ** 2 for valence, _ in exact)
    up = sum((energy - y) ** 2 for _, energy in exact)
    both = sum((valence - x) * (energy - y) for valence, energy in exact)
    both = both if name == "whitened" else Fraction(0)
    scale = Fraction(1 << 22) / (across + 2 * abs(both) + up)
    assert (form.a, form.b, form.c) == tuple(round(n * scale) for n in (up, -both, across))
    assert form.unit == math.isqrt(form.a * form.c - form.b**2)


@given(points=SETS, at=POINTS)
@on_sets
def test_euclidean_is_the_plain_distance(points: list[Point], at: Point) -> None:
    table = Table.of(points)
    found = distances(fit("euclidean", table), Seed(MoodPoint(*at)))
    assert found == pytest.approx(cdist(table.plane, [at])[:, 0], abs=1e-9)


@pytest.mark.parametrize("name", ["z-scored", "whitened"])
@given(points=SETS, at=POINTS)
@on_sets
def test_scaled_metrics_are_scipys_at_equal_area(name: str, points: list[Point], at: Point) -> None:
    table = Table.of(points)
    found = distances(fit(name, table), Seed(MoodPoint(*at)))
    assert found == pytest.approx(scipys(name, table.plane, at), rel=0.02, abs=2e-6)


def scipys(name: str, plane: Floats, at: Point) -> Floats:
    """SciPy's distances to a point, scaled so that a ring covers as much as a circle."""
    covariance = np.cov(plane.T, bias=True)
    if name == "z-scored":
        covariance = np.diag(np.diag(covariance))
        found = cdist(plane, [at], "seuclidean", V=np.diag(covariance))[:, 0]
    else:
        found = cdist(plane, [at], "mahalanobis", VI=np.linalg.inv(covariance))[:, 0]
    scaled: Floats = found * np.linalg.det(covariance) ** 0.25
    return scaled


@pytest.mark.parametrize("name", ["z-scored", "whitened"])
def test_on_real_songs_scaled_metrics_are_scipys_to_five_digits(
    name: str, packaged: ReferenceSet
) -> None:
    plane = np.column_stack([packaged.numbers("valence"), packaged.numbers("energy")])
    found = distances(fitted(name, packaged, ()), Seed(MoodPoint(0.3, 0.06)))
    assert found == pytest.approx(scipys(name, plane, (0.3, 0.06)), rel=1e-5, abs=2e-6)


@given(points=SETS, data=st.data())
@on_sets
def test_rank_is_the_distance_between_the_middles_of_ranks(
    points: list[Point], data: st.DataObject
) -> None:
    table = Table.of(points)
    metric = fit("rank", table)
    seed = data.draw(st.integers(0, len(points) - 1))
    middles = pd.DataFrame(table.plane).rank(pct=True).to_numpy() - 1 / (2 * len(points))
    found = distances(metric, Seed(MoodPoint(*points[seed])))
    assert found == pytest.approx(cdist(middles, middles[[seed]])[:, 0], abs=2e-6)


@given(
    rows=st.lists(
        st.tuples(PLACES, PLACES, st.none() | TENTHS, st.none() | st.integers(40, 200)),
        min_size=1,
        max_size=20,
    ),
    weights=st.tuples(TENTHS, TENTHS, TENTHS, TENTHS).filter(any),
    at=POINTS,
)
@on_sets
def test_weighted_is_the_weighted_euclidean_distance_where_all_is_known(
    rows: list[tuple[float, float, float | None, int | None]],
    weights: tuple[float, ...],
    at: Point,
) -> None:
    columns = [np.array(column, dtype=np.float64) for column in zip(*rows, strict=True)]
    table = Table.of(
        [(valence, energy) for valence, energy, _, _ in rows],
        danceability=columns[2].tolist(),
        tempo=columns[3].tolist(),
    )
    names = ("valence", "energy", "danceability", "tempo")
    metric = fit("weighted", table, tuple(zip(names, weights, strict=True)))
    seed = Seed(MoodPoint(*at), features=features(danceability=0.4, tempo=120))
    keys = metric.keys(seed)
    counts = np.array(weights) > 0
    spanned = np.column_stack([*columns[:3], columns[3] / 250])[:, counts]
    there = np.array([*at, 0.4, 120 / 250])[counts]
    known = ~np.isnan(spanned).any(axis=1)
    share = np.array(weights)[counts] / max(weights)
    expected = cdist(spanned[known], [there], "euclidean", w=np.rint(share * 1000) / 1000)[:, 0]
    assert (keys[~known] == NOT_COMPARABLE).all()
    assert metric.distances(keys[known]) == pytest.approx(expected, abs=4e-6)


@pytest.mark.parametrize("name", METRICS)
@given(points=SETS, at=POINTS, radius=RADII)
@on_sets
def test_a_song_lies_inside_exactly_when_its_distance_says_so(
    name: str, points: list[Point], at: Point, radius: float
) -> None:
    metric = fit(name, Table.of(points))
    keys = metric.keys(Seed(MoodPoint(*at)))
    inside = keys <= metric.within(radius)
    assert inside.tolist() == [exactly_inside(key, metric, radius) for key in keys.tolist()]
    found = metric.distances(keys)
    assert (found[inside] <= radius * (1 + 1e-12)).all()
    assert (found[~inside] >= radius * (1 - 1e-12)).all()


@pytest.mark.parametrize("name", METRICS)
@given(points=SETS, at=POINTS, radius=RADII)
@on_sets
def test_each_corner_of_an_outline_is_as_far_as_the_radius(
    name: str, points: list[Point], at: Point, radius: float
) -> None:
    metric = fit(name, Table.of([*points, at]))
    for valence, energy in metric.outline(MoodPoint(*at), radius).tolist():
        if 0 < valence < 1 and 0 < energy < 1:
            there = metric.keys(Seed(MoodPoint(valence, energy)))[-1:]
            assert metric.distances(there)[0] == pytest.approx(radius, rel=1e-3, abs=3e-5)


@pytest.mark.parametrize("name", METRICS)
@given(points=SETS, at=POINTS, radius=RADII)
@on_sets
def test_songs_lie_inside_the_outline_exactly_when_they_lie_inside_the_ring(
    name: str, points: list[Point], at: Point, radius: float
) -> None:
    table = Table.of(points)
    metric = fit(name, table)
    keys = metric.keys(Seed(MoodPoint(*at)))
    # Between two corners a curve of ranks may bend, but by no more than lies between them.
    between = 2 * math.pi / CORNERS
    blurred = np.abs(metric.distances(keys) - radius) < 1.5 * between * radius + 3e-5
    drawn = holds(metric.outline(MoodPoint(*at), radius), table.plane.clip(1e-9, 1 - 1e-9))
    inside = keys <= metric.within(radius)
    assert (drawn | blurred).tolist() == (inside | blurred).tolist()


@given(
    points=st.lists(POINTS, min_size=1, max_size=30),
    at=POINTS,
    radius=RADII,
    axes=st.tuples(TENTHS, TENTHS),
    data=st.data(),
)
@on_sets
def test_the_outline_of_more_features_is_a_shadow_that_no_song_inside_leaves(
    points: list[Point],
    at: Point,
    radius: float,
    axes: tuple[float, float],
    data: st.DataObject,
) -> None:
    sound = data.draw(st.lists(TENTHS, min_size=len(points), max_size=len(points)))
    table = Table.of(points, danceability=sound)
    weights = (("valence", axes[0]), ("energy", axes[1]), ("danceability", 1.0))
    metric = fit("weighted", table, weights)
    seed = Seed(MoodPoint(*at), features=features(danceability=0.5))
    inside = metric.keys(seed) <= metric.within(radius)
    outline = metric.outline(seed.point, radius)
    a_hair_wider = (outline - at) * 1.001 / math.cos(math.pi / CORNERS) + at
    assert holds(a_hair_wider, table.plane[inside]).all()


def test_an_axis_that_does_not_count_bounds_the_outline_nowhere() -> None:
    table = Table.of([(0.0, 0.549), (1.0, 0.549), (0.5, 0.549), (1.0, 0.551)])
    metric = fitted("weighted", table, (("energy", 1.0),))
    seed = Seed(MoodPoint(0.0, 0.5))
    assert (metric.keys(seed) <= metric.within(0.05)).tolist() == [True, True, True, False]
    drawn = holds(metric.outline(seed.point, 0.05), table.plane)
    assert drawn.tolist() == [True, True, True, False]


@pytest.mark.parametrize("name", ["z-scored", "whitened"])
@given(points=SETS, at=POINTS, radius=RADII)
@on_sets
def test_a_ring_covers_as_much_as_a_circle_in_every_form(
    name: str, points: list[Point], at: Point, radius: float
) -> None:
    table = Table.of(points)
    circle = area(fit("euclidean", table).outline(MoodPoint(*at), radius))
    found = area(fit(name, table).outline(MoodPoint(*at), radius))
    assert found == pytest.approx(circle, rel=1e-3)
    assert circle == pytest.approx(math.pi * radius**2, rel=2e-3)  # a polygon inside it


@pytest.mark.parametrize("name", METRICS)
@given(
    steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1000)), min_size=2, max_size=20),
    step=st.sampled_from([0.000001, 0.0003, 0.01, 0.3]),
    turned=st.booleans(),
)
@on_sets
def test_no_spread_is_so_narrow_that_keys_run_over(
    name: str, steps: list[tuple[int, int]], step: float, turned: bool
) -> None:
    points = [(round(across * step, 6), up / 1000) for across, up in steps]
    if turned:
        points = [(energy, valence) for valence, energy in points]
    table = Table.of([*points, (0.0, 0.0), (1.0, 1.0)])
    metric = fit(name, table)
    for corner in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)):
        keys = metric.keys(Seed(MoodPoint(*corner)))
        assert (keys >= 0).all()
        assert (keys < NOT_COMPARABLE).all()
        every = math.sqrt(int(keys.max()) / unit(metric)) / MILLIONTHS
        assert metric.distances(keys).max() == pytest.approx(every)


@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize("radius", [0.05, 1e3, 1e12])
def test_no_radius_is_so_wide_that_it_holds_what_cannot_be_compared(
    name: str, radius: float, packaged: ReferenceSet
) -> None:
    limit = fitted(name, packaged, AXES_ALONE).within(radius)
    assert limit < NOT_COMPARABLE


LINE = [(tenth / 10, tenth / 10) for tenth in range(11)]


@pytest.mark.parametrize(
    ("name", "points", "reason"),
    [
        *((name, [(0.5, 0.5)], "one valence") for name in ("z-scored", "whitened", "rank")),
        *(
            (name, [(0.5, 0.1), (0.5, 0.2)], "one valence")
            for name in ("z-scored", "whitened", "rank")
        ),
        *(
            (name, [(0.1, 0.5), (0.2, 0.5)], "one energy")
            for name in ("z-scored", "whitened", "rank")
        ),
        ("whitened", LINE, "rise and fall together"),
        ("whitened", [(valence, 1 - energy) for valence, energy in LINE], "rise and fall"),
        ("z-scored", [(0.5, 0.0), (0.500001, 1.0)], "agree on one of the axes"),
        ("whitened", [(0.5, 0.0), (0.500001, 1.0), (0.5, 1.0)], "agree on one of the axes"),
    ],
)
def test_a_set_without_the_metric_is_told_why_and_what_to_do(
    name: str, points: list[Point], reason: str
) -> None:
    with pytest.raises(MetricUndefined, match=reason) as caught:
        fitted(name, Table.of(points), ())
    assert str(caught.value).endswith("Choose another metric.")


@pytest.mark.parametrize("name", ["z-scored", "whitened"])
def test_one_song_that_stands_apart_does_not_undo_a_metric(name: str) -> None:
    metric = fitted(name, Table.of([(0.5, 0.1), (0.5, 0.9), (0.52, 0.5)]), ())
    assert distances(metric, Seed(MoodPoint(0.5, 0.1)))[0] == 0


def test_a_metric_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(QueryError, match=r"no metric cosine\. There are euclidean, z-scored"):
        fitted("cosine", Table.of(LINE), ())


def test_all_weights_share_one_read_only_column_a_feature(packaged: ReferenceSet) -> None:
    index = Index(packaged)
    one = index.metric(Wishes(metric="weighted", weights=(("energy", 1.0), ("tempo", 0.5))))
    other = index.metric(Wishes(metric="weighted", weights=(("tempo", 0.3),)))
    assert isinstance(one, Weighted)
    assert isinstance(other, Weighted)
    assert other.features["tempo"] is one.features["tempo"]
    assert not any(column.flags.writeable for column in one.features["tempo"])
    assert one.weights == {"energy": 1000, "tempo": 500}


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ((("vibe", 1.0),), "There is no feature vibe. There are valence, energy"),
        ((), "All weights are zero. Give at least one feature a weight."),
        ((("valence", 0.0), ("tempo", 0.0)), "All weights are zero."),
    ],
)
def test_weights_that_make_no_metric_are_refused(weights: Weights, sentence: str) -> None:
    with pytest.raises(QueryError, match=sentence):
        fitted("weighted", Table.of(LINE), weights)


def test_a_feature_that_no_song_has_makes_the_weighted_metric_undefined() -> None:
    with pytest.raises(MetricUndefined, match="no song of this reference set has a known tempo"):
        fitted("weighted", Table.of(LINE), (*AXES_ALONE, ("tempo", 1.0)))


def sounding() -> Table:
    sound = [math.nan, *(tenth / 10 for tenth in range(10))]
    return Table.of(LINE, danceability=sound, tempo=[100.0] * 10 + [math.nan])


def test_a_weighted_feature_that_the_seed_has_not_is_passed_over_and_told() -> None:
    metric = fitted("weighted", sounding(), WITH_SOUND)
    seed = Seed(MoodPoint(0.3, 0.3), features=features(danceability=0.2))
    without = fitted("weighted", sounding(), WITH_SOUND[:3])
    assert metric.keys(seed).tolist() == without.keys(seed).tolist()
    assert metric.notices(seed) == (
        "Tempo does not count: that of the seed is not known.",
        "1 song without these features cannot be compared.",
    )


def test_a_seed_with_all_weighted_features_is_told_only_what_cannot_be_compared() -> None:
    metric = fitted("weighted", sounding(), WITH_SOUND)
    seed = Seed(MoodPoint(0.3, 0.3), features=features(danceability=0.2, tempo=90))
    assert metric.notices(seed) == ("2 songs without these features cannot be compared.",)


def test_a_seed_with_none_of_the_weighted_features_is_told_what_to_do() -> None:
    metric = fitted("weighted", sounding(), (("danceability", 1.0), ("tempo", 0.5)))
    for work in (metric.keys, metric.notices):
        with pytest.raises(QueryError, match="no danceability and no tempo, which alone count"):
            work(Seed(MoodPoint(0.3, 0.3)))


@pytest.mark.parametrize("name", [name for name in METRICS if name != "weighted"])
def test_on_the_plane_there_is_nothing_to_be_told(name: str, packaged: ReferenceSet) -> None:
    assert fitted(name, packaged, ()).notices(Seed(MoodPoint(0.5, 0.5))) == ()


def test_the_weighted_metric_as_it_comes_is_the_articles(packaged: ReferenceSet) -> None:
    seed = Seed(MoodPoint(0.3, 0.06))
    plain = fitted("euclidean", packaged, ()).keys(seed)
    weighted = fitted("weighted", packaged, Wishes().weights).keys(seed)
    assert (weighted == 1000 * plain).all()
