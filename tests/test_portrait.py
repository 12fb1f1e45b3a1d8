"""The portrait of a list: known answers, and nothing claimed that chance could do."""

import math

import numpy as np
import pytest
from hypothesis import given, settings

from moodrec.errors import QueryError
from moodrec.playlist import sentences
from moodrec.playlist.portrait import portrait
from moodrec.playlist.regions import FIFTHS, cells_of, holm, leaning, surely
from moodrec.playlist.songs import effective, points
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from tests.lists_of_songs import PLACES, scattered, song, songs_at
from tests.small import a_set


@pytest.fixture(scope="module")
def even() -> Index:
    """A set with four songs in each of 25 regions."""
    middles = [0.1, 0.3, 0.5, 0.7, 0.9]
    return Index(
        a_set(
            {"valence": valence, "energy": energy, "tempo": 60.0 + 20 * part, "name": "x"}
            for valence in middles
            for energy in middles
            for part in range(4)
        )
    )


@pytest.fixture(scope="module")
def index(packaged: ReferenceSet) -> Index:
    return Index(packaged)


def test_centre_and_spread_are_those_of_numpy(even: Index) -> None:
    songs = scattered(60, 1)
    told, places = portrait(songs, even), points(songs)
    assert (told.mean.valence, told.mean.energy) == pytest.approx(tuple(places.mean(axis=0)))
    assert (told.median.valence, told.median.energy) == pytest.approx(
        tuple(np.median(places, axis=0))
    )
    assert told.deviation == pytest.approx(tuple(places.std(axis=0)))
    assert told.half_energy == pytest.approx(tuple(np.quantile(places[:, 1], [0.25, 0.75])))


def test_the_ellipse_is_one_deviation_from_the_mean_in_every_direction(even: Index) -> None:
    songs = scattered(80, 2)
    told = portrait(songs, even)
    inverse = np.linalg.inv(np.cov(points(songs).T, ddof=0))
    for corner in told.ellipse:
        away = np.array(corner) - [told.mean.valence, told.mean.energy]
        assert math.sqrt(away @ inverse @ away) == pytest.approx(1, abs=1e-3)


def test_plays_count_like_so_many_songs(even: Index) -> None:
    two = songs_at([(0.2, 0.2), (0.8, 0.6)])
    played = portrait(two, even, [3, 1])
    repeated = portrait([two[0]] * 3 + [two[1]], even)
    assert played.mean == repeated.mean
    assert played.deviation == pytest.approx(repeated.deviation)
    assert [one.share for one in played.regions] == [one.share for one in repeated.regions]
    assert played.plays == 4
    assert effective(2, np.array([3.0, 1.0])) == pytest.approx(1.6)


@pytest.mark.parametrize("weights", [[1.0], [1.0, -1.0], [0.0, 0.0], [1.0, math.nan]])
def test_plays_that_are_none_are_refused(even: Index, weights: list[float]) -> None:
    with pytest.raises(QueryError):
        portrait(songs_at([(0.2, 0.2), (0.8, 0.6)]), even, weights)


def test_a_list_without_a_song_is_refused(even: Index) -> None:
    with pytest.raises(QueryError, match="No song of this list"):
        portrait([], even)


def test_a_list_of_one_region_has_more_of_it_and_less_of_others(even: Index) -> None:
    told = portrait(songs_at([(0.7, 0.3)] * 120), even)
    assert [one.name for one in leaning(told.regions, 1)] == ["bright and calm"]
    said = " ".join(sentences.about(told))
    assert "bright and calm: livelier than" in said
    assert "More of it than of the set is bright and calm (100 %, the set 4 %)." in said
    assert "The middle half of it is bright, and calm." in said


def test_a_list_drawn_from_the_set_leans_nowhere(index: Index) -> None:
    claims = 0
    for seed in range(20):
        rows = np.random.default_rng(seed).permutation(len(index.reference))[:150]
        told = portrait(list(map(index.reference.placed, rows.tolist())), index)
        claims += any(region.leaning for region in told.regions)
    assert claims <= 3  # 5 % of lists are expected, at most


def test_a_small_list_says_that_it_is_small_and_claims_nothing(even: Index) -> None:
    told = portrait(songs_at([(0.9, 0.9)] * 9), even)
    assert told.small
    assert not any(region.leaning for region in told.regions)
    assert "too short to say" in " ".join(sentences.about(told))


def test_a_short_list_is_told_by_quarters(even: Index) -> None:
    told = portrait(songs_at([(0.9, 0.9)] * 30), even)
    assert [one.name for one in leaning(told.regions, 1)] == ["cheerful"]
    assert [one.name for one in told.regions] == ["melancholic", "calm", "tense", "cheerful"]


def test_two_songs_in_a_mood_that_the_set_lacks_are_no_habit() -> None:
    calm = Index(a_set({"valence": 0.3, "energy": 0.3} for _ in range(50)))
    told = portrait(songs_at([(0.3, 0.3)] * 28 + [(0.9, 0.9)] * 2), calm)
    assert not leaning(told.regions, 1)


def test_the_sound_is_where_its_median_stands_in_the_set(even: Index) -> None:
    fast = [song(number, 0.5, 0.5, tempo=120.0) for number in range(20)]
    (tempo,) = portrait(fast, even).sound
    assert (tempo.name, tempo.median, tempo.known, tempo.leaning) == ("tempo", 120, 20, 1)
    assert tempo.percentile == pytest.approx(0.875)
    assert "is faster than 88 % of the set" in " ".join(sentences.about(portrait(fast, even)))


def test_what_few_songs_of_a_list_tell_is_not_said_of_the_list(even: Index) -> None:
    few = [song(number, 0.5, 0.5, tempo=120.0) for number in range(9)]
    many = [song(number, 0.5, 0.5) for number in range(9, 20)]
    assert portrait([*few, *many], even).sound == ()
    assert len(portrait([*few, *many[:9]], even).sound) == 1


def test_the_exact_test_is_that_of_scipy() -> None:
    from scipy.stats import binomtest  # noqa: PLC0415  # takes a while to load

    for have in range(31):
        chance = binomtest(have, 30, 0.2, alternative="two-sided").pvalue
        (sure,) = surely(np.array([have / 30]), 30, np.array([0.2]))
        if chance < 0.02:
            assert sure
        if chance > 0.06:
            assert not sure


def test_of_many_claims_fewer_survive() -> None:
    assert holm(np.array([0.04])).tolist() == [True]
    assert holm(np.array([0.04, 0.04])).tolist() == [False, False]
    assert holm(np.array([0.03, 0.01, 0.5])).tolist() == [False, True, False]


@given(PLACES)
@settings(deadline=None)
def test_every_song_is_in_one_region_and_order_is_nothing(
    places: list[tuple[float, float]],
) -> None:
    even = Index(a_set({"valence": 0.5, "energy": 0.5} for _ in range(3)))
    songs = songs_at(places)
    told = portrait(songs, even)
    assert sum(region.songs for region in told.regions) == len(songs)
    assert sum(region.share for region in told.regions) == pytest.approx(1)
    cells = cells_of(points(songs), FIFTHS)
    assert ((cells >= 0) & (cells < FIFTHS**2)).all()
    assert portrait(songs[::-1], even).median == told.median
