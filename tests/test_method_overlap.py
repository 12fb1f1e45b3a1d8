"""What two metrics' lists share: the same as loops over all songs count, ties and all."""

import math
import statistics
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec import recommend
from moodrec.errors import MetricUndefined, QueryError
from moodrec.method.overlap import Overlap, all_overlaps, overlaps, side_by_side
from moodrec.metrics import METRICS
from moodrec.model import MoodPoint, PlacedTrack, Query, Seed
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from moodrec.wishes import HALVES, Wishes
from tests.conftest import KNOWN
from tests.small import TENTHS, a_set, seed_of

SOUND = ("danceability", "acousticness")


def many(songs: int, unknown: float = 0.0, digits: int = 2) -> list[dict[str, Any]]:
    """Songs anywhere, on so coarse a grid that many are equally near."""
    chance = np.random.default_rng(songs)
    places = chance.random((songs, 4)).round(digits).tolist()
    table = [dict(zip(("valence", "energy", *SOUND), place, strict=True)) for place in places]
    for song in table:
        for name in SOUND:
            if chance.random() < unknown:
                del song[name]
    return table


def an_index(songs: Iterable[dict[str, Any]]) -> Index:
    return Index(a_set(songs))


def ids(songs: Iterable[PlacedTrack]) -> list[str]:
    return [song.track.id for song in songs]


# --- The same as loops count ------------------------------------------------------------------


def by_loop(songs: list[dict[str, Any]], row: int, n: int, metric: str) -> list[int]:
    """The nearest songs by sorting all of them, on the plane or weighted, in whole numbers."""
    weights = {"valence": 2, "energy": 2}
    if metric == "weighted":
        weights |= {name: 1 for name in SOUND if name in songs[row]}
    keys = {}
    for other, song in enumerate(songs):
        if other != row and weights.keys() <= song.keys():
            whole = {name: round(1e6 * (song[name] - songs[row][name])) for name in weights}
            keys[other] = sum(weight * whole[name] ** 2 for name, weight in weights.items())
    return sorted(keys, key=lambda other: (keys[other], other))[:n]


@pytest.mark.parametrize("songs", [many(70, digits=1), many(250, unknown=0.03)])
def test_overlaps_are_those_of_loops(songs: list[dict[str, Any]]) -> None:
    told = overlaps(an_index(songs), "euclidean", "weighted", (1, 5, 20), len(songs))
    for found, length in zip(told, (1, 5, 20), strict=True):
        shares = [
            len(
                set(by_loop(songs, row, length, "euclidean"))
                & set(by_loop(songs, row, length, "weighted"))
            )
            / length
            for row in range(len(songs))
        ]
        assert (found.metrics, found.length) == (("euclidean", "weighted"), length)
        assert found.seeds == len(songs)
        assert found.mean == pytest.approx(statistics.mean(shares))
        assert found.error == pytest.approx(statistics.stdev(shares) / math.sqrt(len(songs)))


def test_all_pairs_are_those_of_the_searches_of_an_answer() -> None:
    songs = many(90)
    index = an_index(songs)
    told = {found.metrics: found for found in all_overlaps(index, (7,), len(songs))}
    assert list(told) == list(combinations(METRICS, 2))
    lists = {
        name: [set(searched(index, row, 7, name)) for row in range(len(songs))] for name in METRICS
    }
    for (first, second), found in told.items():
        shares = [
            len(one & other) / 7 for one, other in zip(lists[first], lists[second], strict=True)
        ]
        assert found.mean == pytest.approx(statistics.mean(shares))


def searched(index: Index, row: int, n: int, metric: str) -> list[int]:
    """The list of an answer without rules on artists and recordings."""
    song = index.reference.placed(row)
    weights = HALVES if metric == "weighted" else Wishes().weights
    wishes = Wishes(metric=metric, weights=weights)
    query = Query(song.track.id, n, one_per_artist=False, one_per_recording=False, wishes=wishes)
    found: list[int] = recommend.picks(index, seed_of(song), query).tolist()
    return found


# --- Laws -----------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.tuples(TENTHS, TENTHS), min_size=7, max_size=40),
    st.sampled_from(["euclidean", "z-scored", "whitened", "rank"]),
)
def test_a_metric_agrees_with_itself_and_no_pair_has_a_first(
    places: list[tuple[float, float]], name: str
) -> None:
    index = an_index({"valence": valence, "energy": energy} for valence, energy in places)
    (same,) = overlaps(index, name, name, (5,))
    if same.why:
        assert (same.mean, same.error) == (None, None)
        return
    assert (same.mean, same.error, same.seeds) == (1, 0, len(places))
    (one,), (other,) = (
        overlaps(index, *pair, (5,)) for pair in (("euclidean", name), (name, "euclidean"))
    )
    assert (one.mean, one.error) == (other.mean, other.error)


def test_axes_that_spread_alike_make_z_scores_and_plain_distances_one() -> None:
    places = [(x / 20, y / 20) for x in range(21) for y in range(21)]
    index = an_index({"valence": x, "energy": y} for x, y in places)
    (found,) = overlaps(index, "euclidean", "z-scored", (8,))
    assert (found.mean, found.error) == (1, 0)


def test_a_list_of_all_other_songs_is_the_same_by_any_metric() -> None:
    for found in all_overlaps(an_index(many(30)), (29,)):
        assert (found.mean, found.error, found.why) == (1, 0, "")


def test_seeds_are_drawn_without_repetition_and_the_same_each_time() -> None:
    index = an_index(many(300))
    first = overlaps(index, "euclidean", "rank", (5,), 100)
    assert first[0].seeds == 100
    assert overlaps(index, "euclidean", "rank", (5,), 100) == first
    assert overlaps(index, "euclidean", "rank", (5,), 100, seed=1) != first
    every = overlaps(index, "euclidean", "rank", (5,), 300)
    shuffled = overlaps(index, "euclidean", "rank", (5,), 5000, seed=4)
    assert every[0].mean == pytest.approx(shuffled[0].mean)
    assert shuffled[0].seeds == 300


def test_all_pairs_are_the_pairs_one_by_one(packaged: ReferenceSet) -> None:
    index = Index(packaged)
    told = {(found.metrics, found.length): found for found in all_overlaps(index, seeds=60)}
    assert len(told) == 20
    for first, second in combinations(METRICS, 2):
        for found in overlaps(index, first, second, seeds=60):
            assert found == told[found.metrics, found.length]


# --- Side by side ---------------------------------------------------------------------------------


def test_lists_side_by_side_are_those_of_an_answer(packaged: ReferenceSet) -> None:
    index = Index(packaged)
    row = packaged.row_of(KNOWN)
    assert row is not None
    song = packaged.placed(row)
    for first, second in combinations(METRICS, 2):
        told = side_by_side(index, seed_of(song), first, second, 20)
        assert told.metrics == (first, second)
        for name, songs in zip((first, second), told.lists, strict=True):
            theirs = [packaged.placed(one).track.id for one in searched(index, row, 20, name)]
            assert ids(songs) == theirs
        one, other = map(ids, told.lists)
        by_hand = [(one.index(track), other.index(track)) for track in one if track in other]
        assert list(told.common) == by_hand


def test_the_seed_and_its_releases_are_left_out() -> None:
    names = [
        {"name": "Song", "artists": ("A",), "isrc": "X"},
        {"name": "Song - Remastered 2011", "artists": ("A",)},
        {"name": "Anything", "artists": ("B",), "isrc": "X"},
        *({"name": f"Other {n}", "artists": ("A",)} for n in range(4)),
    ]
    songs = [
        {"valence": 0.5 + n / 100, "energy": 0.5 + n / 50} | name for n, name in enumerate(names)
    ]
    index = an_index(songs)
    told = side_by_side(index, seed_of(index.reference.placed(0)), "euclidean", "rank")
    for one in told.lists:
        assert [song.track.name for song in one] == [f"Other {n}" for n in range(4)]
    assert told.common == ((0, 0), (1, 1), (2, 2), (3, 3))


def test_a_place_without_a_song_has_lists_too_and_ties_go_to_the_lower_id() -> None:
    index = an_index({"valence": x, "energy": y} for x in (0.4, 0.6) for y in (0.4, 0.6))
    told = side_by_side(index, Seed(MoodPoint(0.5, 0.5)), "euclidean", "z-scored", 3)
    first = ids(index.reference.placed_many([0, 1, 2]))
    assert [ids(one) for one in told.lists] == [first, first]


@pytest.mark.parametrize("n", [0, 51])
def test_no_list_and_lists_without_end_are_refused(n: int) -> None:
    with pytest.raises(QueryError, match="Ask for 1 to 50"):
        side_by_side(an_index(many(5)), Seed(MoodPoint(0.5, 0.5)), "euclidean", "rank", n)


def test_a_metric_that_there_is_not_is_refused() -> None:
    index, seed = an_index(many(60)), Seed(MoodPoint(0.5, 0.5))
    with pytest.raises(QueryError, match="no metric manhattan"):
        side_by_side(index, seed, "euclidean", "manhattan")
    with pytest.raises(QueryError, match="no metric manhattan"):
        overlaps(index, "manhattan", "rank")


@pytest.mark.parametrize(("lengths", "seeds"), [((), 5), ((0,), 5), ((5,), 0)])
def test_no_length_and_no_seed_are_refused(lengths: tuple[int, ...], seeds: int) -> None:
    with pytest.raises(QueryError):
        overlaps(an_index(many(30)), "euclidean", "rank", lengths, seeds)


# --- What cannot be measured ----------------------------------------------------------------------


def reasons(told: Iterable[Overlap]) -> dict[tuple[str, str], str]:
    return {found.metrics: found.why for found in told}


def test_an_axis_of_one_value_leaves_the_metrics_that_need_no_spread() -> None:
    songs = [song | {"energy": 0.4} for song in many(60)]
    index = an_index(songs)
    told = all_overlaps(index, (5,))
    why = reasons(told)
    assert not why["euclidean", "weighted"]
    for name in ("z-scored", "whitened", "rank"):
        assert "all songs of this reference set have one energy" in why["euclidean", name]
        with pytest.raises(MetricUndefined):
            side_by_side(index, Seed(MoodPoint(0.5, 0.4)), "euclidean", name)
    assert all((found.mean is None) is (found.error is None) is bool(found.why) for found in told)


def test_without_the_sound_the_weighted_metric_says_why() -> None:
    songs = [{"valence": song["valence"], "energy": song["energy"]} for song in many(60)]
    for pair, why in reasons(all_overlaps(an_index(songs), (5,))).items():
        assert ("no song of this reference set has a known danceability" in why) is (
            "weighted" in pair
        )


def test_features_that_few_songs_have_make_no_lists() -> None:
    songs = many(60)
    for song in songs[5:]:
        del song["danceability"]
    short, enough = overlaps(an_index(songs), "euclidean", "weighted", (5, 4))
    assert "Too few songs have the features of the weighted metric" in short.why
    assert enough.mean is not None


@pytest.mark.parametrize("songs", [1, 2, 5])
def test_a_set_of_few_songs_has_no_long_lists(songs: int) -> None:
    for found in all_overlaps(an_index(many(songs)), (songs,)):
        assert (found.mean, found.error) == (None, None)
        assert found.why


def test_two_songs_have_lists_of_one() -> None:
    (found,) = overlaps(an_index(many(2)), "euclidean", "rank", (1,))
    assert (found.mean, found.error, found.seeds) == (1, 0, 2)


def test_one_seed_has_no_error() -> None:
    (found,) = overlaps(an_index(many(30)), "euclidean", "rank", (5,), 1)
    assert found.mean is not None
    assert found.error is None
    assert not found.why
