"""Every page by itself: empty, good, and with each kind of error."""

import json
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from moodrec.sources import http
from moodrec.ui import options, state
from tests.conftest import KNOWN, OTHER, UNKNOWN, an_id, table_of
from tests.loopback import FEATURES, NO_ACCESS, NO_PREMIUM, QUOTA_EXCEEDED, Fault, Loopback, Song

APP = str(Path(__file__).parents[1] / "streamlit_app.py")


@pytest.fixture(autouse=True)
def _fresh_process_caches() -> None:
    st.cache_resource.clear()


def open_page(**query: str) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=30)
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def with_options(at: AppTest) -> AppTest:
    at.session_state[options.OPEN] = True
    return at.run()


def figure(at: AppTest, place: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(at.get("plotly_chart")[place].proto.spec)
    return found


def trace(at: AppTest, place: int, name: str) -> dict[str, Any]:
    return next(one for one in figure(at, place)["data"] if one["name"] == name)


def said(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.error, at.warning, at.info)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


def test_an_empty_page_shows_the_full_plane_and_examples(online: Loopback) -> None:
    at = open_page()
    assert not at.exception
    assert len(at.get("plotly_chart")) == 1
    assert trace(at, 0, "songs")
    assert "4,481 songs of 6 genres" in said(at)
    assert "1,519 rows were left out" in said(at)
    assert "Rebuild the crawl" in said(at)
    assert online.calls == []


def test_an_example_is_one_click_away() -> None:
    at = open_page()
    example = next(
        button for button in at.button if button.key and button.key.startswith("example-")
    )
    at = example.click().run()
    assert not at.exception
    assert at.query_params["track"] == str(example.key).removeprefix("example-")
    assert trace(at, 0, "seed")


def test_a_pasted_link_shows_seed_lens_list_and_table() -> None:
    at = open_page()
    at.text_input[0].set_value(f" https://open.spotify.com/intl-de/track/{KNOWN}?si=1 ")
    at = at.button[0].click().run()
    assert not at.exception
    assert at.query_params["track"] == KNOWN
    assert trace(at, 0, "seed")["x"] == [0.43]
    assert len(trace(at, 0, "neighbours")["ids"]) == 10
    assert len(at.get("plotly_chart")) == 3
    assert "10,000 Hours (with Justin Bieber) – Dan + Shay, Justin Bieber" in said(at)
    assert "livelier than 26 %" in said(at)
    assert "Mood: reference set" in said(at)
    assert len(at.radio[0].options) == 10
    assert len(at.dataframe[0].value) == 10
    assert at.get("iframe")[0].proto.src.startswith("https://open.spotify.com/embed/track/")
    assert "rows were left out" not in said(at)
    at.session_state["about-folded"] = True
    assert "1,519 rows were left out" in said(at.run())


def test_the_url_alone_restores_the_answer() -> None:
    at = with_options(open_page(track=KNOWN, n="12", all_artists="true"))
    assert not at.exception
    assert len(at.radio[0].options) == 12
    assert at.slider(key="n").value == 12
    assert [toggle.value for toggle in at.toggle] == [True, False]


def test_an_option_changes_the_list_and_the_url_and_a_usual_one_is_not_told() -> None:
    at = with_options(open_page(track=KNOWN, all_artists="false"))
    assert [toggle.value for toggle in at.toggle] == [False, False]
    at = at.slider(key="n").set_value(7).run()
    at = at.toggle(key="all_releases").set_value(True).run()
    assert len(at.radio[0].options) == 7
    assert (at.query_params["n"], at.query_params["all_releases"]) == ("7", "true")
    at = at.slider(key="n").set_value(10).run()
    at = at.toggle(key="all_releases").set_value(False).run()
    assert len(at.radio[0].options) == 10
    assert dict(at.query_params) == {"track": KNOWN}


@pytest.mark.parametrize("n", ["0", "51", "1e9", "7.5", "many"])
def test_an_option_that_makes_no_sense_is_told_with_a_way_out(n: str) -> None:
    at = open_page(track=KNOWN, n=n)
    assert not at.exception
    assert len(at.error) == 1
    assert at.text_input[0].label == "Spotify link or track id"
    at = with_options(at)
    assert not at.exception
    way = next(button for button in at.button if button.label.startswith("Back to the usual"))
    at = way.click().run()
    assert not at.error
    assert len(at.radio[0].options) == 10


def test_a_mood_in_the_url_is_a_seed_of_its_own() -> None:
    at = open_page(at="0.30,0.06")
    assert not at.exception
    assert "The mood you chose" in said(at)
    assert trace(at, 0, "seed")["y"] == [0.06]


def test_a_mood_can_be_chosen_by_numbers_alone() -> None:
    at = with_options(open_page())
    valence, energy = at.slider(key=state.VALENCE), at.slider(key=state.ENERGY)
    valence.set_value(0.25)
    energy.set_value(0.75)
    at = next(button for button in at.button if "this mood" in button.label).click().run()
    assert not at.exception
    assert at.query_params["at"] == "0.25,0.75"
    assert trace(at, 0, "seed")["x"] == [0.25]


def test_going_on_from_a_neighbour_makes_it_the_seed() -> None:
    at = open_page(track=KNOWN)
    third = trace(at, 0, "neighbours")["ids"][2]
    at = at.radio[0].set_value(third).run()
    assert third in at.get("iframe")[0].proto.src
    at = next(button for button in at.button if button.label == "Go on from here").click().run()
    assert not at.exception
    assert at.query_params["track"] == third


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"track": "hello"}, "That is no Spotify link"),
        ({"track": "https://["}, "That is no Spotify link"),
        ({"track": f"spotify:album:{KNOWN}"}, "leads to an album"),
        ({"at": "5,5"}, "between 0 and 1"),
        ({"at": "north"}, "valence,energy"),
    ],
)
def test_a_question_that_makes_no_sense_gets_a_sentence_and_the_plane(
    query: dict[str, str], words: str
) -> None:
    at = open_page(**query)
    assert not at.exception
    assert words in said(at)
    assert len(at.error) == 1
    assert len(at.get("plotly_chart")) == 1


def test_blank_parameters_and_an_empty_box_ask_nothing() -> None:
    at = open_page(track="", at="0.3,0.06")
    assert trace(at, 0, "seed")["y"] == [0.06]
    at = open_page(track=" ")
    assert not at.error
    at.text_input[0].set_value("   ")
    at = at.button[0].click().run()
    assert not at.error
    assert "track" not in at.query_params or at.query_params["track"] == " "


def test_a_link_draws_the_answer_alone() -> None:
    at = open_page()
    at.text_input[0].set_value(f"spotify:track:{KNOWN}")
    at = at.button[0].click().run()
    assert at.query_params["track"] == KNOWN
    assert not at.text_input  # what stands around the answer was not drawn again
    assert trace(at, 0, "seed")


def test_the_box_is_emptied_when_the_seed_comes_from_elsewhere() -> None:
    at = open_page()
    at.text_input[0].set_value("hello")
    at = at.button[0].click().run()
    assert at.text_input[0].value == "hello"
    at.query_params["track"] = KNOWN
    assert at.run().text_input[0].value == ""


def test_the_table_to_take_away_holds_every_value() -> None:
    at = open_page(track=KNOWN)
    table = at.dataframe[0].value
    assert set(table.columns) >= {
        "title", "artists", "genre", "mood", "distance", "valence", "energy", "tempo",
        "popularity", "album", "duration_ms", "url", "source",
    }  # fmt: skip
    assert len(table) == 10
    at.session_state["takeaway-find"] = True
    labels = [one.proto.label for one in at.run().get("download_button")]
    assert labels[:2] == ["CSV", "JSON"]


def test_a_wrong_text_stays_in_the_box_to_be_mended() -> None:
    at = open_page()
    at.text_input[0].set_value("hello")
    at = at.button[0].click().run()
    assert at.text_input[0].value == "hello"
    assert "That is no Spotify link" in said(at)


def test_a_track_without_mood_is_shown_by_name_and_player(online: Loopback) -> None:
    online.oembed = {UNKNOWN: "willow *by* [me](http://evil.example)"}
    at = open_page(track=UNKNOWN)
    assert not at.exception
    assert "No source knows the mood of" in said(at)
    assert r"willow \*by\* \[me\]" in "\n".join(one.value for one in at.markdown)
    assert UNKNOWN in at.get("iframe")[0].proto.src
    assert len(at.get("plotly_chart")) == 1
    assert not any(one["name"] == "seed" for one in figure(at, 0)["data"])


@pytest.mark.parametrize(
    ("path", "fault", "words"),
    [
        ("/reccobeats", Fault(500), "ReccoBeats cannot be reached"),
        ("/reccobeats", Fault(429), "asked too often"),
        ("/reccobeats", Fault(200, "<html>"), "cannot be read"),
        ("/reccobeats", Fault(hang=True), "did not answer in time"),
        ("/spotify/v1", Fault.json(403, NO_PREMIUM), "owner has Premium"),
        ("/spotify/v1", Fault.json(429, {}, Retry_After="7200"), "in 2 hours"),
        ("/spotify/v1/tracks", Fault.json(429, QUOTA_EXCEEDED), "quota"),
        ("/accounts", Fault.json(400, {"error": "invalid_client"}), "refuses the keys"),
    ],
)
def test_each_broken_source_has_its_sentence_on_the_page(
    online: Loopback,
    with_keys: None,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    fault: Fault,
    words: str,
) -> None:
    monkeypatch.setattr(http, "TIMEOUT", (0.5, 0.5))
    online.fail(path, fault)
    at = open_page(track=UNKNOWN)
    assert not at.exception
    assert words in said(at)


def test_a_broken_source_does_not_hide_what_another_knows(
    online: Loopback, with_keys: None
) -> None:
    online.fail("/spotify/v1/audio-features", Fault.json(403, NO_ACCESS))
    online.spotify = {OTHER: Song(OTHER)}
    online.reccobeats = {OTHER: Song(OTHER, features=FEATURES)}
    at = open_page(track=OTHER)
    assert not at.exception
    assert "no access to Spotify's audio features" in said(at)
    assert "Mood: ReccoBeats, fetched on" in said(at)
    assert trace(at, 0, "seed")["x"] == [0.446]


def test_offline_the_player_is_left_out_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODREC_OFFLINE", "1")
    at = open_page(track=KNOWN)
    assert not at.exception
    assert not at.get("iframe")
    assert "player is left out, because moodrec is offline" in said(at)


def test_a_reference_set_that_cannot_be_read_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MOODREC_REFERENCE", str(tmp_path / "nowhere.csv"))
    at = open_page(track=KNOWN)
    assert not at.exception
    assert len(at.error) == 1
    assert "nowhere.csv" in at.error[0].value.replace("\\", "")
    assert not at.get("plotly_chart")


def test_a_setting_that_cannot_be_used_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODREC_RECCOBEATS_URL", "nowhere")
    at = open_page()
    assert not at.exception
    assert "MOODREC_RECCOBEATS_URL" in said(at)


def test_a_reference_set_of_one_row_still_draws(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    table = table_of(tmp_path / "one.csv", [f"{an_id(1)},,,,0,1"])
    monkeypatch.setenv("MOODREC_REFERENCE", str(table))
    for query in ({}, {"track": an_id(1)}, {"at": "0.5,0.5"}):
        at = open_page(**query)
        assert not at.exception, query
        assert at.get("plotly_chart")


def test_two_visitors_share_nothing_but_the_reference_set() -> None:
    one, two = open_page(track=KNOWN), open_page()
    assert trace(one, 0, "seed")
    assert not any(part["name"] == "seed" for part in figure(two, 0)["data"])
    assert two.query_params.get("track") is None
