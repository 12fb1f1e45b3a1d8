"""One replica crawls and all see it; one that is killed in the middle loses nothing."""

from __future__ import annotations

import os
import random
import signal
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from moodrec import settings
from moodrec.collection import open_library, open_reference
from moodrec.crawl import Crawl, Crawls, outage
from moodrec.errors import CrawlError, DatabaseAway
from moodrec.genres import GENRE_SEEDS
from moodrec.plan import Plan, Run
from moodrec.settings import Settings
from tests import catalogue, cluster, crawl_child
from tests.crawling import eventually
from tests.loopback import Loopback

GENRES = GENRE_SEEDS[:12]
PLAN = Plan("article", GENRES, per_genre=10, pause=0)
KILLS = 4
AWAY = 5  # the pause after which the database goes away


@pytest.fixture
def services(online: Loopback, with_keys: None, monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """The loopback server with twelve genres of ten songs, and a database without anything."""
    online.mode = "extended"
    online.stock(catalogue.pretended(GENRES, 10))
    monkeypatch.setenv("MOODREC_DATABASE_URL", cluster.shared().database())
    return online


def replica(folder: Path) -> Settings:
    return settings.load(data_dir=folder)


def crawling(folder: Path, clock: datetime) -> BaseProcess:
    environment = crawl_child.environment_of(folder)
    arguments = (environment, clock, PLAN)
    process = crawl_child.context().Process(target=crawl_child.crawl, args=arguments)
    process.start()
    return process


def latest(at: Settings) -> Run:
    run = Crawls(at).latest()
    assert run is not None
    return run


def table(at: Settings) -> bytes:
    path = at.data_dir / "exported.csv"
    open_reference(at).export(path)
    return path.read_bytes()


def test_a_crawl_goes_on_in_another_replica_and_gives_the_same_set(
    services: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, chance = datetime.now(UTC), random.Random(3)  # noqa: S311  # no secret
    for kill in range(KILLS):
        process = crawling(tmp_path / f"replica {kill}", clock)
        calls = len(services.calls) + chance.randint(2, 4)
        assert eventually(lambda: len(services.calls) >= calls)  # noqa: B023  # at once
        assert latest(replica(tmp_path / "watching")).state == "running"
        with pytest.raises(CrawlError, match="running already"):
            Crawls(replica(tmp_path / "watching")).resume()
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join(20)
        assert eventually(lambda: latest(replica(tmp_path / "watching")).state == "interrupted")
    last = crawling(tmp_path / "last", clock)
    last.join(60)
    assert last.exitcode == 0
    seen = [replica(tmp_path / name) for name in ("watching", "last", "new")]
    assert {(latest(at).state, latest(at).found) for at in seen} == {("done", 120)}
    assert {open_library(at).token() for at in seen} == {"000001.parquet"}
    tables = {table(at) for at in seen}
    monkeypatch.delenv("MOODREC_DATABASE_URL")
    alone = crawling(tmp_path / "alone", clock)
    alone.join(60)
    assert tables == {table(replica(tmp_path / "alone"))}


def test_a_crawl_outlasts_a_database_that_is_away(
    services: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = cluster.started()
    monkeypatch.setenv("MOODREC_DATABASE_URL", own.database())
    at, waits = replica(tmp_path / "one"), []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == AWAY:
            own.stop()
        elif len(waits) == AWAY + 2:
            own.start()

    crawl = Crawls(at, sleep).start(replace(PLAN, pause=0.01))
    assert crawl.over.wait(60)
    assert crawl.error is None
    assert (latest(at).state, latest(at).found) == ("done", 120)
    assert waits[AWAY:][:2] == [outage.LOOK] * 2
    features = [call for call in services.calls if "audio-features" in call]
    assert len(features) == len(set(features))


def test_a_database_that_stays_away_ends_the_crawl_with_a_sentence(
    services: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = cluster.started()
    monkeypatch.setenv("MOODREC_DATABASE_URL", own.database())
    at = replica(tmp_path / "one")
    crawl = Crawls(at, lambda _: own.stop()).start(replace(PLAN, pause=0.01))
    assert crawl.over.wait(60)
    assert isinstance(crawl.error, DatabaseAway)
    own.start()
    assert latest(at).state == "interrupted"
    Crawls(at).resume().join(60)
    assert (latest(at).state, latest(at).found) == ("done", 120)


def test_a_crawl_that_another_replica_went_on_with_is_left_to_it(
    services: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = cluster.started()
    monkeypatch.setenv("MOODREC_DATABASE_URL", own.database())
    first, second = replica(tmp_path / "one"), replica(tmp_path / "two")
    others: list[Crawl] = []

    def sleep(seconds: float) -> None:
        if seconds != outage.LOOK:
            own.stop()
            return
        own.start()
        others.append(Crawls(second).resume())
        others[0].join(60)

    crawl = Crawls(first, sleep).start(replace(PLAN, pause=0.01))
    assert crawl.over.wait(60)
    assert crawl.error is None
    assert len(others) == 1
    assert (latest(first).state, latest(first).found) == ("done", 120)
    assert len(open_library(first).versions()) == 1
