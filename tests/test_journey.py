"""Journeys: their paths, the best fill of their places, and the edits of their lists."""

import itertools
import json
import math
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec.cli import main
from moodrec.errors import QueryError
from moodrec.filters import Filters
from moodrec.itinerary import Journey, Route
from moodrec.journey import SHAPES, Draft, History, Path, Planner, edits
from moodrec.journey.edits import REMEMBERED, Slot
from moodrec.journey.measures import evenness
from moodrec.journey.plan import PATIENCE
from moodrec.journey.rules import Rules
from moodrec.journey.words import listing_of
from moodrec.metrics import to_millionths
from moodrec.model import MoodPoint, Seed
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from tests.conftest import KNOWN, an_id
from tests.small import TENTHS, a_set, seed_of

CALM, BRIGHT = MoodPoint(0.3, 0.25), MoodPoint(0.85, 0.8)
POINTS = st.builds(MoodPoint, TENTHS, TENTHS)
STOPS = st.lists(POINTS, min_size=2, max_size=5)
SONGS = st.lists(
    st.fixed_dictionaries(
        {
            "valence": TENTHS,
            "energy": TENTHS,
            "artists": st.sampled_from([("A",), ("B",), ("C",), ("A", "B"), ("D",), ("E",)]),
            "genre": st.sampled_from(["pop", "rock", ""]),
            "name": st.sampled_from(["One", "Two", "Two - Live"]),
        }
    ),
    min_size=2,
    max_size=6,
)


NOTHING = Draft(())


def planner(tracks: ReferenceSet, route: Route, draft: Draft = NOTHING) -> Planner:
    points = [stop for stop in route.stops if isinstance(stop, MoodPoint)]
    return Planner(Index(tracks), route, tuple(map(Seed, points)), draft)


def planned(tracks: ReferenceSet, route: Route, draft: Draft = NOTHING) -> Journey:
    return planner(tracks, route, draft).plan()


def ids(journey: Journey) -> list[str]:
    return [step.song.track.id for step in journey.steps]


@settings(deadline=None)  # scipy is loaded by the first one
@given(stops=STOPS, shape=st.sampled_from(list(SHAPES)), n=st.integers(2, 40))
def test_a_path_passes_its_stops_stays_on_the_plane_and_has_even_places(
    stops: list[MoodPoint], shape: str, n: int
) -> None:
    path = Path(stops, shape)
    for number, stop in enumerate(stops):
        at = path.curve[number * (len(path.curve) - 1) // (len(stops) - 1)]
        assert at == pytest.approx([stop.valence, stop.energy], abs=1e-9)
        there = path.at(np.array([path.share_of(number)]))[0]
        assert there == pytest.approx([stop.valence, stop.energy], abs=1e-6)
    assert path.curve.min() >= 0
    assert path.curve.max() <= 1
    places = path.places(n)
    assert places[0] == pytest.approx(path.curve[0], abs=1e-9)
    assert places[-1] == pytest.approx(path.curve[-1], abs=1e-9)
    walked = path.length / (n - 1)
    assert (np.hypot(*np.diff(places, axis=0).T) <= walked + 1e-9).all()
    if len(stops) == 2 and shape == "straight":
        assert np.hypot(*np.diff(places, axis=0).T) == pytest.approx(walked, abs=1e-9)


def test_places_are_evenly_spaced_along_the_curve() -> None:
    path = Path([CALM, MoodPoint(0.1, 0.9), BRIGHT], "wave")
    fine = path.at(np.linspace(0, 1, 100_001))
    steps = np.hypot(*np.diff(fine, axis=0).T)
    assert steps.sum() == pytest.approx(path.length, rel=1e-4)
    assert steps[: len(steps) // 4].sum() == pytest.approx(path.length / 4, rel=1e-3)


def test_a_shape_that_is_not_there_is_told() -> None:
    with pytest.raises(QueryError, match="There is no shape zigzag"):
        Path([CALM, BRIGHT], "zigzag")


def cost(tracks: ReferenceSet, path: Path, rows: tuple[int, ...]) -> int:
    places = to_millionths(path.places(len(rows)))
    found = zip(rows, places.tolist(), strict=True)
    return sum(
        (int(tracks.valence[row]) - v) ** 2 + (int(tracks.energy[row]) - e) ** 2
        for row, (v, e) in found
    )


def keeps(tracks: ReferenceSet, route: Route, rows: tuple[int, ...], gap: int) -> bool:
    rules = Rules(tracks, route)
    for (i, one), (j, other) in itertools.combinations(enumerate(rows), 2):
        if not rules.keys(one).isdisjoint(rules.keys(other)):
            return False
        if rules.genre(one) == rules.genre(other) >= 0 and j - i <= gap:
            return False
    return True


@settings(max_examples=40, deadline=None)
@given(
    songs=SONGS,
    stops=STOPS,
    n=st.integers(2, 4),
    gap=st.integers(0, 2),
    artist=st.booleans(),
    recording=st.booleans(),
)
def test_a_plan_is_the_best_of_all_lists_that_keep_the_rules(
    songs: list[dict[str, Any]],
    stops: list[MoodPoint],
    n: int,
    gap: int,
    artist: bool,
    recording: bool,
) -> None:
    tracks = a_set(songs)
    route = Route(
        stops[0],
        stops[-1],
        tuple(stops[1:-1]),
        songs=n,
        genre_gap=gap,
        one_per_artist=artist,
        one_per_recording=recording,
    )

    def best(n: int, gap: int) -> int | None:
        lists = itertools.permutations(range(len(tracks)), n)
        kept = (rows for rows in lists if keeps(tracks, route, rows, gap))
        return min((cost(tracks, Path(stops), rows) for rows in kept), default=None)

    try:
        journey = planned(tracks, route)
    except QueryError:
        assert best(2, 0) is None
        return
    size = len(journey.steps)
    rows = tuple(row for one in ids(journey) if (row := tracks.row_of(one)) is not None)
    kept = next(one for one in range(gap, -1, -1) if best(size, one) is not None)
    assert size == next(k for k in range(n, 1, -1) if best(k, 0) is not None)
    assert keeps(tracks, route, rows, kept)
    assert cost(tracks, Path(stops), rows) == best(size, kept)
    assert bool(journey.notices) == (size < n or kept < gap)


def line(count: int, **more: Any) -> ReferenceSet:
    """Songs on the diagonal, one every tenth, each by its own artist."""
    return a_set(
        {"valence": n / 10, "energy": n / 10, "artists": (f"Artist {n}",), "name": f"Song {n}",
         **more}
        for n in range(count)
    )  # fmt: skip


def test_a_known_line_gives_the_known_journey() -> None:
    journey = planned(line(11), Route(MoodPoint(0, 0), MoodPoint(1, 1), songs=6))
    assert ids(journey) == [an_id(n) for n in (0, 2, 4, 6, 8, 10)]
    assert journey.largest_offset == pytest.approx(0)
    assert journey.evenness == pytest.approx(1)
    assert [one.track.id for one in journey.steps[0].alternatives] == [an_id(n) for n in (1, 3, 5)]


def test_picks_are_assigned_together_and_not_one_after_the_other() -> None:
    tracks = a_set([{"valence": 0.2, "energy": 0.5}, {"valence": 0.9, "energy": 0.5}])
    route = Route(MoodPoint(0.5, 0.5), MoodPoint(0.3, 0.5), songs=2)
    assert ids(planned(tracks, route)) == [an_id(1), an_id(0)]


def test_a_song_as_start_stands_first_even_when_the_set_does_not_know_it() -> None:
    tracks = line(11)
    known = tracks.find(an_id(3))
    assert known
    foreign = replace(known, track=replace(known.track, id=an_id(99), artists=("Artist 4",)))
    route = Route(an_id(99), BRIGHT, songs=5)
    found = Planner(Index(tracks), route, (seed_of(foreign), Seed(BRIGHT))).plan()
    assert ids(found)[0] == an_id(99)
    assert an_id(4) not in ids(found)
    draft = Draft.of(found)
    again = Planner(Index(tracks), route, (seed_of(foreign), Seed(BRIGHT)), draft,
                    {an_id(99): foreign})  # fmt: skip
    assert ids(again.lay()) == ids(found)


def test_minutes_choose_the_number_of_songs_and_guessed_lengths_are_told() -> None:
    route = Route(MoodPoint(0, 0), MoodPoint(1, 1), minutes=12)
    told = planned(line(11, duration_ms=180_000.0), route)
    assert (len(told.steps), told.minutes, told.unknown_lengths) == (4, 12, 0)
    silent = planned(line(11), route)
    assert silent.minutes is None
    assert "No length of a song is known" in silent.notices[0]


def test_thin_stretches_are_told_before_anything_is_picked() -> None:
    near = [{"valence": 0.1, "energy": 0.1} for _ in range(20)]
    journey = planned(a_set(near), Route(MoodPoint(0.1, 0.1), MoodPoint(0.9, 0.1), songs=3))
    (stretch,) = journey.thin
    assert 0.05 < stretch.start < 0.08
    assert (stretch.end, stretch.songs) == (1, 0)


def test_only_songs_that_were_handed_over_and_pass_the_filters_are_picked() -> None:
    among = frozenset(an_id(n) for n in (1, 5, 9))
    route = Route(MoodPoint(0, 0), MoodPoint(1, 1), songs=3, among=among)
    assert ids(planned(line(11), route)) == [an_id(n) for n in (1, 5, 9)]
    without = replace(route, filters=Filters(without_artists=("Artist 5",)))
    journey = planned(line(11), without)
    assert ids(journey) == [an_id(1), an_id(9)]
    assert "Only 2 songs may be picked" in journey.notices[0]


@given(values=st.lists(st.floats(0, 1), min_size=2, max_size=9))
def test_evenness_lies_between_0_and_1(values: list[float]) -> None:
    picks = np.array([(value, value) for value in values])
    assert 0 <= evenness(Path([CALM, BRIGHT]), picks) <= 1


def test_even_steps_beside_the_path_are_even() -> None:
    path = Path([MoodPoint(0, 0.5), MoodPoint(1, 0.5)])
    beside = path.places(6) + np.array([0.0, 0.1])
    assert evenness(path, beside) == pytest.approx(1)
    assert evenness(path, np.flip(beside, axis=0)) == 0


NAMES = [an_id(n) for n in range(8)]
EDITS = st.one_of(
    st.builds(lambda one: lambda draft: edits.lock(draft, one), st.sampled_from(NAMES)),
    st.builds(lambda one: lambda draft: edits.remove(draft, one), st.sampled_from(NAMES)),
    st.builds(
        lambda one, other: lambda draft: edits.swap(draft, one, other),
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
    ),
    st.builds(
        lambda one, steps: lambda draft: edits.move(draft, one, steps),
        st.sampled_from(NAMES),
        st.integers(-3, 3),
    ),
)


@given(changes=st.lists(EDITS, max_size=20))
def test_undo_restores_what_was_and_redo_what_was_undone(changes: list[Any]) -> None:
    begun = History(Draft(tuple(map(Slot, NAMES[:5]))))
    history = begun
    for change in changes:
        history = history.then(change(history.present))
        assert history.undo().redo() == (history if history.past else history.undo())
    done = history.present
    while history.past:
        history = history.undo()
    assert history.present == begun.present
    while history.future:
        history = history.redo()
    assert history.present == done


@given(changes=st.lists(EDITS, max_size=20))
def test_a_lock_survives_every_change_and_no_song_comes_twice(changes: list[Any]) -> None:
    draft = Draft(tuple(map(Slot, NAMES[:5])))
    for change in changes:
        before, draft = draft, change(draft)
        locked = [slot.track_id for slot in before.slots if slot.locked]
        assert [slot.track_id for slot in draft.slots if slot.locked and slot.track_id in locked] \
            == locked  # fmt: skip
        assert len({*draft.ids}) == len(draft.ids) >= 2
        if len(draft.slots) == len(before.slots):
            assert all(draft.ids.index(one) == before.ids.index(one) for one in locked)


def test_the_past_is_bounded() -> None:
    history = History(Draft(tuple(map(Slot, NAMES[:5]))))
    for _ in range(3 * REMEMBERED):
        history = history.then(edits.move(history.present, NAMES[0], 1))
        history = history.then(edits.move(history.present, NAMES[0], -1))
    assert len(history.past) == REMEMBERED


@given(locks=st.sets(st.integers(0, 4)), n=st.integers(2, 9))
def test_a_new_plan_keeps_locked_songs_in_their_order_and_at_their_places(
    locks: set[int], n: int
) -> None:
    draft = Draft(tuple(Slot(one, place in locks) for place, one in enumerate(NAMES[:5])))
    held = edits.held(draft, n)
    locked = [NAMES[place] for place in sorted(locks)]
    assert [held[place] for place in sorted(held)] == locked[:n]
    assert all(0 <= place < n for place in held)
    if n == 5:
        assert held == {place: NAMES[place] for place in locks}


def test_a_new_plan_is_made_around_what_is_locked() -> None:
    tracks, route = line(11), Route(MoodPoint(0, 0), MoodPoint(1, 1), songs=6)
    draft = edits.lock(edits.swap(Draft.of(planned(tracks, route)), an_id(4), an_id(3)), an_id(3))
    again = planned(tracks, route, draft)
    assert ids(again) == [an_id(n) for n in (0, 2, 3, 6, 8, 10)]
    assert [step.locked for step in again.steps] == [n == 2 for n in range(6)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"songs": 1}, "2 to 100 songs"),
        ({"minutes": 4.0}, "5 to 600 minutes"),
        ({"minutes": math.nan}, "5 to 600 minutes"),
        ({"via": (CALM,) * 11}, "at most 10 waypoints"),
        ({"genre_gap": -1}, "0 to 10 others"),
    ],
)
def test_a_route_out_of_range_is_told(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(QueryError, match=words):
        Route(CALM, BRIGHT, **changes)


@pytest.mark.parametrize(("at", "songs", "gap"), [((0.5, 0.5), 60, 5), ((0.1, 0.1), 100, 10)])
def test_no_route_keeps_the_server_busy_for_long(
    packaged: ReferenceSet, at: tuple[float, float], songs: int, gap: int
) -> None:
    here = MoodPoint(*at)
    begun = time.monotonic()
    journey = planned(packaged, Route(here, here, songs=songs, genre_gap=gap))
    assert time.monotonic() - begun < 10 * PATIENCE  # on a busy machine; minutes without a limit
    assert len(journey.steps) == songs
    rows = tuple(row for one in ids(journey) if (row := packaged.row_of(one)) is not None)
    assert keeps(packaged, Route(here, here), rows, min(gap, len(packaged.genres) - 1))
    assert len(journey.notices) >= 1


def test_a_plan_without_time_for_a_search_keeps_the_rules_and_says_so(
    packaged: ReferenceSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moodrec.journey.plan.PATIENCE", 0)
    route = Route(CALM, BRIGHT, songs=40, genre_gap=4)
    journey = planned(packaged, route)
    rows = tuple(row for one in ids(journey) if (row := packaged.row_of(one)) is not None)
    assert keeps(packaged, route, rows, 4)
    assert "was ended after a while" in journey.notices[0]


def test_songs_by_several_artists_do_not_hide_that_there_is_room() -> None:
    far = [("A", "B"), ("A",), ("B",), *((f"O{n}",) for n in range(17))]
    songs = [*((artists, 0.9) for artists in far), *[(("X",), 0.2)] * 1200]
    tracks = a_set(
        {"name": f"Song {n}", "artists": artists, "valence": level, "energy": level}
        for n, (artists, level) in enumerate(songs)
    )  # fmt: skip
    journey = planned(tracks, Route(MoodPoint(0.2, 0.2), MoodPoint(0.3, 0.3), songs=20))
    assert len(journey.steps) == 20
    artists = [artist for step in journey.steps for artist in step.song.track.artists]
    assert len({*artists}) == len(artists)


def songs_as_stops(tracks: ReferenceSet, numbers: Sequence[int], songs: int) -> Planner:
    stops = tuple(seed_of(tracks.placed(number)) for number in numbers)
    start, *via, end = (an_id(number) for number in numbers)
    return Planner(Index(tracks), Route(start, end, tuple(via), songs=songs), stops)


def test_stops_that_break_a_rule_are_told() -> None:
    tracks = a_set(
        {"valence": n / 10, "energy": 0.5, "artists": (f"Artist {n % 9}",), "name": f"Song {n}"}
        for n in range(10)
    )
    assert "your stops" in songs_as_stops(tracks, (0, 9), 5).plan().notices[0]
    assert songs_as_stops(tracks, (0, 8), 5).plan().notices == ()


def test_more_songs_as_stops_than_places_are_refused_and_those_without_a_place_told() -> None:
    tracks = line(11)
    with pytest.raises(QueryError, match="only 4 places"):
        songs_as_stops(tracks, (0, 2, 3, 4, 9), 4).plan()
    locked = Draft(tuple(Slot(an_id(number), locked=True) for number in (1, 5, 6, 8)))
    crowded = replace(songs_as_stops(tracks, (0, 2, 9), 4), draft=locked)
    assert "3 stops find no place" in crowded.plan().notices[0]


def test_songs_that_were_handed_over_but_are_not_in_the_set_are_told() -> None:
    among = frozenset(an_id(n) for n in (1, 5, 9, 98, 99))
    journey = planned(line(11), Route(MoodPoint(0, 0), MoodPoint(1, 1), songs=3, among=among))
    assert "2 of the 5 songs that you brought are not in the reference set" in journey.notices[0]


def test_a_plan_of_other_songs_keeps_only_what_is_locked() -> None:
    tracks, route = line(11), Route(MoodPoint(0, 0), MoodPoint(1, 1), songs=5)
    draft = edits.lock(Draft.of(planned(tracks, route)), an_id(5))
    other = planner(tracks, route, draft).plan_other()
    assert {*ids(other)} & {*draft.ids} == {an_id(5)}
    assert other.notices == ()
    long = replace(route, songs=8)
    again = planner(tracks, long, Draft.of(planned(tracks, long))).plan_other()
    assert len(again.steps) == 8
    assert "Too few other songs" in again.notices[0]


def test_calm_to_bright_on_the_packaged_set(packaged: ReferenceSet) -> None:
    journey = planned(packaged, Route(CALM, BRIGHT))
    offsets = sorted(step.offset for step in journey.steps)
    assert len(offsets) == 12
    assert journey.evenness == pytest.approx(0.856, abs=0.001)
    assert journey.largest_offset == pytest.approx(0.0158, abs=0.0001)
    assert (offsets[5] + offsets[6]) / 2 == pytest.approx(0.0093, abs=0.0001)
    entries = listing_of(journey).entries
    assert dict(entries[2].more) == {
        "place": 3, "offset": round(journey.steps[2].offset, 6), "locked": False,
    }  # fmt: skip


def test_the_command_line_prints_words_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    stops = ("journey", "--from", "0.3,0.25", "--to", KNOWN, "--songs", "5")
    assert main([*stops]) == 0
    text = capsys.readouterr().out
    assert "Guided order: 5 songs" in text
    assert "largest offset" in text
    assert main([*stops, "--via", "0.9,0.9", "--shape", "gentle-s", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [song["number"] for song in told["songs"]] == [1, 2, 3, 4, 5]
    assert told["songs"][-1]["id"] == KNOWN
    assert told["shape"] == "gentle S"
    assert len(told["songs"][0]["alternatives"]) == 3
    assert main(["journey", "--from", "0.3,0.25", "--to", "2,2"]) == 2
    assert "between 0 and 1" in capsys.readouterr().err
