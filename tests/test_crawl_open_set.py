"""The open set: one download that is resumed where it broke off, checked, and read as a table."""

import hashlib
from pathlib import Path

import pytest

from moodrec.collection import open_library
from moodrec.plan import Plan
from moodrec.settings import load
from tests import catalogue
from tests.crawling import (
    RECOMMENDATIONS,
    SEARCH,
    Placed,
    Waits,
    as_placed,
    crawled,
    crawls,
    ended,
    in_use,
    present_set,
    resumed,
)
from tests.loopback import CLIENT_SECRET, TOKEN, Fault, Loopback, Song

FILE = "open-set.csv"
SONGS = catalogue.pretended(["acoustic", "samba"], 400)
HEADER = (
    ",track_id,artists,album_name,track_name,popularity,duration_ms,explicit,danceability,energy,"
    "key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,"
    "time_signature,track_genre"
)


def row(number: int, song: Song) -> str:
    told = song.features
    return (
        f"{number},{song.id},{';'.join(song.artists)},An album,{song.title},40,200000,False,"
        f"{told['danceability']},{told['energy']},1,{told['loudness']},1,{told['speechiness']},"
        f"{told['acousticness']},{told['instrumentalness']},{told['liveness']},{told['valence']},"
        f"{told['tempo']},4,{song.genre}"
    )


CONTENT = "\n".join(
    [HEADER, *(row(number, song) for number, song in enumerate([*SONGS, *SONGS[:5]])), ""]
).encode()


@pytest.fixture
def host(online: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """A host that has the open set; a small set is in use."""
    monkeypatch.setenv("MOODREC_OPEN_SET_SHA256", hashlib.sha256(CONTENT).hexdigest())
    online.files[FILE] = CONTENT
    present_set(tmp_path)
    return online


@pytest.fixture
def before(host: Loopback) -> dict[str, Placed]:
    return in_use()


def ranges(host: Loopback) -> list[str]:
    """From where the file was asked for, each time."""
    return [request.range for request in host.requests]


def files() -> list[Path]:
    return sorted((load().data_dir / "crawl" / "files").glob("*"))


def test_the_open_set_is_downloaded_read_and_brought_into_use(host: Loopback) -> None:
    run = crawled("open-set")
    assert (run.state, run.done, run.total) == ("done", len(CONTENT), len(CONTENT))
    assert run.share == 1
    assert in_use() == as_placed(SONGS)
    assert ranges(host) == [""]
    assert files() == []
    current = open_library(load()).current()
    assert current is not None
    assert current.name.startswith("Open set of 114,000 tracks (")
    assert dict(current.dropped) == dict(run.left_out) == {"duplicate id": 5}
    assert run.found == len(SONGS)


def test_a_download_that_breaks_off_goes_on_at_the_byte_where_it_was(host: Loopback) -> None:
    host.breaks = [50_000, 1, 30_000]
    waits = Waits()
    run = ended(crawls(waits).start(Plan("open-set", per_genre=1)))
    assert run.state == "done"
    assert ranges(host) == ["", "bytes=50000-", "bytes=50001-", "bytes=80001-"]
    assert sum(waits.seconds) == pytest.approx(3 * 2)
    assert in_use() == as_placed(SONGS)


def test_a_host_that_breaks_off_again_and_again_pauses_the_crawl_with_every_byte_kept(
    host: Loopback, before: dict[str, Placed]
) -> None:
    host.breaks = [10_000] * 5
    run = crawled("open-set")
    assert (run.state, run.done, run.total) == ("paused", 50_000, len(CONTENT))
    assert "no connection" in run.message
    assert in_use() == before
    assert files()[0].read_bytes() == CONTENT[:50_000]
    run = resumed()
    assert (run.state, run.leg_done) == ("done", 50_000)
    assert ranges(host)[-1] == "bytes=50000-"
    assert in_use() == as_placed(SONGS)


def test_a_host_that_does_not_resume_sends_the_file_anew(host: Loopback) -> None:
    host.breaks = [50_000]
    host.resumes = False
    assert crawled("open-set").state == "done"
    assert ranges(host) == ["", "bytes=50000-"]
    assert in_use() == as_placed(SONGS)


@pytest.mark.parametrize("content", [CONTENT[:-9] + b"something", CONTENT + b"\n", b"", b"<html>"])
def test_another_file_than_expected_is_thrown_away(
    host: Loopback, before: dict[str, Placed], content: bytes
) -> None:
    host.files[FILE] = content
    run = crawled("open-set")
    assert run.state == "paused"
    assert "is not the file expected" in run.message
    assert "MOODREC_OPEN_SET_SHA256" in run.message
    assert (files(), ranges(host), in_use()) == ([], [""], before)
    host.files[FILE] = CONTENT
    assert resumed().state == "done"
    assert in_use() == as_placed(SONGS)


def test_what_was_downloaded_by_a_crawl_given_up_is_not_asked_for_again(host: Loopback) -> None:
    host.breaks = [10_000] * 5
    crawled("open-set")
    run = crawled("open-set")
    assert (run.number, run.state) == (2, "done")
    assert ranges(host)[-1] == "bytes=50000-"


@pytest.mark.parametrize(
    ("fault", "words"), [(Fault(500), "HTTP 500"), (Fault(404), "HTTP 404"), (Fault(403), "403")]
)
def test_a_host_that_refuses_pauses_the_crawl(
    host: Loopback, before: dict[str, Placed], fault: Fault, words: str
) -> None:
    host.fail("/files", fault)
    run = crawled("open-set")
    assert (run.state, in_use()) == ("paused", before)
    assert words in run.message
    host.faults.clear()
    assert resumed().state == "done"


def test_a_stop_during_the_download_keeps_what_is_there(
    host: Loopback, before: dict[str, Placed]
) -> None:
    host.breaks = [20_000]
    waits = Waits(during=lambda: crawls().stop())
    run = ended(crawls(waits).start(Plan("open-set", per_genre=1)))
    assert (run.state, in_use()) == ("stopped", before)
    assert resumed().state == "done"
    assert ranges(host) == ["", "bytes=20000-"]


def test_a_set_smaller_than_asked_for_is_kept_until_it_is_accepted(
    host: Loopback, before: dict[str, Placed]
) -> None:
    run = crawled("open-set", at_least=10_000)
    assert (run.state, in_use()) == ("short", before)
    assert "800 new songs were found, fewer than the 10,000" in run.message
    run = ended(crawls().accept())
    assert (run.state, ranges(host)) == ("done", [""])
    assert in_use() == as_placed(SONGS)


# --- Redirects --------------------------------------------------------------------------


def test_the_file_may_lie_on_another_host_which_gets_no_key(
    host: Loopback, with_keys: None
) -> None:
    with Loopback().serving() as other:
        other.files[FILE] = CONTENT
        other.breaks = [50_000]
        place = (("Location", f"{other.url}/files/{FILE}"),)
        host.fail("/files", Fault(302, "", place))
        run = crawled("open-set")
        assert (run.state, ranges(other)) == ("done", ["", "bytes=50000-"])
        assert not any(request.authorization for request in other.requests)
    assert in_use() == as_placed(SONGS)


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("article", RECOMMENDATIONS),
        ("article", "/spotify/v1/audio-features"),
        ("article", "/accounts/api/token"),
        ("search", SEARCH),
        ("search", "/reccobeats"),
        ("reccobeats", "/reccobeats"),
    ],
)
def test_an_api_that_points_to_another_host_is_not_followed_and_no_key_goes_there(
    host: Loopback, with_keys: None, source: str, path: str
) -> None:
    host.mode = "extended"
    host.stock(SONGS)
    with Loopback().serving() as other:
        other.mode = "extended"
        other.stock(SONGS)
        for status in (301, 302, 307, 308):
            host.fail(path, Fault(status, "", (("Location", other.url + path),)), 3)
        genres = () if source == "reccobeats" else ("acoustic", "samba")
        run = crawled(source, genres, per_genre=20, at_least=10_000)
        assert run.resumable
        assert other.requests == []
    told = [request.authorization for request in host.requests]
    assert source == "reccobeats" or f"Bearer {TOKEN}" in told or path.startswith("/accounts")
    assert CLIENT_SECRET not in str(told)
