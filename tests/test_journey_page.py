"""The page of journeys by itself: its example, its stops, its list and what goes wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.conftest import KNOWN

OTHER_KNOWN = "2QjOHCTQ1Jl3zawyYOpxh6"  # Sweater Weather, in the packaged reference set
APP = str(Path(__file__).parents[1] / "streamlit_app.py")


@pytest.fixture(autouse=True)
def _fresh_process_caches() -> None:
    st.cache_resource.clear()


def open_page(**query: Any) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=30)
    at.run().switch_page("pages/journey.py")
    for name, value in query.items():
        at.query_params[name.rstrip("_")] = value
    return at.run()


def trace(at: AppTest, name: str) -> dict[str, Any]:
    figure = json.loads(at.get("plotly_chart")[0].proto.spec)
    return next(one for one in figure["data"] if one["name"] == name)


def said(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.error, at.warning, at.info)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


def press(at: AppTest, key: str) -> AppTest:
    return at.button(key=key).click().run()


def songs(at: AppTest) -> list[str]:
    found: list[str] = trace(at, "picks")["ids"]
    return found


def test_the_page_opens_with_an_example_already_drawn() -> None:
    at = open_page()
    assert not at.exception
    assert len(songs(at)) == 12
    assert "Guided order: 12 songs" in said(at)
    assert "evenness 0.86" in said(at)
    assert trace(at, "path")
    assert "therapy" not in said(at).casefold()


def test_the_address_alone_tells_the_route() -> None:
    at = open_page(
        from_="0.2,0.2", to="0.8,0.9", via=["0.9,0.3", KNOWN], shape="arc", songs="20", gap="1"
    )
    assert not at.exception
    assert len(songs(at)) == 20
    assert KNOWN in songs(at)
    assert at.selectbox(key="journey-shape").value == "arc"
    assert trace(at, "stops")["text"] == [
        "<b>start</b>", "<b>waypoint 1</b>", "<b>waypoint 2</b>", "<b>end</b>",
    ]  # fmt: skip


def test_a_locked_song_stays_and_the_others_are_swapped_removed_and_brought_back() -> None:
    at = open_page()
    first = songs(at)
    at = press(at, "journey-Lock")
    assert trace(at, "picks")["marker"]["symbol"][0] == "square"
    at = at.radio[0].set_value(first[3]).run()
    at = press(at, "swap-1")
    assert not at.exception
    swapped = songs(at)
    assert swapped[3] != first[3]
    assert [*swapped[:3], *swapped[4:]] == [*first[:3], *first[4:]]
    at = press(at, "journey-Remove")
    assert songs(at) == [*first[:3], *first[4:]]
    at = press(press(at, "journey-undo"), "journey-undo")
    assert songs(at) == first
    at = press(press(at, "journey-redo"), "journey-redo")
    assert songs(at) == [*first[:3], *first[4:]]
    at.session_state["journey-size"] = True
    at = at.run().slider(key="journey-songs").set_value(8).run()
    assert not at.exception
    assert len(songs(at)) == 8
    assert songs(at)[0] == first[0]


def test_songs_move_up_and_down() -> None:
    at = open_page()
    first = songs(at)
    at = press(at, "journey-Down")
    assert songs(at)[:2] == [first[1], first[0]]
    at = press(at, "journey-Up")
    assert songs(at) == first


def test_a_mood_sets_the_start_and_a_link_a_waypoint_that_goes_away_again() -> None:
    at = open_page()
    at.slider(key="valence-Start").set_value(0.1)
    at = next(one for one in at.button if one.label == "Use this mood").click().run()
    assert at.query_params["from"] == "0.1,0.5"
    at.text_input(key="typed-Waypoint").set_value(f"https://open.spotify.com/track/{KNOWN}?si=1")
    at = [one for one in at.button if one.label == "Use this song"][1].click().run()
    assert not at.exception
    assert KNOWN in songs(at)
    at = press(at, "waypoint-0")
    assert trace(at, "stops")["text"] == ["<b>start</b>", "<b>end</b>"]


def test_the_state_of_the_page_goes_through_json_and_back() -> None:
    def page(told: str) -> None:
        import json  # noqa: PLC0415  # this function is run as a script of its own

        import streamlit as st  # noqa: PLC0415

        from moodrec.errors import QueryError  # noqa: PLC0415
        from moodrec.ui import cache  # noqa: PLC0415
        from moodrec.ui.journey import state  # noqa: PLC0415

        try:
            state.restore(cache.service(), json.loads(told))
        except QueryError as error:
            st.error(str(error))
        else:
            state.journey(cache.service(), state.route())
            st.json(json.dumps(state.state_of(state.route())))

    given = {
        "route": {"from": ["0.1,0.2"], "to": [KNOWN], "via": ["0.5,0.5"], "gap": ["1"]},
        "filters": {"no": ["live"], "range": ["tempo:100:"]},
        "among": [KNOWN],
        "list": [[KNOWN, True], [OTHER_KNOWN, False]],
    }
    at = AppTest.from_function(page, args=(json.dumps(given),), default_timeout=30).run()
    assert not at.exception
    assert json.loads(at.json[0].value) == given
    for broken in ("{}", "[]", '{"route": [], "filters": {}, "among": [], "list": []}'):
        at = AppTest.from_function(page, args=(broken,), default_timeout=30).run()
        assert at.error[0].value == "This link holds no journey. Start a new one."


def test_minutes_instead_of_songs() -> None:
    at = open_page()
    at.session_state["journey-size"] = True
    at = at.run().segmented_control(key="journey-by").set_value("Minutes").run()
    assert not at.exception
    assert at.query_params["minutes"] == "45"
    assert "14 songs, 45 minutes" in said(at)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"from_": "hello"}, "That is no Spotify link"),
        ({"to": "5,5"}, "between 0 and 1"),
        ({"songs": "1"}, "2 to 100 songs"),
        ({"songs": "many"}, "should be a number"),
        ({"minutes": "1"}, "5 to 600 minutes"),
        ({"shape": "zigzag"}, "There is no shape zigzag"),
        ({"genre": "no such genre"}, "may be picked"),
        ({"gap": "1.5"}, "whole number"),
    ],
)
def test_a_route_that_makes_no_sense_gets_a_sentence_and_the_plane(
    query: dict[str, str], words: str
) -> None:
    at = open_page(**query)
    assert not at.exception
    assert words in said(at)
    assert len(at.get("plotly_chart")) == 1
    at = next(one for one in at.button if one.label == "Back to the example").click().run()
    assert len(songs(at)) == 12
