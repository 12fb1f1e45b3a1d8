"""The page Explore by itself: whole, with each selection, and with addresses that make no sense."""

import json
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from moodrec.listing import Listing
from moodrec.ui.explore import told
from tests.conftest import KNOWN

APP = str(Path(__file__).parents[1] / "streamlit_app.py")


@pytest.fixture(autouse=True)
def _fresh_process_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODREC_OFFLINE", "1")
    st.cache_resource.clear()


def explore(**query: str | list[str]) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=30).run()
    at.switch_page("pages/explore.py")
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def said(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.error, at.warning, at.info)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


def figure(at: AppTest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(at.get("plotly_chart")[0].proto.spec)
    return found


def test_the_whole_set_is_shown_and_thin_corners_are_named() -> None:
    at = explore()
    assert not at.exception
    assert "4,481 songs." in said(at)
    assert "Thin corner" in said(at)
    assert not at.dataframe


def test_a_box_lists_its_songs_with_their_number() -> None:
    at = explore(select="box:0.6:0:1:0.4")
    assert not at.exception
    assert "of 4,481 songs live here." in said(at)
    assert "shown, the best known first." in said(at)
    assert len(at.dataframe[0].value) > 10
    assert [one["type"] for one in figure(at)["layout"]["shapes"] if one.get("name") == "selection"]


def test_a_spot_tells_its_mood_and_offers_find() -> None:
    at = explore(select="spot:0.7:0.6", genre="rock")
    assert "Bright and fairly energetic" in said(at)
    button = next(one for one in at.button if one.label == "Ask Find for ten picks")
    at = button.click().run()
    assert not at.exception
    assert at.query_params["at"] == ["0.7,0.6"] or at.query_params["at"] == "0.7,0.6"
    assert "The mood you chose" in said(at)


def test_a_large_selection_shows_500_songs() -> None:
    at = explore(select="box:0:0:1:1")
    assert "500 of 4,481 shown" in said(at)
    assert len(at.dataframe[0].value) == 500


def taken_away(select: str) -> Listing:
    """The list that the page offers to take away."""

    def script() -> None:
        import streamlit as st  # noqa: PLC0415

        from moodrec.ui import cache  # noqa: PLC0415
        from moodrec.ui.explore import asking, onward  # noqa: PLC0415

        st.session_state["made"] = onward.listing_of(asking.ask(cache.service()))

    at = AppTest.from_function(script, default_timeout=30)
    at.query_params["select"] = select
    made: Listing = at.run().session_state["made"]
    return made


def test_a_file_says_how_many_songs_it_holds_and_not_how_many_the_page_shows() -> None:
    made = taken_away("box:0:0:1:1")
    assert len(made.entries) == 4_481
    assert made.about.endswith("4,481 of 4,481 in this list, the best known first.")


def test_songs_that_cannot_be_taken_away_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "can be taken away" not in said(explore(select="box:0:0:1:1"))
    monkeypatch.setattr(told, "TAKEN", 4_000)
    assert "4,000 of 4,481 songs can be taken away" in said(explore(select="box:0:0:1:1"))
    made = taken_away("box:0:0:1:1")
    assert len(made.entries) == 4_000
    assert "4,000 of 4,481 in this list" in made.about


def test_what_is_typed_is_suggested_and_selected() -> None:
    at = explore()
    at = at.text_input(key="explore-search").set_value("10.000 hours").run()
    found = next(one for one in at.button if one.key == f"suggestion-{KNOWN}")
    at = found.click().run()
    assert not at.exception
    assert "10,000 Hours" in said(at)
    assert at.text_input(key="explore-search").value == ""


def test_rubbish_in_the_search_box_gets_a_sentence() -> None:
    at = explore()
    at = at.text_input(key="explore-search").set_value("qqqq wwww zzzzz").run()
    assert "No title and no artist is like that." in said(at)


def test_a_selection_with_nothing_in_it_says_so() -> None:
    at = explore(select="box:0.99:0:1:0.001")
    assert not at.exception
    assert "No song is here." in said(at)


def test_filters_are_linked_to_the_histograms() -> None:
    bars = [one for one in figure(explore(genre="rock"))["data"] if one["type"] == "bar"]
    assert bars[0]["y"] != bars[1]["y"]


def test_other_axes_tell_what_is_not_drawn() -> None:
    at = explore(x="tempo", y="duration_ms", colour="popularity", size="loudness")
    assert not at.exception
    assert "beyond the ends of the axes" in said(at)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"x": "north"}, "There is no axis north"),
        ({"y": "year"}, "has a known year"),
        ({"colour": "smell"}, "There is no colour"),
        ({"size": "huge"}, "There is no axis huge"),
        ({"tool": "axe"}, "There is no such tool"),
        ({"select": "what"}, "is no selection"),
        ({"select": "spot:5:5"}, "outside the plane"),
        ({"select": "song:nobody"}, "has no such song"),
        ({"range": "tempo:9:1"}, "turned round"),
    ],
)
def test_an_address_that_makes_no_sense_gets_a_sentence(query: dict[str, str], words: str) -> None:
    at = explore(**query)
    assert not at.exception
    assert words in said(at)


def test_there_is_a_way_back_from_a_wrong_address() -> None:
    at = explore(x="north")
    at = next(one for one in at.button if one.label == "Back to the whole set").click().run()
    assert not at.exception
    assert "4,481 songs." in said(at)
