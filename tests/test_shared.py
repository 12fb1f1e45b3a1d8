"""Replicas that share a PostgreSQL: the same stores, journal, sets and lock as on one machine."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import filelock
import pytest
from pydantic import SecretStr

from moodrec import collection
from moodrec.crawl.crawls import Crawls
from moodrec.databases import Place, place_of
from moodrec.dialect import Shared
from moodrec.ears.memory import Memory
from moodrec.errors import ReferenceSetError, SettingsError, StoreError
from moodrec.journal import History, Work
from moodrec.judging.own import OwnPlace
from moodrec.judging.ownstore import OwnPlaces
from moodrec.library import Library
from moodrec.locks import ServerLock
from moodrec.model import AudioFeatures, MoodPoint, Track
from moodrec.plan import Ending, Plan, Step
from moodrec.reference import ReferenceSet
from moodrec.servers import Server
from moodrec.settings import Settings
from moodrec.shelf import SharedLibrary
from moodrec.store import FeatureStore
from tests import cluster, far_engines
from tests.conftest import an_id
from tests.small import a_set

NOW = datetime(2026, 11, 20, tzinfo=UTC)
LIFETIME = timedelta(days=30)


@cache
def _numbers() -> list[int]:
    return []


@pytest.fixture
def name() -> str:
    """A schema of each test's own."""
    _numbers().append(0)
    return f"test_{len(_numbers())}"


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def place(request: pytest.FixtureRequest, tmp_path: Path, name: str) -> Place:
    if request.param == "SQLite":
        return tmp_path / "kept.sqlite"
    return Shared(far_engines.server(), name)


def a_track(number: int, **more: str) -> Track:
    return Track(an_id(number), f"Song % {number}", **{"source": "here", **more})  # type: ignore[arg-type]


def some_features(number: int, source: str = "here") -> AudioFeatures:
    return AudioFeatures(an_id(number), source, valence=number / 100, energy=0.5)


def test_the_feature_store_is_the_same(place: Place) -> None:
    store = FeatureStore(place, LIFETIME)
    store.remember(a_track(1))
    store.remember(replace(a_track(1), name="later"))
    store.remember(some_features(1))
    store.remember(some_features(1, "there"))
    store.remember_miss("features", an_id(2), "here")
    store.remember_all("features", "here", {an_id(3): some_features(3), an_id(4): None})
    found = store.track(an_id(1))
    assert found is not None
    assert found.name == "later"
    told = store.every_features([an_id(1), an_id(3), an_id(9)])
    assert [one.source for one in told[an_id(1)]] == ["there", "here"]
    assert set(told) == {an_id(1), an_id(3)}
    assert set(store.all_tracks([an_id(1), an_id(2)])) == {an_id(1)}
    assert store.missed("features", an_id(2), "here")
    ids = [an_id(number) for number in range(9)]
    assert store.all_missed("features", ids, "here") == {an_id(2), an_id(4)}
    assert FeatureStore(place, timedelta(0)).track(an_id(9)) is None


def test_what_spotify_told_expires_and_the_oldest_goes(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moodrec.store.MOST_ROWS", 2)
    store = FeatureStore(place, LIFETIME)
    for number in range(4):
        store.remember(some_features(number))
    assert sorted(store.all_features(map_ids(range(4)))) == map_ids([2, 3])
    spotify = FeatureStore(place, timedelta(0))
    spotify.remember(some_features(7, "Spotify"))
    assert spotify.features(an_id(7)) is None


def map_ids(numbers: range | list[int]) -> list[str]:
    return [an_id(number) for number in numbers]


def test_own_places_and_what_ears_heard_are_the_same(place: Place) -> None:
    kept = OwnPlaces(place)
    one = OwnPlace(an_id(1), MoodPoint(0.2, 0.3), (0.1, 0.3), (0.2, 0.4), (), NOW)
    kept.put(one)
    kept.put(replace(one, point=MoodPoint(0.4, 0.3)))
    kept.put(replace(one, track_id=an_id(2), placed_at=NOW - LIFETIME))
    assert list(kept.all()) == [an_id(2), an_id(1)]
    assert kept.all()[an_id(1)].point == MoodPoint(0.4, 0.3)
    kept.remove(an_id(1))
    assert list(kept.all()) == [an_id(2)]
    memory = Memory(place, lambda: NOW)
    memory.remember("ear", an_id(1), ((an_id(2), 0.5),))
    memory.remember("ear", an_id(1), ((an_id(3), 1.0),))
    assert memory.recall("ear", an_id(1)) == ((an_id(3), 1.0),)
    assert memory.recall("ear", an_id(2)) is None


def test_a_crawl_is_written_down_alike(place: Place) -> None:
    history = History(place)
    plan = Plan(source="article", genres=("salsa", "metal"))
    first = history.begin(plan)
    history.end(first.number, Ending("done", "fine", set_number=3))
    run = history.begin(plan)
    work = Work(place, run.number)
    assert not work.laid_out()
    work.lay_out([Step("salsa", "1"), Step("salsa", "2"), Step("metal", "3")], calls=1)
    assert work.next_step() == (0, Step("salsa", "1"))
    work.finish_step(0, [a_track(1), a_track(2), a_track(1)], 2, held=1, exhausted=True)
    assert work.next_step() == (2, Step("metal", "3"))
    work.fail_step(2, "down", 1)
    waiting = work.waiting(0, 10)
    assert [one.id for one in waiting] == map_ids([1, 2])
    work.finish_features(waiting, {an_id(1): some_features(1)}, None, 1)
    assert [track.id for track, _ in work.songs()] == map_ids([1])
    assert work.has_failures()
    history.advance(run.number, 1, 3, "metal")
    history.ask_to_stop(run.number)
    assert history.stop_asked(run.number)
    told = history.run(run.number)
    assert (told.done, told.total, told.found, told.calls) == (1, 3, 1, 5)
    assert dict(told.left_out) == {
        "duplicate id": 1, "in the present set already": 1, "mood unknown": 1,
    }  # fmt: skip
    assert told.failed == (("metal", "down"),)
    history.end(run.number, Ending("paused", "later", NOW))
    again = history.resume(run.number, at_least=7)
    assert (again.state, again.leg_done, again.plan.at_least) == ("running", 2, 7)
    work.sum_up(9, {"broken": 2})
    history.end(run.number, Ending("done", set_number=4))
    latest = history.latest()
    assert latest is not None
    assert (latest.state, latest.found, latest.left_out) == ("done", 9, (("broken", 2),))
    assert [one.number - run.number for one in history.runs()] == [0, -1]


def test_an_expired_crawl_begins_anew(place: Place) -> None:
    history = History(place)
    run = history.begin(Plan(source="article"))
    work = Work(place, run.number)
    work.lay_out([Step("salsa", "1")], 0)
    old = replace(a_track(1, source="Spotify"), fetched_at=NOW - timedelta(days=9999))
    work.finish_step(0, [old], 0)
    history.forget_spotify(LIFETIME)
    assert work.next_step() == (0, Step("salsa", "1"))
    assert work.waiting(0, 9) == ()


def test_replicas_share_their_sets(tmp_path: Path, name: str) -> None:
    shared = Shared(far_engines.server(), name)
    one, two = (SharedLibrary(tmp_path / folder, shared) for folder in ("one", "two"))
    assert two.current() is None
    added = one.add([songs(5).frame()], "first", {"broken": 1})
    found = two.current()
    assert found is not None
    assert (found.name, found.rows, found.dropped) == ("first", 5, (("broken", 1),))
    assert found.path.read_bytes() == added.path.read_bytes()
    assert found.path.parent == two.folder
    two.add([songs(6).frame()], "second", {})
    assert [version.number for version in one.versions()] == [2, 1]
    assert one.token() == two.token() != ""
    one.use(1)
    assert two.current() == replace(added, path=found.path)
    one.delete(2)
    assert [version.number for version in two.versions()] == [1]
    assert two.add([songs(7).frame()], "third", {}).number == 3
    two.use(None)
    assert one.current() is None


def test_a_set_that_does_not_fit_changes_nothing(tmp_path: Path, name: str) -> None:
    shared = Shared(far_engines.server(), name)
    library = SharedLibrary(tmp_path / "one", shared)
    library.add([songs(5).frame()], "first", {})
    with pytest.raises(ReferenceSetError):
        library.add([songs(5).frame()], "few", {}, at_least=99)
    other = SharedLibrary(tmp_path / "two", shared)
    assert [version.name for version in other.versions()] == ["first"]
    (library.folder / "000009.parquet").write_bytes(b"left over by a replica that was killed")
    assert [version.number for version in library.versions()] == [1]


@cache
def songs(rows: int) -> ReferenceSet:
    return a_set({"valence": 0.5, "energy": number / 10} for number in range(rows))


def test_one_replica_at_a_time_holds_the_lock() -> None:
    server = far_engines.server()
    first, second = (ServerLock(server, "a lock of the tests") for _ in range(2))
    with first.acquire():
        with pytest.raises(filelock.Timeout):
            second.acquire(timeout=0)
        with ServerLock(server, "another").acquire(timeout=0):
            pass
    with second.acquire(timeout=5):
        first.release()  # nothing: it is not held


def test_settings_lead_everything_there(tmp_path: Path) -> None:
    url = SecretStr(cluster.shared().url)
    settings = Settings(data_dir=tmp_path, database_url=url)
    assert isinstance(collection.open_library(settings), SharedLibrary)
    assert isinstance(place_of(settings, "features"), Shared)
    assert Crawls(settings).latest() is None
    alone = Settings(data_dir=tmp_path)
    assert place_of(alone, "features") == tmp_path / "features.sqlite"
    assert type(collection.open_library(alone)) is Library
    assert "127.0.0.1" in str(place_of(settings, "own"))
    with pytest.raises(SettingsError, match="MOODREC_DATABASE_URL"):
        Server("not an address")


def test_threads_share_a_server(name: str) -> None:
    store = FeatureStore(Shared(far_engines.server(), name), LIFETIME)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(store.remember, map(some_features, range(64))))
    assert len(store.all_features(map_ids(range(64)))) == 64


def test_a_database_that_is_gone_for_a_while_is_told_and_comes_back(tmp_path: Path) -> None:
    own = cluster.started()
    server = Server(own.url)
    shared = Shared(server, "moodrec_features")
    store = FeatureStore(shared, LIFETIME)
    library = SharedLibrary(tmp_path, Shared(server, "moodrec_reference"))
    lock = ServerLock(server, "a lock")
    store.remember(a_track(1))
    library.add([songs(5).frame()], "first", {})
    held = lock.acquire()
    own.stop()
    asks: tuple[Callable[[], object], ...] = (
        lambda: store.track(an_id(1)), library.token, library.versions,
        lambda: store.remember(a_track(2)), lambda: ServerLock(server, "a lock").acquire(0),
    )  # fmt: skip
    for ask in asks:
        with pytest.raises(StoreError, match="cannot be used"):
            ask()
    own.start()
    found = store.track(an_id(1))
    assert found is not None
    store.remember(a_track(2))
    assert [version.name for version in library.versions()] == ["first"]
    with ServerLock(server, "a lock").acquire(timeout=5):  # the old connection held it no longer
        held.release()
    server.close()
