"""Nearest neighbours: the article's answers, exact and in a total order, and the two rules."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec import recommend, reference
from moodrec.errors import QueryError
from moodrec.metrics import to_millionths
from moodrec.metrics.forms import Form
from moodrec.model import MoodPoint, Neighbour, Query, Seed, Track
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from moodrec.tables import read
from tests.conftest import KNOWN, an_id, real_table, table_of

TENTHS = st.integers(0, 10).map(lambda tenth: tenth / 10)
POINTS = st.builds(MoodPoint, TENTHS, TENTHS)
Song = tuple[float, float, str, str]  # valence, energy, artist, title
PLAIN: dict[str, Any] = {"one_per_artist": False, "one_per_recording": False}


def small_set(rows: list[Song], folder: Path) -> ReferenceSet:
    lines = [
        f"{an_id(number)},pop,{title},{artist},{valence},{energy}"
        for number, (valence, energy, artist, title) in enumerate(rows)
    ]
    return reference.load(table_of(folder / "small.csv", lines))


def ids(neighbours: tuple[Neighbour, ...]) -> list[str]:
    return [neighbour.track.id for neighbour in neighbours]


def exact_squared(valence: float, energy: float, point: MoodPoint) -> Fraction:
    """The squared distance without any rounding, of the decimals as they are printed."""
    across = Fraction(repr(valence)) - Fraction(repr(point.valence))
    up = Fraction(repr(energy)) - Fraction(repr(point.energy))
    return across * across + up * up


SONGS = st.lists(
    st.tuples(
        TENTHS, TENTHS, st.sampled_from("ABC"), st.sampled_from(["x", "y", "x - Radio Edit"])
    ),
    min_size=1,
    max_size=30,
)


def any_question(test: Callable[..., None]) -> Callable[..., None]:
    """Runs a test on small sets full of ties, with any point and any n."""
    given_all = given(songs=SONGS, point=POINTS, n=st.integers(1, 50))
    return settings(max_examples=60, deadline=None)(given_all(test))


def first_of_each(order: list[int], key: Callable[[int], object]) -> list[str]:
    """The ids of the first track with each key, in the order given."""
    first: dict[object, int] = {}
    for number in order:
        first.setdefault(key(number), number)
    return [an_id(number) for number in first.values()]


@any_question
def test_without_rules_the_answer_is_brute_force_in_exact_arithmetic(
    songs: list[Song], point: MoodPoint, n: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tracks = small_set(songs, tmp_path_factory.mktemp("set"))
    found = recommend.nearest(Index(tracks), Seed(point), Query(point, n=n, **PLAIN))
    expected = sorted(
        (exact_squared(valence, energy, point), an_id(number))
        for number, (valence, energy, _, _) in enumerate(songs)
    )
    assert ids(found.neighbours) == [track_id for _, track_id in expected[:n]]
    ring = sum(squared <= Fraction(25, 10_000) for squared, _ in expected)
    assert found.ring.songs == ring


@any_question
def test_with_rules_the_answer_is_a_greedy_walk_over_the_plain_one(
    songs: list[Song], point: MoodPoint, n: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tracks = small_set(songs, tmp_path_factory.mktemp("set"))
    order = sorted(
        range(len(songs)), key=lambda number: (exact_squared(*songs[number][:2], point), number)
    )
    by_artist = Query(point, n=n, one_per_recording=False)
    expected = first_of_each(order, lambda number: songs[number][2])
    assert ids(recommend.nearest(Index(tracks), Seed(point), by_artist).neighbours) == expected[:n]

    by_recording = Query(point, n=n, one_per_artist=False)
    expected = first_of_each(order, lambda number: (songs[number][2], songs[number][3][0]))
    assert (
        ids(recommend.nearest(Index(tracks), Seed(point), by_recording).neighbours) == expected[:n]
    )


def test_ties_at_the_cut_go_to_the_lower_id(tmp_path: Path) -> None:
    tracks = small_set([(0.5, 0.6, f"A{n}", "t") for n in range(40)], tmp_path)
    found = recommend.nearest(
        Index(tracks), Seed(MoodPoint(0.5, 0.5)), Query(MoodPoint(0.5, 0.5), n=7)
    )
    assert ids(found.neighbours) == [an_id(number) for number in range(7)]


def test_equal_decimals_are_ties_whatever_floats_make_of_them(tmp_path: Path) -> None:
    # 0.3 - 0.2 and 0.2 - 0.1 differ as floats; the tracks are equally far all the same.
    tracks = small_set([(0.3, 0.5, "B", "far"), (0.1, 0.5, "A", "near")], tmp_path)
    found = recommend.nearest(Index(tracks), Seed(MoodPoint(0.2, 0.5)), Query(MoodPoint(0.2, 0.5)))
    assert ids(found.neighbours) == [an_id(0), an_id(1)]
    assert [neighbour.distance for neighbour in found.neighbours] == [0.1, 0.1]


def test_the_seeds_own_row_is_left_out_by_id_and_its_other_release_by_the_rule(
    tmp_path: Path,
) -> None:
    rows = [(0.5, 0.5, "A", "Song"), (0.5, 0.5, "A", "Song - Radio Edit"), (0.9, 0.9, "B", "Other")]
    tracks = small_set(rows, tmp_path)
    known = tracks.placed(0)
    seed = Seed(known.point, known.track, known.features)
    query = Query(an_id(0), n=50)
    assert ids(recommend.nearest(Index(tracks), seed, query).neighbours) == [an_id(2)]
    plain = recommend.nearest(Index(tracks), seed, Query(an_id(0), n=50, **PLAIN))
    assert ids(plain.neighbours) == [an_id(1), an_id(2)]
    assert plain.ring.songs == 1


def test_releases_of_the_seeds_recording_are_no_other_songs_inside_the_ring(
    packaged: ReferenceSet,
) -> None:
    folded: str = packaged._folded.frame["id"].tolist()[0]
    known = packaged.find(folded)
    assert known is not None
    seed = Seed(known.point, known.track, known.features)
    one = recommend.nearest(Index(packaged), seed, Query(folded)).ring.songs
    every = recommend.nearest(Index(packaged), seed, Query(folded, **PLAIN)).ring.songs
    assert every == one + 1


def test_the_surroundings_are_the_other_nearest_tracks(packaged: ReferenceSet) -> None:
    point = MoodPoint(0.5, 0.5)
    found = recommend.nearest(Index(packaged), Seed(point), Query(point))
    plain = recommend.nearest(Index(packaged), Seed(point), Query(point, n=25, **PLAIN))
    assert len(found.surroundings) == 20
    both = {*ids(found.neighbours), *ids(found.surroundings)}
    assert both == set(ids(plain.neighbours))


def test_a_set_of_the_seed_alone_has_no_neighbours(tmp_path: Path) -> None:
    tracks = small_set([(0.5, 0.5, "A", "Song")], tmp_path)
    seed = Seed(MoodPoint(0.5, 0.5), Track(an_id(0), "Song", "test"))
    assert recommend.nearest(Index(tracks), seed, Query(an_id(0))).neighbours == ()


def test_no_two_neighbours_share_any_credited_artist(packaged: ReferenceSet) -> None:
    known = packaged.find(KNOWN)
    assert known is not None
    seed = Seed(known.point, known.track, known.features)
    found = recommend.nearest(Index(packaged), seed, Query(KNOWN, n=50)).neighbours
    names = [name.casefold() for neighbour in found for name in set(neighbour.track.artists)]
    assert len(found) == 50
    assert len(set(names)) == len(names)


def test_tracks_without_artists_do_not_count_as_one_artist(tmp_path: Path) -> None:
    tracks = small_set([(0.5, 0.5, "", "")] * 3, tmp_path)
    found = recommend.nearest(Index(tracks), Seed(MoodPoint(0, 0)), Query(MoodPoint(0, 0)))
    assert len(found.neighbours) == 3


@pytest.mark.parametrize("n", [0, -1, 51])
def test_n_runs_from_1_to_50(n: int) -> None:
    with pytest.raises(QueryError, match="1 to 50"):
        Query(KNOWN, n=n)


@pytest.mark.parametrize("at", [(0.30, 0.06), (0.446, 0.377), (0.9, 0.1), (0.5, 0.5)])
def test_on_the_articles_kind_of_set_the_answer_is_the_articles(at: tuple[float, float]) -> None:
    """The article's own lines: a norm for every row, sort, head. Ties are settled by id."""
    path = real_table("tracks_125_genres.csv")
    table = pd.read_csv(path).sort_values("id")
    mood = table[["valence", "energy"]].to_numpy()
    table["distance"] = [round(float(np.linalg.norm(np.array(at) - row)), 9) for row in mood]
    expected = table.sort_values(["distance", "id"]).head(50)

    point = MoodPoint(*at)
    found = recommend.nearest(Index(reference.load(path)), Seed(point), Query(point, n=50, **PLAIN))

    assert ids(found.neighbours) == expected["id"].tolist()
    assert [n.distance for n in found.neighbours] == pytest.approx(expected["distance"].tolist())


def test_the_articles_own_answer_comes_first_where_its_track_is_in_the_set() -> None:
    """The article asks at (0.30, 0.06) and is given "Glory Manger" by Harry Belafonte."""
    frame, _ = read(real_table("tracks_125_genres.csv"))
    one = frame.head(1).assign(id=an_id(1), name="Glory Manger", valence=0.30, energy=0.06)
    one["artists"] = one["artists"].map(lambda _: ("Harry Belafonte",))
    tracks = ReferenceSet(pd.concat([frame, one]), name="with the article's track", version="1")
    first = recommend.nearest(
        Index(tracks), Seed(MoodPoint(0.30, 0.06)), Query(MoodPoint(0.30, 0.06))
    )
    assert first.neighbours[0].track.title == "Glory Manger"


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_distance_is_euclidean_to_within_the_rounding_to_millionths(
    rows: list[tuple[float, float]], valence: float, energy: float
) -> None:
    table = np.array(rows)
    plain = Form(to_millionths(table[:, 0]), to_millionths(table[:, 1]))
    squared = plain.keys(Seed(MoodPoint(valence, energy)))
    assert squared.dtype == np.int64
    expected = np.hypot(table[:, 0] - valence, table[:, 1] - energy)
    assert plain.distances(squared) == pytest.approx(expected, abs=2e-6)
