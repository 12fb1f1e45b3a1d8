"""`python -m moodrec validate`: judgements of people beside the values, in words and JSON."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from moodrec.cli import main
from moodrec.model import AudioFeatures, PlacedTrack
from moodrec.opening import open_service
from moodrec.reference import ReferenceSet
from moodrec.settings import load
from moodrec.store import FeatureStore
from tests.conftest import UNKNOWN

HEADER = "track_a,track_b,axis,answer,rater"


def ears(packaged: ReferenceSet, folder: Path, *, songs: int = 12, people: int = 3) -> Path:
    """What people without any error said of songs of the packaged set, and of an unknown one."""
    known = [packaged.placed(row) for row in range(songs)]
    rows = [
        f"{one.track.id},{two.track.id},{axis},{higher(one, two, axis)},p{person}"
        for one, two in pairwise(known)
        for axis in ("valence", "arousal")
        for person in range(people)
    ]
    path = folder / "ears.csv"
    path.write_text("\n".join([HEADER, *rows, f"{known[0].track.id},{UNKNOWN},valence,a,p0"]))
    return path


def higher(one: PlacedTrack, two: PlacedTrack, axis: str) -> str:
    if axis == "valence":
        return "a" if one.point.valence > two.point.valence else "b"
    return "a" if one.point.energy > two.point.energy else "b"


@pytest.fixture
def table(packaged: ReferenceSet, tmp_path: Path) -> Path:
    return ears(packaged, tmp_path)


def test_pairs_are_told_as_a_table_with_the_people_beside_the_values(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "--ratings", str(table)]) == 0
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert lines[0] == "ears.csv: pairs, 67 rows read."
    assert lines[1] == f"12 of 13 songs are known here; not {UNKNOWN}."
    assert "Pairs: how often the song that people find higher has the higher value" in lines
    start = lines.index("valence")
    assert "1.000 (0.715 to 1.000)" in lines[start + 1]
    assert "33 of 34" in lines[start + 1]
    assert "11 of 12" in lines[start + 1]
    assert "people among themselves" in lines[start + 2]
    assert lines[start + 3] == "energy"
    assert "0.5 is chance" in out
    assert "one person with each other single person on the same pair" in out


def test_json_is_plain_and_says_why_a_number_is_missing(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table.write_text("\n".join(table.read_text().splitlines()[:3]))
    assert main(["validate", "--ratings", str(table), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (axis,) = told["axes"]
    assert axis["in_use"]["value"] is None
    assert axis["in_use"]["why"] == "one pair of known tracks alone"
    assert axis["people"]["why"] == "one pair alone was judged by several people"
    assert told["counts"]["rows"] == 2
    assert told["unknown"] == []


def test_ratings_are_told_with_their_rank_correlation(
    packaged: ReferenceSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draw = np.random.default_rng(4)
    known = [packaged.placed(row) for row in range(60)]
    rows = [
        f"{one.track.url};{9 * one.point.energy + draw.normal(0, 1):.2f};p{person}"
        for one in known
        for person in range(4)
    ]
    path = tmp_path / "rated.csv"
    path.write_text("\n".join(["link;arousal;worker", *rows, rows[0]]))
    assert main(["validate", "--ratings", str(path), "--json"]) == 0
    (axis,) = json.loads(capsys.readouterr().out)["axes"]
    assert (axis["kind"], axis["axis"], axis["tracks"]) == ("ratings", "energy", 60)
    assert 0.9 < axis["in_use"]["value"]["value"] < 1
    assert 0.8 < axis["people"]["value"]["value"] < 1
    assert main(["validate", "--ratings", str(path)]) == 0
    out = capsys.readouterr().out
    assert "Left out: 1 told twice by the same person." in out
    assert "240 of 240" in out
    assert "60 of 60" in out
    assert "half of the crowd with the other half" in out


def test_what_is_odd_about_a_file_is_told(
    packaged: ReferenceSet, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, three = (packaged.placed(row).track.id for row in range(20, 23))
    circle = [f"{one},{two},valence,a,p9", f"{two},{three},valence,a,p9",
              f"{three},{one},valence,a,p9"]  # fmt: skip
    more = [f"{one},{two},energy,a,p9", f"{one},{two},energy,b,p9", f"{one},{two},energy,ab,p9"]
    broken = [f"{one},,energy,a,p9", f"{one},{two},energy,,p9"]
    table.write_text("\n".join([table.read_text(), *circle, *more, *broken]))
    assert main(["validate", "--ratings", str(table)]) == 0
    out = capsys.readouterr().out
    assert "Left out: 1 tie, 1 that cannot be read, 1 without an answer." in out
    assert "contradicts themselves: 1 pair judged both ways, 1 circle of three songs." in out


def test_musavs_processed_files_need_an_axis_and_have_no_people(
    packaged: ReferenceSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = [packaged.placed(row).track.id for row in range(4)]
    rows = [
        {"tripletid": "t", "pairid": f"{a}-{b}", "agreement": level, "higher_value": answer}
        for a, b, level, answer in [
            (ids[0], ids[1], "full-agreement", "a"),
            (ids[1], ids[2], "majority-agreement", "b"),
            (ids[2], ids[3], "disagreement", "undefined"),
        ]
    ]
    path = tmp_path / "annotations.all.agreement"
    path.write_text("\n".join(map(str, rows)))
    assert main(["validate", "--ratings", str(path)]) == 2
    assert "Say that it is about valence or about energy" in capsys.readouterr().err
    assert main(["validate", "--ratings", str(path), "--axis", "valence"]) == 0
    out = capsys.readouterr().out
    assert "1 on which people did not agree" in out
    assert "full agreement 1 (33%), majority agreement 1 (33%), disagreement 1 (33%)" in out
    assert "(the file does not name who judged)" in out
    assert "People among themselves:" not in out


def test_the_store_is_a_source_of_its_own_beside_the_set(
    packaged: ReferenceSet, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load()
    known = [packaged.placed(row) for row in range(12)]
    store = open_service(settings).lookup.store
    assert isinstance(store, FeatureStore)
    for one in known:  # a source that has everything the other way round
        turned = AudioFeatures(
            one.track.id, "Contrary", 1 - one.point.valence, 1 - one.point.energy
        )
        store.remember(turned)
    assert main(["validate", "--ratings", str(table), "--json"]) == 0
    for axis in json.loads(capsys.readouterr().out)["axes"]:
        found = {one["source"]: one["value"]["value"] for one in axis["sources"]}
        assert found.pop("Contrary") == 0
        assert list(found.values()) == [axis["in_use"]["value"]["value"]] == [1]
    assert main(["validate", "--ratings", str(table)]) == 0
    out = capsys.readouterr().out
    assert "the values in use" in out
    assert "Contrary" in out


def test_another_reference_set_is_validated(
    packaged: ReferenceSet, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine.csv"
    one = packaged.placed(0)
    mine.write_text(f"id,name,valence,energy,artists,genre\n{one.track.id},x,0.5,0.5,y,z\n")
    assert main(["validate", "--ratings", str(table), "--reference", str(mine)]) == 0
    out = capsys.readouterr().out
    assert "1 of 13 songs are known here; not " in out
    assert "and 7 more." in out
    assert "unknown" in out
    assert "(no pair of known tracks)" in out


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04", "is packed"),
        (bytes(range(256)) * 9, "is no text"),
        (b"name,tempo\nx,1\n", "is no table of human judgements"),
    ],
)
def test_a_file_without_judgements_is_told_in_one_line(
    content: bytes, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    assert main(["validate", "--ratings", str(path)]) == 2
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == 1


def test_a_wrong_call_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate"]) == 2
    assert "--ratings" in capsys.readouterr().err
    assert main(["validate", "--ratings", "nowhere", "--axis", "tempo"]) == 2
    assert "--axis" in capsys.readouterr().err
    assert main(["validate", "--ratings", "nowhere.csv"]) == 2
    assert "nowhere.csv cannot be read" in capsys.readouterr().err
