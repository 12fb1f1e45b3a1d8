"""The page Method, each part by itself: with the packaged set, and with sets that have little."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from moodrec.ui.method.parts import PARTS
from tests.conftest import KNOWN, UNKNOWN, an_id
from tests.planes import widths

APP = str(Path(__file__).parents[1] / "streamlit_app.py")
KNOWN_TOO = "1Op9SWtCrRGmax5BjNehes"
HEADER = (
    "track_id,artists,track_name,track_genre,valence,energy,danceability,acousticness,popularity"
)


@pytest.fixture(autouse=True)
def _fresh_process_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODREC_OFFLINE", "1")
    st.cache_resource.clear()


def a_row(number: int, genre: str = "rock", **values: object) -> str:
    told = {"valence": (number * 37 % 100) / 100, "energy": (number * 61 % 100) / 100,
            "danceability": 0.5, "acousticness": 0.1 + number % 7 / 10,
            "popularity": number % 100} | values  # fmt: skip
    return ",".join(
        [an_id(number), f"Band {number % 17}", f"Song {number}", genre, *map(str, told.values())]
    )


SETS = {
    "one row": [a_row(1)],
    "two rows": [a_row(1), a_row(2)],
    "one genre": [a_row(number) for number in range(200)],
    "no genre": [a_row(number, genre="") for number in range(200)],
    "constant energy": [a_row(number, energy=0.6) for number in range(200)],
    "constant": [a_row(number, valence=0.3, energy=0.6) for number in range(200)],
    "3 % missing": [
        a_row(number, **({"danceability": ""} if number % 33 == 0 else {})) for number in range(200)
    ],
}


@pytest.fixture
def small(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    file = tmp_path / "small.csv"
    file.write_text("\n".join([HEADER, *SETS[request.param]]) + "\n")
    monkeypatch.setenv("MOODREC_REFERENCE", str(file))
    return str(request.param)


def method(part: str = "", **query: str) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=60).run()
    at.switch_page("pages/method.py")
    for name, value in (query | ({"part": part} if part else {})).items():
        at.query_params[name] = value
    return at.run()


def said(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.error, at.warning, at.info, at.latex)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


def figures(at: AppTest) -> list[dict[str, Any]]:
    return [json.loads(one.proto.spec) for one in at.get("plotly_chart")]


def trace(figure: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in figure["data"] if one["name"] == name)
    return found


@pytest.mark.parametrize("small", SETS, indirect=True)
def test_every_part_draws_or_says_why_it_cannot(small: str) -> None:
    at = method()
    for part in PARTS:
        at.query_params["part"] = part
        at = at.run()
        assert not at.exception, part
        assert not at.error, part
        assert "nan" not in said(at).lower().split(), part
        for one in figures(at):
            assert "NaN" not in json.dumps(one), part


def test_the_article_is_shown_step_by_step() -> None:
    at = method(track=KNOWN)
    assert not at.exception
    told = said(at)
    assert "Energy stands in for arousal" in told
    first, second = (one.value for one in at.latex[1:])
    shown = [re.search(r"approx ([\d.]+)", text) for text in (first, second)]
    distances = [float(one[1]) for one in shown if one]
    assert distances[0] < distances[1]
    assert "a is nearer" in told
    ranking = at.dataframe[0].value
    assert list(ranking["rank"]) == list(range(1, 11))
    assert ranking["distance"].is_monotonic_increasing
    squares = ranking["Δ valence"] ** 2 + ranking["Δ energy"] ** 2
    assert ranking["distance"].to_numpy() == pytest.approx(squares.to_numpy() ** 0.5)


def test_two_songs_are_compared_and_the_shorter_line_is_bold() -> None:
    at = method(track=KNOWN)
    options = at.selectbox(key="method-a").options
    at = at.selectbox(key="method-a").select_index(len(options) - 1).run()
    assert not at.exception
    assert "b is nearer" in said(at)
    widths = [one["line"]["width"] for one in figures(at)[0]["layout"]["shapes"]
              if one["name"] == "norm"]  # fmt: skip
    assert widths == [1.5, 4]
    assert trace(figures(at)[0], "songs")["text"] == ["a", "b"]


def test_a_mood_is_as_good_as_a_song() -> None:
    at = method(at="0.4,0.6")
    assert not at.exception
    assert "The mood 0.4,0.6" in said(at)
    assert "0.4" in at.latex[0].value


def test_a_pasted_link_is_laid_open() -> None:
    at = method()
    at.text_input[0].set_value(f"https://open.spotify.com/track/{KNOWN}?si=1")
    at = at.button(key="FormSubmitter:paste-Show").click().run()
    assert at.query_params["track"] == KNOWN
    assert "An example" not in said(at)


def test_the_axes_are_told_with_the_article_beside_them() -> None:
    at = method("axes")
    assert not at.exception
    told = said(at)
    assert "Valence of 4,481 songs" in told
    assert "n = 4,481" in told
    assert "The article found a slope of 0.25 on 12,000 tracks." in told
    assert "Within genres the slope is" in told
    assert "In the moods that listeners tag r is 0.25, over 18,551 tracks" in told
    valence, energy, plane, slopes = figures(at)
    assert sum(trace(valence, "songs")["y"]) == sum(trace(energy, "songs")["y"]) == 4481
    assert {one["name"] for one in plane["data"]} >= {"all songs", "the article's slope", "genres"}
    assert len(trace(slopes, "genre")["y"]) == 6


def test_two_metrics_stand_side_by_side() -> None:
    at = method("metrics", track=KNOWN, metric="euclidean", other="rank")
    assert not at.exception
    drawn = figures(at)[0]
    lists = [trace(drawn, name)["customdata"] for name in ("first list", "second list")]
    shared = {tuple(one) for one in lists[0]} & {tuple(one) for one in lists[1]}
    assert len(drawn["layout"]["shapes"]) == len(shared)
    assert f"{len(shared)} of 10 songs are in both lists" in said(at)
    assert re.search(r"Lists of 5 have \d+ % of their songs in common", said(at))
    assert re.search(r"Lists of 50 have \d+ % of their songs in common", said(at))
    table = at.dataframe[0].value
    assert {"Same mood", "nearest, z-scored", "random songs"} <= set(table["list"])


def test_the_same_metric_twice_is_told() -> None:
    at = method("metrics", metric="rank", other="rank")
    assert not at.exception
    assert "Choose two different metrics" in said(at)


def test_a_metric_that_a_set_does_not_have_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "flat.csv"
    file.write_text("\n".join([HEADER, *SETS["constant energy"]]) + "\n")
    monkeypatch.setenv("MOODREC_REFERENCE", str(file))
    at = method("metrics", metric="whitened")
    assert not at.exception
    assert "all songs of this reference set have one energy" in said(at)


def test_how_sure_a_point_is() -> None:
    at = method("sure", track=KNOWN)
    assert not at.exception
    assert "recordings are there in several releases that differ" in said(at)
    blob = trace(figures(at)[0], "where the seed may lie")
    assert widths(blob) == pytest.approx((0.08, 0.08), abs=1e-6)
    assert "Who says what of this song" in said(at)


def test_the_data_have_a_card_and_code() -> None:
    at = method("data")
    assert not at.exception
    told = said(at)
    for heading in ("Source", "Licence", "Known biases", "Intended use"):
        assert f"##### {heading}" in told
    assert "pretty_name" not in told
    assert any("read_parquet" in one.value for one in at.code)


def test_judgements_are_held_against_the_values(tmp_path: Path) -> None:
    at = method("ears")
    assert "Place a song by ear" in said(at)
    lines = [
        json.dumps({"songid_a": KNOWN, "songid_b": UNKNOWN, "type": "valence",
                    "annotator": "me", "higher_value": "a"}),
        json.dumps({"songid_a": UNKNOWN, "songid_b": KNOWN, "type": "valence",
                    "annotator": "you", "higher_value": "b"}),
    ]  # fmt: skip
    at = at.file_uploader[0].upload("pairs.jsonl", "\n".join(lines).encode(), "text/plain").run()
    assert not at.exception
    assert "2 rows read" in said(at)
    assert "1 of 2 songs are known here" in said(at)


def test_the_page_tells_what_the_numbers_rest_on_and_how_people_were_compared() -> None:
    at = method("ears")
    rows = ["track_a,track_b,axis,answer,rater"]
    rows += [f"{KNOWN},{other},valence,a,{who}" for other in (UNKNOWN, KNOWN_TOO) for who in "pq"]
    at = at.file_uploader[0].upload("pairs.csv", "\n".join(rows).encode(), "text/csv").run()
    assert not at.exception
    table = at.dataframe[-1].value
    assert list(table.columns)[-3:] == ["judgements", "pairs", "songs"]
    people = table[table["values of"] == "people among themselves"].iloc[0]
    assert (people["agreement"], people["judgements"], people["pairs"]) == (1, "4", "2")
    assert "2 of 4" in set(table["judgements"])
    assert "one person with each other single person on the same pair" in said(at)


def test_a_file_without_judgements_is_told_in_a_sentence() -> None:
    at = method("ears")
    at = at.file_uploader[0].upload("notes.txt", b"nothing to see", "text/plain").run()
    assert not at.exception
    assert len(at.error) == 1


def test_a_link_to_nothing_is_told_and_the_parts_stay() -> None:
    at = method("steps", track="https://example.org/nothing")
    assert not at.exception
    assert at.error
    assert method("nonsense").exception == method("steps").exception
