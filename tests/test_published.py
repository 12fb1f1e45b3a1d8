"""The measured table that goes with the code: the numbers of docs/evaluation.md, and only them."""

import json
import re
from importlib import resources
from pathlib import Path

import pytest

from moodrec import reference
from moodrec.evaluation import Estimate, Protocol
from moodrec.evaluation.methods import ARTICLE
from moodrec.evaluation.published import PublishedRow, published
from moodrec.wishes import PRESETS
from tests.conftest import real_table

DOCUMENT = Path(__file__).parents[1] / "docs" / "evaluation.md"


def cells_of(line: str) -> list[str]:
    return [cell.strip(" *") for cell in line.strip("|").split("|")]


def documented() -> dict[str, list[str]]:
    """The rows of the first table: the method, then precision, recall, NDCG, gain, the word."""
    first = DOCUMENT.read_text("utf-8").partition("| in %, novelty")[0]
    rows = [cells_of(line) for line in first.splitlines() if line.count("±") >= 3]
    return {method: told for method, *told in rows}


def percent(estimate: Estimate) -> str:
    return f"{100 * estimate.value:.2f} ± {100 * estimate.error:.2f}"


def told(row: PublishedRow) -> list[str]:
    gain = [percent(row.gain), row.verdict] if row.method != ARTICLE else ["", ""]
    return [percent(row.precision), percent(row.recall), percent(row.ndcg), *gain]


def test_the_table_is_that_of_the_document() -> None:
    assert {row.method: told(row) for row in published().rows} == documented()


def test_the_methods_stand_in_the_order_of_the_document() -> None:
    assert [row.method for row in published().rows] == list(documented())


def test_its_presets_are_those_that_can_be_chosen() -> None:
    presets = [row.method for row in published().rows if row.preset]
    assert presets == list(PRESETS)


def test_each_verdict_follows_from_its_gain() -> None:
    for row in published().rows:
        assert row.verdict == row.gain.verdict


def test_all_shares_are_shares_and_all_errors_are_known() -> None:
    for row in published().rows:
        for estimate in (row.precision, row.recall, row.ndcg, row.mood):
            assert 0 <= estimate.value <= 1
            assert 0 <= estimate.error < 0.02


def test_the_document_tells_the_same_sizes() -> None:
    text = " ".join(DOCUMENT.read_text("utf-8").split())
    found = published()
    assert found.protocol == Protocol()
    assert f"{found.songs:,} songs on {found.all_playlists} playlists" in text
    assert f"A fifth of the playlists, {found.playlists}, was held out, drawn by number 0" in text
    assert f"the {found.known} of {found.trials} seeds that are on another playlist too" in text
    assert found.address in text


def test_it_is_read_once_and_holds_no_path_of_a_machine() -> None:
    assert published() is published()
    text = (resources.files("moodrec.evaluation") / "published.json").read_text("utf-8")
    assert not re.search(r"(?<![:/\w])/\w+/|[A-Z]:\\|\.parquet", text)
    assert len(text) < 10_000


def test_it_was_measured_on_this_version_of_the_table() -> None:
    file = resources.files("moodrec.evaluation") / "published.json"
    table = reference.load(real_table("spotify_songs_32833.parquet"))
    assert json.loads(file.read_text("utf-8"))["version"] == table.version
    assert published().songs == len(table)


@pytest.mark.parametrize("name", ["Same mood", "What others play next"])
def test_what_presets_claim_is_measured(name: str) -> None:
    row = next(row for row in published().rows if row.method == name)
    assert PRESETS[name].better
    assert row.verdict == "better"
