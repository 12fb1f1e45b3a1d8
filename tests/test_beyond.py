"""Lists from a set that is not loaded are those of the same set in memory."""

from __future__ import annotations

import atexit
import json
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pytest

from moodrec import sources
from moodrec.beyond import Beyond
from moodrec.cli import main
from moodrec.collection import Stored, beyond_memory
from moodrec.engines import Question, duck, postgres, ready
from moodrec.engines.sql import Found, SqlEngine
from moodrec.errors import MoodrecError, QueryError, ReferenceSetError, StoreError
from moodrec.filters import Filters, Range
from moodrec.glance import Sight
from moodrec.judging.own import OwnPlace
from moodrec.lookup import Lookup
from moodrec.metrics.measure import Measure
from moodrec.model import MoodPoint, Query, Recommendation
from moodrec.overview import overview
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from moodrec.service import Service
from moodrec.setfile import SetWriter, to_table
from moodrec.settings import Settings
from moodrec.store import FeatureStore
from moodrec.wishes import Wishes
from tests import cluster, far_engines
from tests.conftest import an_id
from tests.small import a_set

pytest.importorskip("duckdb")

ROWS = 1500
AT = MoodPoint(0.31, 0.42)
METRICS = {
    "euclidean": Wishes(),
    "z-scored": Wishes(metric="z-scored"),
    "whitened": Wishes(metric="whitened", radius=0.1),
    "rank": Wishes(metric="rank"),
    "weighted": Wishes(metric="weighted", weights=(("valence", 1.0), ("tempo", 0.5))),
}
FILTERS = {
    "none": Filters(),
    "a genre": Filters(genres=("SALSA",)),
    "many": Filters(without_genres=("metal",), without_artists=("the 3",), without_kinds=("live",)),
    "a range": Filters(ranges=(Range("year", 1990, float("inf")),)),
    "songs": Filters(without_songs=frozenset(map(an_id, range(0, 60, 2)))),
    "nothing left": Filters(genres=("salsa",), ranges=(Range("tempo", 300, 400),)),
}


@cache
def songs() -> ReferenceSet:
    draw = np.random.default_rng(3)
    return a_set(
        {
            "id": an_id(number),
            "source": "test",
            "name": f"Song {number % 400}" + (" - Live at Home" if number % 17 == 0 else ""),
            "artists": (f"The {number % 40}", *(["Ärtist ß"] if number % 6 == 0 else [])),
            "genre": ("salsa", "metal", "")[number % 3],
            "valence": float(draw.integers(0, 100)) / 100,
            "energy": float(draw.integers(0, 100)) / 100,
            "tempo": (90.0, 120.5, np.nan)[number % 3],
            "year": float(1980 + number % 40),
            "isrc": f"XX{number % 300:05}" if number % 5 == 0 else "",
        }
        for number in draw.permutation(ROWS).tolist()
    )


@cache
def lookup() -> Lookup:
    offline = Settings(offline=True)
    folder = Path(mkdtemp(prefix="moodrec-store-"))
    atexit.register(shutil.rmtree, folder)
    return Lookup(
        FeatureStore(folder / "features.sqlite", timedelta(days=1)),
        sources.registry(offline),
    )


@cache
def inside() -> Service:
    return Service(Index(songs()), lookup(), overview(songs()), offline=True)


@cache
def beyond(engine: str) -> Beyond:
    found = {"duckdb": far_engines.in_parquet, "postgres": far_engines.in_postgres}[engine](songs())
    sight = Sight(found, songs().summary.name, Path("nowhere"))
    return Beyond(found, songs().summary, lookup(), sight, offline=True)


def plain(answer: Recommendation) -> dict[str, object]:
    """What both tell: all but the reasons that compare with the whole set."""
    lists = (answer.neighbours, answer.surroundings)
    return {
        "lists": [
            [(one.track, one.point, one.features, one.distance, one.livelier_than) for one in many]
            for many in lists
        ],
        "ring": answer.ring,
        "shares": (answer.brighter_than, answer.livelier_than),
        "emptied": answer.emptied and answer.emptied.filter,
        "notices": answer.notices,
        "reference": answer.reference,
    }


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
@pytest.mark.parametrize("filters", FILTERS)
def test_a_list_is_that_of_the_set_in_memory(engine: str, filters: str) -> None:
    seeds: tuple[str | MoodPoint, ...] = (AT, an_id(7))
    for n, seed, more in product((5, 40), seeds, ((), seeds[:1])):
        query = Query(seed, n=n, more=more, filters=FILTERS[filters])
        assert plain(beyond(engine).recommend(query)) == plain(inside().recommend(query))


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_measures_alike(engine: str, metric: str) -> None:
    for alone in (True, False):
        query = Query(
            MoodPoint(0.97, 0.02), wishes=METRICS[metric], one_per_artist=alone,
            one_per_recording=alone,
        )  # fmt: skip
        assert plain(beyond(engine).recommend(query)) == plain(inside().recommend(query))


def test_songs_that_cannot_be_compared_are_counted_once(tmp_path: Path) -> None:
    class Counting(duck.Duck):
        counted = 0

        def rows(self, statement: str, values: Mapping[str, Any]) -> Found:
            self.counted += "SELECT count(*)" in statement and "BETWEEN" not in statement
            return super().rows(statement, values)

    there = duck.arrange(ready.of_set(songs()), tmp_path / "tracks")
    database = Counting(tmp_path)
    engine = SqlEngine(database, there.tracks(), there.facts, "one", there.ids())
    found = replace(beyond("duckdb"), engine=engine)
    for number in (0, 1, 3, 0):
        told = found.recommend(Query(an_id(number), wishes=METRICS["weighted"]))
        assert "500 songs without these features cannot be compared." in told.notices
    assert database.counted == 1


def test_a_listeners_own_places_count_as_in_memory() -> None:
    when = datetime(2026, 11, 28, tzinfo=UTC)
    mine = {
        one: OwnPlace(one, MoodPoint(0.9, 0.1), (0.8, 1.0), (0.0, 0.2), (), when)
        for one in (an_id(7), an_id(ROWS))  # in the set, and not in it
    }
    for one in mine:
        told = beyond("duckdb").with_own(mine).recommend(Query(one))
        assert plain(told) == plain(inside().with_own(mine).recommend(Query(one)))
        assert told.seed.point == MoodPoint(0.9, 0.1)


@pytest.mark.parametrize(
    "query",
    [
        Query(AT, less=(MoodPoint(0, 0),)),
        Query(AT, wishes=Wishes(familiar=1)),
        Query(AT, wishes=Wishes(order="same mood")),
        Query(AT, wishes=Wishes(metric="no such metric")),
    ],
)
def test_what_needs_the_whole_set_is_refused(query: Query) -> None:
    with pytest.raises(QueryError):
        beyond("duckdb").recommend(query)


def test_threads_share_an_engine() -> None:
    engine = far_engines.in_parquet(songs())
    places = [(n * 37 % 101 * 10_000, n * 53 % 101 * 10_000) for n in range(48)]
    expected = [engine.nearest(Question(Measure(), at), 20) for at in places]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda at: engine.nearest(Question(Measure(), at), 20), places))
    assert found == expected


def kept(path: Path, reference: ReferenceSet, *parts: slice) -> Path:
    """The set as a file, or its parts as a folder of files."""
    table = to_table(reference.frame())
    path.mkdir()
    for number, part in enumerate(parts):
        with SetWriter(path / f"{number}.parquet") as writer:
            writer.write(table.slice(part.start, part.stop - part.start))
            writer.describe(name="set", dropped={}, crawl="")
    return path


def test_a_folder_of_files_is_one_set_and_arranged_once(tmp_path: Path) -> None:
    folder = kept(tmp_path / "set", songs(), slice(0, 700), slice(700, ROWS))
    first = duck.arranged(folder, tmp_path / "arranged")
    made = (first.folder / duck.FACTS).stat().st_mtime_ns
    assert duck.arranged(folder, tmp_path / "arranged").folder == first.folder
    assert (first.folder / duck.FACTS).stat().st_mtime_ns == made
    question = Question(Measure(), (300_000, 400_000))
    expected = far_engines.in_parquet(songs()).nearest(question, 99)
    assert duck.engine(first).nearest(question, 99) == expected
    again = duck.open_engine(first.folder, tmp_path / "unused")  # arranged on another machine
    assert again.nearest(question, 99) == expected
    stored = beyond_memory(Settings(reference=first.folder, engine="duckdb"))
    assert stored is not None
    assert stored.rows == ROWS
    (folder / "1.parquet").unlink()
    assert len(duck.open_engine(folder, tmp_path / "arranged")) == 700
    assert not first.folder.exists()  # what is stale goes


def test_a_track_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    folder = kept(tmp_path / "set", songs(), slice(0, 700), slice(600, ROWS))
    with pytest.raises(ReferenceSetError, match="twice"):
        duck.open_engine(folder, tmp_path / "arranged")


def test_what_is_no_set_is_refused(tmp_path: Path) -> None:
    (tmp_path / "0.parquet").write_bytes(b"PAR1 no, it is not PAR1")
    for source in (tmp_path, tmp_path / "0.parquet", tmp_path / "none"):
        with pytest.raises(ReferenceSetError):
            duck.open_engine(source, tmp_path / "arranged")


def test_files_that_are_gone_give_a_sentence(tmp_path: Path) -> None:
    engine = duck.open_engine(kept(tmp_path / "set", songs(), slice(0, 9)), tmp_path / "arranged")
    next((tmp_path / "arranged").glob("*/tracks/*.parquet")).unlink()
    with pytest.raises(StoreError, match="DuckDB cannot read"):
        engine.nearest(Question(Measure(), (0, 0)), 5)


def test_a_set_stays_on_the_disk_where_it_is_told_to_or_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = kept(tmp_path / "set", songs(), slice(0, ROWS))
    assert beyond_memory(Settings(reference=folder / "0.parquet")) is None
    stored = beyond_memory(Settings(reference=folder, engine="duckdb"))
    assert stored == Stored(folder, "set", ROWS)
    monkeypatch.setattr("moodrec.memory.limit", lambda: 4 * ROWS * 2000 - 1)
    assert beyond_memory(Settings(reference=folder)) == stored
    assert beyond_memory(Settings(reference=folder, engine="memory")) is None
    with pytest.raises(ReferenceSetError, match=r"own layout, and a\.csv has another"):
        beyond_memory(Settings(reference=tmp_path / "a.csv", engine="duckdb"))
    assert beyond_memory(Settings(engine="duckdb")) is None, "the packaged one is small"


def test_the_command_line_asks_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = kept(tmp_path / "set", songs(), slice(0, 800), slice(800, ROWS))
    monkeypatch.setenv("MOODREC_ENGINE", "duckdb")
    monkeypatch.setenv("MOODREC_OFFLINE", "1")
    monkeypatch.setenv("MOODREC_DATA_DIR", str(tmp_path / "data"))
    options = ["recommend", "--at", str(AT), "--reference", str(folder), "--json"]
    assert main(options) == 0
    told = json.loads(capsys.readouterr().out)
    expected = inside().recommend(Query(AT)).neighbours
    assert [one["id"] for one in told["neighbours"]] == [one.track.id for one in expected]
    assert (
        main(["journey", "--from", "0.1,0.1", "--to", "0.9,0.9", "--reference", str(folder)]) != 0
    )


def test_ready_tells_what_it_cannot_find(tmp_path: Path) -> None:
    with pytest.raises(MoodrecError):
        ready.paths(tmp_path)


def test_replicas_share_the_tracks_that_one_of_them_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_KEPT", 1)
    server = far_engines.server()
    first = kept(tmp_path / "set", songs(), slice(0, 700), slice(700, ROWS))
    engine = postgres.open_engine(server, first)
    monkeypatch.setattr(postgres, "fill", None)  # nothing is sent again
    again = postgres.open_engine(server, first)
    question = Question(Measure(), (300_000, 400_000))
    assert again.nearest(question, 99) == engine.nearest(question, 99)
    monkeypatch.undo()
    monkeypatch.setattr(postgres, "_KEPT", 1)
    second = kept(tmp_path / "other", songs(), slice(0, 9))
    assert len(postgres.open_engine(server, second)) == 9
    with pytest.raises(StoreError):  # the table is gone
        engine.nearest(question, 5)
    assert len(postgres.open_engine(server, first)) == ROWS


def test_the_command_line_asks_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = kept(tmp_path / "set", songs(), slice(0, ROWS))
    for name, value in {"ENGINE": "postgres", "OFFLINE": "1", "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(f"MOODREC_{name}", value)
    options = ["recommend", "--at", str(AT), "--reference", str(folder), "--json"]
    assert main(options) != 0
    assert "MOODREC_DATABASE_URL" in capsys.readouterr().err
    monkeypatch.setenv("MOODREC_DATABASE_URL", cluster.shared().url)
    assert main(options) == 0
    told = json.loads(capsys.readouterr().out)
    expected = inside().recommend(Query(AT)).neighbours
    assert [one["id"] for one in told["neighbours"]] == [one.track.id for one in expected]


def test_a_list_counts_what_is_near_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    found, reaches = beyond("duckdb"), list[int]()
    within = SqlEngine.within

    def told(engine: SqlEngine, question: Question, reach: int) -> int:
        reaches.append(reach)
        return within(engine, question, reach)

    monkeypatch.setattr(SqlEngine, "within", told)
    found.recommend(Query(AT, wishes=Wishes(radius=0.1)))
    assert set(reaches) == {100_000**2}
