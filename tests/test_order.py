"""A list in another order: nothing is lost, and the order is what was asked for."""

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec.errors import QueryError
from moodrec.journey import SHAPES, Path
from moodrec.model import MoodPoint
from moodrec.playlist import order
from moodrec.playlist.songs import Songs, points
from tests.lists_of_songs import PLACES, scattered, song, songs_at

CALM_TO_BRIGHT = (MoodPoint(0.2, 0.1), MoodPoint(0.9, 0.9))
Places = list[tuple[float, float]]


def same_songs(one: Songs, other: Songs) -> bool:
    return sorted(s.track.id for s in one) == sorted(s.track.id for s in other)


@given(PLACES, st.sampled_from(["energy", "valence", "tempo", "popularity"]), st.booleans())
@settings(deadline=None)
def test_by_a_feature_nothing_is_lost(places: Places, name: str, down: bool) -> None:
    songs = songs_at(places)
    found = order.by_feature(songs, name, down=down)
    assert same_songs(found.songs, songs)


@given(PLACES, st.sampled_from(sorted(SHAPES)))
@settings(deadline=None)
def test_along_a_journey_and_without_leaps_nothing_is_lost(places: Places, shape: str) -> None:
    songs = songs_at(places)
    along = order.along(songs, Path(CALM_TO_BRIGHT, shape))
    assert same_songs(along.songs, songs)
    assert len(along.offsets) == len(songs)
    assert same_songs(order.smoothly(songs).songs, songs)


def test_upwards_and_down_with_unknown_values_last_and_ties_as_they_were() -> None:
    tempos = [120.0, None, 90.0, 120.0, 150.0]
    songs = [song(number, 0.5, 0.5, tempo=tempo) for number, tempo in enumerate(tempos)]
    up = order.by_feature(songs, "tempo")
    down = order.by_feature(songs, "tempo", down=True)
    assert [songs.index(one) for one in up.songs] == [2, 0, 3, 4, 1]
    assert [songs.index(one) for one in down.songs] == [4, 0, 3, 2, 1]
    assert up.about == "Ordered by tempo, upwards. 1 without a known value come last."


def test_a_feature_that_is_none_is_refused() -> None:
    with pytest.raises(QueryError, match="No list is ordered by colour"):
        order.by_feature(scattered(3, 1), "colour")


def test_a_list_laid_along_a_path_gets_its_order_back() -> None:
    path = Path(CALM_TO_BRIGHT, "arc")
    songs = songs_at(path.places(30))
    mixed = [songs[place] for place in np.random.default_rng(0).permutation(30).tolist()]
    found = order.along(mixed, path)
    assert list(found.songs) == songs
    assert max(found.offsets) == pytest.approx(0, abs=1e-9)


def test_the_fit_to_the_path_is_the_best_of_all_orders_by_squares_as_in_a_journey() -> None:
    songs, path = scattered(6, 9, width=0.3), Path(CALM_TO_BRIGHT)
    wanted, places = path.places(6), points(songs)
    best = min(float(((wanted - places[list(one)]) ** 2).sum()) for one in permutations(range(6)))
    found = order.along(songs, path)
    assert sum(offset**2 for offset in found.offsets) == pytest.approx(best)
    assert found.offsets == pytest.approx(np.hypot(*(wanted - points(found.songs)).T))


def test_a_very_long_list_goes_by_where_it_is_nearest_and_says_so() -> None:
    songs = scattered(order.ASSIGNED + 1, 5, width=0.2)
    found = order.along(songs, Path(CALM_TO_BRIGHT))
    assert same_songs(found.songs, songs)
    assert "no assignment is sought" in found.about
    along = points(found.songs) @ np.array([0.7, 0.8])
    assert np.corrcoef(along, np.arange(len(along)))[0, 1] > 0.97


def test_without_leaps_it_starts_at_the_calmest_and_is_shorter_than_by_chance() -> None:
    songs = scattered(80, 6, width=0.2)
    found = order.smoothly(songs).songs
    assert found[0].point.energy == min(one.point.energy for one in songs)
    assert order.way(found) < 0.35 * order.way(songs)


@given(PLACES)
@settings(deadline=None)
def test_no_exchange_of_two_steps_shortens_a_smooth_way(places: Places) -> None:
    found = list(order.smoothly(songs_at(places[:12])).songs)
    way = order.way(found)
    for start in range(1, len(found)):
        for end in range(start + 1, len(found)):
            turned = found[:start] + found[start : end + 1][::-1] + found[end + 1 :]
            assert order.way(turned) >= way - 1e-6
    assert all(one != other for one, other in pairwise(found))
