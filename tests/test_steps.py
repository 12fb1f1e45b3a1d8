"""The article's method step by step: vectors, their difference, its length, and the ranking."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodrec.method.steps import formula, step, steps, vectors
from moodrec.model import AudioFeatures, MoodPoint, PlacedTrack, Track
from tests.small import a_set

THOUSANDTHS = st.integers(0, 1000).map(lambda number: number / 1000)
POINTS = st.builds(MoodPoint, THOUSANDTHS, THOUSANDTHS)


def a_song(at: MoodPoint) -> PlacedTrack:
    features = AudioFeatures("song", "test", at.valence, at.energy)
    return PlacedTrack(Track("song", "Song", "test"), features, at, 0.5)


def test_the_difference_of_two_vectors_and_its_norm() -> None:
    found = step(MoodPoint(0.3, 0.8), a_song(MoodPoint(0.6, 0.4)))
    assert found.difference == (-0.3, 0.4)
    assert found.norm == 0.5
    assert found.squares == pytest.approx((0.09, 0.16))


@given(POINTS, POINTS)
def test_the_norm_is_the_distance_that_pythagoras_knows(seed: MoodPoint, at: MoodPoint) -> None:
    found = step(seed, a_song(at))
    assert found.norm == pytest.approx(
        math.dist((seed.valence, seed.energy), (at.valence, at.energy))
    )
    assert found.norm**2 == pytest.approx(sum(found.squares))
    assert step(at, a_song(seed)).norm == found.norm


def test_songs_are_ranked_by_the_norm_and_then_by_id() -> None:
    songs = [{"valence": 0.5, "energy": 0.9}, {"valence": 0.6, "energy": 0.5},
             {"valence": 0.4, "energy": 0.5}]  # fmt: skip
    placed = a_set(songs).placed_many([0, 2, 1])
    found = steps(MoodPoint(0.5, 0.5), placed)
    assert [one.song.track.id for one in found] == [placed[2].track.id, placed[1].track.id,
                                                    placed[0].track.id]  # fmt: skip


@given(POINTS, POINTS)
def test_the_numbers_put_into_the_formula_give_its_result(seed: MoodPoint, at: MoodPoint) -> None:
    one = step(seed, a_song(at))
    told = formula(seed, one, "b")
    assert "m_x - m_b" in told
    _, first, second = told.split("=")
    pairs = re.findall(r"\(([\d.]+) - ([\d.]+)\)\^2", first)
    assert math.sqrt(sum((float(a) - float(b)) ** 2 for a, b in pairs)) == pytest.approx(one.norm)
    squares = re.search(r"\\sqrt\{([\d.]+) \+ ([\d.]+)\}", second)
    assert squares
    assert math.sqrt(float(squares[1]) + float(squares[2])) == pytest.approx(one.norm, abs=2e-6)
    result = re.search(r"approx ([\d.]+)", second)
    assert result
    assert float(result[1]) == pytest.approx(one.norm, abs=0.00005)


def test_no_dust_of_floats_is_shown() -> None:
    told = formula(MoodPoint(0.3, 0.1), step(MoodPoint(0.3, 0.1), a_song(MoodPoint(0.1, 0.3))))
    assert r"(0.3 - 0.1)^2 + (0.1 - 0.3)^2" in told
    assert r"\sqrt{0.04 + 0.04} \approx 0.2828" in told
    both = vectors({"x": MoodPoint(0, 1), "a": MoodPoint(0.25, 0.5)})
    assert both == r"\begin{aligned}m_x &= (0,\; 1)\\m_a &= (0.25,\; 0.5)\end{aligned}"
