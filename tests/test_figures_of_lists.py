"""What a shaped list draws: several seeds, rings in every shape, a pick beside the seed."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from moodrec import figures, settings
from moodrec.figures import LIGHT, parts, seeds
from moodrec.filters import Filters, Range
from moodrec.metrics import METRICS
from moodrec.model import Compared, MoodPoint, Query, Recommendation
from moodrec.opening import open_service
from moodrec.service import Service
from moodrec.wishes import Wishes
from tests.conftest import KNOWN

LIKE, UNLIKE = (MoodPoint(0.6, 0.5), MoodPoint(0.8, 0.9)), (MoodPoint(0.1, 0.2),)


@pytest.fixture(scope="module")
def service() -> Service:
    return open_service(settings.load(offline=True))


@pytest.fixture(scope="module")
def several(service: Service) -> Recommendation:
    return service.recommend(Query(KNOWN, more=LIKE, less=UNLIKE))


def plane(service: Service, answer: Recommendation) -> go.Figure:
    backdrop = figures.background(service.overview, LIGHT)
    return figures.mood_plane(backdrop, answer, LIGHT).plotly()


def named(figure: go.Figure, name: str) -> list[Any]:
    return [shape for shape in figure.layout.shapes if shape.name == name]


def corners(path: str) -> list[tuple[float, float]]:
    pairs = (pair.split(",") for pair in path[1:-1].split("L"))
    return [(float(x), float(y)) for x, y in pairs]


def test_added_seeds_are_rings_subtracted_ones_crosses_and_the_centre_is_the_seed(
    service: Service, several: Recommendation
) -> None:
    figure = plane(service, several)
    added = next(figure.select_traces({"name": "added seeds"}))
    subtracted = next(figure.select_traces({"name": "subtracted seeds"}))
    assert list(added.x) == [0.43, 0.6, 0.8]
    assert (list(subtracted.x), list(subtracted.y)) == ([0.1], [0.2])
    assert added.marker.symbol != subtracted.marker.symbol
    assert added.ids[0] == KNOWN
    seed = next(figure.select_traces({"name": "seed"}))
    assert (seed.x[0], seed.y[0]) == (several.seed.point.valence, several.seed.point.energy)
    assert seed.customdata[0][0] == "The centre of your seeds"


def test_the_spread_is_one_standard_deviation_of_the_added_seeds(
    service: Service, several: Recommendation
) -> None:
    (spread,) = named(plane(service, several), "spread of the seeds")
    points = np.array([(s.point.valence, s.point.energy) for s in several.added])
    drawn = np.array(corners(spread.path))
    assert drawn.mean(axis=0) == pytest.approx(points.mean(axis=0), abs=1e-4)
    widths = (drawn.max(axis=0) - drawn.min(axis=0)) / 2
    assert widths == pytest.approx(points.std(axis=0), rel=0.01)


def test_the_spread_of_two_seeds_is_a_line_between_them() -> None:
    drawn = seeds.ellipse(np.array([[0.2, 0.2], [0.6, 0.4]]))
    off_line = (drawn[:, 1] - 0.2) - 0.5 * (drawn[:, 0] - 0.2)
    assert np.abs(off_line).max() < 1e-9
    assert (drawn[:, 0].min(), drawn[:, 0].max()) == pytest.approx((0.2, 0.6), abs=0.01)


def test_a_single_seed_has_neither_marks_of_its_own_nor_a_spread(service: Service) -> None:
    figure = plane(service, service.recommend(Query(KNOWN)))
    assert not list(figure.select_traces({"name": "added seeds"}))
    assert named(figure, "spread of the seeds") == []


@pytest.mark.parametrize("metric", METRICS)
def test_the_ring_is_drawn_as_its_metric_has_it(service: Service, metric: str) -> None:
    wishes = Wishes("same mood", metric=metric, weights=(("valence", 0.25), ("energy", 1.0)))
    answer = service.recommend(Query(KNOWN, wishes=wishes))
    for figure in (plane(service, answer), figures.lens(answer, LIGHT).plotly()):
        (ring,) = named(figure, "same-mood ring")
        drawn = np.array(corners(ring.path))
        assert drawn == pytest.approx(np.array(answer.ring.outline), abs=1e-4)


def test_a_widened_ring_is_drawn_around_the_ring(service: Service) -> None:
    answer = service.recommend(Query(MoodPoint(0.95, 0.05), n=10, wishes=Wishes("same mood")))
    figure = plane(service, answer)
    (ring,), (wide,) = named(figure, "same-mood ring"), named(figure, "widened ring")
    right = max(x for x, _ in corners(ring.path))
    assert right == pytest.approx(0.95 + answer.ring.radius, abs=1e-3)
    assert max(x for x, _ in corners(wide.path)) == pytest.approx(
        0.95 + answer.ring.reach, abs=1e-3
    )


def test_a_lens_without_neighbours_shows_the_ring(service: Service) -> None:
    nothing = Filters(ranges=(Range("tempo", 1, 2),))
    answer = service.recommend(Query(KNOWN, filters=nothing))
    low, high = figures.lens(answer, LIGHT).layout["xaxis"]["range"]
    assert answer.neighbours == ()
    assert 2 * answer.ring.radius < high - low < 4 * answer.ring.radius


def test_a_comparison_has_a_line_for_each_feature_that_both_have() -> None:
    rows = [
        Compared("tempo", 120.0, 0.5, 90.0, 0.2),
        Compared("popularity", None, None, 7.0, 0.1),
        Compared("liveness", None, None, None, None),
        Compared("loudness", -7.0, None, None, None),  # the set has no loudness at all
    ]
    figure = figures.comparison(rows, "<b>seed</b>", "pick", LIGHT).plotly()
    seed, pick = figure.data
    assert (list(seed.x), list(seed.y)) == ([0.5], [0])
    assert (list(pick.x), list(pick.y)) == ([0.2, 0.1], [0, 1])
    assert pick.customdata[0] == ["tempo", "90 beats a minute", 20]
    (line,) = figure.layout.shapes
    assert (line.x0, line.x1, line.y0) == (0.5, 0.2, 0)
    assert "<b>" not in seed.name


def test_the_service_compares_over_features_and_popularity(service: Service) -> None:
    answer = service.recommend(Query(KNOWN))
    rows = {row.name: row for row in service.compare(answer.seed, answer.neighbours[0])}
    assert list(rows)[:2] == ["valence", "energy"]
    assert "popularity" in rows
    tempo = answer.seed.features.tempo if answer.seed.features else None
    assert tempo is not None
    share = float(np.mean(service.reference.numbers("tempo") < tempo))
    assert rows["tempo"].seed_percentile == pytest.approx(share, abs=0.01)


def test_a_mood_has_no_sound_to_compare(service: Service) -> None:
    answer = service.recommend(Query(MoodPoint(0.5, 0.5)))
    rows = {row.name: row for row in service.compare(answer.seed, answer.neighbours[0])}
    assert rows["valence"].seed == 0.5
    assert rows["tempo"].seed is None
    assert rows["tempo"].pick is not None


def test_a_path_is_closed() -> None:
    assert parts.path([(0, 0), (1, 0.5)]) == "M0,0L1,0.5Z"
