"""Page Find over a set that stays on the disk, and what the other pages say of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from moodrec import settings
from moodrec.filters import Filters
from moodrec.model import MoodPoint, Query
from moodrec.opening import Recommender, open_recommender
from moodrec.overview import overview
from moodrec.reference import ReferenceSet
from moodrec.setfile import SetWriter, to_table
from moodrec.ui import filtering, handover, knobs, picks
from moodrec.ui.address import PICKS
from moodrec.wishes import Wishes
from tests import cluster
from tests.conftest import KNOWN, UNKNOWN
from tests.planes import chart, sent

pytest.importorskip("duckdb")

APP = str(Path(__file__).parents[1] / "streamlit_app.py")
OTHERS = ["explore", "journey", "playlist", "method", "reference_set"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, packaged: ReferenceSet) -> Path:
    """The packaged songs as a file of moodrec's own, and a folder for what is made of it."""
    folder = tmp_path_factory.mktemp("beyond")
    with SetWriter(folder / "songs.parquet") as writer:
        writer.write(to_table(packaged.frame()))
        writer.describe(name="songs", dropped={}, crawl="")
    return folder


@pytest.fixture(autouse=True)
def _on_the_disk(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODREC_ENGINE", "duckdb")
    monkeypatch.setenv("MOODREC_OFFLINE", "1")
    monkeypatch.setenv("MOODREC_REFERENCE", str(files / "songs.parquet"))
    monkeypatch.setenv("MOODREC_DATA_DIR", str(files / "data"))
    st.cache_resource.clear()


@pytest.fixture
def asked() -> Recommender:
    return open_recommender(settings.load())


def find(**query: str | list[str]) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=60)
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def opened(at: AppTest, key: str) -> AppTest:
    at.session_state[key] = True
    return at.run()


def said(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.error, at.warning, at.info)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def listed(at: AppTest) -> list[str]:
    assert not at.exception
    assert not at.error
    ids: list[str] = next(one["ids"] for one in chart(at, 0)["data"] if one["name"] == "neighbours")
    return ids


def ids_of(asked: Recommender, query: Query) -> list[str]:
    return [one.track.id for one in asked.recommend(query).neighbours]


def test_nothing_asked_shows_the_plane_of_the_whole_set_and_examples(
    packaged: ReferenceSet,
) -> None:
    at = find()
    assert not at.exception
    density, dots = (next(one for one in chart(at, 0)["data"] if one["name"] == name)
                     for name in ("density", "songs"))  # fmt: skip
    assert density["z"]
    assert dots["x"]
    expected = [f"example-{track.id}" for track in overview(packaged).examples]
    assert [one.key for one in at.button if (one.key or "").startswith("example-")] == expected
    assert "4,481 songs of 6 genres" in said(at)
    assert "stay outside the memory" in said(at)


def test_a_link_gives_the_nearest_songs_of_the_set(asked: Recommender) -> None:
    at = find()
    at.text_input[0].set_value(f"https://open.spotify.com/track/{KNOWN}")
    at = at.button[0].click().run()
    assert at.query_params["track"] == KNOWN
    assert not at.text_input  # what stands around the answer was not drawn again
    assert listed(at) == ids_of(asked, Query(KNOWN, n=PICKS))
    assert len(at.radio[0].options) == len(at.dataframe[0].value) == PICKS
    assert len(at.get("plotly_chart")) == 2  # plane and lens; the comparison takes the whole set
    assert "livelier than 26 %" in said(at)


def test_a_database_answers_like_the_files(
    asked: Recommender, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = ids_of(asked, Query(KNOWN, n=PICKS))
    monkeypatch.setenv("MOODREC_ENGINE", "postgres")
    monkeypatch.setenv("MOODREC_DATABASE_URL", cluster.shared().url)
    st.cache_resource.clear()
    assert listed(find(track=KNOWN)) == expected


def test_a_mood_and_several_seeds_are_answered(asked: Recommender) -> None:
    at = find(at="0.9,0.1")
    assert listed(at) == ids_of(asked, Query(MoodPoint(0.9, 0.1), n=PICKS))
    at = find(track=KNOWN, more="0.9,0.1", n="3")
    assert listed(at) == ids_of(asked, Query(KNOWN, n=3, more=(MoodPoint(0.9, 0.1),)))


def test_what_takes_the_whole_set_is_not_offered() -> None:
    at = opened(find(track=KNOWN), picks.MORE)
    assert "Like this one too" in labels(at)
    assert not {"Not like this one", "Sounds wrong? Place it by ear"} & {*labels(at)}
    assert not at.button_group  # no presets
    at = opened(at, "takeaway-find")
    assert at.get("download_button")
    assert not {*handover.PAGES.values()} & {*labels(at)}
    at = find(track=UNKNOWN)
    assert f"does not know the track {UNKNOWN}" in said(at)
    assert "Place it by ear" not in labels(at)


@pytest.mark.parametrize(
    "shape", [{"order": "same mood"}, {"familiar": "1"}, {"share": "playlists:1"}]
)
def test_what_cannot_be_had_is_told_with_a_way_out(
    shape: dict[str, str], asked: Recommender
) -> None:
    at = find(track=KNOWN, **shape)
    assert not at.exception
    assert "the closest songs alone" in said(at)
    way = next(button for button in at.button if button.label.startswith("Back to the usual"))
    assert listed(way.click().run()) == ids_of(asked, Query(KNOWN, n=PICKS))


def test_a_seed_to_keep_away_from_is_told_and_can_be_taken_away(asked: Recommender) -> None:
    at = find(track=KNOWN, less="0.9,0.1")
    assert "without seeds to keep away from" in said(at)
    way = next(button for button in at.button if button.label.startswith("not like"))
    assert listed(way.click().run()) == ids_of(asked, Query(KNOWN, n=PICKS))


def test_another_metric_and_ring_go_into_the_address(asked: Recommender) -> None:
    at = opened(find(track=KNOWN), knobs.OPEN)
    at.selectbox(key="metric-of-list").set_value("rank")
    at = at.run()
    at.slider(key="wish-radius").set_value(0.2)
    at = at.run()
    assert dict(at.query_params) == {"track": KNOWN, "metric": "rank", "radius": "0.2"}
    wished = Wishes(metric="rank", radius=0.2)
    assert listed(at) == ids_of(asked, Query(KNOWN, n=PICKS, wishes=wished))
    ring = asked.recommend(Query(KNOWN, n=PICKS, wishes=wished)).ring
    assert f"{ring.songs:,} other songs are inside the ring" in said(at)


def test_filters_are_offered_with_the_genres_of_the_set(asked: Recommender) -> None:
    at = opened(find(track=KNOWN), filtering.OPEN)
    genres = dict(asked.summary.genres)
    told = at.multiselect(key="filter-genres")
    assert list(told.options) == [f"{name} ({genres[name]:,})" for name in sorted(genres)]
    chosen = min(genres)
    at = told.set_value([chosen]).run()
    assert at.query_params["genre"] == chosen
    assert listed(at) == ids_of(asked, Query(KNOWN, n=PICKS, filters=Filters(genres=(chosen,))))
    at = next(button for button in at.button if button.key == "filters-reset").click().run()
    assert listed(at) == ids_of(asked, Query(KNOWN, n=PICKS))


def test_filters_that_leave_nothing_name_the_one_to_relax() -> None:
    at = find(track=KNOWN, genre="no such genre")
    assert not at.exception
    assert "No song passes your filters" in said(at)


def test_the_sidebar_tells_the_set_on_every_page() -> None:
    assert "4,481 songs · 6 genres" in "\n".join(one.value for one in find().sidebar.markdown)


@pytest.mark.parametrize("page", OTHERS)
def test_the_other_pages_say_where_the_set_answers(page: str) -> None:
    at = find()
    at.switch_page(f"pages/{page}.py")
    at = at.run()
    assert not at.exception
    assert "where page Find and python -m moodrec recommend search them" in said(at)
    assert not at.get("plotly_chart")
    assert not [one for one in at.main.button if one.label.startswith("Back to")]


def test_the_plane_that_stays_in_the_browser_can_be_looked_at_closer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MOODREC_PLANE", "component")
    at = find(track=KNOWN)
    assert [(told["key"], told["zoom"]) for told in sent(at)] == [("plane", True), ("lens", False)]
    lines = [one for one in at.get("bidi_component")
             if one.proto.component_name == "moodrec_line"]  # fmt: skip
    assert len(lines) == 1


def test_another_set_in_use_draws_the_page_around_the_answer_anew(
    files: Path, packaged: ReferenceSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = find()
    with SetWriter(files / "few.parquet") as writer:
        writer.write(to_table(packaged.frame()).slice(0, 40))
        writer.describe(name="few", dropped={}, crawl="")
    monkeypatch.setenv("MOODREC_REFERENCE", str(files / "few.parquet"))
    st.cache_resource.clear()
    at.text_input[0].set_value("spotify:track:" + packaged.placed(3).track.id)
    at = at.button[0].click().run()
    assert at.text_input  # not the answer alone
    assert "The 40 songs of this set" in said(at)


def test_a_set_whose_files_are_gone_is_one_sentence(
    files: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MOODREC_REFERENCE", str(tmp_path / "nowhere.parquet"))
    at = find(track=KNOWN)
    assert not at.exception
    assert len(at.error) == 1
    assert not at.get("plotly_chart")


def test_files_that_go_while_the_app_runs_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOODREC_DATA_DIR", str(tmp_path))
    at = find()
    for piece in (tmp_path / "arranged").glob("*/tracks/*.parquet"):
        piece.unlink()
    at.query_params["track"] = KNOWN
    at = at.run()
    assert not at.exception
    assert "DuckDB cannot read the reference set" in said(at)
