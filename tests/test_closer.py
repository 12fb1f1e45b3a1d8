"""A closer look at a set beyond memory shows what one at the same set in memory does."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec.engines import closer
from moodrec.engines.closer import Beside
from moodrec.figures import picking
from moodrec.glance import Sight
from moodrec.reference import ReferenceSet
from moodrec.ui.planes.line import answer
from moodrec.window import Closer, Loaded, Window
from tests import far_engines
from tests.conftest import an_id
from tests.small import TENTHS, a_set

pytest.importorskip("duckdb")

ENGINES = {"duckdb": far_engines.in_pieces, "postgres": far_engines.in_postgres}
EVERYWHERE = Window(0, 0, 1, 1)
ROWS = 300


@cache
def songs() -> ReferenceSet:
    return a_set(
        {
            "name": f"Song {number}",
            "source": "somebody",
            "valence": number * 37 % 11 / 10,
            "energy": number * 53 % 11 / 10,
            "popularity": (math.nan, 0.0, 50.0)[number % 3],
        }
        for number in range(ROWS)
    )


def beside(engine: str) -> Closer:
    return Beside(ENGINES[engine](songs()), songs().summary.name)


def ids_of(rows: Iterable[Any]) -> list[str]:
    return [songs().placed(row).track.id for row in rows]


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=30)
@given(
    window=st.builds(Window, TENTHS, TENTHS, TENTHS, TENTHS),
    most=st.integers(1, 40),
    after=st.integers(0, 20),
)
def test_the_same_songs_in_the_same_order(
    engine: str, window: Window, most: int, after: int
) -> None:
    there, here = beside(engine), Loaded(songs())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closer, "MOST", most)
        found = there.places(window, after)
    expected = here.places(window, after)
    assert found.keys == ids_of(expected.keys[:most])
    assert found.songs == expected.songs
    for axis in ("valence", "energy"):
        assert getattr(found, axis).tolist() == getattr(expected, axis)[:most].tolist()
    named, told = there.names(window), here.names(window)
    assert named.songs == told.songs
    assert [song for _, song in named.named] == [song for _, song in told.named]
    assert [key for key, _ in named.named] == [song.track.id for _, song in told.named]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_window_that_reaches_further_than_any_number_shows_all(engine: str) -> None:
    found = beside(engine).places(Window(-1e300, -1e300, 1e300, 1e300))
    assert (found.songs, len(found.keys), len(beside(engine))) == (ROWS, ROWS, ROWS)
    nothing = beside(engine).places(Window(2, 2, 3, 3))
    assert (nothing.songs, nothing.keys) == (0, [])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("key", [None, 3, True, "", "3", "x" * 22, "\0" * 22, "' OR 1=1 --", [1]])
def test_a_key_that_makes_no_sense_is_no_song(engine: str, key: Any) -> None:
    assert beside(engine).song(key) is None
    assert answer({"key": "k", "row": key}, beside(engine)) is None


@pytest.mark.parametrize("engine", ENGINES)
def test_a_figure_is_answered_and_what_is_chosen_found(engine: str, tmp_path: Path) -> None:
    there = beside(engine)
    told = answer({"key": "k", "window": [0, 0, 1, 1], "after": 4}, there)
    assert told
    assert (told["to"], told["shown"], told["count"]) == ("k", ROWS - 4, ROWS)
    keys = told["places"]["customdata"]
    assert json.loads(json.dumps(keys)) == list(there.places(EVERYWHERE, 4).keys)
    named = answer({"key": "k", "row": keys[0]}, there)
    assert named
    assert [one["row"] for one in named["songs"]] == [keys[0]]
    cell = answer({"key": "k", "cell": [0, 0, 0.1, 0.1]}, there)
    assert cell
    assert len(cell["songs"]) == min(5, cell["count"])
    sight = Sight(ENGINES[engine](songs()), "small", tmp_path)
    assert picking.on_component({"row": keys[7]}, sight.overview, there) == keys[7]
    assert picking.on_component({"row": an_id(ROWS)}, sight.overview, there) is None


def test_edges_that_are_floats_include_what_lies_on_them() -> None:
    for place in (0.1, 0.3, 0.7):  # 0.7 is a little less than seven tenths
        found = beside("duckdb").places(Window(place, 0, place, 1))
        assert found.songs == Loaded(songs()).places(Window(place, 0, place, 1)).songs > 0
