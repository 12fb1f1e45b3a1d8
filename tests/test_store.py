"""The feature store: what it keeps, what it forgets, and what happens when it cannot be used."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from moodrec import store as store_module
from moodrec.errors import StoreError
from moodrec.model import AudioFeatures, Track
from moodrec.store import FeatureStore
from tests.conftest import OTHER, UNKNOWN, an_id

FEATURES = AudioFeatures(UNKNOWN, "ReccoBeats", 0.25, 0.5, tempo=120.5)
TRACK = Track(UNKNOWN, "Låt", "Spotify", artists=("A", "B"), popularity=3.0, duration_ms=5)


def test_what_was_told_is_remembered_with_its_source_and_time(store: FeatureStore) -> None:
    before = datetime.now(UTC)
    store.remember(FEATURES)
    store.remember(TRACK)
    features, track = store.features(UNKNOWN), store.track(UNKNOWN)
    assert features is not None
    assert track is not None
    assert (features.valence, features.energy, features.tempo) == (0.25, 0.5, 120.5)
    assert (features.danceability, features.source) == (None, "ReccoBeats")
    assert (track.name, track.artists, track.source) == ("Låt", ("A", "B"), "Spotify")
    assert features.fetched_at is not None
    assert before <= features.fetched_at <= datetime.now(UTC)
    assert store.features(OTHER) is None
    assert store.track(OTHER) is None


def test_the_last_answer_counts(store: FeatureStore) -> None:
    store.remember(FEATURES)
    store.remember(AudioFeatures(UNKNOWN, "Spotify", 0.75, 0.5))
    newest = store.features(UNKNOWN)
    assert newest is not None
    assert newest.valence == 0.75


def age(store: FeatureStore, days: float) -> None:
    """Makes every answer in the store older."""
    with sqlite3.connect(str(store.path)) as database:
        for kind, track_id, source, fetched_at in database.execute(
            "SELECT kind, track_id, source, fetched_at FROM answer"
        ).fetchall():
            older = datetime.fromisoformat(fetched_at) - timedelta(days=days)
            database.execute(
                "UPDATE answer SET fetched_at = ? WHERE kind = ? AND track_id = ? AND source = ?",
                (older.isoformat(), kind, track_id, source),
            )
    database.close()


def test_what_spotify_told_is_forgotten_in_time_and_the_rest_is_not(store: FeatureStore) -> None:
    store.remember(TRACK)
    store.remember(Track(OTHER, "Title", "Spotify oEmbed"))
    store.remember(FEATURES)
    age(store, days=29)
    assert store.track(UNKNOWN) is not None
    age(store, days=2)
    assert store.track(UNKNOWN) is None
    assert store.track(OTHER) is None
    assert store.features(UNKNOWN) is not None
    store.remember(FEATURES)  # a write clears what has expired from the disk
    with sqlite3.connect(str(store.path)) as database:
        sources = [source for (source,) in database.execute("SELECT source FROM answer")]
    database.close()
    assert sources == ["ReccoBeats"]


def test_a_miss_is_believed_for_a_day_and_only_of_its_source(store: FeatureStore) -> None:
    store.remember_miss("features", UNKNOWN, "ReccoBeats")
    assert store.missed("features", UNKNOWN, "ReccoBeats")
    assert not store.missed("features", UNKNOWN, "Spotify")
    assert not store.missed("track", UNKNOWN, "ReccoBeats")
    assert store.features(UNKNOWN) is None
    age(store, days=1.1)
    assert not store.missed("features", UNKNOWN, "ReccoBeats")


def test_the_store_is_bounded_and_forgets_the_oldest(
    store: FeatureStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "MOST_ROWS", 3)
    for number in range(5):
        store.remember(AudioFeatures(an_id(number), "ReccoBeats", 0.1, 0.1))
    known = [number for number in range(5) if store.features(an_id(number))]
    assert known == [2, 3, 4]


def test_threads_write_and_read_at_once(store: FeatureStore) -> None:
    failures: list[BaseException] = []

    def work(start: int) -> None:
        try:
            for number in range(start, start + 20):
                store.remember(AudioFeatures(an_id(number), "ReccoBeats", 0.1, 0.1))
                assert store.features(an_id(number)) is not None
        except BaseException as error:  # noqa: BLE001  # carried to the main thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(100 * place,)) for place in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_store_that_cannot_be_used_says_what_to_set(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for path in (tmp_path / "file" / "store.sqlite", tmp_path):
        with pytest.raises(StoreError, match="MOODREC_DATA_DIR"):
            FeatureStore(path, timedelta(days=30)).remember(FEATURES)


def test_a_damaged_store_is_told_and_not_believed(store: FeatureStore) -> None:
    Path(str(store.path)).write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError):
        store.features(UNKNOWN)


def test_a_value_of_another_shape_is_told(store: FeatureStore) -> None:
    store.remember(FEATURES)
    with sqlite3.connect(str(store.path)) as database:
        database.execute("""UPDATE answer SET value = '{"other": 1}'""")
    database.close()
    with pytest.raises(StoreError):
        store.features(UNKNOWN)
