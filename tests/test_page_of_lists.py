"""What the page of lists shows of placed songs, and the command line's pieces for them."""

import argparse
import json
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from moodrec.cli import portrait as cli
from moodrec.errors import QueryError
from moodrec.model import PlacedTrack
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from tests.lists_of_songs import scattered

SCRIPT = str(Path(__file__).parent / "playlist_script.py")


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODREC_OFFLINE", "1")
    st.cache_resource.clear()


def open_script(part: str, title: str = "1") -> AppTest:
    at = AppTest.from_file(SCRIPT, default_timeout=30)
    at.query_params[part] = title
    return at.run()


def said(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.error, at.info)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


def test_the_portrait_is_drawn_and_told() -> None:
    at = open_script("portrait")
    assert not at.exception
    assert len(at.get("plotly_chart")) == 2
    assert "The middle of these 122 songs, weighted by" in said(at)
    assert "More of it than of the set is" in said(at)
    assert "far livelier than the rest" in said(at)
    assert "Larger dots were played more." in said(at)


def test_a_clicked_song_of_the_list_is_named() -> None:
    at = open_script("portrait")
    spec = json.loads(at.get("plotly_chart")[0].proto.spec)
    dots = next(one for one in spec["data"] if one["name"] == "your list")
    point = {"id": dots["ids"][0], "x": 0, "y": 0}
    at.session_state["playlist-plane"] = {"selection": {"points": [point]}}
    at = at.run()
    assert not at.exception
    assert "The player is left out" in said(at)


def test_two_lists_are_compared_in_words_and_numbers() -> None:
    at = open_script("versus", "Calm *evenings*")
    assert not at.exception
    assert "as far apart as" in said(at)
    assert "They share 20 songs" in said(at)
    assert "“Calm *evenings*” is calmer" in said(at)
    assert len(at.dataframe[0].value) == 9


@pytest.mark.parametrize("title", ["mean", "differs", "second", "±"])
def test_a_list_may_be_called_as_a_column_is(title: str) -> None:
    at = open_script("versus", title)
    assert not at.exception
    assert json.loads(at.dataframe[0].proto.columns)["first"] == {"label": title}


def ordering(at: AppTest) -> AppTest:
    return at.segmented_control(key="shape-way").set_value("order").run()


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("a feature", "Ordered by energy, upwards."),
        ("a journey", "Ordered along the journey: one song a place"),
        ("no great leaps", "Ordered without great leaps"),
    ],
)
def test_a_list_is_put_in_order(by: str, told: str) -> None:
    at = ordering(open_script("shape"))
    at = at.selectbox(key="shape-order").set_value(by).run()
    assert not at.exception
    assert told in said(at)
    assert len(at.dataframe[0].value) == 122


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ("extend", "20 more songs, spread as the list is over its moods."),
        ("fit", "songs fit; "),
        ("fill", "20 songs for what the list has little of against the set"),
    ],
)
def test_a_list_gets_more_songs_each_with_a_reason(way: str, told: str) -> None:
    at = open_script("shape")
    at = at.segmented_control(key="shape-way").set_value(way).run()
    assert not at.exception
    assert told in said(at)
    assert at.dataframe[0].value["why"].str.len().min() > 10


def test_a_mood_that_cannot_be_read_is_one_sentence() -> None:
    at = ordering(open_script("shape"))
    at = at.selectbox(key="shape-order").set_value("a journey").run()
    at = at.text_input(key="shape-from").set_value("everywhere").run()
    assert not at.exception
    assert [error.value.replace("\\", "")[:35] for error in at.error] == [
        "A mood is written as valence,energy"
    ]


@pytest.fixture(scope="module")
def index(packaged: ReferenceSet) -> Index:
    return Index(packaged)


@pytest.fixture(scope="module")
def songs(packaged: ReferenceSet) -> list[PlacedTrack]:
    return list(map(packaged.placed, range(0, 3000, 60)))


def options(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    cli.add(parser)
    return parser.parse_args(given)


def test_without_options_nothing_is_made(index: Index, songs: list[PlacedTrack]) -> None:
    assert cli.apply("A", songs, options(), index) is None


def test_songs_are_added_first_and_then_all_are_put_in_order(
    index: Index, songs: list[PlacedTrack]
) -> None:
    given = options("--extend", "10", "--order", "energy", "--down")
    listing = cli.apply("A", songs, given, index)
    assert listing is not None
    assert len(listing.entries) == 60
    energies = [entry.features.energy for entry in listing.entries if entry.features]
    assert energies == sorted(energies, key=lambda energy: -(energy or 0))
    assert sum("why" in dict(entry.more) for entry in listing.entries) == 10
    assert listing.about.endswith("Ordered by energy, downwards.")


@pytest.mark.parametrize(
    "given", ["journey:0.2,0.2>0.8,0.8", "journey:arc:0.2,0.2>0.5,0.3>0.8,0.8", "smooth", "length"]
)
def test_orders_are_read(songs: list[PlacedTrack], given: str) -> None:
    given = given.replace("length", "duration-ms")
    assert len(cli.ordered(songs, given).songs) == len(songs)


@pytest.mark.parametrize("given", ["colour", "journey:0.2,0.2", "journey:bow:0,0>1,1", "journey:"])
def test_orders_that_are_none_are_refused(songs: list[PlacedTrack], given: str) -> None:
    with pytest.raises(QueryError):
        cli.ordered(songs, given)


@pytest.mark.parametrize("given", [["--down"], ["--order", "smooth", "--down"]])
def test_only_the_order_of_a_feature_goes_downwards(
    index: Index, songs: list[PlacedTrack], given: list[str]
) -> None:
    with pytest.raises(QueryError, match="--down"):
        cli.apply("A", songs, options(*given), index)


def test_a_report_is_lines_and_plain_json(index: Index, songs: list[PlacedTrack]) -> None:
    report = cli.report(songs, index)
    assert report.lines[0].startswith("The middle of these 50 songs is ")
    assert json.loads(json.dumps(report.json))["songs"] == 50
    both = cli.compare(("A", songs), ("B", scattered(30, 1)), index)
    assert json.loads(json.dumps(both.json))["shared"] == {"first": [], "second": []}
    assert both.lines
