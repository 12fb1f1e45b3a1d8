"""Placing a track by ear on page Find: the questions, the place kept, and taken back."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from moodrec import settings
from moodrec.errors import StoreError
from moodrec.judging.own import OwnPlace
from moodrec.judging.ownstore import OwnPlaces
from moodrec.model import AudioFeatures
from moodrec.store import FeatureStore
from moodrec.ui.byear import mine, placed
from tests.conftest import KNOWN, UNKNOWN
from tests.planes import widths
from tests.test_own_places import AT, a_place
from tests.test_pages import open_page, said, trace

OFFER, DOUBT, UNDO = "Place it by ear", "Sounds wrong? Place it by ear", "Undo"


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODREC_OFFLINE", "1")
    st.cache_resource.clear()


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> OwnPlaces:
    """The page is opened on the machine it runs on; gives the file of places there."""
    monkeypatch.setattr(mine, "_host", lambda: "127.0.0.1")
    monkeypatch.setattr(mine, "_address", lambda: None)
    return OwnPlaces(settings.load().data_dir / "own.sqlite")


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
    assert re.search(r"[Bb]right and (very )?energetic", said(at))
    assert "nine times out of ten" in said(at)
    assert not alone.path.exists()
    at = click(at, "Keep it")
    place = alone.all()[UNKNOWN]
    assert (trace(at, 0, "seed")["x"], trace(at, 0, "seed")["y"]) == (
        [place.point.valence],
        [place.point.energy],
    )
    assert f"Placed by you, by ear, on {place.placed_at:%Y-%m-%d}" in said(at)
    assert "kept on this machine" in said(at)
    assert any("judgements" in one.proto.label for one in at.get("download_button"))
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
    assert not (settings.load().data_dir / "own.sqlite").exists()
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


@pytest.mark.parametrize(
    ("address", "expected"),
    [(None, True), ("127.0.0.2", True), ("::1", True), ("192.168.0.7", False), ("?", False)],
)
def test_a_browser_elsewhere_that_says_localhost_gets_no_file(
    alone: OwnPlaces, monkeypatch: pytest.MonkeyPatch, address: str | None, expected: bool
) -> None:
    alone.put(a_place())
    monkeypatch.setattr(mine, "_address", lambda: address)
    assert mine.on_this_machine() is expected
    assert (UNKNOWN in mine.places()) is expected


def test_the_file_is_read_once_until_it_changes(
    alone: OwnPlaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[OwnPlaces] = []
    read = OwnPlaces.all

    def noted(store: OwnPlaces) -> dict[str, OwnPlace]:
        reads.append(store)
        return read(store)

    monkeypatch.setattr(OwnPlaces, "all", noted)
    alone.put(a_place())
    for _ in range(3):
        assert [*mine.places()] == [UNKNOWN]
    assert len(reads) == 1
    alone.put(a_place(KNOWN))
    assert {*mine.places()} == {UNKNOWN, KNOWN}
    assert len(reads) == 2
    mine.undo(KNOWN)
    assert [*mine.places()] == [UNKNOWN]
    with pytest.raises(TypeError):
        mine.places()[KNOWN] = a_place(KNOWN)  # type: ignore[index]  # that it cannot is the point


def test_the_blob_of_a_place_by_ear_is_as_wide_as_its_interval(alone: OwnPlaces) -> None:
    alone.put(a_place())
    blob = trace(open_page(track=UNKNOWN), 0, "where the seed may lie")
    assert widths(blob) == pytest.approx((0.4 - 0.05, 0.75 - 0.45), abs=1e-6)


def placed_page() -> None:
    """A page with the songs that the visitor placed."""
    from moodrec.ui import cache  # noqa: PLC0415  # Streamlit runs the text of this function alone
    from moodrec.ui.byear import placed  # noqa: PLC0415

    placed.show(cache.service())


def test_all_placed_songs_are_listed_with_the_newest_first_and_taken_back(
    alone: OwnPlaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Placed by you" not in said(AppTest.from_function(placed_page).run())
    alone.put(a_place())
    alone.put(a_place(KNOWN, at=AT + timedelta(days=1)))
    at = AppTest.from_function(placed_page).run()
    assert not at.exception
    told = said(at)
    assert "2 songs. Your places are kept on this machine" in told
    assert told.index("10,000 Hours") < told.index(UNKNOWN)
    assert labels(at) == [UNDO, UNDO]
    assert len(at.get("download_button")) == 1
    monkeypatch.setattr(placed, "MOST_SHOWN", 1)
    at = at.run()
    assert labels(at) == [UNDO]
    assert "2 songs, the newest 1 of them below" in said(at)
    at = click(at, UNDO)
    assert [*alone.all()] == [UNKNOWN]
    assert UNKNOWN in said(at)


def test_a_broken_file_is_told_beside_the_list(alone: OwnPlaces) -> None:
    Path(str(alone.path)).parent.mkdir(parents=True, exist_ok=True)
    Path(str(alone.path)).write_bytes(b"no database" * 100)
    at = AppTest.from_function(placed_page).run()
    assert not at.exception
    assert "cannot be used" in said(at)


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
    Path(str(alone.path)).parent.mkdir(parents=True, exist_ok=True)
    Path(str(alone.path)).write_bytes(b"no database" * 100)
    with pytest.raises(StoreError):
        alone.all()
    at = open_page(track=KNOWN)
    assert trace(at, 0, "seed")["x"] == [0.43]
    at = click(answered(click(at, DOUBT), "That one"), "Keep it")
    assert "cannot be used" in said(at)
    assert "Keep it" in labels(at)
    assert trace(at, 0, "seed")["x"] == [0.43]


def sources_page() -> None:
    """A page that tells who says what of a track."""
    import streamlit as st  # noqa: PLC0415  # Streamlit runs the text of this function alone

    from moodrec.ui import cache  # noqa: PLC0415
    from moodrec.ui.byear import told  # noqa: PLC0415

    told.show(cache.service(), st.query_params["track"])


def sources_of(track_id: str) -> AppTest:
    at = AppTest.from_function(sources_page)
    at.query_params["track"] = track_id
    at = at.run()
    assert not at.exception
    return at


def test_sources_stand_side_by_side_and_disagree_where_they_do(alone: OwnPlaces) -> None:
    click(answered(click(open_page(track=KNOWN), DOUBT), "That one"), "Keep it")
    FeatureStore(settings.load().data_dir / "features.sqlite", timedelta(days=30)).remember(
        AudioFeatures(KNOWN, "Spotify", 0.43, 0.93)
    )
    at = sources_of(KNOWN)
    table = at.table[0].value
    assert str(table.index[0]).startswith("reference set")
    assert "Spotify" in table.index[1]
    assert table.index[2] == "your own ears"
    assert table["valence"].tolist()[0] == "0.430"
    assert table["when"].tolist()[0] == "not told"
    assert "They disagree" in said(at)


def test_nobody_and_one_source_alone_are_told() -> None:
    assert "Nobody tells" in said(sources_of(UNKNOWN))
    assert "One source alone" in said(sources_of(KNOWN))


def list_page() -> None:
    """A page with a brought list."""
    import streamlit as st  # noqa: PLC0415  # as above

    from moodrec.ui import cache  # noqa: PLC0415
    from moodrec.ui.playlist import slots  # noqa: PLC0415

    if slots.kept(slots.FIRST) is None:
        slots.hand_in("List", st.query_params.get_all("id"))
    placed = slots.coverage(slots.FIRST, cache.service())
    st.text(placed.sentence if placed else "")


def test_a_brought_list_follows_the_places_that_are_kept_and_taken_back(
    alone: OwnPlaces,
) -> None:
    at = AppTest.from_function(list_page)
    at.query_params["id"] = [KNOWN, UNKNOWN]
    assert "1 of 2 placed" in at.run().text[0].value
    alone.put(a_place())
    assert "1 by your own ears" in at.run().text[0].value
    alone.remove(UNKNOWN)
    assert "1 of 2 placed" in at.run().text[0].value
