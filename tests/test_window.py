"""The songs of a part of the plane: exactly those inside, the best known first."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec.errors import QueryError
from moodrec.reference import ReferenceSet
from moodrec.window import FEW, MOST, Window, best_known
from tests.small import TENTHS, a_set

SONGS = st.lists(
    st.fixed_dictionaries(
        {
            "valence": TENTHS,
            "energy": TENTHS,
            "popularity": st.sampled_from([0.0, 10.0, 50.0, math.nan]),
        }
    ),
    min_size=1,
    max_size=30,
)
WHOLE = Window(0, 0, 1, 1)


@settings(deadline=None, max_examples=60)
@given(SONGS, TENTHS, TENTHS, TENTHS, TENTHS, st.integers(1, 12))
def test_a_window_shows_what_one_by_one_would_find(
    songs: list[dict[str, float]], left: float, bottom: float, right: float, top: float, most: int
) -> None:
    inside = [
        row
        for row, song in enumerate(songs)
        if left <= song["valence"] <= right and bottom <= song["energy"] <= top
    ]
    fame = {row: songs[row]["popularity"] for row in inside}
    best = sorted(inside, key=lambda row: (math.isnan(fame[row]), -np.nan_to_num(fame[row]), row))
    found = best_known(a_set(songs), Window(left, bottom, right, top), most)
    assert found.rows.tolist() == best[:most]
    assert found.songs == len(inside)


@settings(deadline=None, max_examples=40)
@given(SONGS, st.integers(1, 5))
def test_every_song_is_reached_by_looking_closer(songs: list[dict[str, float]], most: int) -> None:
    reference = a_set(songs)
    reached: set[int] = set()

    def look(window: Window) -> None:
        found = best_known(reference, window, most)
        reached.update(found.rows.tolist())
        if found.songs > most and window.right - window.left > 0.04:
            across, up = (window.left + window.right) / 2, (window.bottom + window.top) / 2
            look(Window(window.left, window.bottom, across, up))
            look(Window(across, window.bottom, window.right, up))
            look(Window(window.left, up, across, window.top))
            look(Window(across, up, window.right, window.top))

    look(WHOLE)
    places = [(song["valence"], song["energy"]) for song in songs]
    apart = {row for row, place in enumerate(places) if places.count(place) <= most}
    assert apart <= reached


@given(SONGS, st.integers(1, 5))
def test_parts_of_a_window_make_the_whole(songs: list[dict[str, float]], most: int) -> None:
    reference = a_set(songs)
    parts = [
        best_known(reference, WHOLE, most, after=after).rows.tolist()
        for after in range(0, len(songs) + most, most)
    ]
    whole = best_known(reference, WHOLE, len(songs)).rows.tolist()
    assert [row for part in parts for row in part] == whole


def test_the_packaged_set_shows_its_best_known_songs(packaged: ReferenceSet) -> None:
    found = best_known(packaged, WHOLE)
    assert found.songs == len(packaged)
    assert len(found.rows) == MOST
    assert packaged.popularity[found.rows[0]] == np.nanmax(packaged.popularity)
    few = best_known(packaged, WHOLE, FEW)
    assert few.rows.tolist() == found.rows[:FEW].tolist()


def test_edges_belong_to_the_window() -> None:
    reference = a_set([{"valence": 0.3, "energy": 0.7}])
    assert best_known(reference, Window(0.3, 0.7, 0.3, 0.7)).songs == 1
    assert best_known(reference, Window(0.300001, 0.7, 1, 1)).songs == 0


@pytest.mark.parametrize(
    "edges", [None, "0011", [0, 0, 1], [0, 0, 1, "1"], [0, 0, 1, math.inf], {"left": 0}, [0] * 5]
)
def test_what_is_no_window_is_said_to_be_none(edges: object) -> None:
    with pytest.raises(QueryError, match="four numbers"):
        Window.told(edges)


def test_a_window_of_whole_numbers_is_one() -> None:
    assert Window.told([0, 0, 1, 1]) == WHOLE
