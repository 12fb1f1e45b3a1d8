"""Crawls as they are planned, offered, stopped, resumed and accepted; one at a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from moodrec import settings
from moodrec.collection import import_tables, open_library
from moodrec.crawl import NAMES, Crawls, about, first_possible, offers
from moodrec.errors import CrawlError, MoodrecError, QueryError
from moodrec.plan import Plan
from moodrec.sources import payload
from tests import catalogue
from tests.conftest import table_of
from tests.crawling import (
    GENRES,
    RECOMMENDATIONS,
    SPOTIFY_FEATURES,
    TOKEN,
    Placed,
    Waits,
    as_placed,
    crawled,
    crawls,
    ended,
    eventually,
    in_use,
    present_set,
    resumed,
)
from tests.loopback import NO_ACCESS, Fault, Loopback, Song


@pytest.fixture
def services(online: Loopback, with_keys: None, tmp_path: Path) -> Loopback:
    online.mode = "extended"
    present_set(tmp_path)
    return online


@pytest.fixture
def songs(services: Loopback) -> list[Song]:
    made = catalogue.pretended(GENRES, 30)
    services.stock(made)
    return made


@pytest.fixture
def before(songs: list[Song]) -> dict[str, Placed]:
    return in_use()


# --- Plans ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"source": "article", "per_genre": 0}, "1 to 1,000 tracks"),
        ({"source": "search", "per_genre": 1001}, "1 to 1,000 tracks"),
        ({"source": "article", "per_genre": 101}, "at most 100 tracks"),
        ({"source": "reccobeats", "per_genre": 101}, "at most 100 tracks"),
        ({"source": "article", "genres": ("hiphop",)}, "Did you mean hip-hop"),
        (
            {"source": "article", "genres": ("pop", "xyzzy")},
            r"xyzzy is no genre seed of Spotify\.$",
        ),
        ({"source": "reccobeats", "genres": ("pop",)}, "does not go by genre"),
        ({"source": "open-set", "genres": ("pop",)}, "does not go by genre"),
        ({"source": "wikipedia"}, "There are: article, search, reccobeats, open-set"),
        ({"source": "article", "pause": -0.1}, "0 to 60 seconds"),
        ({"source": "article", "pause": 61}, "0 to 60 seconds"),
        ({"source": "article", "pause": float("nan")}, "0 to 60 seconds"),
        ({"source": "article", "at_least": -1}, "1 or more"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_told_before_anything_is_asked(
    services: Loopback, plan: dict[str, object], words: str
) -> None:
    with pytest.raises(QueryError, match=words):
        crawls().start(Plan(**plan))  # type: ignore[arg-type]
    assert (services.calls, crawls().latest()) == ([], None)


@pytest.mark.parametrize(
    ("source", "keys", "offline", "words"),
    [
        ("article", False, False, "Spotify keys of an app from before 27 November 2024"),
        ("search", False, False, "MOODREC_SPOTIFY_CLIENT_ID"),
        ("article", True, True, "MOODREC_OFFLINE"),
        ("reccobeats", True, True, "MOODREC_OFFLINE"),
        ("open-set", False, True, "MOODREC_OFFLINE"),
    ],
)
def test_a_source_that_cannot_be_used_is_told_at_once(
    online: Loopback,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    source: str,
    keys: bool,
    offline: bool,
    words: str,
) -> None:
    if keys:
        request.getfixturevalue("with_keys")
    monkeypatch.setenv("MOODREC_OFFLINE", str(offline))
    with pytest.raises(CrawlError, match=words):
        crawls().start(Plan(source, per_genre=1))
    assert (online.calls, crawls().latest()) == ([], None)


@pytest.mark.parametrize(("at_least", "state"), [(0, "short"), (59, "short"), (58, "done")])
def test_a_set_with_fewer_songs_than_asked_for_changes_nothing(
    services: Loopback, songs: list[Song], before: dict[str, Placed], at_least: int, state: str
) -> None:
    for song in songs[:62]:
        del services.spotify[song.id]
    run = crawled("article", GENRES, at_least=at_least)  # half of 400 when nothing is said
    assert (run.state, run.found) == (state, 58)
    if state == "short":
        assert in_use() == before
        assert f"58 new songs were found, fewer than the {at_least or 200}" in run.message
        assert len(open_library(settings.load()).versions()) == 1


# --- Offers -----------------------------------------------------------------------------


def possible() -> dict[str, bool]:
    return {offer.about.name: offer.possible for offer in offers(settings.load())}


def words_of(source: str) -> str:
    return next(o.words for o in offers(settings.load()) if o.about.name == source)


def test_without_keys_the_two_sources_that_need_none_are_offered(online: Loopback) -> None:
    assert possible() == {"article": False, "search": False, "reccobeats": True, "open-set": True}
    assert first_possible(settings.load()) == "reccobeats"
    assert "Needs Spotify keys" in words_of("search")
    assert online.calls == []


def test_an_app_in_development_may_search_but_not_crawl_as_the_article(
    services: Loopback, songs: list[Song]
) -> None:
    services.mode = "development"
    assert possible() == {"article": False, "search": True, "reccobeats": True, "open-set": True}
    assert first_possible(settings.load()) == "search"
    assert "closed recommendations" in words_of("article")


def test_an_app_with_extended_access_is_offered_everything(
    services: Loopback, songs: list[Song]
) -> None:
    assert all(possible().values())
    assert first_possible(settings.load()) == "article"
    assert tuple(possible()) == NAMES
    assert [about(name).keeps for name in NAMES] == [False, True, True, False]


def test_an_app_whose_features_are_open_again_is_offered_the_articles_crawl(
    services: Loopback, songs: list[Song]
) -> None:
    for song in songs[:1]:
        services.spotify[song.id] = replace(song, genre="pop")
    services.fail(SPOTIFY_FEATURES, Fault.json(403, NO_ACCESS), 1)
    assert not possible()["article"]
    assert possible()["article"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.json(400, {"error": "invalid_client"}), "refuses the keys"),
        (Fault(500), "cannot be reached"),
    ],
)
def test_keys_that_do_not_work_are_told_with_the_offer(
    services: Loopback, fault: Fault, words: str
) -> None:
    services.fail(TOKEN, fault)
    assert possible() == {"article": False, "search": False, "reccobeats": True, "open-set": True}
    assert words in words_of("article")
    assert words in words_of("search")


def test_an_owner_without_premium_is_told_with_the_offer(services: Loopback) -> None:
    services.mode = "no premium"
    assert "Premium" in words_of("article")
    assert "Premium" in words_of("search")


def test_offline_nothing_is_offered_and_nobody_is_asked(
    services: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOODREC_OFFLINE", "true")
    assert not any(possible().values())
    assert "MOODREC_OFFLINE" in words_of("open-set")
    with pytest.raises(CrawlError, match="MOODREC_OFFLINE"):
        first_possible(settings.load())
    assert services.calls == []


# --- Stopped, resumed, accepted ---------------------------------------------------------


def stopped_after(pages: int) -> None:
    """A crawl of the four genres that somebody stops before the next page."""
    waits = Waits()

    def stop() -> None:
        if len(waits.seconds) > pages:
            crawls().stop()

    waits.during = stop
    run = ended(crawls(waits).start(Plan("article", GENRES, per_genre=30, pause=0.1)))
    assert (run.state, run.done) == ("stopped", pages)


def test_a_stopped_crawl_keeps_what_it_has_and_goes_on_there(
    services: Loopback, songs: list[Song], before: dict[str, Placed]
) -> None:
    stopped_after(3)
    assert in_use() == before
    services.calls.clear()
    run = resumed()
    assert (run.state, run.number, run.leg_done, run.done) == ("done", 1, 3, 4)
    assert in_use() == as_placed(songs)
    assert services.counts() == {RECOMMENDATIONS: 1, SPOTIFY_FEATURES: 2, TOKEN: 1}
    assert run.calls == 6


def test_a_crawl_that_runs_can_be_watched_but_neither_started_nor_resumed_again(
    services: Loopback, songs: list[Song]
) -> None:
    services.fail(RECOMMENDATIONS, Fault(hang=True), 1, about="samba")
    crawl = crawls().start(Plan("article", GENRES, per_genre=30, pause=0))
    assert eventually(lambda: services.counts()[RECOMMENDATIONS] == 4)
    run = crawls().latest()
    assert run is not None
    assert (run.state, run.done, run.total, run.now, run.share) == ("running", 3, 4, "samba", 0.75)
    assert run.seconds_left() is not None
    for again in (crawls().resume, crawls().accept):
        with pytest.raises(CrawlError, match="running already"):
            again()
    with pytest.raises(CrawlError, match="Only one can run at a time"):
        crawls().start(Plan("open-set"))
    services.released.set()
    assert ended(crawl).state == "done"


def test_a_crawl_that_ended_is_never_shown_as_interrupted(
    services: Loopback, songs: list[Song]
) -> None:
    states = set()
    for _ in range(8):
        crawl = crawls().start(Plan("article", GENRES[:1], per_genre=1, pause=0, at_least=1))
        while crawl.is_alive():
            states.add(crawls().runs()[0].state)
        crawl.join()
    assert states <= {"running", "done"}


def test_what_was_found_so_far_can_be_accepted_without_another_call(
    services: Loopback, songs: list[Song]
) -> None:
    services.fail(RECOMMENDATIONS, Fault.json(429, {}, Retry_After="9999"), about="samba")
    services.stock(catalogue.pretended(GENRES, 40))
    run = crawled("article", GENRES, per_genre=40, at_least=150)
    assert (run.state, run.found) == ("paused", 100)
    services.calls.clear()
    run = ended(crawls().accept())
    assert (run.state, run.set_number, services.calls) == ("done", 2, [])
    assert len(in_use()) == 100


def test_accepted_songs_that_the_present_set_has_by_now_do_no_harm(
    services: Loopback, songs: list[Song], tmp_path: Path
) -> None:
    run = crawled("article", GENRES, at_least=500, keep=True)
    assert (run.state, run.found) == ("short", 120)
    rows = [f"{song.id},pop,Mine,Me,0.5,0.5" for song in songs[:7]]
    import_tables(settings.load(), [table_of(tmp_path / "mine.csv", rows)])
    run = ended(crawls().accept())
    assert run.state == "done"
    assert len(in_use()) == 120
    assert in_use()[songs[0].id][0] == "Mine"


def test_a_short_crawl_is_resumed_with_fewer_songs_asked_for(
    services: Loopback, songs: list[Song]
) -> None:
    assert crawled("article", GENRES, at_least=121).state == "short"
    services.calls.clear()
    run = resumed(at_least=120)
    assert (run.state, run.plan.at_least, services.calls) == ("done", 120, [])


def test_nothing_found_cannot_be_accepted(services: Loopback) -> None:
    assert crawled("article", GENRES).state == "short"
    with pytest.raises(CrawlError, match="No song was found yet"):
        crawls().accept()


def test_without_a_crawl_there_is_nothing_to_resume_or_to_stop(
    services: Loopback, songs: list[Song]
) -> None:
    crawls().stop()
    for again in (crawls().resume, crawls().accept):
        with pytest.raises(CrawlError, match="no crawl to resume"):
            again()
    assert crawls().runs() == ()
    crawled("article", GENRES)
    with pytest.raises(CrawlError, match="no crawl to resume"):
        crawls().resume()


def test_a_crawl_that_somebody_else_has_given_up_or_finished_is_not_revived(
    services: Loopback, songs: list[Song], monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped_after(2)
    stale = crawls().latest()
    assert stale is not None
    assert resumed().state == "done"
    monkeypatch.setattr(Crawls, "_resumable", lambda _: stale)
    with pytest.raises(CrawlError, match="no crawl to resume"):
        crawls().resume()
    crawled("article", GENRES[:1])
    with pytest.raises(CrawlError, match="no crawl to resume"):
        crawls().resume()
    assert [run.state for run in crawls().runs()] == ["done", "done"]


def test_a_new_crawl_gives_the_old_one_up(services: Loopback, songs: list[Song]) -> None:
    stopped_after(2)
    run = crawled("article", GENRES[:1])
    assert (run.number, run.found) == (2, 30)
    assert [run.state for run in crawls().runs()] == ["done", "discarded"]
    assert in_use() == as_placed(songs[:30])


def test_a_set_that_was_put_back_is_replaced_again_only_by_a_new_crawl(
    services: Loopback, songs: list[Song], before: dict[str, Placed]
) -> None:
    crawled("article", GENRES)
    open_library(settings.load()).use(1)
    assert in_use() == before
    with pytest.raises(CrawlError):
        crawls().resume()
    assert in_use() == before


def test_what_spotify_told_too_long_ago_is_asked_for_anew_and_the_set_is_whole(
    services: Loopback, songs: list[Song], monkeypatch: pytest.MonkeyPatch
) -> None:
    services.twice = {"ambient": [services._spotify_track(songs[0])]}
    old = datetime.now(UTC) - timedelta(days=31)
    with monkeypatch.context() as patch:
        patch.setattr(payload, "now", lambda: old)
        stopped_after(3)
    services.calls.clear()
    run = resumed()
    assert services.counts()[RECOMMENDATIONS] == 4
    assert (run.state, run.found, dict(run.left_out)) == ("done", 120, {"duplicate id": 1})
    assert in_use() == as_placed(songs)


def test_a_present_set_that_cannot_be_read_is_told_before_the_start(
    services: Loopback, songs: list[Song]
) -> None:
    (path,) = open_library(settings.load()).folder.glob("*.parquet")
    path.write_bytes(b"noise")
    with pytest.raises(MoodrecError, match="reference use NUMBER"):
        crawls().start(Plan("article", GENRES))
    assert crawls().latest() is None
