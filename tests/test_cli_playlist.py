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
    rows = lines[lines.index("") + 1 :]
    assert [line.split(".")[0].strip() for line in rows] == ["2", "4", "1", "3"]
    assert "a local file, which is not on Spotify" in rows[0]
    assert "ReccoBeats" in rows[3]
    assert "The middle of these 2 songs" in "\n".join(lines)


def test_json_has_every_row_in_its_order(
    online: Loopback, table: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["playlist", table, "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["lists"]
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


def test_two_lists_are_compared(
    online: Loopback, table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.csv"
    other.write_text(f"Track URI\nspotify:track:{KNOWN}\n", "utf-8")
    assert main(["playlist", table, str(other)]) == 0
    assert "share 1 song" in capsys.readouterr().out
    assert main(["playlist", table, str(other), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["compared"]["distance"] == 0
    assert len(told["lists"]) == 2


def test_a_list_is_extended_and_written_in_a_format(
    online: Loopback, table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "longer.m3u8"
    assert main(["playlist", table, "--extend", "3", "--output", str(file)]) == 0
    links = [line for line in file.read_text("utf-8").splitlines() if line.startswith("https")]
    assert len(links) == len(set(links)) == 6
    assert "# not on Spotify: " in file.read_text("utf-8")
    assert [links[place][-22:] for place in (0, -2, -1)] == [KNOWN, OTHER, UNKNOWN]
    assert main(["playlist", table, "--extend", "3"]) == 0
    out = capsys.readouterr().out
    assert "3 more songs" in out
    assert "3 rows without a place stand at the end." in out


def test_several_lists_are_not_written_into_one_file(
    online: Loopback, table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.txt"
    other.write_text(f"spotify:track:{KNOWN}", "utf-8")
    assert main(["playlist", table, str(other), "--format", "links"]) == 2
    assert "2 lists" in capsys.readouterr().err


def test_what_is_made_of_several_lists_is_an_array_of_lists(
    online: Loopback, table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.txt"
    other.write_text(f"spotify:track:{KNOWN}", "utf-8")
    assert main(["playlist", table, str(other), "--order", "energy", "--down", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["title"] for one in told] == ["mine.csv", "other.txt"]
    assert [len(one["tracks"]) for one in told] == [4, 1]
    assert "downwards" in told[0]["about"]


def test_a_list_of_which_nothing_can_be_made_is_told_beside_the_others(
    online: Loopback, table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    none = tmp_path / "none.txt"
    none.write_text(f"spotify:track:{UNKNOWN}", "utf-8")
    assert main(["playlist", table, str(none), "--extend", "3"]) == 0
    told = capsys.readouterr()
    assert "mine.csv: 3 more songs" in told.out
    assert told.err.startswith("moodrec: none.txt: ")
    assert main(["playlist", str(none), "--extend", "3"]) == 2


@pytest.mark.parametrize("more", [["--extend", "3"], ["--down"], ["--format", "csv"]])
def test_a_report_makes_and_writes_no_list(
    table: str, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["playlist", table, "--report", *more]) == 2
    assert "--report" in capsys.readouterr().err


def test_a_list_is_never_written_over_itself(
    online: Loopback, table: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path(table).read_bytes()
    assert main(["playlist", table, "--order", "energy", "--output", table]) == 2
    assert "is the list itself" in capsys.readouterr().err
    assert Path(table).read_bytes() == before
