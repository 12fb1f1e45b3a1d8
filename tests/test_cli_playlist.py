"""`python -m moodrec playlist`: the coverage and every row with who told it, in words and JSON."""

import json
from pathlib import Path

import pytest

from moodrec.cli import main
from tests.conftest import KNOWN, OTHER, UNKNOWN
from tests.loopback import Fault, Loopback, Song

TABLE = f"Track URI,Track Name\nspotify:track:{KNOWN},One\nspotify:local:A:B:C:1,Home made\n"


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "mine.csv"
    path.write_text(f"{TABLE}{OTHER},Other\n{UNKNOWN},Unknown\n", "utf-8")
    return str(path)


def test_the_report_tells_what_is_known_and_the_unknown_rows_first(
    online: Loopback, table: str, capsys: pytest.CaptureFixture[str]
) -> None:
    online.reccobeats = {OTHER: Song(OTHER)}
    assert main(["playlist", table, "--report"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "mine.csv: 2 of 4 placed: 1 in the reference set, 1 by ReccoBeats, "
        "2 unknown (1 local file)."
    )
    assert [line.split(".")[0].strip() for line in lines[2:]] == ["2", "4", "1", "3"]
    assert "a local file, which is not on Spotify" in lines[2]
    assert "ReccoBeats" in lines[5]


def test_json_has_every_row_in_its_order(
    online: Loopback, table: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["playlist", table, "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert [song["id"] for song in told["songs"]] == [KNOWN, None, OTHER, UNKNOWN]
    assert [song["how"] for song in told["songs"]] == [
        "reference set", "local file", "unknown", "unknown",
    ]  # fmt: skip
    assert (told["rows"], told["placed"]) == (4, 1)
    assert told["songs"][2]["valence"] is None


def test_a_source_that_fails_is_named_and_its_rows_stay_open(
    online: Loopback, table: str, capsys: pytest.CaptureFixture[str]
) -> None:
    online.fail("/reccobeats", Fault(500))
    assert main(["playlist", table]) == 0
    out = capsys.readouterr().out
    assert "2 not asked yet" in out
    assert out.count("ReccoBeats cannot be reached") == 1


def test_a_bad_file_is_told_beside_the_good_ones_and_alone_ends_the_command(
    online: Loopback, table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = str(tmp_path / "nowhere.csv")
    assert main(["playlist", nowhere, table]) == 0
    told = capsys.readouterr()
    assert "nowhere.csv cannot be read" in told.err
    assert "mine.csv: 1 of 4 placed" in told.out
    assert main(["playlist", nowhere]) == 2
