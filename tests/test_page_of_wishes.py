"""The page Find, shaped: presets, knobs, filters, several seeds, and what the address says."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from moodrec.reference import ReferenceSet
from moodrec.ui import picks
from moodrec.wishes import PRESETS, USUAL
from tests.conftest import KNOWN, an_id, table_of
from tests.test_pages import APP, figure, said, trace

OTHER_PRESETS = [name for name, preset in PRESETS.items() if preset.wishes != USUAL]


@pytest.fixture(autouse=True)
def _fresh_process_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    st.cache_resource.clear()
    monkeypatch.setenv("MOODREC_OFFLINE", "1")


def picked(at: AppTest) -> list[str]:
    return list(trace(at, 0, "neighbours")["ids"])


def opened(at: AppTest, what: str) -> AppTest:
    """Opens Knobs, Filters or another button, whose content is sent only then."""
    at.session_state[what] = True
    return at.run()


def at_address(**query: str | list[str]) -> AppTest:
    """Opens the page at an address whose parameters may repeat."""
    at = AppTest.from_file(APP, default_timeout=30)
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def told(at: AppTest, name: str) -> list[str]:
    """The values of a parameter of the address."""
    found = at.query_params.get(name, [])
    return [found] if isinstance(found, str) else list(found)


def test_a_page_starts_with_the_same_mood_and_says_why_each_song_is_there() -> None:
    at = at_address(track=KNOWN)
    assert at.button_group(key="preset").value == "Same mood"
    assert len(picked(at)) == 10
    captions = list(at.radio[0].proto.captions)
    assert all("same mood" in caption for caption in captions)
    assert any("slower" in caption or "faster" in caption for caption in captions)
    assert set(at.query_params) == {"track"}


@pytest.mark.parametrize("name", OTHER_PRESETS)
def test_a_preset_goes_into_the_address_and_the_link_gives_the_same_list(name: str) -> None:
    at = at_address(track=KNOWN)
    at.button_group(key="preset").set_value(name).run()
    assert not at.exception
    again = at_address(**{key: told(at, key) for key in at.query_params})
    assert picked(again) == picked(at)
    assert again.button_group(key="preset").value == name


def test_the_articles_preset_gives_the_articles_list(packaged: ReferenceSet) -> None:
    at = at_address(track=KNOWN, order="closest", sound="0", n="5", all_artists="true")
    assert at.button_group(key="preset").value == "The article"
    known = packaged.find(KNOWN)
    assert known is not None
    table = packaged.frame().query("id != @KNOWN")
    apart = (table["valence"] - known.point.valence) ** 2 + (
        table["energy"] - known.point.energy
    ) ** 2
    nearest = table.assign(apart=apart.round(9)).sort_values(["apart", "id"])["id"].head(5)
    assert picked(at) == nearest.tolist()


def test_a_chosen_mood_says_that_it_has_no_sound() -> None:
    assert "A mood has no sound" in said(at_address(at="0.5,0.5"))
    assert "no sound" not in said(at_address(at="0.5,0.5", order="closest", sound="0"))


def test_a_knob_changes_the_list_and_the_address_and_no_preset_is_marked() -> None:
    at = opened(at_address(track=KNOWN), "knobs")
    before = picked(at)
    at.slider(key="wish-familiar").set_value(1.0).run()
    assert told(at, "familiar") == ["1"]
    assert picked(at) != before
    assert at.button_group(key="preset").value is None
    at = opened(at, "knobs")
    at.slider(key="wish-familiar").set_value(0.0).run()
    assert picked(at) == before
    assert told(at, "familiar") == []


def test_a_surprise_is_numbered_in_the_address_and_another_one_is_a_click_away() -> None:
    at = opened(at_address(track=KNOWN, surprise="1"), "knobs")
    first = picked(at)
    at.button(key="dice-again").click().run()
    assert told(at, "dice") == ["1"]
    assert picked(at) != first
    assert picked(at_address(track=KNOWN, surprise="1")) == first


@pytest.mark.parametrize("metric", ["z-scored", "whitened", "rank", "weighted"])
def test_the_ring_has_the_shape_of_its_metric(metric: str) -> None:
    def ring(at: AppTest) -> str:
        shapes = figure(at, 0)["layout"]["shapes"]
        return str(next(one["path"] for one in shapes if one.get("name") == "same-mood ring"))

    at = at_address(track=KNOWN, metric=metric, weight=["valence:0.3"])
    assert not at.exception
    assert ring(at) != ring(at_address(track=KNOWN))


def test_a_filter_changes_the_list_and_its_count_is_beside_it() -> None:
    at = opened(at_address(track=KNOWN), "filters")
    label = next(one for one in at.button_group(key="without-kinds").proto.options)
    assert "explicit · 477" in label.content
    at.button_group(key="without-kinds").set_value(["remix"]).run()
    assert told(at, "no") == ["remix"]
    at = opened(at, "filters")
    assert "4,255 of 4,481 songs may be picked" in said(at)
    at.multiselect(key="filter-genres").set_value(["country"]).run()
    assert told(at, "genre") == ["country"]
    assert set(at.dataframe[0].value["genre"]) == {"country"}
    at = opened(at, "filters")
    at.button(key="filters-reset").click().run()
    assert set(at.query_params) == {"track"}


def test_an_artist_can_be_left_out_from_the_list_itself() -> None:
    at = opened(at_address(track=KNOWN), picks.MORE)
    button = next(one for one in at.button if str(one.key).startswith("without-"))
    artist = str(button.key).removeprefix("without-")
    button.click().run()
    assert told(at, "no_artist") == [artist]
    assert artist not in ", ".join(at.dataframe[0].value["artists"])


def test_an_empty_list_names_the_filter_and_relaxing_it_brings_songs_back() -> None:
    at = at_address(track=KNOWN, range=["tempo:1:2", "energy:0.5:"])
    assert "No song passes your filters. Without the range of tempo" in said(at)
    at.button(key="relax").click().run()
    assert told(at, "range") == ["energy:0.5:"]
    assert len(picked(at)) == 10


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"range": ["tempo:130:100"]}, "turned round"),
        ({"range": ["key:0:1"]}, "No range of key"),
        ({"radius": "wide"}, "should be a number"),
        ({"radius": "nan"}, "radius"),
        ({"familiar": "7"}, "from -1"),
        ({"metric": "manhattan"}, "There is no metric manhattan"),
        ({"metric": "weighted", "weight": ["valence:0", "energy:0"]}, "All weights are zero"),
        ({"no": ["polka"]}, "no kind polka"),
        ({"more": [an_id(n) for n in range(20)]}, "at most 12 seeds"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence_and_nothing_is_reset(
    query: dict[str, str | list[str]], sentence: str
) -> None:
    at = at_address(track=KNOWN, **query)
    assert not at.exception
    assert sentence in said(at)
    for name, value in query.items():
        assert told(at, name) == ([value] if isinstance(value, str) else value)


def test_wishes_that_make_no_sense_can_be_left_behind() -> None:
    at = at_address(track=KNOWN, radius="wide")
    next(one for one in at.button if "usual wishes" in one.label).click().run()
    assert set(at.query_params) == {"track"}
    assert len(picked(at)) == 10


def test_a_name_that_matches_nothing_is_told_and_the_list_stays() -> None:
    at = at_address(track=KNOWN, no_artist=["Nobody at all"])
    assert "No song here is by “Nobody at all”" in said(at)
    assert len(picked(at)) == 10


def test_several_seeds_are_drawn_with_their_centre_and_one_can_be_taken_away() -> None:
    at = at_address(track=KNOWN, more=["0.6,0.5"], less=["0.3,0.8"])
    assert "Between your seeds" in said(at)
    assert len(trace(at, 0, "added seeds")["x"]) == 2
    assert trace(at, 0, "subtracted seeds")["x"] == [0.3]
    assert trace(at, 0, "seed")["x"][0] == pytest.approx(0.515 + 0.25 * (0.515 - 0.3))
    names = [shape.get("name") for shape in figure(at, 0)["layout"]["shapes"]]
    assert "spread of the seeds" in names
    at.button(key="seed-2").click().run()
    assert told(at, "less") == []
    at.button(key="seed-0").click().run()
    assert told(at, "at") == ["0.6,0.5"]
    assert told(at, "track") == []
    assert told(at, "more") == []


def test_a_pick_can_be_added_or_subtracted_as_a_seed() -> None:
    at = opened(at_address(track=KNOWN), picks.MORE)
    first = picked(at)[0]
    at.button(key="add").click().run()
    assert told(at, "more") == [first]
    assert first not in picked(at)
    second = picked(at)[0]
    at.button(key="less").click().run()
    assert told(at, "less") == [second]
    assert second not in picked(at)


def test_a_pasted_link_can_be_added_as_one_more_seed() -> None:
    at = at_address(track=KNOWN)
    other = picked(at)[0]
    at.text_input[0].set_value(f"https://open.spotify.com/track/{other}?si=1")
    at.button(key="FormSubmitter:paste-Add").click().run()
    assert told(at, "track") == [KNOWN]
    assert told(at, "more") == [other]


def test_the_songs_of_ones_own_list_are_left_out_and_are_not_in_the_address() -> None:
    at = opened(at_address(track=KNOWN), "filters")
    before = picked(at)
    at.text_area(key="not-in-text").set_value(f"spotify:track:{before[0]}").run()
    assert before[0] not in picked(at)
    assert picked(at)[0] == before[1]
    assert set(at.query_params) == {"track"}
    assert "1 id in your list" in said(opened(at, "filters"))


def test_more_seeds_than_songs_get_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = table_of(tmp_path / "one.csv", [f"{an_id(1)},pop,Song,A,0.5,0.5"])
    monkeypatch.setenv("MOODREC_REFERENCE", str(table))
    at = at_address(track=an_id(1), more=["0.1,0.1", "0.2,0.2"])
    assert not at.exception
    assert "more seeds than songs" in said(at)


def test_ones_own_list_grows_and_can_be_forgotten() -> None:
    at = opened(at_address(track=KNOWN), "filters")
    before = picked(at)
    at.text_area(key="not-in-text").set_value(before[0]).run()
    at = opened(at, "filters")
    at.text_area(key="not-in-text").set_value(before[1]).run()
    assert not set(before[:2]) & set(picked(at))
    at = opened(at, "filters")
    at.button(key="forget-list").click().run()
    assert picked(at) == before


def test_a_seed_that_makes_no_sense_can_be_taken_away() -> None:
    at = at_address(track=KNOWN, more=["hello", "0.6,0.5"])
    assert "That is no Spotify link" in said(at)
    at.button(key="seed-1").click().run()
    assert told(at, "more") == ["0.6,0.5"]
    assert len(picked(at)) == 10


def test_a_seed_too_many_is_not_taken_and_the_list_stays() -> None:
    more = [f"0.{n},0.5" for n in range(10, 21)]
    at = opened(at_address(track=KNOWN, more=more), picks.MORE)
    before = picked(at)
    at.button(key="add").click().run()
    assert told(at, "more") == more
    assert picked(at) == before
    assert "12 seeds are the most" in at.toast[0].value


def test_no_seed_counts_twice() -> None:
    at = at_address(track=KNOWN, more=[KNOWN], less=[KNOWN])
    assert "Between your seeds" not in said(at)
    assert picked(at) == picked(at_address(track=KNOWN))


def test_a_ring_smaller_than_the_slider_offers_keeps_its_radius() -> None:
    at = opened(at_address(track=KNOWN, radius="0.001"), "knobs")
    assert not at.exception
    assert at.slider(key="wish-radius").value == 0.01
    assert told(at, "radius") == ["0.001"]


def test_a_preset_is_known_whatever_makes_no_difference() -> None:
    shares = ["ListenBrainz:1", "playlists:1"]
    at = at_address(track=KNOWN, share=shares, sound="0.25", dice="7", weight=["tempo:0.3"])
    assert at.button_group(key="preset").value == "What others play next"


def test_a_set_without_features_and_popularity_says_what_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"{an_id(n)},pop,Song {n},A{n};A{n},0.5{n},0.5" for n in range(4)]
    monkeypatch.setenv("MOODREC_REFERENCE", str(table_of(tmp_path / "bare.csv", rows)))
    at = at_address(track=an_id(1), familiar="1")
    assert not at.exception
    assert "No popularity is known here" in said(at)
    assert "The sound of the seed is not known" in said(at)
    assert len(picked(at)) == 3


def test_the_chosen_pick_is_set_beside_the_seed_over_all_features() -> None:
    at = at_address(track=KNOWN)
    names = [one["name"] for one in figure(at, 2)["data"]]
    assert names[0].startswith("10,000 Hours")
    assert len(figure(at, 2)["data"][0]["x"]) == 10
