"""Crawls whose services fail: how each ends or goes on, and that a resume makes it whole."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from moodrec.plan import Plan
from moodrec.sources import http, spotify
from tests import catalogue
from tests.crawling import (
    GENRES,
    MOODS,
    NEAR,
    PRESENT,
    RECOMMENDATIONS,
    SEARCH,
    SPOTIFY_FEATURES,
    TOKEN,
    Placed,
    Waits,
    as_placed,
    crawled,
    crawls,
    ended,
    in_use,
    present_id,
    present_set,
    resumed,
)
from tests.loopback import NO_ACCESS, NO_PREMIUM, QUOTA_EXCEEDED, Fault, Loopback, Song

PER_GENRE = 40
ALL = PER_GENRE * len(GENRES)


@pytest.fixture
def songs(
    online: Loopback, with_keys: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[Song]:
    """Four genres of 40 songs for an app that may ask for everything; a small set is in use."""
    monkeypatch.setattr(http, "TIMEOUT", (1.0, 1.0))
    monkeypatch.setattr(spotify, "TIMEOUT", (1.0, 1.0))
    online.mode = "extended"
    present_set(tmp_path)
    made = catalogue.pretended(GENRES, PER_GENRE)
    online.stock(made)
    return made


@pytest.fixture
def before(songs: list[Song]) -> dict[str, Placed]:
    return in_use()


@dataclass(frozen=True)
class Way:
    """How a crawl ends when a call is answered with `fault` until it is resumed.

    Where it goes `on`, the call alone is noted as failed.
    """

    fault: Fault
    words: str
    on: bool = False


UNREADABLE, REFUSED = "cannot be read", "refuses the request"
EXPIRED = {"error": {"status": 401, "message": "The access token expired"}}
FOREIGN = (("Location", "http://127.0.0.2:1/elsewhere"),)
ENDS = {
    "forbidden": Way(Fault.json(403, NO_ACCESS), REFUSED, on=True),
    "not found": Way(Fault(404), REFUSED, on=True),
    "bad request": Way(Fault.json(400, {"error": {"status": 400}}), REFUSED, on=True),
    "server error": Way(Fault(500), "HTTP 500", on=True),
    "bad gateway": Way(Fault(502, "<html>"), "HTTP 502", on=True),
    "hang": Way(Fault(hang=True), "in time", on=True),
    "cut body": Way(Fault(200, '{"tracks": [', cut=True), "no connection", on=True),
    "no JSON": Way(Fault(200, "<html>"), UNREADABLE, on=True),
    "another JSON": Way(Fault(200, '{"tracks": 1, "audio_features": 1}'), UNREADABLE, on=True),
    "empty": Way(Fault(200), UNREADABLE, on=True),
    "another host": Way(Fault(302, "", FOREIGN), "another host", on=True),
    "no Retry-After": Way(Fault(429), "in a few minutes"),
    "long Retry-After": Way(Fault.json(429, {}, Retry_After="7200"), "in 2 hours"),
    "quota": Way(Fault.json(429, QUOTA_EXCEEDED), "quota"),
    "expired token": Way(Fault.json(401, EXPIRED), "refuses the keys"),
    "no premium": Way(Fault.json(403, NO_PREMIUM), "Premium"),
}


@pytest.mark.parametrize("name", ENDS)
def test_a_genre_that_fails_is_noted_or_pauses_the_crawl_and_a_resume_makes_it_whole(
    online: Loopback, songs: list[Song], before: dict[str, Placed], name: str
) -> None:
    way = ENDS[name]
    online.fail(RECOMMENDATIONS, way.fault, about="ambient")
    run = crawled("article", GENRES, per_genre=PER_GENRE, at_least=ALL)
    if way.on:
        assert (run.state, run.done, run.found) == ("paused", 4, ALL - PER_GENRE)
        assert [label for label, _ in run.failed] == ["ambient"]
        assert way.words in run.failed[0][1]
        assert "fewer than the 160 asked for" in run.message
    else:
        assert (run.state, run.done, run.found, run.failed) == ("paused", 1, 0, ())
        assert way.words in run.message
    assert in_use() == before
    online.faults.clear()
    online.calls.clear()
    again = resumed()
    assert (again.state, again.failed, again.left_out) == ("done", (), ())
    assert in_use() == as_placed(songs)
    assert online.counts()[RECOMMENDATIONS] == (1 if way.on else 3)


@pytest.mark.parametrize("name", ENDS)
def test_moods_that_are_not_told_are_noted_or_pause_the_crawl_and_a_resume_makes_it_whole(
    online: Loopback, songs: list[Song], before: dict[str, Placed], name: str
) -> None:
    way = ENDS[name]
    closed = name in {"forbidden", "not found"}  # so Spotify answers apps that may not ask
    online.fail(SPOTIFY_FEATURES, way.fault, about=songs[0].id)
    run = crawled("article", GENRES, per_genre=PER_GENRE, at_least=ALL)
    assert run.failed == ()
    if way.on and not closed:
        assert (run.state, run.found) == ("paused", 60)
        ((reason, tracks),) = run.left_out
        assert tracks == 100
        assert reason.startswith("mood not told: ")
        assert way.words in reason
    else:
        assert (run.state, run.done, run.found) == ("paused", 3, 0)
        assert ("closed recommendations" if closed else way.words) in run.message
    assert in_use() == before
    online.faults.clear()
    online.calls.clear()
    again = resumed()
    assert (again.state, again.found, again.left_out) == ("done", ALL, ())
    assert in_use() == as_placed(songs)
    assert online.counts()[RECOMMENDATIONS] == (0 if way.on and not closed else 1)
    assert online.counts()[SPOTIFY_FEATURES] == (1 if way.on and not closed else 2)


def test_a_set_with_enough_songs_comes_into_use_though_a_genre_failed(
    online: Loopback, songs: list[Song]
) -> None:
    online.fail(RECOMMENDATIONS, Fault(500), about="blues")
    online.fail(SPOTIFY_FEATURES, Fault(500), about=songs[0].id)
    run = crawled("article", GENRES, per_genre=PER_GENRE, at_least=20)
    assert (run.state, run.found, run.done, run.set_number) == ("done", 20, 4, 2)
    assert [label for label, _ in run.failed] == ["blues"]
    assert [tracks for _, tracks in run.left_out] == [100]
    assert in_use() == as_placed(songs[140:])


@pytest.mark.parametrize(("down", "asked"), [(2, 4), (3, 3)])
def test_three_failures_in_a_row_pause_the_crawl_at_once(
    online: Loopback, songs: list[Song], down: int, asked: int
) -> None:
    for genre in GENRES[:down]:
        online.fail(RECOMMENDATIONS, Fault(503), about=genre)
    run = crawled("article", GENRES, per_genre=PER_GENRE, at_least=ALL)
    assert (run.state, len(run.failed)) == ("paused", down)
    assert online.counts()[RECOMMENDATIONS] == 3 * down + (asked - down)
    online.faults.clear()
    assert resumed().state == "done"
    assert in_use() == as_placed(songs)


def test_when_nobody_tells_moods_the_search_is_not_used_up(
    online: Loopback, songs: list[Song]
) -> None:
    online.fail(MOODS, Fault(503))
    run = crawled("search", GENRES, per_genre=PER_GENRE)
    assert (run.state, run.found) == ("paused", 0)
    assert online.counts()[SEARCH] < ALL // 10
    online.faults.clear()
    assert resumed().state == "done"
    assert in_use() == as_placed(songs)


def test_a_genre_that_was_told_late_gets_the_tracks_that_it_would_have_got(
    online: Loopback, songs: list[Song]
) -> None:
    online.twice = {"samba": [online._spotify_track(song) for song in songs[:9]]}
    online.fail(RECOMMENDATIONS, Fault(500), about="acoustic")
    run = crawled("article", GENRES, per_genre=PER_GENRE, at_least=ALL)
    assert (run.state, run.found) == ("paused", 3 * PER_GENRE + 9)
    online.faults.clear()
    run = resumed()
    assert in_use() == as_placed(songs)
    assert dict(run.left_out) == {"duplicate id": 9}


# --- Waits ------------------------------------------------------------------------------


def test_a_short_retry_after_is_waited_for_and_shown(online: Loopback, songs: list[Song]) -> None:
    online.fail(RECOMMENDATIONS, Fault.json(429, {}, Retry_After="25"), 2, about="samba")
    said: list[str] = []

    def look() -> None:
        run = crawls().latest()
        said.append(run.message if run else "")

    waits = Waits(during=look)
    plan = Plan("article", GENRES, per_genre=PER_GENRE, pause=0)
    run = ended(crawls(waits).start(plan))
    assert (run.state, run.found, run.message) == ("done", ALL, "")
    assert sum(waits.seconds) == pytest.approx(50)
    assert set(said) == {"Spotify asks to wait for 25 seconds."}
    assert run.calls == 4 + 2 + 2


def test_a_wait_without_a_time_is_doubled_and_ends_after_three(
    online: Loopback, songs: list[Song]
) -> None:
    online.fail(RECOMMENDATIONS, Fault(429), about="samba")
    waits = Waits()
    run = ended(crawls(waits).start(Plan("article", GENRES, pause=0)))
    assert (run.state, run.done, run.resume_at) == ("paused", 3, None)
    assert sum(waits.seconds) == pytest.approx(5 + 10 + 20)


@pytest.mark.parametrize("seconds", [31, 3600, 86_400])
def test_a_long_retry_after_pauses_until_that_time(
    online: Loopback, songs: list[Song], seconds: int
) -> None:
    online.fail(SPOTIFY_FEATURES, Fault.json(429, {}, Retry_After=str(seconds)), 1)
    waits = Waits()
    run = ended(crawls(waits).start(Plan("article", GENRES, per_genre=PER_GENRE, pause=0)))
    assert (run.state, run.done, waits.seconds) == ("paused", 3, [])
    assert run.resume_at is not None
    late = run.resume_at - datetime.now(UTC) - timedelta(seconds=seconds)
    assert abs(late) < timedelta(seconds=20)
    run = resumed()
    assert (run.state, run.found, run.resume_at) == ("done", ALL, None)


def test_between_two_calls_there_is_about_the_pause_asked_for(
    online: Loopback, songs: list[Song]
) -> None:
    waits = Waits()
    run = ended(crawls(waits).start(Plan("article", GENRES, per_genre=PER_GENRE, pause=0.1)))
    assert len(waits.seconds) == run.calls == 6
    assert all(0.075 <= seconds <= 0.125 for seconds in waits.seconds)
    assert len(set(waits.seconds)) == 6


def test_who_asks_to_stop_during_a_wait_does_not_wait_for_its_end(
    online: Loopback, songs: list[Song]
) -> None:
    online.fail(RECOMMENDATIONS, Fault.json(429, {}, Retry_After="30"), 1, about="blues")
    waits = Waits(during=lambda: crawls().stop())
    run = ended(crawls(waits).start(Plan("article", GENRES, per_genre=PER_GENRE, pause=0)))
    assert (run.state, run.done, run.failed) == ("stopped", 2, ())
    assert sum(waits.seconds) < 1
    assert resumed().found == ALL


# --- Keys -------------------------------------------------------------------------------


def test_a_token_that_expires_midway_pauses_and_a_resume_asks_for_a_new_one(
    online: Loopback, songs: list[Song]
) -> None:
    online.fail(RECOMMENDATIONS, Fault.json(401, EXPIRED), about="samba")
    run = crawled("article", GENRES, per_genre=PER_GENRE)
    assert (run.state, run.done, online.counts()[TOKEN]) == ("paused", 3, 1)
    run = resumed()
    assert (run.state, run.done) == ("paused", 3)
    online.faults.clear()
    run = resumed()
    assert (run.state, run.found, online.counts()[TOKEN]) == ("done", ALL, 3)
    assert in_use() == as_placed(songs)


def test_a_broken_log_in_service_fails_no_genre_for_good(
    online: Loopback, songs: list[Song], before: dict[str, Placed]
) -> None:
    online.fail(TOKEN, Fault(503))
    run = crawled("article", GENRES, per_genre=PER_GENRE)
    assert (run.state, run.found) == ("paused", 0)
    assert in_use() == before
    online.faults.clear()
    assert resumed().found == ALL


# --- The other sources ------------------------------------------------------------------


@pytest.mark.parametrize("path", [SEARCH, MOODS])
@pytest.mark.parametrize(
    "name", ["server error", "no JSON", "cut body", "long Retry-After", "quota", "no Retry-After"]
)
def test_a_search_that_fails_is_made_whole_by_a_resume(
    online: Loopback, songs: list[Song], before: dict[str, Placed], path: str, name: str
) -> None:
    about = "blues" if path == SEARCH else songs[0].id
    online.fail(path, ENDS[name].fault, about=about)
    run = crawled("search", GENRES, per_genre=PER_GENRE, at_least=ALL)
    assert run.resumable
    assert in_use() == before
    online.faults.clear()
    run = resumed()
    assert (run.state, run.found, run.left_out) == ("done", ALL, ())
    assert in_use() == as_placed(songs)


@pytest.mark.parametrize("name", ["server error", "long Retry-After"])
def test_a_plane_that_fails_is_made_whole_by_a_resume(
    online: Loopback,
    songs: list[Song],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    online.reccobeats |= {present_id(n): Song(present_id(n)) for n in range(PRESENT)}
    undisturbed = crawled("reccobeats", per_genre=1, keep=True)
    whole = in_use()
    monkeypatch.setenv("MOODREC_DATA_DIR", str(tmp_path / "again"))
    present_set(tmp_path)
    online.fail(NEAR, ENDS[name].fault, about="valence=0.45&energy=0.45")
    run = crawled("reccobeats", per_genre=1, keep=True, at_least=undisturbed.found)
    assert run.resumable
    online.faults.clear()
    run = resumed()
    assert (run.state, run.found, run.left_out) == ("done", undisturbed.found, undisturbed.left_out)
    assert in_use() == whole
