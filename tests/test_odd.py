"""The odd ones out: a song that was put far away is found, and nothing else is."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec.percentiles import Percentiles
from moodrec.playlist import sentences
from moodrec.playlist.odd import LEAST, MOST, odd_ones
from tests.lists_of_songs import scattered, song, songs_at
from tests.small import a_set

SET = Percentiles(
    a_set({"valence": 0.5, "energy": 0.5, "tempo": 60.0 + number} for number in range(101))
)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 40))
@settings(deadline=None)
def test_identical_songs_are_never_odd(valence: float, energy: float, count: int) -> None:
    assert not odd_ones(songs_at([(valence, energy)] * count), SET).named


@given(
    st.integers(LEAST, 40),
    st.integers(0, 1000),
    st.sampled_from([(0.05, 0.7), (0.98, 0.7), (0.5, 0.02), (0.1, 0.1)]),
)
@settings(deadline=None)
def test_a_song_far_away_is_always_named_first(
    count: int, seed: int, at: tuple[float, float]
) -> None:
    random = np.random.default_rng(seed)
    near = np.clip(random.normal((0.5, 0.7), 0.02, (count, 2)), 0, 1)
    songs = [*songs_at(near), song(999, *at)]
    found = odd_ones(songs, SET)
    assert found.named[0].song is songs[-1]
    assert found.named[0].place == count
    assert found.named[0].beyond == 1


def test_a_tiny_list_has_no_odd_ones() -> None:
    songs = songs_at([(0.5, 0.5)] * (LEAST - 2) + [(0.0, 0.0)])
    assert len(songs) < LEAST
    assert odd_ones(songs, SET).songs == 0


def test_songs_spread_evenly_are_not_odd() -> None:
    places = np.random.default_rng(0).random((300, 2))
    assert odd_ones(songs_at(places), SET).songs == 0


def test_the_sentence_names_the_feature_and_the_part_of_the_list() -> None:
    energies = np.linspace(0.7, 0.78, 24)
    songs = [*songs_at([(0.5, energy) for energy in energies]), song(90, 0.5, 0.1)]
    (odd,) = odd_ones([*songs, song(91, 0.5, 0.05)], SET).named[1:]
    assert (odd.song.track.id, odd.feature, odd.sign) == (songs[-1].track.id, "energy", -1)
    assert sentences.why_odd(odd) == "far calmer than the rest: calmer than 96 % of the list"


def test_other_features_count_by_their_place_in_the_set() -> None:
    songs = [song(number, 0.5, 0.5, tempo=80.0 + number % 3) for number in range(20)]
    (odd,) = odd_ones([*songs, song(50, 0.5, 0.5, tempo=158.0)], SET).named
    assert sentences.why_odd(odd) == "far faster than the rest: faster than every other song"


def test_unknown_values_make_nothing_odd() -> None:
    songs = [song(number, 0.5, 0.5, tempo=None if number else 158.0) for number in range(20)]
    assert odd_ones(songs, SET).songs == 0


def test_of_many_odd_ones_the_oddest_are_named_and_all_are_counted() -> None:
    songs = [*scattered(400, 1, width=0.01), *songs_at([(0.01, 0.01 * n) for n in range(15)])]
    found = odd_ones(songs, SET)
    assert (len(found.named), found.songs) == (MOST, 15)
    assert [odd.score for odd in found.named] == sorted(
        (odd.score for odd in found.named), reverse=True
    )
    assert sentences.oddities(found) == (
        "15 songs stand apart from the rest; the 10 oddest are named."
    )
    assert sentences.oddities(odd_ones([], SET)) == "No song stands apart from the rest."


def test_what_a_good_part_of_a_list_has_is_not_odd() -> None:
    two_kinds = [*scattered(60, 1, width=0.01), *songs_at([(0.01, 0.01)] * 8)]
    assert odd_ones(two_kinds, SET).songs == 0
