"""The page "Playlist" by itself: empty, with each way to bring a list, and with each problem."""

import json

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.conftest import KNOWN, OTHER, UNKNOWN, an_id
from tests.loopback import Fault, Loopback, Song
from tests.planes import chart
from tests.test_pages import APP, said

LINKS = f"https://open.spotify.com/track/{KNOWN}\nspotify:track:{OTHER}\nspotify:local:A:B:C:1"
TABLE = f"Track URI,Track Name,Artist Name(s)\nspotify:track:{KNOWN},One,A\n,Two,B\n"


@pytest.fixture(autouse=True)
def _fresh_process_caches(online: Loopback) -> None:
    st.cache_resource.clear()


def open_page() -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30).run()
    return app.switch_page("pages/playlist.py").run()


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label == label).click().run()


def paste(at: AppTest, text: str, slot: str = "A") -> AppTest:
    at.text_area(key=f"bring-text-{slot}").set_value(text)
    form = "FormSubmitter:bring-links-" + slot
    button = next(one for one in at.button if str(one.key).startswith(form))
    return button.click().run()


def upload(at: AppTest, *files: tuple[str, str], slot: str = "A") -> AppTest:
    kinds = [(name, content.encode(), "text/plain") for name, content in files]
    return at.file_uploader(key=f"bring-files-{slot}").set_value(kinds).run()


def test_without_a_list_the_page_shows_the_plane_and_the_ways_to_bring_one(
    online: Loopback,
) -> None:
    at = open_page()
    assert not at.exception
    assert "songs" in [one["name"] for one in chart(at, 0)["data"]]
    assert "Bring a list, and see it over the mood plane" in said(at)
    assert online.calls == []


def test_a_list_from_this_set_is_one_click_away_and_can_be_forgotten() -> None:
    at = press(open_page(), "Try it with a list from this set")
    assert not at.exception
    assert "30 of 30 placed: 30 in the reference set." in said(at)
    listed = next(one for one in chart(at, 0)["data"] if one["name"] == "your list")
    assert len(listed["ids"]) == 30
    assert not tables(at)
    assert len(rows(opened(at, "A"))) == 30
    at = press(at, "Forget this list")
    assert "Bring a list, and see it over the mood plane" in said(at)


def opened(at: AppTest, *slots: str) -> AppTest:
    """The page with the tables of these lists open: they are drawn no earlier."""
    for slot in slots:
        at.session_state[f"coverage-open-{slot}"] = True
    return at.run()


def rows(at: AppTest, slot: str = "A") -> pd.DataFrame:
    """The table with every row of a list."""
    return tables(at)["AB".index(slot)]


def tables(at: AppTest) -> list[pd.DataFrame]:
    """The tables with every row that are drawn."""
    return [one.value for one in at.dataframe if "provenance" in one.value]


def test_pasted_links_are_placed_and_what_is_open_is_asked_for_at_a_click(
    online: Loopback,
) -> None:
    online.reccobeats = {OTHER: Song(OTHER)}
    at = paste(open_page(), LINKS)
    assert not at.exception
    assert "1 of 3 placed: 1 in the reference set, 1 not asked yet, 1 unknown (1 local file)." in (
        said(at)
    )
    assert online.calls == []
    at = press(at, "Ask the sources")
    assert "2 of 3 placed: 1 in the reference set, 1 by ReccoBeats" in said(at)
    assert rows(at)["mood"].tolist()[2] == "not placed"
    at = at.segmented_control(key="coverage-which-A").set_value("Not placed").run()
    assert rows(at)["provenance"].tolist() == ["a local file, which is not on Spotify"]


def test_a_source_that_fails_is_told_once_and_can_be_asked_again(online: Loopback) -> None:
    online.fail("/reccobeats", Fault(500))
    at = press(paste(open_page(), LINKS), "Ask the sources")
    assert not at.exception
    assert [one.value.replace("\\", "")[:30] for one in at.warning] == [
        "ReccoBeats cannot be reached (H"[:30]
    ]
    assert "1 not asked yet." in said(at)
    assert any(button.label == "Ask the sources" for button in at.button)


def test_an_uploaded_table_is_read_and_a_bad_file_beside_it_is_told() -> None:
    at = upload(open_page(), ("mine.csv", TABLE), ("page.csv", "<html></html>"))
    assert not at.exception
    assert "1 of 2 placed: 1 in the reference set, 1 unknown." in said(at)
    assert "page.csv is a web page and no list." in said(at)


def test_a_wrong_file_leaves_the_list_that_is_there() -> None:
    at = press(open_page(), "Try it with a list from this set")
    at = upload(at, ("empty.csv", ""))
    assert "empty.csv is empty." in said(at)
    assert "30 of 30 placed" in said(at)


def test_one_of_several_playlists_is_looked_at() -> None:
    item = {"track": {"trackUri": f"spotify:track:{KNOWN}", "trackName": "One"}}
    playlists = [{"name": name, "items": [item] * count} for name, count in (("A", 1), ("B", 2))]
    at = upload(open_page(), ("Playlist1.json", json.dumps({"playlists": playlists})))
    assert "1 of 1 placed" in said(at)
    at = at.selectbox(key="bring-which-A").select_index(1).run()
    assert not at.exception
    assert "2 of 2 placed" in said(at)


def test_two_lists_lie_on_one_plane_and_each_has_its_rows() -> None:
    at = paste(press(open_page(), "Try it with a list from this set"), LINKS, slot="B")
    assert not at.exception
    names = [one["name"] for one in chart(at, 0)["data"]]
    assert names[-2:] == ["30 songs of this set", "The text"]
    assert not tables(at)
    at = opened(at, "A", "B")
    assert len(rows(at)) == 30
    assert len(rows(at, "B")) == 3
    assert "30 of 30 placed" in said(at)
    assert "1 of 3 placed" in said(at)


def test_foreign_titles_are_shown_and_never_obeyed() -> None:
    at = upload(open_page(), ("*a*[b](http://evil.example).csv", TABLE))
    assert not at.exception
    assert r"\*a\*\[b\]" in "\n".join(one.value for one in at.markdown)


def test_plays_make_dots_larger() -> None:
    plays = [
        {"ts": "2024-01-01T00:00:00Z", "ms_played": 1, "master_metadata_track_name": "One",
         "master_metadata_album_artist_name": "A", "spotify_track_uri": f"spotify:track:{KNOWN}"}
    ] * 3  # fmt: skip
    at = upload(open_page(), ("Streaming_History_Audio_1.json", json.dumps(plays)))
    assert "Larger dots were played more." in said(at)
    assert "3 plays folded to 1 row" in said(at)


def test_a_large_list_sends_a_bounded_figure_and_table() -> None:
    lines = "".join(f"spotify:track:{an_id(n)},{n % 100 / 100},0.5\n" for n in range(20_000))
    at = upload(open_page(), ("large.csv", "Track URI,Valence,Energy\n" + lines))
    assert not at.exception
    assert "20,000 of 20,000 placed: 20,000 from your file." in said(at)
    assert not tables(at)
    assert len(rows(opened(at, "A"))) == 500
    assert len(at.get("plotly_chart")[0].proto.spec) < 300_000
    at = at.segmented_control(key="shape-way").set_value("order").run()
    (made,) = [one.value for one in at.dataframe if "link" in one.value]
    assert len(made) == 500
    assert "The first 500 of 20,000 songs are shown; all can be taken away." in said(at)


def test_a_list_can_be_told_in_a_link_and_comes_back() -> None:
    def script() -> None:
        import streamlit as st  # noqa: PLC0415  # it runs as a script of its own

        from moodrec.placement import listing_of  # noqa: PLC0415
        from moodrec.ui import cache  # noqa: PLC0415
        from moodrec.ui.playlist import slots  # noqa: PLC0415

        slots.restore(st.session_state["told"])
        placed = slots.coverage("A", cache.service())
        st.session_state["again"] = placed and slots.state_of(listing_of(placed))

    told = {"title": "Mine", "ids": [KNOWN, UNKNOWN, KNOWN]}
    at = AppTest.from_function(script, default_timeout=30)
    at.session_state["told"] = told | {"ids": [*told["ids"], "no id", 7], "more": {}}
    at = at.run()
    assert not at.exception
    assert at.session_state["again"] == told
    assert json.loads(json.dumps(told)) == told
    at.session_state["told"] = {"ids": "x"}
    assert not at.run().exception
    for title, usual in ((["x"], "A list"), ("a\ud800b", "a b"), ("x" * 190_000, "x" * 100)):
        at.session_state["told"] = {"title": title, "ids": [KNOWN]}
        assert at.run().session_state["again"]["title"] == usual


def test_a_list_is_placed_once_for_each_reference_set() -> None:
    def script() -> None:
        import streamlit as st  # noqa: PLC0415  # it runs as a script of its own

        from moodrec.ui import cache  # noqa: PLC0415
        from moodrec.ui.playlist import slots  # noqa: PLC0415

        if not slots.kept("A"):
            slots.hand_in("Mine", st.session_state["ids"])
        placed = slots.coverage("A", cache.service())
        st.session_state["same"] = placed is st.session_state.get("before")
        st.session_state["before"] = placed

    at = AppTest.from_function(script, default_timeout=30)
    at.session_state["ids"] = [KNOWN]
    assert not at.run().session_state["same"]
    assert at.run().session_state["same"]
    st.cache_resource.clear()
    assert not at.run().session_state["same"]


def test_two_visitors_do_not_see_each_others_lists() -> None:
    assert "30 of 30" in said(press(open_page(), "Try it with a list from this set"))
    assert "30 of 30" not in said(open_page())


def test_when_the_first_of_two_lists_is_forgotten_the_second_stays() -> None:
    at = paste(press(open_page(), "Try it with a list from this set"), LINKS, slot="B")
    at = at.button(key="bring-forget-A").click().run()
    assert not at.exception
    assert "1 of 3 placed" in said(at)
    assert "30 of 30 placed" not in said(at)


def test_the_pictures_are_of_the_chart_that_is_shown_and_it_becomes_a_page_too() -> None:
    at = press(open_page(), "Try it with a list from this set")
    at.session_state["takeaway-playlist"] = True
    assert pictures(at.run()) == ("playlist-plane", True)
    at.session_state["takeaway-playlist"] = True
    assert pictures(paste(at, LINKS, slot="B")) == ("playlist-versus", True)


def pictures(at: AppTest) -> tuple[str, bool]:
    """The key of the chart that is saved as a picture, and whether there is a page of it."""
    (buttons,) = at.get("bidi_component")
    labels = [one.proto.label for one in at.get("download_button")]
    return json.loads(buttons.proto.json)["chart"], "Picture as a page" in labels


def test_what_a_link_cannot_bring_back_is_said_beside_it() -> None:
    at = paste(open_page(), LINKS)
    at.session_state["takeaway-playlist"] = True
    assert "The link leaves 1 row without a Spotify id out." in said(at.run())


def test_what_is_remembered_of_a_list_is_said() -> None:
    assert "asked for are remembered on this machine, without a name" in said(open_page())
