"""One replica crawls and all see it; one that is killed in the middle loses nothing."""

from __future__ import annotations

import os
import random
import signal
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from moodrec import settings
from moodrec.collection import open_library, open_reference
from moodrec.crawl import Crawls
from moodrec.errors import CrawlError
from moodrec.genres import GENRE_SEEDS
from moodrec.plan import Plan, Run
from moodrec.settings import Settings
from tests import catalogue, cluster, crawl_child
from tests.crawling import eventually
from tests.loopback import Loopback

GENRES = GENRE_SEEDS[:12]
PLAN = Plan("article", GENRES, per_genre=10, pause=0)
KILLS = 4


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
