"""The search: filters first, then the ring, then the knobs; always the same list."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec import recommend
from moodrec.errors import QueryError
from moodrec.filters import Filters, Range
from moodrec.metrics import METRICS
from moodrec.metrics.contract import CORNERS
from moodrec.model import (
    AXES,
    FEATURE_RANGES,
    MAX_SEEDS,
    Emptied,
    Heard,
    MoodPoint,
    Neighbour,
    PlacedTrack,
    Query,
    Ring,
    Seed,
)
from moodrec.recommend import Index, Nearest
from moodrec.recommend.centre import centre
from moodrec.reference import ReferenceSet
from moodrec.releases import work_key
from moodrec.sieve import Sieve
from moodrec.wishes import PRESETS, SOUND_WEIGHTS, Wishes
from tests.conftest import KNOWN, an_id
from tests.small import TENTHS, a_set, features, seed_of

Song = dict[str, Any]

POINTS = st.builds(MoodPoint, TENTHS, TENTHS)
OR_UNKNOWN = TENTHS | st.just(math.nan)
SONGS = st.lists(
    st.fixed_dictionaries(
        {
            "valence": TENTHS,
            "energy": TENTHS,
            "genre": st.sampled_from(["", "pop", "rock"]),
            "artists": st.sampled_from([(), ("A",), ("a", "B"), ("C",), ("D",), ("E",), ("F",)]),
            "name": st.sampled_from(["", "x", "y", "y - Radio Edit", "y (Live)", "z"]),
            "isrc": st.sampled_from(["", "", "DE0000000001"]),
            "danceability": OR_UNKNOWN,
            "tempo": st.sampled_from([80.0, 120.0, math.nan]),
            "popularity": st.sampled_from([0.0, 50.0, 51.0, math.nan]),
        }
    ),
    min_size=2,
    max_size=25,
)
FILTERS = st.builds(
    Filters,
    without_genres=st.sampled_from([(), (), ("pop",), ("pop", "rock")]),
    without_artists=st.sampled_from([(), (), ("A",), ("c",)]),
    ranges=st.sampled_from([(), (), (Range("popularity", 10, 100),), (Range("tempo", 0, 100),)]),
)
KNOBS = {
    "familiar": st.sampled_from([-1.0, 0.0, 0.3, 1.0]),
    **dict.fromkeys(("sound", "variety", "surprise"), st.sampled_from([0.0, 0.5, 1.0])),
}
RADII = st.sampled_from([0.000001, 0.05, 0.1, 0.3])
WISHES = st.builds(
    Wishes,
    order=st.sampled_from(["closest", "same mood"]),
    radius=RADII,
    dice=st.integers(0, 3),
    **KNOBS,
)
QUERIES = st.builds(
    Query,
    POINTS,
    n=st.integers(1, 8),
    one_per_artist=st.booleans(),
    one_per_recording=st.booleans(),
    wishes=WISHES,
    filters=FILTERS,
)


def any_question(test: Callable[..., None]) -> Callable[..., None]:
    """Runs a test on small sets full of ties, with any wishes, rules and filters."""
    return settings(max_examples=60, deadline=None)(given(songs=SONGS, query=QUERIES)(test))


def answered(
    songs: ReferenceSet, query: Query, *added: Seed, less: tuple[Seed, ...] = ()
) -> Nearest:
    assert isinstance(query.seed, MoodPoint)
    return recommend.search(Index(songs), added or (Seed(query.seed),), less, query)


def ids(found: tuple[Neighbour, ...]) -> list[str]:
    return [neighbour.track.id for neighbour in found]


def with_ids(songs: list[Song]) -> list[Song]:
    return [song | {"id": an_id(number)} for number, song in enumerate(songs)]


def squared(song: PlacedTrack, point: MoodPoint) -> Fraction:
    """The squared distance without any rounding, of the decimals as they are printed."""
    across = Fraction(str(song.point.valence)) - Fraction(str(point.valence))
    up = Fraction(str(song.point.energy)) - Fraction(str(point.energy))
    return across * across + up * up


def works(song: PlacedTrack) -> set[str]:
    track = song.track
    return set(filter(None, (track.isrc, work_key(track.artists, track.name))))


def artists(song: PlacedTrack) -> set[str]:
    return {name.casefold() for name in song.track.artists}


def same_mood(**wished: Any) -> Query:
    point = wished.pop("at", MoodPoint(0.5, 0.5))
    rules = {name: wished.pop(name, False) for name in ("one_per_artist", "one_per_recording")}
    asked = {name: wished.pop(name) for name in ("n", "filters") if name in wished}
    return Query(point, **rules, **asked, wishes=Wishes("same mood", **wished))


@any_question
def test_filters_act_before_the_search(songs: list[Song], query: Query) -> None:
    wishes = Wishes(query.wishes.order, query.wishes.radius)
    query = replace(query, wishes=wishes)
    every = a_set(with_ids(songs))
    passing = Sieve(every).sift(query.filters).passing
    left = [song for song, passes in zip(with_ids(songs), passing, strict=True) if passes]
    found = answered(every, query)
    if not left:
        assert (found.neighbours, found.surroundings) == ((), ())
        return
    alone = answered(a_set(left), replace(query, filters=Filters()))
    assert ids(found.neighbours) == ids(alone.neighbours)
    assert ids(found.surroundings) == ids(alone.surroundings)
    assert (found.ring.allowed, found.ring.reach) == (alone.ring.songs, alone.ring.reach)
    assert found.ring.songs == answered(every, replace(query, filters=Filters())).ring.songs


@given(
    songs=SONGS, query=QUERIES, data=st.data(), metric=st.sampled_from(["euclidean", "weighted"])
)
@settings(max_examples=60, deadline=None)
def test_the_same_question_has_the_same_answer_in_whatever_order_the_rows_come(
    songs: list[Song], query: Query, data: st.DataObject, metric: str
) -> None:
    query = replace(query, wishes=replace(query.wishes, metric=metric))
    shuffled = data.draw(st.permutations(with_ids(songs)))
    one, other = a_set(with_ids(songs)), a_set(shuffled)
    assert answered(one, query) == answered(one, query) == answered(other, query)


@any_question
def test_without_knobs_the_same_mood_comes_nearest_first(songs: list[Song], query: Query) -> None:
    every = a_set(songs)
    ring = replace(query, wishes=Wishes("same mood", query.wishes.radius))
    nearest = replace(query, wishes=Wishes())
    assert ids(answered(every, ring).neighbours) == ids(answered(every, nearest).neighbours)


@any_question
def test_the_ring_is_widened_only_for_too_few_songs_and_by_no_step_too_many(
    songs: list[Song], query: Query
) -> None:
    query = replace(
        query,
        one_per_artist=False,
        one_per_recording=False,
        wishes=replace(query.wishes, order="same mood"),
    )
    every = a_set(songs)
    assert isinstance(query.seed, MoodPoint)
    passing = Sieve(every).sift(query.filters).passing.tolist()
    distances = [
        squared(every.placed(row), query.seed) for row in range(len(every)) if passing[row]
    ]
    found = answered(every, query)
    wanted = min(query.n, len(distances))
    reach = query.wishes.radius
    while sum(one <= Fraction(str(reach)) ** 2 for one in distances) < wanted:
        reach *= 1.5
    assert found.ring.reach == reach
    assert len(found.neighbours) == wanted
    assert all(squared(one, query.seed) <= Fraction(str(reach)) ** 2 for one in found.neighbours)


@any_question
def test_a_list_is_short_only_when_no_song_is_left_that_may_come(
    songs: list[Song], query: Query
) -> None:
    every = a_set(songs)
    picks = answered(every, query).neighbours
    passing = Sieve(every).sift(query.filters).passing.tolist()
    if query.wishes.order == "same mood" or not query.wishes.shape:
        taken = {name for pick in picks for name in artists(pick)}
        told = {key for pick in picks for key in works(pick)}
        for row in range(len(every)):
            song = every.placed(row)
            assert (
                len(picks) == query.n
                or not passing[row]
                or song.track.id in ids(picks)
                or (query.one_per_artist and artists(song) & taken)
                or (query.one_per_recording and works(song) & told)
            )


@any_question
def test_no_two_picks_share_what_may_be_there_once(songs: list[Song], query: Query) -> None:
    picks = answered(a_set(songs), query).neighbours
    assert len(set(ids(picks))) == len(picks) <= query.n
    for key, once in ((artists, query.one_per_artist), (works, query.one_per_recording)):
        told = [name for pick in picks for name in key(pick)]
        assert not once or len(told) == len(set(told))


@any_question
def test_the_seeds_own_songs_never_come_back(songs: list[Song], query: Query) -> None:
    every = a_set(songs)
    seeds = [seed_of(every.placed(row)) for row in (0, 1)]
    for added, less in ((seeds, []), (seeds[:1], seeds[1:])):
        found = answered(every, query, *added, less=tuple(less))
        assert not {an_id(0), an_id(1)} & {*ids(found.neighbours), *ids(found.surroundings)}
        own = works(every.placed(0)) | works(every.placed(1))
        assert not query.one_per_recording or not own & {
            key for pick in found.neighbours for key in works(pick)
        }


@any_question
def test_the_surroundings_are_the_nearest_songs_that_pass_and_were_not_picked(
    songs: list[Song], query: Query
) -> None:
    every = a_set(songs)
    assert isinstance(query.seed, MoodPoint)
    found = answered(every, query)
    passing = Sieve(every).sift(query.filters).passing.tolist()
    left = [
        (squared(every.placed(row), query.seed), an_id(row))
        for row in range(len(every))
        if passing[row] and an_id(row) not in ids(found.neighbours)
    ]
    assert ids(found.surroundings) == [track_id for _, track_id in sorted(left)[:20]]


@pytest.mark.parametrize("metric", METRICS)
@given(songs=SONGS, query=QUERIES, at=POINTS)
@settings(max_examples=30, deadline=None)
def test_nothing_is_nearer_to_a_subtracted_seed_than_to_the_centre(
    metric: str, songs: list[Song], query: Query, at: MoodPoint
) -> None:
    corners = [{"valence": x, "energy": y} for x, y in ((0.0, 0.3), (0.7, 1.0), (1.0, 0.0))]
    every = a_set([*songs, *corners])
    index = Index(every)
    wishes = replace(query.wishes, metric=metric)
    assert isinstance(query.seed, MoodPoint)
    less = [Seed(at), Seed(MoodPoint(1.0, 0.0))]
    found = recommend.search(index, [Seed(query.seed)], less, replace(query, wishes=wishes))
    fitted = index.metric(wishes)
    here = fitted.keys(found.seed)
    for neighbour in (*found.neighbours, *found.surroundings):
        row = every.row_of(neighbour.track.id)
        assert row is not None
        assert all(here[row] <= fitted.keys(seed)[row] for seed in less)


def test_what_a_subtracted_seed_is_not_known_for_does_not_speak_against_songs() -> None:
    songs = [
        {"valence": 0.3, "energy": 0.5, "danceability": 0.5},
        {"valence": 0.7, "energy": 0.5, "danceability": 0.5},
    ]
    query = Query(
        MoodPoint(0.4, 0.5),
        wishes=Wishes(
            metric="weighted", weights=(("valence", 1.0), ("energy", 1.0), ("danceability", 1.0))
        ),
    )
    seed = Seed(MoodPoint(0.3, 0.5), features=features(danceability=0.0))
    found = answered(a_set(songs), query, seed, less=(Seed(MoodPoint(0.6, 0.5)),))
    assert found.seed.point.valence < 0.3
    assert ids(found.neighbours) == [an_id(0)]


def test_what_the_centre_is_not_known_for_does_not_speak_for_songs() -> None:
    songs = [{"valence": 0.5, "energy": 0.5, "danceability": 1.0}] * 2
    query = Query(
        MoodPoint(0.1, 0.5),
        wishes=Wishes(metric="weighted", weights=(("valence", 1.0), ("danceability", 1.0))),
    )
    less = Seed(MoodPoint(0.5, 0.5), features=features(danceability=0.0))
    assert answered(a_set(songs), query, less=(less,)).neighbours == ()


SEEDS = st.lists(
    st.builds(
        lambda point, dance: Seed(point, features=features(danceability=dance)),
        st.builds(MoodPoint, st.floats(0, 1), st.floats(0, 1)),
        st.none() | st.floats(0, 1),
    ),
    min_size=1,
    max_size=MAX_SEEDS,
)


@given(SEEDS)
def test_the_centre_of_added_seeds_lies_between_them(seeds: list[Seed]) -> None:
    middle = centre(seeds, ())
    for axis in AXES:
        values = [getattr(seed.point, axis) for seed in seeds]
        found = getattr(middle.point, axis)
        assert min(values) - 1e-12 <= found <= max(values) + 1e-12
    danced = [seed.features.danceability for seed in seeds if seed.features]
    known = [value for value in danced if value is not None]
    assert middle.features
    dance = middle.features.danceability
    assert (dance is None) == (not known)
    assert dance is None or min(known) - 1e-12 <= dance <= max(known) + 1e-12


@given(SEEDS, SEEDS)
def test_the_centre_moves_away_from_subtracted_seeds_and_never_off_the_plane(
    added: list[Seed], subtracted: list[Seed]
) -> None:
    middle, alone = centre(added, subtracted), centre(added, ())
    for axis in AXES:
        away = sum(getattr(seed.point, axis) for seed in subtracted) / len(subtracted)
        before, after = getattr(alone.point, axis), getattr(middle.point, axis)
        low, high = FEATURE_RANGES[axis]
        assert after == pytest.approx(min(max(before + (before - away) / 4, low), high))
    assert middle.track is None


def test_the_centre_of_one_seed_is_the_seed_itself(packaged: ReferenceSet) -> None:
    seed = seed_of(packaged.placed(7))
    assert centre([seed], []) is seed


def test_crowd_pleasers_are_the_ten_nearest_the_best_known_five_first(
    packaged: ReferenceSet,
) -> None:
    table = packaged._tracks.frame
    wishes = PRESETS["Crowd-pleasers"].wishes
    for at in (MoodPoint(0.3, 0.06), MoodPoint(0.5, 0.5), MoodPoint(0.02, 0.98)):
        far = (table["valence"] - at.valence) ** 2 + (table["energy"] - at.energy) ** 2
        ten = table.assign(far=far.round(12)).sort_values(["far", "id"]).head(10)
        best = ten.sort_values(["popularity", "far", "id"], ascending=[False, True, True])
        query = Query(at, one_per_artist=False, one_per_recording=False, wishes=wishes)
        assert ids(answered(packaged, query).neighbours) == best["id"].tolist()[:5]


def test_the_dice_decide_the_surprise(packaged: ReferenceSet) -> None:
    lists = [
        ids(answered(packaged, same_mood(surprise=1.0, dice=dice)).neighbours)
        for dice in (0, 1, 2, 0, 9999)
    ]
    assert lists[0] == lists[3]
    assert len({tuple(one) for one in lists}) == 4


@pytest.mark.parametrize("surprise", [0.0, 1.0])
def test_variety_brings_at_least_as_many_genres(surprise: float, packaged: ReferenceSet) -> None:
    more = 0
    for row in range(0, len(packaged), 400):
        seed = seed_of(packaged.placed(row))
        genres = [
            len({pick.track.genre for pick in found.neighbours})
            for variety in (0.0, 1.0)
            for found in [
                answered(
                    packaged,
                    same_mood(variety=variety, surprise=surprise, radius=0.1, n=6),
                    seed,
                )
            ]
        ]
        assert genres[1] >= genres[0]
        more += genres[1] > genres[0]
    assert more


def test_variety_does_not_leave_a_list_short_nor_the_ring_too_wide() -> None:
    crowd = [
        {"valence": 0.5, "energy": 0.5, "artists": ("A",), "name": f"{n}", "popularity": 90.0}
        for n in range(40)
    ]
    others = [
        {"valence": 0.52, "energy": 0.5, "artists": (f"B{n}",), "name": "x", "popularity": 1.0}
        for n in range(3)
    ]
    far = [{"valence": 0.9, "energy": 0.9, "artists": (f"C{n}",), "name": "x"} for n in range(3)]
    query = same_mood(n=3, familiar=1.0, variety=0.5, one_per_artist=True)
    found = answered(a_set([*crowd, *others, *far]), query)
    assert len(found.neighbours) == 3
    assert found.ring.reach == query.wishes.radius


@pytest.mark.parametrize("order", ["closest", "same mood"])
def test_an_unknown_popularity_counts_as_middling(order: Any) -> None:
    told = [50.0, 100.0, math.nan, 0.0, 50.0]
    songs = [{"valence": 0.5, "energy": 0.5, "popularity": value} for value in told]
    at = MoodPoint(0.5, 0.5)
    known = answered(a_set(songs), Query(at, wishes=Wishes(order, familiar=1)))
    assert ids(known.neighbours) == [an_id(number) for number in (1, 0, 2, 4, 3)]
    obscure = answered(a_set(songs), Query(at, wishes=Wishes(order, familiar=-1)))
    assert ids(obscure.neighbours) == [an_id(number) for number in (3, 0, 2, 4, 1)]
    unknown = [song | {"popularity": math.nan} for song in songs]
    middling = answered(a_set(unknown), Query(at, wishes=Wishes(order, familiar=1)))
    assert ids(middling.neighbours) == [an_id(number) for number in range(5)]


def test_an_unknown_sound_counts_as_middling() -> None:
    told = [1.0, math.nan, 0.5, 0.0]
    songs = [{"valence": 0.5, "energy": 0.5, "danceability": value} for value in told]
    seed = Seed(MoodPoint(0.5, 0.5), features=features(danceability=0.0))
    found = answered(a_set(songs), same_mood(sound=1.0), seed)
    assert ids(found.neighbours) == [an_id(number) for number in (3, 2, 1, 0)]
    mute = answered(a_set(songs), same_mood(sound=1.0))
    assert ids(mute.neighbours) == [an_id(number) for number in range(4)]


def test_inside_the_ring_the_most_alike_in_sound_come_first() -> None:
    songs = [
        {"valence": 0.5, "energy": 0.5 + number / 1000, "tempo": 80.0 + 10 * number}
        for number in range(10)
    ]
    seed = Seed(MoodPoint(0.5, 0.5), features=features(tempo=140))
    query = same_mood(sound=1.0, sound_weights=(("tempo", 1.0),), n=3)
    assert ids(answered(a_set(songs), query, seed).neighbours) == [an_id(n) for n in (6, 5, 7)]


def test_a_song_that_others_play_comes_first_up_to_a_step_away() -> None:
    songs = [{"valence": value, "energy": 0.5} for value in (0.5, 0.51, 0.6, 0.64, 0.66)]
    index = Index(a_set(songs))
    heard = Heard("playlists", ((an_id(4), 1.0), (an_id(3), 1.0), (an_id(9), 0.5)))
    query = same_mood(n=2, shares=(("playlists", 1.0), ("ListenBrainz", 1.0)))
    found = recommend.search(index, [Seed(MoodPoint(0.5, 0.5))], [], query, [heard])
    assert ids(found.neighbours) == [an_id(3), an_id(0)]
    louder = replace(heard, scores=((an_id(2), 1.0),))
    found = recommend.search(index, [Seed(MoodPoint(0.5, 0.5))], [], query, [louder])
    assert ids(found.neighbours) == [an_id(2), an_id(0)]
    assert found.neighbours[0].why.heard == ("playlists",)
    assert found.ring.reach == found.ring.radius
    mute = replace(query, wishes=replace(query.wishes, shares=()))
    found = recommend.search(index, [Seed(MoodPoint(0.5, 0.5))], [], mute, [louder])
    assert ids(found.neighbours) == [an_id(0), an_id(1)]


def test_more_seeds_than_songs_make_no_sense() -> None:
    songs = a_set([{"valence": 0.5, "energy": 0.5}] * 2)
    seeds = [Seed(MoodPoint(0.1, 0.1))] * 3
    with pytest.raises(QueryError, match="more seeds than songs in the reference set"):
        answered(songs, same_mood(), *seeds)
    assert len(answered(songs, same_mood(), *seeds[:2]).neighbours) == 2


def test_an_empty_set_is_told_as_such() -> None:
    nothing = ReferenceSet(
        a_set([{"valence": 0.5, "energy": 0.5}])._tracks.frame.iloc[:0], name="none", version="0"
    )
    with pytest.raises(QueryError, match="import a larger set"):
        answered(nothing, same_mood())


@pytest.mark.parametrize("order", ["closest", "same mood"])
@pytest.mark.parametrize("metric", METRICS)
def test_any_metric_fills_a_list_even_from_the_far_end_of_the_plane(
    metric: str, order: Any, packaged: ReferenceSet
) -> None:
    wishes = Wishes(order, 0.000001, metric, variety=0.5, surprise=0.5)
    far = Filters(ranges=(Range("valence", 0.8, 1), Range("energy", 0.8, 1)))
    at = MoodPoint(0, 0)
    found = answered(packaged, Query(at, n=50, wishes=wishes, filters=far))
    assert len(found.neighbours) == 50
    assert all(one.point.valence >= 0.8 <= one.point.energy for one in found.neighbours)


def test_where_no_song_can_be_compared_the_list_is_empty_and_no_filter_is_blamed() -> None:
    songs = a_set([{"valence": 0.5, "energy": 0.5, "tempo": 90.0}, {"valence": 0.5, "energy": 0.5}])
    query = same_mood(
        metric="weighted",
        weights=(("tempo", 1.0),),
        filters=Filters(without_genres=("pop",)),
    )
    found = answered(songs, query, seed_of(songs.placed(0)))
    assert (found.neighbours, found.surroundings, found.emptied) == ((), (), None)
    assert "1 song without these features cannot be compared." in found.notices


@any_question
def test_a_list_that_filters_empty_names_the_filter_that_brings_most_back(
    songs: list[Song], query: Query
) -> None:
    every = a_set(songs)
    seed = seed_of(every.placed(0))
    found = answered(every, query, seed)

    def left(filters: Filters) -> int:
        return int(Sieve(every).sift(filters).passing[1:].sum())

    if not query.filters.names() or left(query.filters):
        assert found.emptied is None
        return
    back = {name: left(query.filters.relaxed(name)) for name in query.filters.names()}
    assert found.emptied is not None
    assert found.emptied.songs == max(back.values()) == back[found.emptied.filter]


def test_the_filter_that_brings_most_back_is_named_not_the_one_that_takes_most() -> None:
    plane: Song = {"valence": 0.5, "energy": 0.5}
    both: Song = plane | {"genre": "pop", "tempo": 90.0, "popularity": 50.0}
    alone: Song = plane | {"genre": "rock", "tempo": 110.0, "popularity": 0.0}
    ranges = (Range("tempo", 100, 120), Range("popularity", 10, 100))
    filters = Filters(without_genres=("pop",), ranges=ranges)
    found = answered(a_set([both, both, both, alone]), same_mood(filters=filters))
    assert found.emptied == Emptied("range:popularity", 1)


def test_when_no_filter_is_alone_to_blame_the_one_that_takes_most_is_named() -> None:
    plane: Song = {"valence": 0.5, "energy": 0.5}
    songs = [plane | {"genre": "pop", "tempo": 90.0}, plane | {"genre": "pop"}, plane]
    filters = Filters(genres=("rock",), ranges=(Range("tempo", 100, 120),))
    found = answered(a_set(songs), same_mood(filters=filters))
    assert found.emptied == Emptied("genres", 0)


def test_the_ring_counts_all_songs_and_those_that_pass() -> None:
    plane: Song = {"valence": 0.5, "energy": 0.5}
    songs = [plane | {"genre": genre} for genre in ("pop", "pop", "rock")]
    found = answered(a_set(songs), same_mood(filters=Filters(genres=("rock",))))
    assert found.ring == Ring(
        songs=3, allowed=1, outline=found.ring.outline, reached=found.ring.reached
    )
    assert len(found.ring.outline) == CORNERS
    assert found.ring.reached == ()


NAN, INF = math.nan, math.inf
ODD_WEIGHTS = [-0.1, 1.1, NAN, INF, -INF]


@pytest.mark.parametrize(
    ("wished", "sentence"),
    [
        ({"order": "nearest"}, "two orders: closest and same mood"),
        *(
            ({"radius": value}, r"radius runs from 0\.000001 to 0\.5")
            for value in (0, -0.1, 0.51, 1e-9, NAN, INF, -INF)
        ),
        *(({"familiar": value}, "Familiar runs") for value in (-1.1, 1.1, NAN, INF, -INF)),
        *(
            ({knob: value}, f"{knob.capitalize()} runs from 0 to 1")
            for knob in ("sound", "variety", "surprise")
            for value in ODD_WEIGHTS
        ),
        *(({"dice": value}, "from 0 to 9,999") for value in (-1, 10_000, NAN, INF)),
        *(({"weights": (("tempo", value),)}, "weight of tempo runs") for value in ODD_WEIGHTS),
        *(({"sound_weights": (("tempo", value),)}, "weight of tempo") for value in ODD_WEIGHTS),
        *(({"shares": (("playlists", value),)}, "weight of playlists") for value in ODD_WEIGHTS),
        ({"sound_weights": (("valence", 1.0),)}, "valence is no sound. There are danceability"),
        ({"weights": (("tempo", 1.0), ("tempo", 0.0))}, "one weight of tempo, not several"),
    ],
)
def test_wishes_out_of_range_are_told(wished: dict[str, Any], sentence: str) -> None:
    with pytest.raises(QueryError, match=sentence):
        Wishes(**wished)


@pytest.mark.parametrize("n", [0, 51, NAN, INF, -INF])
def test_no_odd_number_of_neighbours_is_asked_for(n: Any) -> None:
    with pytest.raises(QueryError, match="1 to 50"):
        Query(KNOWN, n=n)


@pytest.mark.parametrize("value", [NAN, INF, -INF, -0.1, 1.1])
@pytest.mark.parametrize("axis", AXES)
def test_no_mood_lies_off_the_plane(axis: str, value: float) -> None:
    with pytest.raises(QueryError, match="between 0 and 1"):
        MoodPoint(**{"valence": 0.5, "energy": 0.5, axis: value})


def test_seeds_have_a_limit() -> None:
    at = MoodPoint(0.5, 0.5)
    assert Query(at, more=(at,) * 6, less=(at,) * 5)
    with pytest.raises(QueryError, match="at most 12 seeds, not 13"):
        Query(at, more=(at,) * 6, less=(at,) * 6)


def test_an_unknown_metric_is_told() -> None:
    songs = a_set([{"valence": 0.5, "energy": 0.5}])
    with pytest.raises(QueryError, match="no metric cosine"):
        answered(songs, same_mood(metric="cosine"))


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_every_preset_answers(preset: Any, packaged: ReferenceSet) -> None:
    seed = seed_of(packaged.placed(100))
    query = Query(seed.point, wishes=preset.wishes)
    assert len(answered(packaged, query, seed).neighbours) == 5
    assert preset.about.endswith(".")
    assert {name for name, _ in preset.wishes.sound_weights} <= set(SOUND_WEIGHTS)


def test_real_distances_are_told_in_the_metrics_own_unit(packaged: ReferenceSet) -> None:
    at = MoodPoint(0.3, 0.06)
    table = pd.DataFrame({axis: packaged.numbers(axis) for axis in AXES})
    for pick in answered(packaged, same_mood(at=at, n=50)).neighbours:
        row = packaged.row_of(pick.track.id)
        apart = table.loc[row] - [at.valence, at.energy]
        assert pick.distance == pytest.approx(math.hypot(*apart))
