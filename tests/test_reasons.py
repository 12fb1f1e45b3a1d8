"""Reasons: why a pick is there, and what filters and the ring did, in plain words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from moodrec import recommend
from moodrec.filters import Filters, Range
from moodrec.kinds import KINDS
from moodrec.model import (
    AudioFeatures,
    Emptied,
    Heard,
    MoodPoint,
    Neighbour,
    Query,
    Recommendation,
    ReferenceSummary,
    Ring,
    Seed,
    Track,
    Why,
)
from moodrec.reasons import FEATURE_WORDS, closeness, emptied, filter_name, reason, widened
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from moodrec.sieve import RANGED
from moodrec.wishes import SOUND_WEIGHTS, Wishes
from tests.conftest import an_id
from tests.small import a_set, seed_of

RING = Ring(0.05)
HERE = MoodPoint(0.5, 0.5)


def pick(distance: float = 0.01, **why: Any) -> Neighbour:
    features = AudioFeatures("x", "y", 0.5, 0.5)
    return Neighbour(Track("x", "y", "z"), features, HERE, 0.5, distance, Why(**why))


def answer(ring: Ring, *neighbours: Neighbour) -> Recommendation:
    summary = ReferenceSummary("songs", 10, (), ())
    return Recommendation(Seed(HERE), neighbours, (), ring, 0.5, 0.5, summary)


@pytest.mark.parametrize(
    ("distance", "said"),
    [
        (0.0, "same mood"),
        (0.05, "same mood"),
        (0.0501, "a step away"),
        (0.15, "a step away"),
        (0.1501, "farther away"),
        (1.4, "farther away"),
    ],
)
def test_closeness_is_told_in_radii_of_the_ring(distance: float, said: str) -> None:
    assert closeness(pick(distance), RING) == said


def test_in_a_wider_ring_the_same_mood_is_not_claimed_of_all_that_is_inside() -> None:
    said = [closeness(pick(distance), Ring(0.1)) for distance in (0.05, 0.0501, 0.1, 0.3, 0.31)]
    assert said == [
        "same mood",
        "inside the ring",
        "inside the ring",
        "a step away",
        "farther away",
    ]


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ({}, "same mood"),
        ({"alike": ("danceability", "tempo")}, "same mood · as danceable, as fast"),
        ({"differs": (("tempo", -1), ("loudness", 1))}, "same mood · slower, louder"),
        ({"alike": ("liveness",), "differs": (("acousticness", 1),)},
         "same mood · as live, more acoustic"),
        ({"fame": 0.2}, "same mood · little known"),
        ({"fame": 0.21}, "same mood"),
        ({"fame": 0.79}, "same mood"),
        ({"fame": 0.8}, "same mood · well known"),
        ({"genre": "soul"}, "soul too · same mood"),
        ({"heard": ("playlists",)}, "same mood · on the same playlists"),
        ({"heard": ("ListenBrainz", "Radio")},
         "same mood · played by the same people (ListenBrainz) · named by Radio"),
        ({"alike": ("tempo",), "fame": 0.9, "genre": "soul", "heard": ("playlists",)},
         "soul too · same mood · as fast · well known · on the same playlists"),
    ],
)  # fmt: skip
def test_a_reason_names_what_speaks_for_a_pick(why: dict[str, Any], said: str) -> None:
    assert reason(pick(**why), RING) == said


@pytest.mark.parametrize("feature", SOUND_WEIGHTS)
@pytest.mark.parametrize("sign", [-1, 0, 1])
def test_every_feature_of_the_sound_has_words_of_its_own(feature: str, sign: int) -> None:
    why = {"differs": ((feature, sign),)} if sign else {"alike": (feature,)}
    assert reason(pick(**why), RING) == f"same mood · {FEATURE_WORDS[feature][sign]}"
    assert len({word for words in FEATURE_WORDS.values() for word in words}) == 21


@pytest.mark.parametrize(
    ("allowed", "reach", "said"),
    [
        (0, 0.075, "holds no song for this list, so it was widened to 1.5 times its radius."),
        (1, 0.1125, "holds one song for this list, so it was widened to 2.2 times"),
        (2, 0.1, "holds 2 songs for this list, so it was widened to 2 times"),
        (4321, 5.0, "holds 4,321 songs for this list, so it was widened to 100 times"),
    ],
)
def test_a_widened_ring_is_told_with_what_it_holds(allowed: int, reach: float, said: str) -> None:
    assert said in widened(answer(Ring(0.05, allowed, allowed, reach), pick()))


def test_a_ring_that_was_not_widened_or_holds_nothing_is_not_told() -> None:
    assert not widened(answer(RING, pick()))
    assert not widened(answer(replace(RING, reach=0.5)))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Emptied("genres", 1), "Without the genres you chose, 1 song comes back."),
        (Emptied("range:duration_ms", 2), "Without the range of length, 2 songs come back."),
        (Emptied("without_kinds:live", 1200), "Without “no live”, 1,200 songs come back."),
        (Emptied("without_songs", 0), "The one that takes most away is your list."),
    ],
)
def test_an_empty_list_tells_which_filter_to_relax(found: Emptied, said: str) -> None:
    assert emptied(found) == f"No song passes your filters{_blame(found)} {said}"


def _blame(found: Emptied) -> str:
    return "." if found.songs else ", and no single one is to blame."


EVERY_FILTER = Filters(
    genres=("pop",),
    without_genres=("rock",),
    without_artists=("A",),
    without_kinds=tuple(KINDS),
    ranges=tuple(Range(column, 0, 1) for column in RANGED),
    without_songs=frozenset({an_id(0)}),
)


@pytest.mark.parametrize("name", EVERY_FILTER.names())
def test_every_filter_has_a_name_for_a_listener(name: str) -> None:
    said = filter_name(name)
    assert said
    assert not set("_:") & set(said)


def reasons(songs: ReferenceSet, seed: Seed, *heard: Heard) -> dict[str, Why]:
    """Why each of ten songs was picked, by id, those that are on the same playlists first."""
    wishes = Wishes("same mood", shares=(("playlists", 1.0),))
    query = Query(seed.point, n=10, one_per_artist=False, wishes=wishes)
    found = recommend.search(Index(songs), [seed], [], query, heard).neighbours
    return {one.track.id: one.why for one in found}


@pytest.mark.parametrize(
    ("row", "alike", "differs", "genre"),
    [
        (52, ("tempo",), (), None),
        (45, ("tempo",), (), "soul"),
        (43, (), (), "soul"),
        (72, (), (("tempo", 1),), None),
        (30, (), (("tempo", -1),), None),
        (99, (), (("tempo", 1),), "soul"),
    ],
)
def test_reasons_are_told_by_how_many_songs_lie_between(
    row: int, alike: tuple[str, ...], differs: tuple[tuple[str, int], ...], genre: str | None
) -> None:
    plane: dict[str, Any] = {"valence": 0.5, "energy": 0.5}
    songs = [
        plane | {"genre": "soul" if n % 2 else "", "tempo": 60.0 + n, "popularity": float(n)}
        for n in range(100)
    ]
    every = a_set(songs)
    heard = Heard("playlists", ((an_id(row), 1.0), (an_id(200), 0.5)))
    why = reasons(every, seed_of(every.placed(51)), heard)[an_id(row)]
    assert why.fame == pytest.approx((row + 0.5) / 100)
    assert replace(why, fame=None) == Why(alike, differs, None, genre, ("playlists",))


def test_only_the_two_strongest_reasons_of_each_sort_are_told() -> None:
    plane: dict[str, Any] = {"valence": 0.5, "energy": 0.5}
    names = list(SOUND_WEIGHTS)
    songs = [plane | {name: n / (10 + k) for k, name in enumerate(names)} for n in range(10)]
    every = a_set(songs)
    why = reasons(every, seed_of(every.placed(0)))
    assert [len(one.differs) for one in why.values()] == [0, *[2] * 8]
    assert why[an_id(9)].differs == tuple((name, 1) for name in sorted(names)[:2])


def test_what_is_not_known_is_no_reason() -> None:
    every = a_set([{"valence": 0.5, "energy": 0.5}, {"valence": 0.5, "energy": 0.5}])
    assert reasons(every, seed_of(every.placed(0))) == {an_id(1): Why()}
