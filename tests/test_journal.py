"""The journal of crawls: what stands there, whatever was done in which order, and to its file."""

import random
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from moodrec import records
from moodrec.errors import StoreError
from moodrec.journal import NO_MOOD, REPEATED, History, Work
from moodrec.journal.history import MOST_RUNS
from moodrec.model import AudioFeatures, Track
from moodrec.plan import Ending, Plan, Run, Step
from tests.conftest import an_id

PLAN = Plan("article", ("pop", "blues"), per_genre=5)
STEPS = [Step("pop", "0"), Step("pop", "10"), Step("blues", "0"), Step("blues", "10")]
NOW = datetime(2026, 11, 24, tzinfo=UTC)

# The file is new for each example, because each begins a crawl, and that gives up the last one.
quick = rules(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "journal.sqlite")


def begun(history: History, steps: list[Step] | None = None) -> Work:
    work = Work(history.path, history.begin(PLAN).number)
    work.lay_out(steps or STEPS, 1)
    return work


def track(number: int, told_at: datetime = NOW, **more: Any) -> Track:
    return Track(an_id(number), f"Song {number}", "Spotify", ("A", "B"), fetched_at=told_at, **more)


def features(number: int, **more: Any) -> AudioFeatures:
    values = {"valence": 0.25, "energy": 0.75, "fetched_at": NOW, **more}
    return AudioFeatures(track_id=an_id(number), source="Spotify", **values)


def run_of(history: History) -> Run:
    run = history.latest()
    assert run is not None
    return run


# --- Crawls -----------------------------------------------------------------------------


def test_a_crawl_is_written_down_as_it_was_planned(history: History) -> None:
    plan = Plan("search", ("hyper pop", "blues"), 7, 1.5, 12, keep=True)
    run = history.begin(plan)
    assert (run.plan, run.state, run.number, run.done, run.calls) == (plan, "running", 1, 0, 0)
    assert history.run(1) == history.latest() == run
    assert history.runs() == (run,)


def test_looking_makes_no_file(history: History) -> None:
    history.forget_spotify(timedelta(days=30))
    assert (history.latest(), history.runs(), history.path.exists()) == (None, (), False)


def test_a_new_crawl_gives_up_an_unfinished_one_and_leaves_finished_ones(history: History) -> None:
    work = begun(history)
    work.finish_step(0, [track(1)], 1)
    history.end(1, Ending("done", set_number=4))
    begun(history)
    begun(history)
    assert [run.state for run in history.runs()] == ["running", "discarded", "done"]
    assert history.run(1).set_number == 4
    assert Work(history.path, 2).next_step() is None


def test_the_history_is_bounded_and_forgets_the_oldest(history: History) -> None:
    for _ in range(MOST_RUNS + 3):
        work = begun(history)
        work.fail_step(0, "down", 1)
        history.end(work.number, Ending("done"))
    numbers = [run.number for run in history.runs()]
    assert numbers == list(range(MOST_RUNS + 3, 3, -1))
    assert all(run.failed == (("pop", "down"),) for run in history.runs())


def test_what_failed_is_open_again_after_a_resume_and_nothing_else(history: History) -> None:
    work = begun(history)
    work.finish_step(0, [track(1), track(2)], 1)
    work.fail_step(1, "down", 1)
    work.finish_step(2, [track(3)], 1)
    work.finish_features([track(1)], {an_id(1): features(1)}, None, 1)
    work.fail_features([track(2)], "mood not told", 1)
    history.end(work.number, Ending("paused", "later", resume_at=NOW))
    run = run_of(history)
    assert (run.failed, run.left_out, run.resume_at) == (
        (("pop", "down"),),
        (("mood not told", 1),),
        NOW,
    )
    again = history.resume(work.number, at_least=77)
    assert (again.failed, again.left_out, again.message, again.resume_at) == ((), (), "", None)
    assert (again.plan, again.leg_done) == (replace(PLAN, at_least=77), 2)
    assert work.next_step() == (1, STEPS[1])
    assert work.waiting(0, 9) == (track(2), track(3))
    assert history.resume(work.number).plan.at_least == 77


def test_somebody_else_can_ask_a_crawl_to_stop_and_a_resume_forgets_that(history: History) -> None:
    number = begun(history).number
    assert not history.stop_asked(number)
    History(history.path).ask_to_stop(number)
    assert history.stop_asked(number)
    history.resume(number)
    assert not history.stop_asked(number)


def test_the_end_of_a_crawl_forgets_its_tracks_and_remembers_why_some_were_left_out(
    history: History,
) -> None:
    work = begun(history)
    work.finish_step(0, [track(1), track(2), track(1)], 1)
    work.finish_features([track(1)], {}, None, 1)
    work.fail_features([track(2)], "mood not told: down", 1)
    before = run_of(history).left_out
    history.end(work.number, Ending("done"))
    assert work.songs() == []
    assert run_of(history).left_out == before
    assert dict(before) == {REPEATED: 1, NO_MOOD: 1, "mood not told: down": 1}


def test_what_spotify_told_too_long_ago_makes_its_crawl_begin_anew(history: History) -> None:
    work = begun(history)
    work.finish_step(0, [track(1), track(1)], 1)
    work.finish_step(1, [track(2, datetime.now(UTC))], 1)
    work.finish_features([track(1)], {an_id(1): features(1)}, None, 1)
    history.forget_spotify(timedelta(days=10_000))
    assert work.waiting(0, 9)[0].id == an_id(2)
    elsewhere = replace(track(3), source="ReccoBeats", fetched_at=NOW - timedelta(days=20_000))
    work.finish_step(2, [elsewhere], 1)
    history.forget_spotify(timedelta(days=10_000))
    assert work.next_step() == (3, STEPS[3])
    history.forget_spotify(datetime.now(UTC) - NOW - timedelta(seconds=1))
    assert (work.songs(), work.waiting(0, 9)) == ([], ())
    assert work.next_step() == (0, STEPS[0])
    run = run_of(history)
    assert (run.found, run.done, run.left_out) == (0, 0, ())


# --- Work -------------------------------------------------------------------------------


@quick
@given(
    pages=st.lists(st.lists(st.integers(0, 12), max_size=6), min_size=1, max_size=6),
    order=st.randoms(use_true_random=False),
    known=st.sets(st.integers(0, 12)),
)
def test_in_whatever_order_steps_are_told_each_track_is_there_once_of_its_first_step(
    tmp_path_factory: pytest.TempPathFactory,
    pages: list[list[int]],
    order: random.Random,
    known: set[int],
) -> None:
    history = History(tmp_path_factory.mktemp("journal") / "journal.sqlite")
    work = begun(history, [Step(f"genre {place}") for place in range(len(pages))])
    places = list(range(len(pages)))
    order.shuffle(places)
    for place in places:
        work.finish_step(place, [track(n, genre=f"genre {place}") for n in pages[place]], 1)
        waiting = work.waiting(0, 4)
        work.finish_features(waiting, {an_id(n): features(n) for n in known}, None, 1)
    while waiting := work.waiting(0, 4):
        work.finish_features(waiting, {an_id(n): features(n) for n in known}, None, 1)
    first: dict[int, str] = {}
    for place, numbers in enumerate(pages):
        for number in numbers:
            first.setdefault(number, f"genre {place}")
    wanted = [(track(n, genre=genre), features(n)) for n, genre in first.items() if n in known]
    assert work.songs() == wanted
    run = run_of(history)
    told = sum(map(len, pages))
    assert (run.done, run.total, run.found) == (len(pages), len(pages), len(wanted))
    assert dict(run.left_out) == {
        reason: count
        for reason, count in {
            REPEATED: told - len(first),
            NO_MOOD: len(first) - len(wanted),
        }.items()
        if count
    }


@quick
@given(
    title=st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]))),
    artists=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=3),
    popularity=st.one_of(st.none(), st.floats(0, 100)),
    duration=st.one_of(st.none(), st.integers(0, 10**12)),
    told_at=st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
    valence=st.one_of(st.none(), st.floats(0, 1)),
)
def test_a_track_and_its_features_are_read_as_they_were_written(
    title: str | None,
    artists: list[str],
    popularity: float | None,
    duration: int | None,
    told_at: datetime | None,
    valence: float | None,
) -> None:
    one = Track(
        an_id(1), title, "Spotify", tuple(artists), popularity=popularity,
        duration_ms=duration, fetched_at=told_at,
    )  # fmt: skip
    mood = features(1, valence=valence, fetched_at=told_at)
    assert records.to_track(records.to_text(one)) == one
    assert records.to_features(records.to_text(mood)) == mood


def test_an_exhausted_genre_skips_its_open_steps_alone(history: History) -> None:
    work = begun(history)
    work.finish_step(0, [track(1)], 1, exhausted=True)
    assert work.next_step() == (2, STEPS[2])
    assert (run_of(history).done, run_of(history).now) == (2, "blues")
    work.fail_step(2, "down", 1)
    work.finish_step(3, [], 1, exhausted=True)
    assert work.next_step() is None
    assert run_of(history).failed == (("blues", "down"),)


def test_a_track_that_one_stage_does_not_know_goes_to_the_next(history: History) -> None:
    work = begun(history)
    work.finish_step(0, [track(n) for n in range(4)], 1)
    work.finish_features(work.waiting(0, 3), {an_id(1): features(1)}, 1, 1)
    assert work.waiting(0, 9) == (track(3),)
    assert work.waiting(1, 9) == (track(0), track(2))
    work.finish_features(work.waiting(1, 9), {an_id(2): features(2)}, None, 1)
    assert work.songs() == [(track(1), features(1)), (track(2), features(2))]
    assert dict(run_of(history).left_out) == {NO_MOOD: 1}
    assert (run_of(history).found, run_of(history).calls) == (2, 4)


# --- Shared -----------------------------------------------------------------------------


def test_while_one_thread_writes_others_read_whole_batches(history: History) -> None:
    batch, batches = 20, 30
    work = begun(history, [Step(f"genre {n}") for n in range(batches)])
    seen: list[tuple[int, int]] = []
    errors: list[StoreError] = []
    writing = threading.Event()
    writing.set()

    def look() -> None:
        while writing.is_set():
            try:
                run = run_of(history)
                seen.append((run.found, run.done))
            except StoreError as error:
                errors.append(error)

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    for place in range(batches):
        tracks = [track(batch * place + n) for n in range(batch)]
        work.finish_step(place, tracks, 1)
        found = {one.id: replace(features(0), track_id=one.id) for one in tracks}
        work.finish_features(tracks, found, None, 1)
    writing.clear()
    for reader in readers:
        reader.join()
    assert errors == []
    assert seen
    assert all(found % batch == 0 and found <= batch * done for found, done in seen)
    assert run_of(history).found == batch * batches


def test_many_threads_may_open_a_journal_that_is_not_there_yet(tmp_path: Path) -> None:
    for place in range(5):
        history = History(tmp_path / str(place) / "journal.sqlite")
        ready = threading.Barrier(6)
        errors: list[Exception] = []
        threads = [threading.Thread(target=_begin, args=(history, ready, errors)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert sorted(run.state for run in history.runs()) == ["discarded"] * 5 + ["running"]


def _begin(history: History, ready: threading.Barrier, errors: list[Exception]) -> None:
    ready.wait(20)
    try:
        history.begin(PLAN)
    except StoreError as error:
        errors.append(error)


# --- Damaged ----------------------------------------------------------------------------

USES: tuple[Callable[[History, Work], object], ...] = (
    lambda history, _: history.latest(),
    lambda history, _: history.runs(),
    lambda history, _: history.forget_spotify(timedelta(days=30)),
    lambda _, work: work.songs(),
    lambda _, work: work.waiting(0, 99),
    lambda _, work: work.next_step(),
    lambda _, work: work.finish_step(1, [track(7)], 1),
    lambda history, work: history.resume(work.number),
    lambda history, work: history.end(work.number, Ending("done")),
    lambda history, _: history.begin(PLAN),
)


def filled(folder: Path) -> tuple[History, Work]:
    history = History(folder / "journal.sqlite")
    work = begun(history)
    work.finish_step(0, [track(n) for n in range(9)], 1)
    work.finish_features([track(1)], {an_id(1): features(1)}, None, 1)
    work.fail_step(2, "down", 1)
    return history, work


@pytest.mark.parametrize(
    "content", [b"noise" * 999, b"\0" * 4096, b"SQLite format 3\0" + b"x" * 99]
)
def test_a_file_that_is_no_journal_is_told_with_the_way_out(tmp_path: Path, content: bytes) -> None:
    history = History(tmp_path / "journal.sqlite")
    Path(str(history.path)).write_bytes(content)
    with pytest.raises(StoreError, match="MOODREC_DATA_DIR"):
        history.begin(PLAN)


@quick
@given(places=st.lists(st.integers(0, 10**9), min_size=1, max_size=40), value=st.integers(0, 255))
def test_whatever_bytes_of_the_file_are_damaged_there_is_an_answer_or_our_error(
    tmp_path_factory: pytest.TempPathFactory, places: list[int], value: int
) -> None:
    history, work = filled(tmp_path_factory.mktemp("damaged"))
    content = bytearray(Path(str(history.path)).read_bytes())
    for place in places:
        content[place % len(content)] = value
    Path(str(history.path)).write_bytes(content)
    for use in USES:
        with suppress(StoreError):
            use(history, work)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE run SET plan = '[]'",
        "UPDATE run SET plan = '{'",
        "UPDATE run SET plan = 'null'",
        """UPDATE run SET plan = json_set(plan, '$.per_genre', 0)""",
        """UPDATE run SET plan = json_set(plan, '$.more', 1)""",
        "UPDATE run SET started_at = 'soon'",
        "UPDATE run SET changed_at = 5",
        "DELETE FROM run",
        "ALTER TABLE run RENAME COLUMN leg_done TO leg",
        "DROP TABLE step",
    ],
)
def test_a_crawl_that_cannot_be_understood_is_our_error(tmp_path: Path, damage: str) -> None:
    history, work = filled(tmp_path)
    with history._open() as database:
        database.execute(damage)
    if "DROP" in damage:  # an empty table takes its place
        assert history.run(work.number).failed == ()
        return
    with pytest.raises(StoreError, match="MOODREC_DATA_DIR"):
        history.run(work.number)


@pytest.mark.parametrize("value", ["[]", "{}", "null", "{", "5", '{"id": "x", "artists": 1}'])
def test_a_track_that_cannot_be_understood_is_our_error(tmp_path: Path, value: str) -> None:
    history, work = filled(tmp_path)
    with history._open() as database:
        database.execute("UPDATE track SET value = ?", (value,))
    with pytest.raises(StoreError, match="MOODREC_DATA_DIR"):
        work.waiting(0, 9)
    with pytest.raises(StoreError, match="MOODREC_DATA_DIR"):
        work.songs()
