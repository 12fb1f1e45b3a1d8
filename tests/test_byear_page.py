"""Placing a track by ear on page Find: the questions, the place kept, and taken back."""

import json

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from moodrec import settings
from moodrec.errors import StoreError
from moodrec.judging.ownstore import FILE, OwnPlaces
from moodrec.ui.byear import mine, own
from tests.conftest import KNOWN, UNKNOWN
from tests.planes import trace
from tests.test_pages import open_page, said

OFFER, DOUBT, UNDO = "Place it by ear", "Sounds wrong? Place it by ear", "Undo"


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODREC_OFFLINE", "1")
    st.cache_resource.clear()


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> OwnPlaces:
    """The page is opened on the machine it runs on; gives the file of places there."""
    monkeypatch.setattr(mine, "_host", lambda: "127.0.0.1")
    return OwnPlaces(settings.load().data_dir / FILE)


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def click(at: AppTest, label: str) -> AppTest:
    at = next(button for button in at.button if button.label == label).click().run()
    assert not at.exception
    return at


def answered(at: AppTest, label: str) -> AppTest:
    """Gives the same answer until there is a place."""
    while label in labels(at):
        at = click(at, label)
    return at


def test_a_track_that_nobody_knows_is_placed_kept_and_taken_back(alone: OwnPlaces) -> None:
    at = click(open_page(track=UNKNOWN), OFFER)
    assert "Question 1 of at most 6" in said(at)
    assert "moodrec is offline, so there is no player" in said(at)
    at = answered(at, "This one")
    assert "Very bright and very energetic" in said(at)
    assert "Nine times out of ten" in said(at)
    assert not alone.path.exists()
    at = click(at, "Keep it")
    place = alone.all()[UNKNOWN]
    assert (trace(at, 0, "seed")["x"], trace(at, 0, "seed")["y"]) == (
        [place.point.valence],
        [place.point.energy],
    )
    assert f"Placed by you, by ear, on {place.placed_at:%Y-%m-%d}" in said(at)
    assert "kept on this machine" in said(at)
    assert not {OFFER, DOUBT, "Keep it"} & {*labels(at)}

    again = open_page(track=UNKNOWN)
    assert trace(again, 0, "seed")["x"] == [place.point.valence]
    again = click(again, UNDO)
    assert alone.all() == {}
    assert "does not know" in said(again)
    assert OFFER in labels(again)


def test_a_doubted_track_moves_and_comes_back(alone: OwnPlaces) -> None:
    at = open_page(track=KNOWN)
    before = trace(at, 0, "seed")["x"]
    at = click(answered(click(at, DOUBT), "That one"), "Keep it")
    moved = trace(at, 0, "seed")["x"]
    assert moved[0] < before[0]
    assert "10,000 Hours" in said(at)
    at = click(at, UNDO)
    assert trace(at, 0, "seed")["x"] == before
    assert DOUBT in labels(at)


def test_where_others_use_the_app_a_place_stays_in_the_visit() -> None:
    at = click(answered(click(open_page(track=UNKNOWN), OFFER), "The same"), "Keep it")
    assert "stay in this visit alone" in said(at)
    assert trace(at, 0, "seed")
    assert not (settings.load().data_dir / FILE).exists()
    assert OFFER in labels(open_page(track=UNKNOWN))
    assert OFFER in labels(click(at, UNDO))


def test_an_admin_token_means_that_others_use_the_app(
    alone: OwnPlaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOODREC_ADMIN_TOKEN", "a-token")
    click(answered(click(open_page(track=UNKNOWN), OFFER), "The same"), "Keep it")
    assert not alone.path.exists()


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("", False),
        ("example.org", False),
        ("192.168.0.7", False),
        ("localhost.example.org", False),
    ],
)
def test_this_machine_is_told_by_its_address(host: str, expected: bool) -> None:
    assert mine._is_loopback(host) is expected


def test_a_song_can_be_skipped_and_an_answer_taken_back() -> None:
    at = click(open_page(track=UNKNOWN), OFFER)
    first = that_song(at)
    assert "Back" not in labels(at)
    at = click(at, "I don't know that song")
    second = that_song(at)
    assert second != first
    assert "Question 1 of at most 6" in said(at)
    at = click(at, "This one")
    assert "Question 2 of at most 6" in said(at)
    at = click(at, "Back")
    assert that_song(at) == second
    at = click(answered(at, "This one"), "Back")
    assert "This one" in labels(at)
    at = click(answered(at, "This one"), "Ask again")
    assert "Question 1 of at most 6" in said(at)
    assert that_song(at) == first


def that_song(at: AppTest) -> str:
    return next(line for line in said(at).splitlines() if line.startswith("That: "))


def test_a_visit_keeps_so_many_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mine, "MOST_IN_VISIT", 1)
    at = click(answered(click(open_page(track=UNKNOWN), OFFER), "The same"), "Keep it")
    at.query_params["track"] = KNOWN
    at = click(answered(click(at.run(), DOUBT), "The same"), "Keep it")
    at.query_params["track"] = UNKNOWN
    assert OFFER in labels(at.run())


def test_a_broken_file_stops_no_page_and_is_told_where_something_is_kept(
    alone: OwnPlaces,
) -> None:
    alone.path.parent.mkdir(parents=True, exist_ok=True)
    alone.path.write_bytes(b"no database" * 100)
    with pytest.raises(StoreError):
        alone.all()
    at = open_page(track=KNOWN)
    assert trace(at, 0, "seed")["x"] == [0.43]
    at = click(answered(click(at, DOUBT), "That one"), "Keep it")
    assert "cannot be used" in said(at)
    assert "Keep it" in labels(at)
    assert trace(at, 0, "seed")["x"] == [0.43]


def test_the_judgements_are_downloaded_as_pairs(alone: OwnPlaces) -> None:
    at = click(answered(click(open_page(track=UNKNOWN), OFFER), "The same"), "Keep it")
    assert any("judgements" in one.proto.label for one in at.get("download_button"))
    pairs = [json.loads(line) for line in own._judgements().splitlines()]
    assert {one["songid_a"] for one in pairs} == {UNKNOWN}
    assert {one["type"] for one in pairs} == {"valence", "arousal"}
    assert {one["higher_value"] for one in pairs} == {"ab"}
