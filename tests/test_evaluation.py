"""The evaluation: each measure by hand, nothing held out is learned from, and what is claimed."""

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as checked
from hypothesis import strategies as st
from numpy.typing import NDArray

from moodrec import packaged, reference, tables
from moodrec.cli import main
from moodrec.ears.playlists import PlaylistsEar
from moodrec.errors import QueryError
from moodrec.evaluation import Estimate, Evaluated, Protocol, evaluate
from moodrec.evaluation.estimates import coverage, estimate
from moodrec.evaluation.heldout import hold_out
from moodrec.evaluation.measures import (
    diversity,
    mean,
    ndcg,
    precision,
    recall,
    repeats,
    self_information,
)
from moodrec.evaluation.methods import ARTICLE, methods
from moodrec.memberships import Memberships
from moodrec.model import Seed
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from moodrec.wishes import PRESETS
from tests.conftest import real_table

Rows = NDArray[np.int64]
NOTHING: Rows = np.array([], dtype=np.int64)


def rows(*numbers: int) -> Rows:
    return np.array(numbers, dtype=np.int64)


# --- Measures ---------------------------------------------------------------------------


def test_precision_and_recall_count_hits_among_the_first() -> None:
    found, relevant = rows(4, 1, 9, 2, 8), rows(1, 2, 3, 8)
    assert precision(found, relevant, 4) == 2 / 4
    assert precision(found, relevant, 10) == 3 / 10
    assert recall(found, relevant, 4) == 2 / 4
    assert recall(found, relevant, 50) == 3 / 4
    assert precision(NOTHING, relevant, 10) == recall(NOTHING, relevant, 50) == 0


def test_ndcg_by_hand() -> None:
    found, relevant = rows(4, 1, 9, 2), rows(1, 2, 3)
    best = 1 + 1 / math.log2(3) + 1 / 2
    assert ndcg(found, relevant, 10) == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / best)
    assert ndcg(found, relevant, 1) == 0
    assert ndcg(rows(3, 1, 2, 7), relevant, 10) == pytest.approx(1)
    assert ndcg(NOTHING, relevant, 10) == 0


@given(
    st.permutations(range(12)),
    st.sets(st.integers(0, 15), min_size=1),
    st.integers(1, 15),
    st.integers(0, 12),
)
def test_ndcg_is_the_naive_formula(order: list[int], wanted: set[int], k: int, n: int) -> None:
    found = order[:n]
    gained = sum(1 / math.log2(at + 2) for at, one in enumerate(found[:k]) if one in wanted)
    most = sum(1 / math.log2(at + 2) for at in range(min(k, len(wanted))))
    got = ndcg(np.array(found, dtype=np.int64), np.array(sorted(wanted)), k)
    assert got == pytest.approx(gained / most)


def test_diversity_is_the_share_of_pairs_with_nothing_in_common() -> None:
    labels = [frozenset("ab"), frozenset("bc"), frozenset("d"), frozenset()]
    assert diversity(labels) == 2 / 3
    assert diversity([frozenset("a"), frozenset("a")]) == 0
    assert math.isnan(diversity([frozenset("a"), frozenset()]))


def test_self_information_is_in_bits_and_known_for_a_song_on_no_playlist() -> None:
    assert self_information(np.array([0, 1, 3, 7]), 7).tolist() == [3, 2, 1, 0]


def test_repeats_are_releases_of_the_seed_or_of_a_song_before() -> None:
    assert repeats(["a", "b", "a", "seed"], "seed") == 2 / 4
    assert repeats([None, None, "a"], None) == 0
    assert repeats([], "seed") == 0


def test_a_mean_passes_over_what_is_not_known() -> None:
    assert mean(np.array([1, np.nan, 3])) == 2
    assert math.isnan(mean(np.array([np.nan])))
    assert math.isnan(mean(np.array([])))


# --- Estimates --------------------------------------------------------------------------


def test_trials_of_one_playlist_are_averaged_first() -> None:
    values, groups = np.array([1.0, 3.0, 10.0, np.nan, 6.0]), rows(7, 7, 2, 2, 4)
    found = estimate(values, groups)  # playlists: 2, 10, 6
    assert found.value == pytest.approx(6)
    assert found.error == pytest.approx(4 / math.sqrt(3))
    assert estimate(np.repeat(values, 5), np.repeat(groups, 5)) == pytest.approx(found)


def test_what_is_not_known_has_no_estimate_and_one_playlist_no_error() -> None:
    assert all(map(math.isnan, vars_of(estimate(np.array([np.nan]), rows(1)))))
    one = estimate(np.array([2.0, 4.0]), rows(1, 1))
    assert one.value == 3
    assert math.isnan(one.error)
    assert one.verdict == "no different"


def vars_of(found: Estimate) -> tuple[float, float]:
    return found.value, found.error


@pytest.mark.parametrize(
    ("value", "error", "verdict"),
    [
        (0.5, 0.2, "better"),
        (0.4, 0.2, "no different"),
        (0.0, 0.0, "no different"),
        (-0.4, 0.2, "no different"),
        (-0.5, 0.2, "worse"),
        (0.1, 0.0, "better"),
        (0.1, float("nan"), "no different"),
    ],
)
def test_a_difference_is_one_beyond_twice_its_error(
    value: float, error: float, verdict: str
) -> None:
    assert Estimate(value, error).verdict == verdict


def test_coverage_is_the_share_of_songs_in_any_list() -> None:
    lists, groups = [rows(0, 1), rows(1, 2), rows(2, 3)], rows(5, 5, 6)
    found = coverage(lists, groups, 8)
    assert found.value == 4 / 8
    # Two playlists drawn with repetition: 3, 2 or 4 songs, with chances 1/4, 1/4 and 1/2.
    assert found.error == pytest.approx(math.sqrt(11 / 16) / 8, rel=0.15)
    assert coverage(lists, groups, 8) == found
    assert coverage([rows(1), rows(1)], rows(0, 1), 4) == Estimate(0.25, 0)


# --- Nothing held out is learned from -----------------------------------------------------


@cache
def a_set(playlists: int = 24, songs: int = 200) -> ReferenceSet:
    """Real songs on made-up playlists, most of them of songs that lie near each other."""
    frame, _ = tables.read(packaged.locate())
    chance = np.random.default_rng(3)
    frame = frame.iloc[chance.choice(len(frame), songs, replace=False)].reset_index(drop=True)
    near = np.argsort(frame["valence"].to_numpy())
    held: list[list[str]] = [[] for _ in range(songs)]
    for number in range(playlists):
        first = int(chance.integers(songs - 12))
        for row in near[first : first + 12]:
            held[row].append(f"p{number:02d}")
    texts = [";".join(names) for names in held]
    return ReferenceSet(frame.assign(playlists=texts), name="made up", version="1")


@checked(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([0.1, 0.2, 0.5]), st.integers(1, 5), st.booleans())
def test_playlists_are_split_and_trials_ask_for_the_rest_of_what_was_held_out(
    seed: int, share: float, per_playlist: int, quick: bool
) -> None:
    every = a_set().playlists
    held = hold_out(every, Protocol(share, per_playlist, seed, quick))
    assert held.playlists == round(share * 24)
    assert len(held.training.names) == 24 - held.playlists
    tried = set(held.groups.tolist())
    assert len(tried) == (max(2, round(held.playlists * 2 / 3)) if quick else held.playlists)
    for trial in held.trials:
        assert every.names[trial.playlist] not in held.training.names
        own = set(every.of(trial.playlist).tolist())
        assert {trial.row, *trial.relevant.tolist()} == own
        assert trial.row not in trial.relevant
    asked = [(trial.playlist, trial.row) for trial in held.trials]
    assert len(set(asked)) == len(asked) == per_playlist * len(tried)


@checked(max_examples=15, deadline=None)
@given(st.integers(0, 1000))
def test_no_method_makes_another_list_whatever_the_held_out_playlists_hold(seed: int) -> None:
    tracks = a_set()
    held = hold_out(tracks.playlists, Protocol(seed=seed))
    lost = {tracks.playlists.names[trial.playlist] for trial in held.trials}
    frame = tracks.frame()
    frame["artists"] = [tracks.artists(row) for row in range(len(tracks))]
    frame["playlists"] = [
        ";".join(name for name in text.split(";") if name not in lost)
        for text in frame["playlists"]
    ]
    never = ReferenceSet(frame, name="without", version="2")
    trials = held.trials[:3]
    ours = methods(Index(tracks), held.training)
    theirs = methods(Index(never), never.playlists)
    for one, other in zip(ours, theirs, strict=True):
        for trial in trials:
            assert one.make(trial.row, 10).tolist() == other.make(trial.row, 10).tolist()


def test_what_only_a_held_out_playlist_tells_is_not_heard() -> None:
    tracks = a_set()
    held = hold_out(tracks.playlists, Protocol())
    ear = PlaylistsEar(tracks, held.training)
    for trial in held.trials:
        song = tracks.placed(trial.row)
        said = ear.hear([Seed(song.point, song.track, song.features)], 0)
        named = {tracks.row_of(track_id) for track_id, _ in said.scores}
        own = held.training.playlists[held.training.rows == trial.row]
        beside = {int(row) for place in own for row in held.training.of(int(place))}
        assert named == beside - {trial.row}


def test_the_same_settings_give_the_same_table_and_another_draw_another() -> None:
    first = evaluate(a_set(), Protocol())
    assert evaluate(a_set(), Protocol()) == first
    assert evaluate(a_set(), Protocol(seed=1)).rows != first.rows


# --- The table ----------------------------------------------------------------------------


def test_every_preset_is_compared_with_the_articles_rule_and_with_plain_lists() -> None:
    told: list[str] = []
    found = evaluate(a_set(), Protocol(), told.append)
    assert told == [row.method for row in found.rows]
    assert [row.method for row in found.rows if row.preset] == list(PRESETS)
    base = found.rows[0]
    assert (base.method, vars_of(base.gain), base.gain.verdict) == (
        ARTICLE,
        (0, 0),
        "no different",
    )
    assert {"random songs", "the songs on most playlists", "nearest, rank"} <= set(told)
    assert (found.playlists, found.tried, found.trials) == (5, 5, 25)
    for row in found.rows:
        gain = row.measured["ndcg"].value - base.measured["ndcg"].value
        assert row.gain.value == pytest.approx(gain)
        if row.preset:
            assert row.measured["artists"].value == 1
            assert row.measured["repeats"].value == 0


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"share": 0.0}, "between 0 and 1"),
        ({"share": 1.0}, "between 0 and 1"),
        ({"share": float("nan")}, "between 0 and 1"),
        ({"seeds_per_playlist": 0}, "1 to 100"),
        ({"seed": -1}, "from 0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(QueryError, match=words):
        Protocol(**settings)


@pytest.mark.parametrize("share", [0.01, 0.99])
def test_too_few_playlists_are_told(share: float) -> None:
    with pytest.raises(QueryError, match="Bring tables with more playlists"):
        hold_out(a_set().playlists, Protocol(share))
    one = Memberships(("a",), np.array([0], dtype=np.int32), np.array([0], dtype=np.int32))
    with pytest.raises(QueryError, match="Bring tables with more playlists"):
        hold_out(one, Protocol())


def test_the_command_prints_a_table_and_writes_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    table, written = tmp_path / "set.parquet", tmp_path / "table.json"
    a_set().export(table)
    told = ["--reference", str(table), "--seeds-per-playlist", "2", "--seed", "3", "--quick"]
    assert main(["evaluate", *told, "--json", str(written)]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert "5 playlists were held out (draw 3), and 6 songs of 3 of them" in printed.out
    assert "ListenBrainz was not asked." in printed.out
    for name in PRESETS:
        assert printed.out.count(f"\n{name} ") == 2
    answer = json.loads(written.read_text(encoding="utf-8"))
    assert answer["protocol"] == {"share": 0.2, "seeds_per_playlist": 2, "seed": 3, "quick": True}
    assert [row["method"] for row in answer["rows"] if row["preset"]] == list(PRESETS)
    assert {row["verdict"] for row in answer["rows"]} <= {"better", "no different", "worse"}
    assert set(answer["measures"]) < set(answer["rows"][0])


def test_what_is_not_known_is_said_so_and_null_in_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    frame = a_set().frame()
    frame["artists"] = [a_set().artists(row) for row in range(len(frame))]
    bare = ReferenceSet(frame.assign(popularity=np.nan), name="bare", version="1")
    table, written = tmp_path / "set.parquet", tmp_path / "table.json"
    bare.export(table)
    assert main(["evaluate", "--reference", str(table), "--json", str(written)]) == 0
    assert "unknown" in capsys.readouterr().out
    rows = json.loads(written.read_text(encoding="utf-8"))["rows"]
    assert rows[0]["known"] == {"value": None, "error": None}


def test_a_set_without_playlists_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate"]) == 2
    assert "tells of 0 with two songs or more" in capsys.readouterr().err


# --- What is claimed ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def measured() -> Evaluated:
    tracks = reference.load(real_table("spotify_songs_32833.parquet"))
    return evaluate(tracks, Protocol(quick=True))


@pytest.mark.parametrize("name", [name for name, preset in PRESETS.items() if preset.better])
def test_a_preset_that_is_called_better_beats_the_articles_rule(
    name: str, measured: Evaluated
) -> None:
    row = next(row for row in measured.rows if row.method == name)
    assert row.gain.verdict == "better"


def test_no_preset_claims_to_be_better_without_being_marked_so() -> None:
    for preset in PRESETS.values():
        assert ("more often than the nearest points" in preset.about) == preset.better


def test_what_else_presets_claim_is_so(measured: Evaluated) -> None:
    by_name = {row.method: row.measured for row in measured.rows}
    plain = by_name["The article"]
    for name in ("Same mood", "Hidden gems"):  # "inside the ring"
        assert by_name[name]["mood"].value > 0.99
    assert by_name["Hidden gems"]["known"].value < 0.1  # "that few people know"
    assert by_name["Crowd-pleasers"]["known"].value > 0.2 + plain["known"].value
    assert by_name["Like this sound"]["mood"].value < 0.5  # "a looser mood"


def test_random_songs_are_worse_than_the_articles_rule(measured: Evaluated) -> None:
    row = next(row for row in measured.rows if row.method == "random songs")
    assert row.gain.verdict == "worse"
