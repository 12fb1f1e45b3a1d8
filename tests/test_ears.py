"""Other people's ears: the trail to what they play, what is kept of it, and that nobody waits."""

import logging
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodrec import reference, settings
from moodrec.ears import Ear, ears, memory
from moodrec.ears.background import Background
from moodrec.ears.blend import Scores, blend, ranked
from moodrec.ears.listenbrainz import ListenBrainzEar
from moodrec.ears.memory import LIFETIME, UNKNOWN_LIFETIME, Memory
from moodrec.ears.trail import LONGEST, MOST_RECORDINGS, Trail
from moodrec.errors import StoreError
from moodrec.model import Heard, MoodPoint, Seed, Track
from moodrec.sources.listenbrainz import ListenBrainzLabs
from moodrec.sources.musicbrainz import MusicBrainz
from moodrec.sources.resting import REST
from tests.conftest import OTHER, UNKNOWN, an_id
from tests.loopback import Fault, Loopback, Song, mbid_of

ISRC = "USUG12103683"
ADDRESS = f"https://open.spotify.com/track/{UNKNOWN}"
A, B, C = map(an_id, range(3))
POINT = MoodPoint(0.5, 0.5)

BY_ISRC = f"/musicbrainz/ws/2/isrc/{ISRC}"
BY_ADDRESS = "/musicbrainz/ws/2/url"
SIMILAR = "/listenbrainz/similar-recordings/json"
CANONICAL = "/listenbrainz/recording-mbid-lookup/json"
TRACK_IDS = "/listenbrainz/spotify-id-from-mbid/json"
RECCOBEATS = "/reccobeats/v1/track"

A_WHILE = 5.0  # seconds, never waited for to the end
AT_ONCE = 0.05


def seed(track_id: str = UNKNOWN, isrc: str | None = ISRC) -> Seed:
    return Seed(POINT, Track(track_id, "willow", "somebody", isrc=isrc))


def an_ear(clock: Callable[[], float] = time.monotonic, *, offline: bool = False) -> Ear:
    return ears(settings.load(offline=offline), reference.load_packaged(), clock)[-1]


@pytest.fixture
def ear(online: Loopback) -> Ear:
    return an_ear()


def hear(ear: Ear, *seeds: Seed, patience: float = A_WHILE) -> Heard:
    return ear.hear(seeds or (seed(),), patience)


# --- The trail --------------------------------------------------------------------------


def test_an_isrc_leads_to_what_is_played_beside_it_the_best_first(
    online: Loopback, ear: Ear
) -> None:
    online.play_together(ISRC, {A: 10, B: 40, C: 10})
    assert hear(ear) == Heard("ListenBrainz", ((B, 1.0), (A, 0.25), (C, 0.25)))
    assert online.counts() == {BY_ISRC: 1, SIMILAR: 1, TRACK_IDS: 1}


def test_a_catalogue_tells_the_isrc_that_the_track_lacks(online: Loopback, ear: Ear) -> None:
    online.reccobeats = {UNKNOWN: Song(UNKNOWN, isrc=ISRC)}
    online.play_together(ISRC, {A: 1})
    assert hear(ear, seed(isrc=None)).scores == ((A, 1.0),)
    assert online.counts() == {RECCOBEATS: 1, BY_ISRC: 1, SIMILAR: 1, TRACK_IDS: 1}


def test_with_keys_spotify_tells_the_isrc_that_reccobeats_cannot(
    online: Loopback, with_keys: None
) -> None:
    online.spotify = {UNKNOWN: Song(UNKNOWN, isrc=ISRC)}
    online.fail("/reccobeats", Fault(500))
    online.play_together(ISRC, {A: 1})
    assert hear(an_ear(), seed(isrc=None)).scores == ((A, 1.0),)


@pytest.mark.parametrize("isrc", [None, "USXXX0000000", "no ISRC"])
def test_without_a_known_isrc_the_tracks_page_leads_there(
    online: Loopback, ear: Ear, isrc: str | None
) -> None:
    online.play_together(ADDRESS, {A: 1})
    assert hear(ear, seed(isrc=isrc)).scores == ((A, 1.0),)


def test_the_recording_that_counts_in_place_of_another_is_asked_for(
    online: Loopback, ear: Ear
) -> None:
    online.play_together(ADDRESS, {A: 1})
    online.recordings = {ISRC: [mbid_of(ISRC)]}
    online.canonical = {mbid_of(ISRC): mbid_of(ADDRESS)}
    assert hear(ear).scores == ((A, 1.0),)
    assert online.counts() == {BY_ISRC: 1, SIMILAR: 2, CANONICAL: 1, TRACK_IDS: 1}


def test_a_track_that_nobody_knows_is_told_as_such_and_not_asked_for_again(
    online: Loopback, ear: Ear
) -> None:
    for _ in range(2):
        heard = hear(ear)
        assert heard == Heard(
            "ListenBrainz", missing="ListenBrainz does not know what people play beside this song."
        )
    assert "these songs" in hear(ear, seed(), seed(OTHER)).missing
    assert online.counts() == {BY_ISRC: 2, BY_ADDRESS: 2}


@pytest.mark.parametrize("known", [{}, {mbid_of(A): ["no id", UNKNOWN]}])
def test_songs_without_a_track_id_and_the_seed_itself_are_nothing_to_tell(
    online: Loopback, ear: Ear, known: dict[str, list[str]]
) -> None:
    online.play_together(ISRC, {A: 1})
    online.track_ids = known
    assert "does not know" in hear(ear).missing


def test_repeated_rows_and_several_ids_of_one_recording_are_one_score_each(
    online: Loopback, ear: Ear
) -> None:
    online.play_together(ISRC, {A: 8})
    told = [("1", 2), ("1", 8), ("2", 4), ("1", 6)]
    rows = [{"recording_mbid": mbid_of(name), "score": score} for name, score in told]
    rows.append({"recording_mbid": mbid_of(ISRC), "score": 100})  # the seed's own recording
    online.fail(SIMILAR, Fault.json(200, rows), times=1)
    online.track_ids = {mbid_of("1"): [A, B, A], mbid_of("2"): [C, B, UNKNOWN]}
    assert hear(ear).scores == ((A, 1.0), (B, 1.0), (C, 0.5))


def test_the_ids_of_the_best_are_asked_for_in_batches(online: Loopback, ear: Ear) -> None:
    online.play_together(ISRC, {an_id(number): number for number in range(1, 151)})
    scores = hear(ear).scores
    assert [track_id for track_id, _ in scores] == [an_id(n) for n in range(150, 50, -1)]
    assert len(scores) == MOST_RECORDINGS
    assert online.counts()[TRACK_IDS] == 4


# --- Failures ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", [BY_ISRC, SIMILAR, TRACK_IDS])
@pytest.mark.parametrize("body", ["", "<html>", "7", '{"recordings": {}}', "[" * 100_000])
def test_garbage_is_a_sentence(online: Loopback, ear: Ear, path: str, body: str) -> None:
    online.play_together(ISRC, {A: 1})
    online.fail(path, Fault(200, body))
    heard = hear(ear)
    assert "sent an answer that cannot be read" in heard.missing
    assert (heard.scores, heard.waiting) == ((), False)


def test_a_service_that_is_down_is_told_rests_and_is_asked_again_later(online: Loopback) -> None:
    now = 1000.0
    ear = an_ear(lambda: now)
    online.play_together(ISRC, {A: 1})
    online.fail("/musicbrainz", Fault(500), times=3)
    for track_id in (UNKNOWN, UNKNOWN, OTHER):
        heard = hear(ear, seed(track_id))
        assert heard.missing.startswith("MusicBrainz cannot be reached (HTTP 500)")
        assert not heard.waiting
    assert online.counts() == {BY_ISRC: 3}

    now += REST
    assert hear(ear).scores == ((A, 1.0),)


def test_a_service_that_asks_to_wait_is_left_alone_for_as_long_as_it_says(
    online: Loopback,
) -> None:
    now = 1000.0
    ear = an_ear(lambda: now)
    online.fail("/musicbrainz", Fault.json(503, {}, Retry_After="7200"))
    assert "in 2 hours" in hear(ear).missing
    now += 3700
    assert "in 59 minutes" in hear(ear).missing
    assert online.counts() == {BY_ISRC: 1}


def test_a_track_that_a_broken_catalogue_might_know_is_not_remembered_as_unknown(
    online: Loopback, ear: Ear
) -> None:
    online.fail("/reccobeats", Fault(500), times=3)
    assert "ReccoBeats cannot be reached" in hear(ear, seed(isrc=None)).missing
    online.reccobeats = {UNKNOWN: Song(UNKNOWN, isrc=ISRC)}
    online.play_together(ISRC, {A: 1})
    assert hear(an_ear(), seed(isrc=None)).scores == ((A, 1.0),)


def test_a_look_up_ends_when_it_takes_too_long(online: Loopback) -> None:
    times = iter([0.0, 1.0, 1.0, 2.0, 2.0, *[LONGEST + 1.0] * 50])
    online.play_together(ISRC, {A: 1})
    heard = hear(ListenBrainzEar(a_memory(), a_trail(online, lambda: next(times))))
    assert "ListenBrainz did not answer in time" in heard.missing
    assert online.counts() == {BY_ISRC: 1, SIMILAR: 1}


def test_a_mistake_of_ours_is_not_hidden() -> None:
    ear = ListenBrainzEar(a_memory(), None)
    ear._trail = "no trail"  # type: ignore[assignment]
    with pytest.raises(AttributeError):
        hear(ear)


# --- Nobody waits -----------------------------------------------------------------------


def slow(online: Loopback) -> None:
    """Lets ListenBrainz know a song that it tells of when it is released."""
    online.play_together(ISRC, {A: 1})
    rows = [{"recording_mbid": mbid_of(A), "score": 1}]
    online.fail(SIMILAR, replace(Fault.json(200, rows), hang=True), times=1)


def test_a_slow_service_is_not_waited_for_and_its_answer_picked_up_later(
    online: Loopback, ear: Ear
) -> None:
    slow(online)
    for patience in (AT_ONCE, 0.0):
        heard = hear(ear, patience=patience)
        assert heard.waiting
        assert heard.missing == "ListenBrainz is being asked. Look again in a moment."
        assert heard.scores == ()
    online.released.set()
    assert hear(ear) == Heard("ListenBrainz", ((A, 1.0),))
    assert hear(ear, patience=0.0) == Heard("ListenBrainz", ((A, 1.0),))
    assert online.counts()[SIMILAR] == 1


def test_threads_that_ask_at_once_make_one_look_up(online: Loopback, ear: Ear) -> None:
    slow(online)
    with ThreadPoolExecutor(4) as threads:
        first = list(threads.map(lambda _: hear(ear, patience=AT_ONCE), range(4)))
        assert all(heard.waiting for heard in first)
        online.released.set()
        answers = list(threads.map(lambda _: hear(ear), range(4)))
    assert {heard.scores for heard in answers} == {((A, 1.0),)}
    assert online.counts() == {BY_ISRC: 1, SIMILAR: 1, TRACK_IDS: 1}


def test_what_is_known_of_one_seed_is_told_while_another_is_looked_up(
    online: Loopback, ear: Ear
) -> None:
    online.play_together("USXXX0000001", {B: 1})
    hear(ear, seed(OTHER, "USXXX0000001"))
    slow(online)
    seeds = seed(), seed(OTHER, "USXXX0000001")
    assert hear(ear, *seeds, patience=AT_ONCE) == Heard("ListenBrainz", ((B, 1.0),), waiting=True)
    online.released.set()
    assert hear(ear, *seeds) == Heard("ListenBrainz", ((A, 1.0), (B, 1.0)))


def test_the_scores_of_several_seeds_are_averaged_over_those_it_knows(
    online: Loopback, ear: Ear
) -> None:
    online.play_together(ISRC, {A: 4, B: 2, OTHER: 4})
    online.play_together("USXXX0000001", {A: 3, C: 3, UNKNOWN: 3})
    seeds = seed(), seed(OTHER, "USXXX0000001"), seed(an_id(9), None), Seed(POINT), seed()
    assert hear(ear, *seeds) == Heard("ListenBrainz", ((A, 1.0), (C, 0.5), (B, 0.25)))


def test_a_failure_beside_an_answer_is_no_reason_to_be_silent(online: Loopback, ear: Ear) -> None:
    online.play_together(ISRC, {A: 1})
    hear(ear)
    online.fail("/musicbrainz", Fault(500))
    assert hear(ear, seed(), seed(OTHER)) == Heard("ListenBrainz", ((A, 1.0),))


def test_a_mood_is_no_song_and_asks_nobody(online: Loopback, ear: Ear) -> None:
    for seeds in ([], [Seed(POINT)]):
        heard = ear.hear(seeds, A_WHILE)
        assert heard.missing.startswith("ListenBrainz knows songs, not moods.")
        assert not heard.waiting
    assert online.calls == []


def test_offline_asks_nobody_and_tells_what_was_heard_before(online: Loopback, ear: Ear) -> None:
    online.play_together(ISRC, {A: 1})
    hear(ear)
    online.calls.clear()
    offline = an_ear(offline=True)
    assert hear(offline).scores == ((A, 1.0),)
    heard = hear(offline, seed(OTHER))
    assert heard.missing == "ListenBrainz cannot be asked, because moodrec is offline."
    assert not heard.waiting
    assert online.calls == []


# --- The memory -------------------------------------------------------------------------


def a_memory(at: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Memory:
    return Memory(settings.load().data_dir / "heard.sqlite", at)


def a_trail(online: Loopback, clock: Callable[[], float]) -> Trail:
    return Trail(
        MusicBrainz(online.addresses["MOODREC_MUSICBRAINZ_URL"]),
        ListenBrainzLabs(online.addresses["MOODREC_LISTENBRAINZ_LABS_URL"]),
        clock=clock,
    )


def test_what_was_heard_outlives_the_app(online: Loopback, ear: Ear) -> None:
    online.play_together(ISRC, {A: 3, B: 1})
    first = hear(ear)
    online.calls.clear()
    assert hear(an_ear(), patience=0.0) == first
    assert online.calls == []


@pytest.mark.parametrize(
    ("scores", "lifetime"), [(((A, 1.0), (B, 1 / 3)), LIFETIME), ((), UNKNOWN_LIFETIME)]
)
def test_an_answer_is_believed_for_a_time_and_then_forgotten(
    scores: Scores, lifetime: timedelta
) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    kept = a_memory(lambda: now)
    kept.remember("ListenBrainz", UNKNOWN, scores)
    now += lifetime - timedelta(minutes=1)
    assert kept.recall("ListenBrainz", UNKNOWN) == scores
    assert kept.recall("another", UNKNOWN) is None
    assert kept.recall("ListenBrainz", OTHER) is None
    now += timedelta(minutes=1)
    assert kept.recall("ListenBrainz", UNKNOWN) is None
    kept.remember("ListenBrainz", OTHER, scores)
    now -= timedelta(minutes=1)
    assert kept.recall("ListenBrainz", UNKNOWN) is None


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_ROWS", 3)
    kept = a_memory()
    for number in range(5):
        kept.remember("ListenBrainz", an_id(number), ((A, 1.0),))
    left = [number for number in range(5) if kept.recall("ListenBrainz", an_id(number))]
    assert left == [2, 3, 4]


@pytest.mark.parametrize("text", ["", "7", "[7]", '[["a", "b"]]', '[["a", 1, 2]]'])
def test_a_memory_that_holds_something_else_is_told(text: str) -> None:
    kept = a_memory()
    kept.remember("ListenBrainz", UNKNOWN, ())
    with kept._open() as database:
        database.execute("UPDATE heard SET scores = ?", (text,))
    with pytest.raises(StoreError):
        kept.recall("ListenBrainz", UNKNOWN)


def test_a_memory_that_is_broken_costs_no_answer(
    online: Loopback, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MOODREC_DATA_DIR", "/proc/no-folder-can-be-made-here")
    online.play_together(ISRC, {A: 1})
    ear = an_ear()
    with caplog.at_level(logging.WARNING, "moodrec"):
        for _ in range(2):
            assert hear(ear).scores == ((A, 1.0),)
    assert "MOODREC_DATA_DIR" in caplog.text
    assert online.counts()[SIMILAR] == 1


# --- The background ---------------------------------------------------------------------


def test_work_is_bounded_and_what_was_done_first_makes_room() -> None:
    now = 0.0
    background: Background[str] = Background(1, 2, 60.0, lambda: now)
    for name in ("a", "b"):
        done = background.start(name, partial(str, name))
        assert done
        assert done.result(A_WHILE) == name
        now += 1
    again = background.start("b", lambda: "another b")
    assert again
    assert again.result(A_WHILE) == "b"
    assert background.start("c", lambda: "c")
    replaced = background.start("b", lambda: "another b")
    assert replaced
    assert replaced.result(A_WHILE) == "b"
    now += 60
    fresh = background.start("b", lambda: "another b")
    assert fresh
    assert fresh.result(A_WHILE) == "another b"


def test_more_work_than_there_is_room_for_is_put_off(online: Loopback) -> None:
    background: Background[bool] = Background(2, 3, 60.0)
    pieces = [background.start(name, lambda: online.released.wait(A_WHILE)) for name in "abc"]
    assert all(pieces)
    assert background.start("d", lambda: True) is None
    assert background.start("a", lambda: False) is pieces[0]
    online.released.set()
    assert all(piece.result(A_WHILE) for piece in pieces if piece)
    assert background.start("d", lambda: True)


def test_work_under_way_does_not_keep_the_app_from_ending(tmp_path: Path) -> None:
    code = (
        "import threading; from moodrec.ears.background import Background\n"
        "began = threading.Event()\n"
        "def work(): began.set(); threading.Event().wait()\n"
        "for name in 'ab': Background(1, 9, 9.0).start(name, work)\n"
        "began.wait()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], timeout=20, check=False)
    assert done.returncode == 0


# --- The blend --------------------------------------------------------------------------

ANSWERS = st.lists(
    st.dictionaries(st.sampled_from("abcdef"), st.floats(1e-6, 1e6)).map(ranked).filter(bool),
    min_size=1,
    max_size=5,
)


@given(ANSWERS)
def test_a_blend_is_ranked_whatever_the_order_of_the_answers(answers: list[Scores]) -> None:
    blended = blend(answers)
    assert blended == blend(answers[::-1])
    assert blended[0][1] == 1.0
    assert all(0 < score <= 1 for _, score in blended)
    assert list(blended) == sorted(blended, key=lambda one: (-one[1], one[0]))
    assert {one for one, _ in blended} == {one for answer in answers for one, _ in answer}


@given(ANSWERS)
def test_a_blend_of_one_answer_is_that_answer(answers: list[Scores]) -> None:
    assert blend(answers[:1]) == answers[0]
    best = answers[0][0][0]
    assert best not in dict(blend(answers, left_out=[best]))


def test_nothing_blends_to_nothing() -> None:
    assert blend([]) == ranked({}) == ()
    assert ranked({"a": 5e-324, "b": 1e308}) == (("b", 1.0),)
