"""Crawls that are killed, outrun or run out of disk: nothing is lost, nothing comes twice."""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from moodrec import settings
from moodrec.collection import open_library, open_reference
from moodrec.crawl import Crawls
from moodrec.errors import CrawlError, StoreError
from moodrec.genres import GENRE_SEEDS
from moodrec.plan import Plan, Run
from moodrec.settings import Settings
from tests import catalogue, crawl_child
from tests.conftest import table_of
from tests.crawl_child import MOMENTS, Moment
from tests.crawling import (
    RECOMMENDATIONS,
    SPOTIFY_FEATURES,
    TOKEN,
    Waits,
    crawls,
    ended,
    eventually,
    present_set,
    resumed,
)
from tests.loopback import Fault, Loopback

KILLS = 20
GENRES = GENRE_SEEDS[:60]
PLAN = Plan("article", GENRES, per_genre=10, pause=0)
SMALL = Plan("article", GENRES[:12], per_genre=10, pause=0)


@pytest.fixture
def services(online: Loopback, with_keys: None) -> Loopback:
    """The loopback server with sixty genres of ten songs, of which some come in two genres."""
    online.mode = "extended"
    songs = catalogue.pretended(GENRES, 10)
    online.stock(songs)
    again = [online._spotify_track(song) for song in songs[:20:3]]
    online.twice = {GENRES[40]: again, GENRES[3]: again[:2]}
    return online


@dataclass
class Machine:
    """A data directory and the processes that crawl there."""

    folder: Path
    clock: datetime

    @property
    def settings(self) -> Settings:
        return settings.load(data_dir=self.folder)

    @property
    def run(self) -> Run:
        run = Crawls(self.settings).latest()
        assert run is not None
        return run

    def process(self, plan: Plan, moment: Moment | None = None) -> BaseProcess:
        environment = crawl_child.environment_of(self.folder)
        process = crawl_child.context().Process(
            target=crawl_child.crawl, args=(environment, self.clock, plan, moment)
        )
        process.start()
        return process

    def table(self) -> bytes:
        """The set in use as a whole CSV table."""
        path = self.folder / "exported.csv"
        open_reference(self.settings).export(path)
        return path.read_bytes()

    def parquet(self) -> pa.Table:
        """The rows of the set in use as they stand in its file."""
        current = open_library(self.settings).current()
        assert current is not None
        return pq.read_table(current.path).replace_schema_metadata()


@pytest.fixture
def clock() -> datetime:
    """The time of every answer in a test, so that sets can be compared byte by byte."""
    return datetime.now(UTC)


def kill(process: BaseProcess) -> None:
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join(20)
    assert process.exitcode == -signal.SIGKILL


def wait_for_calls(services: Loopback, calls: int, process: BaseProcess) -> None:
    """Waits until so many have come in all, or no more will."""
    assert eventually(lambda: len(services.calls) >= calls or not process.is_alive())


def finished(process: BaseProcess) -> None:
    process.join(60)
    assert process.exitcode == 0


# --- Killed -----------------------------------------------------------------------------


def test_a_crawl_killed_at_twenty_random_moments_gives_the_same_set_byte_for_byte(
    services: Loopback, tmp_path: Path, clock: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    undisturbed = Machine(tmp_path / "undisturbed", clock)
    finished(undisturbed.process(PLAN))
    needed = len(services.calls) - services.counts()[TOKEN]
    assert (undisturbed.run.state, undisturbed.run.found) == ("done", 600)
    chance = random.Random(20)  # noqa: S311  # no secret
    kills = 0
    for place in range(KILLS):
        machine = Machine(tmp_path / f"killed {place}", clock)
        services.calls.clear()
        before = kills
        while True:
            more = chance.randint(1, 5) if kills < KILLS else 10**9
            process = machine.process(PLAN)
            wait_for_calls(services, len(services.calls) + more, process)
            process.join(chance.uniform(0, 0.008))
            if not process.is_alive():
                break
            kill(process)
            kills += 1
        assert machine.run.state == "done"
        assert machine.table() == undisturbed.table()
        assert machine.parquet().equals(undisturbed.parquet())
        assert machine.run.left_out == undisturbed.run.left_out
        calls = len(services.calls) - services.counts()[TOKEN]
        assert needed <= calls <= needed + kills - before
        with capsys.disabled():
            sys.stdout.write(
                f"\n  {kills - before} kills: {calls} calls beyond tokens, {needed} without; "
                f"{machine.parquet().num_rows} songs, the same bytes\n"
            )
        if kills == KILLS:
            break
    assert kills == KILLS


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_kill_around_the_last_step_still_gives_exactly_one_set(
    services: Loopback, tmp_path: Path, clock: datetime, moment: Moment
) -> None:
    machine = Machine(tmp_path / "data", clock)
    present_set(tmp_path)
    process = machine.process(SMALL, moment)
    process.join(30)
    assert process.exitcode == -signal.SIGKILL
    calls = list(services.calls)
    if moment != "end written down":
        assert machine.run.state == "interrupted"
        finished(machine.process(SMALL))
    run = machine.run
    assert (run.state, run.found, run.set_number) == ("done", 120, 2)
    assert services.calls == calls
    library = open_library(machine.settings)
    assert [version.crawl for version in library.versions()] == [run.key, ""]
    current = library.current()
    assert current is not None
    assert (current.number, current.rows) == (2, 120)
    assert not list(library.folder.glob("*.tmp"))


def test_a_killed_crawl_shows_as_interrupted_and_its_lock_does_not_count(
    services: Loopback, tmp_path: Path, clock: datetime
) -> None:
    services.fail(RECOMMENDATIONS, Fault(hang=True), 1, about=GENRES[5])
    machine = Machine(tmp_path / "data", clock)
    process = machine.process(SMALL)
    assert eventually(lambda: services.counts()[RECOMMENDATIONS] == 6)
    assert machine.run.state == "running"
    with pytest.raises(CrawlError, match="running already"):
        Crawls(machine.settings).resume()
    kill(process)
    assert (machine.run.state, machine.run.done) == ("interrupted", 5)
    services.released.set()
    run = resumed()
    assert (run.state, run.found) == ("done", 120)


def test_many_who_look_at_an_interrupted_crawl_at_once_all_see_it_interrupted(
    services: Loopback, tmp_path: Path, clock: datetime
) -> None:
    services.fail(RECOMMENDATIONS, Fault(hang=True), 1, about=GENRES[1])
    machine = Machine(tmp_path / "data", clock)
    process = machine.process(SMALL)
    assert eventually(lambda: services.counts()[RECOMMENDATIONS] == 2)
    kill(process)
    seen: list[str] = []

    def look() -> None:
        seen.extend(machine.run.state for _ in range(20))

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(seen) == {"interrupted"}
    assert len(seen) == 120


# --- Two at once ------------------------------------------------------------------------


def test_of_two_processes_that_start_at_once_one_crawls_and_the_other_says_so(
    services: Loopback, tmp_path: Path, clock: datetime
) -> None:
    services.fail(RECOMMENDATIONS, Fault(hang=True), 1)
    context = crawl_child.context()
    ready, words = context.Barrier(2), context.Queue()
    environment = crawl_child.environment_of(tmp_path / "data")
    processes = [
        context.Process(target=crawl_child.race, args=(environment, clock, SMALL, ready, words))
        for _ in range(2)
    ]
    for process in processes:
        process.start()
    told = sorted([words.get(timeout=30), words.get(timeout=30)])
    assert told[0] == ""
    assert told[1].startswith("A crawl is running already, here or in another program.")
    services.released.set()
    for process in processes:
        finished(process)
    machine = Machine(tmp_path / "data", clock)
    assert [run.state for run in Crawls(machine.settings).runs()] == ["done"]
    assert services.counts()[RECOMMENDATIONS] == len(SMALL.genres) + 1  # the one that hung


# --- A full disk ------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own; skips the test where none can be mounted."""
    mount, umount = shutil.which("mount"), shutil.which("umount")
    folder = tmp_path / "disk"
    folder.mkdir()
    if not (mount and umount) or os.geteuid():
        pytest.skip("only root can mount; the next test starves a process instead")
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=256k", "moodrec-test", folder],
        check=False, capture_output=True,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("nothing can be mounted here; the next test starves a process instead")
    yield folder
    subprocess.run([umount, folder], check=True)


def grow(disk: Path, kilobytes: int) -> None:
    mount = shutil.which("mount")
    assert mount
    subprocess.run([mount, "-o", f"remount,size={kilobytes}k", disk], check=True)


def test_a_full_disk_loses_nothing_however_often_it_is_full(
    services: Loopback, tmp_path: Path, small_disk: Path, clock: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("moodrec.sources.payload.now", lambda: clock)
    undisturbed = Machine(tmp_path / "undisturbed", clock)
    Crawls(undisturbed.settings, Waits()).start(PLAN).join(60)
    services.calls.clear()
    monkeypatch.setenv("MOODREC_DATA_DIR", str(small_disk))
    present_set(tmp_path)
    machine = Machine(small_disk, clock)
    before = machine.table()
    failures: list[str] = []
    for kilobytes in range(256, 4096, 64):
        try:
            here = Crawls(machine.settings, Waits())
            crawl = here.resume() if here.latest() else here.start(PLAN)
            crawl.join(60)
            run = here.latest()
            assert run is not None
            if run.state == "done":
                break
            assert run.resumable
            failures.append(str(crawl.error or run.message))
        except StoreError as error:
            failures.append(str(error))
        assert "Free some space" in failures[-1]
        grow(small_disk, kilobytes + 64)
        # The new set may be in use already, and only that it is could not be written down.
        assert machine.table() in {before, undisturbed.table()}
    assert len(failures) > 3
    grow(small_disk, 8192)
    assert machine.table() == undisturbed.table()
    assert machine.parquet().equals(undisturbed.parquet())
    pages = services.counts()[RECOMMENDATIONS] + services.counts()[SPOTIFY_FEATURES]
    assert pages <= 66 + len(failures)  # at most the answer that could not be written down


def test_a_process_that_may_write_no_more_loses_nothing(
    services: Loopback, tmp_path: Path, clock: datetime
) -> None:
    present_set(tmp_path)
    machine = Machine(tmp_path / "data", clock)
    before = machine.table()
    undisturbed = Machine(tmp_path / "undisturbed", clock)
    finished(undisturbed.process(PLAN))
    words: Any = crawl_child.context().Queue()
    failures = []
    for most in (150_000, 300_000, 600_000, 10_000_000):
        environment = crawl_child.environment_of(machine.folder)
        process = crawl_child.context().Process(
            target=crawl_child.starved, args=(environment, clock, PLAN, most, words)
        )
        process.start()
        finished(process)
        error = words.get(timeout=20)
        if machine.run.state == "done":
            break
        assert machine.run.resumable
        assert "Free some space" in (error or machine.run.message)
        assert machine.table() in {before, undisturbed.table()}
        failures.append(machine.run.done)
    assert failures == sorted(failures)
    assert len(failures) >= 2
    assert (machine.run.state, machine.run.found) == ("done", 600)
    assert machine.table() == undisturbed.table()


def test_a_download_that_fills_the_disk_keeps_its_bytes_and_goes_on_behind_them(
    services: Loopback, tmp_path: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"{song.id},pop,{song.title},A,0.5,0.5" for song in catalogue.pretended(GENRES, 250)]
    table = table_of(tmp_path / "open-set.csv", rows).read_bytes()
    services.files["open-set.csv"] = table
    monkeypatch.setenv("MOODREC_OPEN_SET_SHA256", hashlib.sha256(table).hexdigest())
    monkeypatch.setenv("MOODREC_DATA_DIR", str(small_disk))
    grow(small_disk, 512)
    run = ended(crawls().start(Plan("open-set")))
    assert run.state == "paused"
    assert "Free some space" in run.message
    (file,) = (small_disk / "crawl" / "files").iterdir()
    have = file.stat().st_size
    assert 0 < have < len(table)
    grow(small_disk, 8192)
    run = resumed()
    assert (run.state, run.found) == ("done", 15_000)
    assert services.requests[-1].range == f"bytes={have}-"
