"""The look at the set over two columns, and the selections on it."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec import survey
from moodrec.errors import QueryError
from moodrec.model import MoodPoint
from moodrec.mood import CORNER_WORDS
from moodrec.reference import ReferenceSet
from moodrec.survey import Box, Categories, Lasso, One, Spot
from moodrec.survey.look import SAMPLE
from tests.small import TENTHS, a_set

COORDINATES = st.floats(0, 1, allow_nan=False).map(lambda value: round(value, 3))
POINTS = st.lists(st.tuples(COORDINATES, COORDINATES), min_size=1, max_size=40)
CORNERS = st.lists(st.tuples(COORDINATES, COORDINATES), min_size=3, max_size=12)
SONGS = st.lists(
    st.fixed_dictionaries(
        {
            "valence": TENTHS,
            "energy": TENTHS,
            "popularity": st.sampled_from([0.0, 50.0, math.nan]),
            "tempo": st.sampled_from([80.0, 120.0, math.nan]),
            "genre": st.sampled_from(["", *"abcdefghij"]),
        }
    ),
    min_size=1,
    max_size=25,
)


def arrays(points: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.array(points, dtype=np.float64).T
    return x, y


def everything(reference: ReferenceSet) -> np.ndarray:
    return np.ones(len(reference), dtype=bool)


def on_edge(point: tuple[float, float], corners: list[tuple[float, float]]) -> bool:
    x, y = point
    for (xa, ya), (xb, yb) in zip(corners, corners[1:] + corners[:1], strict=True):
        if abs((xb - xa) * (y - ya) - (yb - ya) * (x - xa)) < 1e-9:
            return True
    return False


def naive(point: tuple[float, float], corners: list[tuple[float, float]]) -> bool:
    """Rays to the right, one point and one edge after the other."""
    x, y = point
    inside = False
    for (xa, ya), (xb, yb) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (ya > y) != (yb > y) and x < xa + (y - ya) * (xb - xa) / (yb - ya):
            inside = not inside
    return inside


@given(POINTS, COORDINATES, COORDINATES, COORDINATES, COORDINATES)
def test_a_lasso_round_a_rectangle_is_the_box(
    points: list[tuple[float, float]], x0: float, y0: float, x1: float, y1: float
) -> None:
    x, y = arrays(points)
    box = Box(x0, y0, x1, y1).inside(x, y)
    lasso = Lasso(((x0, y0), (x1, y0), (x1, y1), (x0, y1))).inside(x, y)
    assert lasso.tolist() == box.tolist()


@given(POINTS, CORNERS, st.integers(0, 11))
def test_a_lasso_turned_round_or_begun_elsewhere_is_the_same(
    points: list[tuple[float, float]], corners: list[tuple[float, float]], start: int
) -> None:
    x, y = arrays(points)
    usual = Lasso(tuple(corners)).inside(x, y).tolist()
    assert Lasso(tuple(reversed(corners))).inside(x, y).tolist() == usual
    elsewhere = corners[start % len(corners) :] + corners[: start % len(corners)]
    assert Lasso(tuple(elsewhere)).inside(x, y).tolist() == usual


@given(POINTS, CORNERS)
def test_a_lasso_agrees_with_one_point_after_the_other(
    points: list[tuple[float, float]], corners: list[tuple[float, float]]
) -> None:
    found = Lasso(tuple(corners)).inside(*arrays(points)).tolist()
    for point, inside in zip(points, found, strict=True):
        assert on_edge(point, corners) or inside == naive(point, corners)


@given(SONGS, st.one_of(st.builds(Spot, TENTHS, TENTHS), st.builds(Box, *[TENTHS] * 4)), st.data())
@settings(max_examples=50, deadline=None)
def test_what_is_selected_of_filtered_songs_is_a_part_of_what_is_selected_of_all(
    songs: list[dict[str, object]], selection: Spot | Box, data: st.DataObject
) -> None:
    reference = a_set(songs)
    x, y = (survey.axis(reference, name) for name in ("valence", "energy"))
    flags = data.draw(st.lists(st.booleans(), min_size=len(songs), max_size=len(songs)))
    passing = np.array(flags)
    every = survey.chosen(selection, reference, x, y, everything(reference)).tolist()
    some = survey.chosen(selection, reference, x, y, passing).tolist()
    assert some == [row for row in every if passing[row]]


def test_a_spot_holds_the_ring_nearest_first_and_ties_by_id() -> None:
    reference = a_set(
        {"valence": v, "energy": e}
        for v, e in [(0.55, 0.5), (0.5, 0.5), (0.45, 0.5), (0.551, 0.5), (0.5, 0.52)]
    )
    found = survey.look(reference, "valence", "energy", everything(reference))
    rows = survey.chosen(Spot(0.5, 0.5), reference, found.x, found.y, everything(reference))
    assert rows.tolist() == [1, 4, 0, 2]


def test_a_box_holds_the_best_known_first() -> None:
    reference = a_set(
        {"valence": 0.5, "energy": 0.5, "popularity": fame} for fame in (10, math.nan, 90, 10)
    )
    x, y = (survey.axis(reference, name) for name in ("valence", "energy"))
    rows = survey.chosen(Box(0, 0, 1, 1), reference, x, y, everything(reference))
    assert rows.tolist() == [2, 0, 3, 1]


@given(SONGS)
@settings(max_examples=50, deadline=None)
def test_every_song_that_passes_is_counted_once(songs: list[dict[str, object]]) -> None:
    reference = a_set(songs)
    if "tempo" not in survey.known(reference):
        return
    passing = np.arange(len(reference)) % 3 != 0
    found = survey.look(reference, "tempo", "energy", passing)
    assert found.counts.sum() + found.unknown + found.beyond == found.passing == passing.sum()
    assert found.passing_x.sum() == found.passing_y.sum() == found.counts.sum()
    assert (found.passing_x <= found.all_x).all()
    assert (found.passing_y <= found.all_y).all()


def test_the_sample_is_bounded_the_same_each_time_and_selected_songs_come_first(
    packaged: ReferenceSet,
) -> None:
    passing = packaged.valence > 300_000
    found = survey.look(packaged, "valence", "energy", passing)
    selected = survey.chosen(Box(0.5, 0.5, 0.6, 0.6), packaged, found.x, found.y, passing)
    rows = found.sample(selected)
    assert rows == found.sample(selected)
    assert len(rows) == len({*rows}) == SAMPLE
    assert rows[:20] == selected[:20].tolist()
    assert passing[rows].all()


@pytest.mark.parametrize(
    "selection",
    [Box(0.1, 0.2, 0.5, 0.6), Lasso(((0, 0), (1, 0), (0.5, 1))), Spot(0.3, 0.06), One("a" * 22)],
)
def test_a_selection_is_read_back_from_its_text(selection: survey.Selection) -> None:
    assert survey.parse(str(selection)) == selection


@pytest.mark.parametrize("far", [-859_000, -859_000.5, 4_400_000, 1e9])
def test_a_spot_far_outside_holds_no_song(far: float, packaged: ReferenceSet) -> None:
    x, y = (survey.axis(packaged, name) for name in ("tempo", "energy"))
    assert not len(survey.chosen(Spot(far, 0.5), packaged, x, y, everything(packaged)))


@pytest.mark.parametrize(
    "text",
    [
        "", "box:1:2", "lasso:1:2", "spot:a:b", "spot:nan:1", "what", "spot:1e10:0.5",
        "box:0:0:1:-1e300", "lasso:0:0:1:0:1:1:5", "lasso:0:0:1:0:1",
    ],
)  # fmt: skip
def test_what_is_no_selection_gets_a_sentence(text: str) -> None:
    with pytest.raises(QueryError, match="no selection"):
        survey.parse(text)


def test_a_drawn_lasso_keeps_few_corners() -> None:
    angles = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    lasso = Lasso.drawn(list(zip(np.cos(angles), np.sin(angles), strict=True)))
    assert len(lasso.corners) == 60
    assert survey.parse(str(lasso)).corners[0] == lasso.corners[0]  # type: ignore[union-attr]


def test_an_axis_that_is_none_or_that_nobody_told_gets_a_sentence() -> None:
    reference = a_set([{"valence": 0.5, "energy": 0.5}])
    with pytest.raises(QueryError, match="There is no axis north"):
        survey.axis(reference, "north")
    with pytest.raises(QueryError, match="has a known year"):
        survey.axis(reference, "year")
    with pytest.raises(QueryError, match="There is no colour"):
        survey.colour(reference, "smell")


def test_lengths_are_in_minutes(packaged: ReferenceSet) -> None:
    length = survey.axis(packaged, "duration_ms")
    assert length.title == "length (minutes)"
    assert length.high < 30


def test_eight_genres_have_a_colour_and_the_rest_is_other() -> None:
    songs = [{"valence": 0.5, "energy": 0.5, "genre": genre} for genre in "aabbccddeeffgghhij"]
    reference = a_set([*songs, {"valence": 0.5, "energy": 0.5}])
    found = survey.colour(reference, "genre")
    assert isinstance(found, Categories)
    assert found.names == (*"abcdefgh", "other")
    assert [found.names[code] for code in found.codes[-3:].tolist()] == ["other"] * 3


def test_the_quadrant_of_a_song_has_the_word_of_its_corner() -> None:
    reference = a_set({"valence": v, "energy": e} for v, e in CORNER_WORDS)
    found = survey.colour(reference, "quadrant")
    assert isinstance(found, Categories)
    assert [found.names[code] for code in found.codes.tolist()] == [*CORNER_WORDS.values()]


def test_corners_are_counted_and_thin_ones_named() -> None:
    places = [(0.9, 0.9)] * 40 + [(0.1, 0.9)] * 40 + [(0.1, 0.1)] * 20 + [(0.9, 0.1)]
    reference = a_set({"valence": v, "energy": e} for v, e in places)
    found = survey.corners(reference, everything(reference))
    assert {one.word: one.songs for one in found} == {
        "tense": 40, "cheerful": 40, "melancholic": 20, "calm": 1,
    }  # fmt: skip
    assert [one.word for one in survey.thin(found, len(reference))] == ["calm"]


def test_songs_of_a_mood_in_words_are_counted_up_to_the_edge() -> None:
    reference = a_set({"valence": v, "energy": 1.0} for v in (0.0, 0.19, 0.2, 0.8, 1.0))
    every = everything(reference)
    assert survey.alike(reference, MoodPoint(0.1, 0.9), every) == 2
    assert survey.alike(reference, MoodPoint(1, 1), every) == 2
