"""What Spotify itself told is kept for a time only; what others told stays."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from moodrec import reference, settings
from moodrec.collection import beyond_memory, open_library, open_reference
from moodrec.crawl import songs
from moodrec.model import AudioFeatures, Track
from moodrec.setfile import EXPIRED
from tests.conftest import an_id

NOW = datetime.now(UTC)


def rows(numbers: range, told: str, *, titled: str | None = None, days: float = 0) -> pd.DataFrame:
    """Songs whose mood `told` told and whose title `titled` told, `days` ago."""
    at = NOW - timedelta(days=days)
    return songs.frame(
        (
            Track(an_id(n), f"Song {n}", titled or told, ("A",), fetched_at=at),
            AudioFeatures(an_id(n), told, 0.5, 0.25, fetched_at=at),
        )
        for n in numbers
    )


def keep(*frames: pd.DataFrame) -> None:
    open_library(settings.load()).add([pd.concat(frames)], "a crawl", {"duplicate id": 2})


def test_what_spotify_told_is_dropped_in_time_from_use_and_from_the_disk() -> None:
    keep(
        rows(range(5), "Spotify", days=31),
        rows(range(5, 9), "Spotify", days=29),
        rows(range(20, 23), "ReccoBeats", days=400),
        rows(range(30, 32), "ReccoBeats", titled="Spotify", days=31),
    )
    tracks = open_reference(settings.load())
    assert len(tracks) == 4 + 3
    assert dict(tracks.summary.dropped) == {"duplicate id": 2, EXPIRED: 7}
    (version,) = open_library(settings.load()).versions()
    assert (version.rows, version.name) == (7, "a crawl")
    assert len(open_reference(settings.load())) == 7


def test_it_is_dropped_from_a_set_that_stays_on_the_disk_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MOODREC_ENGINE", "duckdb")
    keep(rows(range(5), "Spotify", days=31), rows(range(5, 9), "ReccoBeats"))
    stored = beyond_memory(settings.load())
    assert stored is not None
    assert stored.rows == 4
    assert dict(stored.dropped)[EXPIRED] == 5
    assert pq.read_table(stored.path)["id"].to_pylist() == [an_id(n) for n in range(5, 9)]


def test_a_set_of_many_batches_loses_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODREC_ENGINE", "duckdb")
    days = (31, 0) * 3
    batches = (rows(range(9 * k, 9 * k + 9), "Spotify", days=day) for k, day in enumerate(days))
    open_library(settings.load()).add(batches, "many", {})
    stored = beyond_memory(settings.load())
    assert stored is not None
    left = [an_id(n) for k in (1, 3, 5) for n in range(9 * k, 9 * k + 9)]
    assert pq.read_table(stored.path)["id"].to_pylist() == left


def test_the_time_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(rows(range(5), "Spotify", days=31), rows(range(5, 9), "ReccoBeats"))
    monkeypatch.setenv("MOODREC_SPOTIFY_TTL_DAYS", "60")
    assert len(open_reference(settings.load())) == 9
    monkeypatch.setenv("MOODREC_SPOTIFY_TTL_DAYS", "30")
    assert len(open_reference(settings.load())) == 4


def test_sets_that_are_not_in_use_lose_those_rows_too() -> None:
    keep(rows(range(5), "Spotify", days=31), rows(range(5, 9), "ReccoBeats"))
    keep(rows(range(3), "ReccoBeats"))
    open_reference(settings.load())
    assert [version.rows for version in open_library(settings.load()).versions()] == [3, 4]


def test_when_nothing_is_left_the_packaged_set_is_in_use_and_the_reason_is_told() -> None:
    keep(rows(range(5), "Spotify", days=31))
    tracks = open_reference(settings.load())
    assert len(tracks) == 4_481
    assert dict(tracks.summary.dropped)[EXPIRED] == 5


def test_a_title_of_spotify_and_a_mood_of_others_are_told_apart() -> None:
    keep(rows(range(1), "ReccoBeats", titled="Spotify"))
    found = open_reference(settings.load()).find(an_id(0))
    assert found is not None
    assert (found.track.source, found.features.source) == ("Spotify", "ReccoBeats")


def test_a_set_of_before_there_were_years_and_playlists_loads_and_expires() -> None:
    keep(rows(range(5), "Spotify", days=31), rows(range(5, 9), "ReccoBeats"))
    (version,) = open_library(settings.load()).versions()
    about = pq.read_metadata(version.path).metadata
    older = pq.read_table(version.path).drop_columns(["year", "explicit", "playlists"])
    with pq.ParquetWriter(version.path, older.schema) as file:
        file.write_table(older)
        file.add_key_value_metadata({"moodrec": about[b"moodrec"]})
    assert reference.load(version.path).placed(0).track.year is None
    tracks = open_reference(settings.load())
    assert len(tracks) == 4
    assert tracks.playlists.names == ()
    assert np.isnan(tracks.numbers("explicit")).all()


def test_a_damaged_set_that_is_not_in_use_is_no_obstacle() -> None:
    keep(rows(range(2), "Spotify", days=31), rows(range(2, 4), "ReccoBeats"))
    keep(rows(range(3), "ReccoBeats"))
    library = open_library(settings.load())
    (library.folder / "000001.parquet").write_bytes(b"noise")
    assert len(open_reference(settings.load())) == 3
