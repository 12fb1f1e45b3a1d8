"""The page of journeys by itself: its example, its stops, its list and what goes wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from moodrec import sharing
from moodrec.errors import QueryError
from moodrec.opening import open_service
from moodrec.settings import load
from moodrec.ui.journey import link
from tests.conftest import KNOWN, an_id
from tests.loopback import Loopback

OTHER_KNOWN = "2QjOHCTQ1Jl3zawyYOpxh6"  # Sweater Weather, in the packaged reference set
APP = str(Path(__file__).parents[1] / "streamlit_app.py")


@pytest.fixture(autouse=True)
def _fresh_process_caches() -> None:
    st.cache_resource.clear()


def open_page(**query: Any) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=30)
    at.switch_page("pages/journey.py")
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
        from moodrec.ui.journey import course, link, state  # noqa: PLC0415

        try:
            link.restore(cache.service(), json.loads(told))
        except QueryError as error:
            st.error(str(error))
        else:
            course.journey(cache.service(), state.route())
            st.json(json.dumps(link.state_of(state.route())))

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


def shared(**more: Any) -> dict[str, Any]:
    return {"route": {}, "filters": {}, "among": [], "list": [], **more}


@pytest.mark.parametrize(
    "told",
    [
        shared(list=[[KNOWN, False]]),
        shared(list=[[an_id(n), False] for n in range(101)]),
        shared(list=[[KNOWN, False], ["../me?x=1", False]]),
        shared(list=[[KNOWN, False], [["x"], False]]),
        shared(among=["no id"]),
        shared(among=KNOWN),
        shared(route={"from": "0.1,0.2"}),
        shared(route={"from": [["0.1,0.2"]]}),
        shared(route={"from": ["a\ud800b"]}),
        shared(filters={"genre": [1]}),
    ],
)
def test_a_state_of_a_wrong_size_or_kind_is_no_journey(told: dict[str, Any]) -> None:
    with pytest.raises(QueryError, match="holds no journey"):
        link.restore(open_service(load()), told)


def test_a_shared_list_of_unknown_songs_is_told_and_the_page_stays_in_order() -> None:
    told = shared(list=[[an_id(n), False] for n in range(3)], among=[an_id(5)])
    at = open_page(state=sharing.encode("journey", told))
    assert "at least 2 songs" in said(at)
    at = next(one for one in at.button if one.label == "Back to the example").click().run()
    assert not at.exception
    assert len(songs(at)) == 12
    assert not at.error


def test_a_shared_list_of_many_foreign_songs_asks_the_network_a_few_times(
    online: Loopback,
) -> None:
    foreign = [[an_id(n), False] for n in range(60)]
    told = shared(list=[[KNOWN, True], [OTHER_KNOWN, False], *foreign])
    at = open_page(state=sharing.encode("journey", told))
    assert not at.exception
    assert songs(at) == [KNOWN, OTHER_KNOWN]
    assert "60 songs are not known any more" in said(at)
    assert 0 < len(online.requests) < 10
    asked = len(online.requests)
    at.run()
    assert len(online.requests) == asked


def test_clicks_are_told_when_the_address_makes_no_sense() -> None:
    def page() -> None:
        from moodrec.ui.journey import state  # noqa: PLC0415  # run as a script of its own

        state.put_stop(state.WAYPOINT, "abc")
        state.drop_waypoint(0)

    at = AppTest.from_function(page)
    at.query_params["songs"] = "999"
    at.run()
    assert not at.exception
    told = [toast.value.replace("\\", "") for toast in at.toast]
    assert told == ["A journey has 2 to 100 songs, not 999."] * 2
    assert at.query_params["songs"] == "999"


def test_plan_anew_brings_other_songs_around_a_locked_one() -> None:
    at = open_page()
    first = songs(at)
    at = press(press(at, "journey-Lock"), "journey-anew")
    assert not at.exception
    assert {*songs(at)} & {*first} == {first[0]}
    assert len(songs(at)) == 12
    assert songs(press(at, "journey-undo")) == first


@pytest.mark.parametrize("start", ["0.2,0.21", "0.2,0.21234567"])
def test_undo_restores_the_list_and_its_route_as_they_were_seen(start: str) -> None:
    at = open_page(from_=start)
    at = press(at, "journey-Remove")
    before = songs(at)
    at = at.selectbox(key="journey-shape").set_value("arc").run()
    assert songs(at) != before
    at = press(at, "journey-undo")
    assert songs(at) == before
    assert at.selectbox(key="journey-shape").value == "straight"
    assert "shape" not in at.query_params
    at = press(press(at, "journey-undo"), "journey-redo")
    assert songs(at) == before
    at = press(at, "journey-redo")
    assert at.query_params["shape"] == "arc"


def test_what_the_plan_told_stays_until_the_list_is_changed() -> None:
    at = open_page(from_="0.5,0.5", to="0.5,0.5", gap="10", songs="9")
    assert "cannot always have 10 others" in said(at)
    assert "cannot always have 10 others" in said(at.run())
    assert "cannot always have 10 others" not in said(press(at, "journey-Remove"))


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
