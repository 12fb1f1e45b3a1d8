"""Two lists compared: against the plain formulas, and by laws that any distance keeps."""

import numpy as np
import pytest
from hypothesis import given, settings

from moodrec import packaged as packaged_set
from moodrec import reference
from moodrec.brought.rows import of_rows
from moodrec.errors import QueryError
from moodrec.model import PlacedTrack
from moodrec.placed import PlacedSongs
from moodrec.placement import place
from moodrec.playlist import sentences
from moodrec.playlist.shared import shared
from moodrec.playlist.songs import Points, Songs, points
from moodrec.playlist.versus import Difference, versus
from moodrec.playlist.yardstick import yardstick
from moodrec.reference import ReferenceSet
from moodrec.releases import recording_key
from tests.conftest import an_id
from tests.lists_of_songs import PLACES, scattered, song, songs_at

Places = list[tuple[float, float]]


def mean_distance(one: Points, other: Points) -> float:
    return float(np.hypot(*(one[:, None] - other[None]).transpose(2, 0, 1)).mean())


def plain_distance(first: Songs, second: Songs) -> float:
    """The energy distance by its formula, over all pairs."""
    one, other = points(first), points(second)
    squared = 2 * mean_distance(one, other) - mean_distance(one, one) - mean_distance(other, other)
    return float(max(squared, 0) ** 0.5)


@pytest.mark.parametrize("seed", range(5))
def test_the_distance_is_that_of_the_formula_over_all_pairs(seed: int) -> None:
    first = scattered(200, 1 + seed, (0.3, 0.4), 0.15)
    second = scattered(120, 10 + seed, (0.6 - 0.05 * seed, 0.6), 0.1)
    assert versus(first, second).distance == pytest.approx(plain_distance(first, second), abs=0.004)


def test_on_one_axis_it_is_scipys() -> None:
    from scipy.stats import energy_distance  # noqa: PLC0415  # takes a while to load

    first = [(round(0.01 * n, 2), 0.5) for n in range(40)]
    second = [(round(0.02 * n, 2), 0.5) for n in range(50)]
    told = versus(songs_at(first), songs_at(second)).distance
    plain = energy_distance([x for x, _ in first], [x for x, _ in second])
    assert told == pytest.approx(plain, abs=1e-9)


@given(PLACES)
@settings(deadline=None)
def test_a_list_is_not_apart_from_itself(places: Places) -> None:
    songs = songs_at(places)
    told = versus(songs, songs)
    assert told.distance == told.excess == 0
    assert told.overlap == pytest.approx(1)
    assert not told.apart
    assert not any(one.sure for one in told.differences)
    assert len(told.shared.first) == len(songs)


@given(PLACES, PLACES)
@settings(deadline=None)
def test_it_is_the_same_both_ways(one: Places, other: Places) -> None:
    first, second = songs_at(one), songs_at(other, first=500)
    there, back = versus(first, second), versus(second, first)
    assert there.distance == pytest.approx(back.distance, abs=1e-9)
    assert there.overlap == pytest.approx(back.overlap)
    assert 0 <= there.overlap <= 1
    assert there.shared.first == back.shared.second
    assert [one.error for one in there.differences] == pytest.approx(
        [one.error for one in back.differences]
    )


@given(PLACES, PLACES)
@settings(deadline=None)
def test_the_order_of_songs_is_nothing(one: Places, other: Places) -> None:
    first, second = songs_at(one), songs_at(other, first=500)
    mixed = versus(first[::-1], second[::-1])
    told = versus(first, second)
    assert (told.distance, told.overlap) == (mixed.distance, mixed.overlap)
    assert told.differences == mixed.differences


def test_chance_is_the_mean_over_random_halves() -> None:
    songs = scattered(120, 3, width=0.2)
    random = np.random.default_rng(5)
    squares = []
    for _ in range(300):
        mixed = [songs[place] for place in random.permutation(120).tolist()]
        squares.append(plain_distance(mixed[:50], mixed[50:]) ** 2)
    told = versus(songs[:50], songs[50:]).chance
    assert told == pytest.approx(np.mean(squares) ** 0.5, rel=0.05)


def test_lists_drawn_alike_are_seldom_told_apart_and_others_are() -> None:
    alike = [versus(scattered(40, n), scattered(60, n + 100)).apart for n in range(1, 40)]
    assert sum(alike) <= 3
    assert versus(scattered(40, 1, (0.3, 0.3)), scattered(40, 2, (0.6, 0.6))).apart


def test_differences_are_those_of_welch() -> None:
    from scipy.stats import ttest_ind  # noqa: PLC0415  # takes a while to load

    first, second = scattered(50, 1, (0.4, 0.5)), scattered(30, 2, (0.6, 0.5))
    valence, energy = versus(first, second).differences
    one, other = points(first)[:, 0], points(second)[:, 0]
    plain = ttest_ind(one, other, equal_var=False)
    assert (valence.first - valence.second) / valence.error == pytest.approx(plain.statistic)
    assert (valence.sure, energy.sure) == (True, False)
    assert valence.first == pytest.approx(one.mean())


def test_an_empty_list_is_refused() -> None:
    with pytest.raises(QueryError, match="cannot be compared"):
        versus([], scattered(3, 1))


def test_songs_are_shared_by_id_by_isrc_and_as_releases() -> None:
    first = [
        song(1, 0.1, 0.1),
        song(2, 0.2, 0.2, isrc="USRC17607839"),
        song(3, 0.3, 0.3, name="Help! - Remastered 2009", artists=("The Beatles",)),
        song(4, 0.4, 0.4, name="Duet", artists=("A", "B")),
        song(5, 0.5, 0.5, name="(Live) Alone", artists=("A",)),
        song(6, 0.5, 0.5, name="Help!", artists=("Another",)),
        song(7, 0.5, 0.5, name=None, artists=()),
    ]
    second = [
        song(1, 0.1, 0.1, name="Renamed"),
        song(12, 0.2, 0.2, isrc="USRC17607839"),
        song(13, 0.3, 0.3, name="HELP", artists=("the beatles",)),
        song(14, 0.4, 0.4, name="duet", artists=("B", "A")),
        song(15, 0.5, 0.5, name="Alone", artists=("A",)),
        song(17, 0.5, 0.5, name="Song 17", artists=()),
    ]
    found = shared(first, second)
    assert found.first == (0, 1, 2, 3)
    assert found.second == (0, 1, 2, 3)


def test_keys_that_are_left_out_would_have_matched_nothing(packaged: ReferenceSet) -> None:
    rows = np.random.default_rng(1).permutation(len(packaged)).tolist()
    found = shared(
        list(map(packaged.placed, rows[:1500])), list(map(packaged.placed, rows[1000:2500]))
    )
    keys = {packaged.recording(row) for row in rows[1000:2500]} - {None}
    ids = set(rows[1000:2500])
    plain = [
        place
        for place, row in enumerate(rows[:1500])
        if row in ids or packaged.recording(row) in keys
    ]
    assert list(found.first) == plain
    assert recording_key(("A",), "x") is not None


def test_lists_of_one_set_compare_as_their_songs_do() -> None:
    every = reference.load(packaged_set.locate())  # with all releases of a recording
    one, other = (placed_at_random(every, seed) for seed in (1, 2))
    plain = tuple(one), tuple(other)
    found = shared(one, other)
    assert 100 < len(found.first) < len(one)
    assert found == shared(*plain) == shared(one, plain[1]) == shared(plain[0], other)
    assert shared(other, one).first == found.second
    told, plainly = versus(one, other), versus(*plain)
    assert (told.distance, told.overlap) == (plainly.distance, plainly.overlap)
    assert told.differences == plainly.differences


def placed_at_random(tracks: ReferenceSet, seed: int) -> PlacedSongs:
    """Songs of a set, with some twice, and some whose mood a file tells under another id."""
    random = np.random.default_rng(seed)
    rows = [
        {"id": tracks.text("id", row)}
        if kind
        else {
            "id": an_id(int(random.integers(200))),
            "isrc": f"GBAAA00000{random.integers(10, 99)}" if random.random() < 0.2 else "",
            "name": f"{tracks.text('name', row)} - Live",
            "artists": ";".join(tracks.artists(row)),
            "valence": 0.5,
            "energy": 0.25,
        }
        for row, kind in zip(
            random.integers(len(tracks), size=3000).tolist(),
            random.integers(3, size=3000),
            strict=True,
        )
    ]
    return place(of_rows("mine", rows), tracks).songs


def test_the_distance_is_put_into_words_by_two_genres(packaged: ReferenceSet) -> None:
    pairs = yardstick(packaged)
    assert len(pairs) == 15
    assert [pair.distance for pair in pairs] == sorted(pair.distance for pair in pairs)
    rows: dict[str, list[PlacedTrack]] = {name: [] for name in packaged.genres}
    for row, genre in enumerate(packaged.genre_of.tolist()):
        rows[packaged.genres[genre]].append(packaged.placed(row))
    far = pairs[-1]
    told = versus(rows[far.first], rows[far.second])
    assert told.distance == pytest.approx(far.distance, abs=1e-9)
    said = sentences.compared(told, (far.first, far.second), pairs)
    assert said[0] == f"They lie about as far apart as {far.first} and {far.second} of this set."
    assert said[-1] == "They share no song."


def test_what_cannot_be_told_apart_is_said_so() -> None:
    said = sentences.compared(versus(scattered(30, 1), scattered(30, 2)), ("A", "B"), ())
    assert said[0].startswith("On the plane they cannot be told apart")
    assert "No difference of their means is more than chance." in said


def test_what_is_surely_different_is_named() -> None:
    bright, sombre = scattered(60, 1, (0.8, 0.5)), scattered(60, 2, (0.3, 0.5))
    said = sentences.compared(versus(bright, sombre), ("A", "B"), ())
    assert "times as far apart as two random halves" in said[0]
    assert "On average “A” is brighter than “B”." in said
    assert isinstance(versus(bright, sombre).differences[0], Difference)
