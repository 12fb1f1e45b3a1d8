"""Figures that stay in a browser: what is kept, what is sent, what is answered."""

import gzip
import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from moodrec import figures
from moodrec.figures import DARK, LIGHT, drawing, picking, wire
from moodrec.model import MoodPoint, Query
from moodrec.opening import open_service
from moodrec.overview import overview
from moodrec.reference import ReferenceSet
from moodrec.service import Service
from moodrec.settings import load
from moodrec.ui.planes import files
from moodrec.ui.planes.line import answer
from moodrec.window import FEW, MOST, Loaded, Window, best_known
from tests.conftest import KNOWN
from tests.planes import figure, in_full, sent, unpacked
from tests.small import a_set


@pytest.fixture
def service() -> Service:
    return open_service(load(offline=True))


def test_the_backdrop_is_kept_without_targets_and_small(packaged: ReferenceSet) -> None:
    backdrop = figures.background(overview(packaged), LIGHT)
    kept = json.loads(wire.kept(backdrop, LIGHT, zoom=True))
    assert [one["name"] for one in kept["data"]] == ["density", "songs", "corner words", "closer"]
    assert not kept["layout"]["xaxis"]["fixedrange"]
    assert len(wire.kept(backdrop, LIGHT, zoom=True)) < 70_000


def test_the_same_set_gives_the_same_file_and_another_palette_another(
    packaged: ReferenceSet,
) -> None:
    light, again, dark = (
        wire.kept(figures.background(overview(packaged), palette), palette, zoom=True)
        for palette in (LIGHT, LIGHT, DARK)
    )
    assert light == again != dark


def test_plotly_is_the_one_of_its_package() -> None:
    assert b"plotly.js v" in wire.library()[:60]
    assert wire.library() is wire.library()


def test_what_is_sent_and_what_is_kept_are_the_whole_figure(service: Service) -> None:
    told = service.recommend(Query(KNOWN))
    backdrop = figures.background(service.overview, LIGHT)
    whole = figures.mood_plane(backdrop, told, LIGHT)
    kept = json.loads(wire.kept(backdrop, LIGHT, zoom=True))
    sent = wire.sent(figures.overlay(told, LIGHT))
    names = {one["name"] for one in (*kept["data"], *sent["data"])}
    assert names == {trace["name"] for trace in whole.data} - {"empty spot"} | {wire.WINDOW}
    shapes = [*kept["layout"]["shapes"], *sent["layout"]["shapes"]]
    assert len(shapes) == len(whole.layout["shapes"])
    ring, *lines = in_full(sent["layout"]["shapes"])
    assert ring["name"] == "same-mood ring"
    assert [(one["name"], one["type"]) for one in lines] == [("neighbour line", "line")] * 5
    assert [(one["x1"], one["y1"]) for one in lines] == [
        (song.point.valence, song.point.energy) for song in told.neighbours
    ]


def test_a_page_sends_the_marks_of_its_answer_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODREC_PLANE", "component")
    monkeypatch.setenv("MOODREC_OFFLINE", "1")
    at = AppTest.from_file("../streamlit_app.py", default_timeout=60)
    at.query_params["track"] = KNOWN
    at.run()
    assert [told["key"] for told in sent(at)] == ["plane", "lens", "comparison"]
    assert not at.get("plotly_chart")
    names = {trace["name"] for trace in figure(at, 0)["data"]}
    assert {"neighbours", "seed"} <= names
    assert not {"density", "songs"} & names


def test_no_answer_sends_nothing() -> None:
    assert wire.sent(None) == {"data": [], "layout": {}}


def test_what_is_packed_is_small_and_always_the_same() -> None:
    values: dict[str, Any] = {"x": [0.3, 1.0] * 50, "title": "Ünïcode <b>"}
    packed = files.packed(part="show", **values)
    assert packed == files.packed(part="show", **values)
    assert json.loads(gzip.decompress(packed)) == {"part": "show", **values}
    assert len(packed) < len(json.dumps(values)) / 2
    prompt = files.packed(prompt=True, part="show", **values)
    assert json.loads(prompt) == {"part": "show", **values}, "nobody has to unpack it"


def test_what_is_sent_is_told_to_the_millionth() -> None:
    told = wire.sent(drawing.figure([drawing.scatter(x=[0.1 + 0.2], y=[1 / 3])]))
    assert (told["data"][0]["x"], told["data"][0]["y"]) == ([0.3], [0.333333])


def test_what_is_sent_is_json_whatever_it_was_made_of() -> None:
    dots = drawing.scatter(x=np.array([0.1, np.nan], np.float32), y=(np.float64(1 / 3), 2))
    told = wire.sent(drawing.figure([dots], {"xaxis": {"range": (0, 1)}, "showlegend": True}))
    assert told == {
        "data": [{"type": "scatter", "x": [0.1, None], "y": [0.333333, 2]}],
        "layout": {"xaxis": {"range": [0, 1]}, "showlegend": True},
    }
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_a_window_is_answered_with_its_songs(packaged: ReferenceSet) -> None:
    told = answer({"key": "k", "window": [0, 0, 1, 1]}, Loaded(packaged))
    assert told
    assert told["to"] == "k"
    assert told["count"] == len(packaged)
    rows = unpacked(told["places"]["customdata"])
    assert rows == best_known(packaged, Window(0, 0, 1, 1)).rows.tolist()
    assert len(rows) == MOST
    x, y = (unpacked(told["places"][axis]) for axis in "xy")
    first = packaged.placed(int(rows[0])).point
    assert (x[0], y[0]) == pytest.approx((first.valence, first.energy))
    assert len(json.dumps(told)) < 70_000


def test_what_did_not_fit_into_a_window_is_told_next(packaged: ReferenceSet) -> None:
    told = answer({"key": "k", "window": [0, 0, 1, 1], "after": MOST}, Loaded(packaged))
    assert told
    assert (told["shown"], told["count"]) == (len(packaged) - MOST, len(packaged))
    rest = best_known(packaged, Window(0, 0, 1, 1), after=MOST).rows.tolist()
    assert unpacked(told["places"]["customdata"]) == rest


def test_a_cell_is_answered_with_a_handful(packaged: ReferenceSet) -> None:
    told = answer({"key": "k", "cell": [0.4, 0.6, 0.5, 0.7]}, Loaded(packaged))
    assert told
    assert len(told["songs"]) == FEW < told["count"]
    assert {"row", "title", "artists", "x", "y"} == {*told["songs"][0]}


def test_an_empty_place_is_answered_with_nothing(packaged: ReferenceSet) -> None:
    nowhere = [0.9999, 0.0, 0.99991, 0.0001]
    told = answer({"key": "k", "window": nowhere}, Loaded(packaged))
    assert told
    assert told["count"] == 0
    assert json.dumps(told)
    named = answer({"key": "k", "cell": nowhere}, Loaded(packaged))
    assert named == {"to": "k", "songs": [], "count": 0}


def test_a_row_is_named(packaged: ReferenceSet) -> None:
    told = answer({"key": "k", "row": 3}, Loaded(packaged))
    assert told
    assert [one["title"] for one in told["songs"]] == [packaged.placed(3).track.title]


@pytest.mark.parametrize(
    "question",
    [None, "row", [], {}, {"row": -1}, {"row": 10**9}, {"row": "3"}, {"row": True}, {"cell": [1]},
     {"window": "0011"}, {"window": [0, 0, 1, float("nan")]},
     {"window": [0, 0, 1, 1], "after": -1}, {"window": [0, 0, 1, 1], "after": 0.5}],
)  # fmt: skip
def test_a_question_that_makes_no_sense_has_no_answer(
    question: Any, packaged: ReferenceSet
) -> None:
    assert answer(question, Loaded(packaged)) is None


def test_a_choice_is_a_track_or_a_spot(service: Service) -> None:
    view, reference = service.overview, service.reference

    def chosen(**told: Any) -> object:
        return picking.on_component(told, view, Loaded(reference))

    assert chosen(id=KNOWN) == KNOWN
    assert chosen(dot=7) == view.dots[7].track.id
    assert chosen(row=7) == reference.placed(7).track.id
    assert chosen(x=0.3123, y=0.06) == MoodPoint(0.3123, 0.06)
    assert chosen(x=-3, y=2) == MoodPoint(0, 1)


@pytest.mark.parametrize(
    "told",
    [{}, {"id": 3}, {"dot": 10**6}, {"dot": -1}, {"row": -1}, {"row": 0.5}, {"x": 0.1},
     {"x": "0.1", "y": 0.2}, {"x": float("nan"), "y": 0.2}, {"x": float("inf"), "y": 0}],
)  # fmt: skip
def test_a_choice_that_makes_no_sense_is_none(told: dict[str, Any]) -> None:
    reference = a_set([{"valence": 0.5, "energy": 0.5}])
    assert picking.on_component(told, overview(reference), Loaded(reference)) is None


def test_parts_told_briefly_are_told_in_full() -> None:
    parts: list[dict[str, Any]] = [
        {"name": "ring", "path": "M0,0Z"},
        {"name": "line", "x0": 0.1, "line": {"width": 1}},
        {"name": "line", "x0": 0.2, "line": {"width": 1}},
        {"name": "line", "x0": 0.2, "line": {"width": 2}},
        {"name": "ring", "path": "M0,0Z"},
    ]
    told = wire.brief(parts)
    assert told[1:4] == [parts[1], {"like": 1, "x0": 0.2}, {"like": 1, "line": {"width": 2}}]
    assert in_full(told) == parts
    assert wire.brief([]) == []
