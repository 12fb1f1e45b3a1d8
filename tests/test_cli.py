"""The command line: JSON for programs, words for people, one line and a code for each error."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from moodrec import settings
from moodrec.cli import main
from moodrec.judging.own import SOURCE
from moodrec.judging.ownstore import NAME, OwnPlaces
from tests.conftest import KNOWN, UNKNOWN, an_id, table_of
from tests.loopback import FEATURES, Fault, Loopback, Song
from tests.test_own_places import a_place

PROGRAM = (sys.executable, "-m", "moodrec")


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["recommend", *arguments, "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    answer: dict[str, Any] = json.loads(printed.out)
    return answer


def test_a_link_gives_json_with_seed_neighbours_reference_and_provenance(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer = run_json(capsys, f"https://open.spotify.com/track/{KNOWN}?si=x")
    assert answer["seed"]["id"] == KNOWN
    assert (answer["seed"]["valence"], answer["seed"]["energy"]) == (0.43, 0.63)
    assert len(answer["neighbours"]) == 5
    assert set(answer["neighbours"][0]) >= {
        "id", "name", "artists", "genre", "valence", "energy", "distance",
    }  # fmt: skip
    assert answer["reference"]["rows"] == 4_481
    assert answer["reference"]["dropped"]["duplicate id"] == 151
    assert answer["provenance"]["mood"]["source"].startswith("reference set")
    distances = [neighbour["distance"] for neighbour in answer["neighbours"]]
    assert distances == sorted(distances)


def test_a_mood_point_a_table_and_both_rules_off(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = [f"{an_id(n)},pop,Song,Ünü,0.3,0.0{n}" for n in range(1, 8)]
    table = str(table_of(tmp_path / "t.csv", rows))
    point = ("--at", "0.30,0.06", "--reference", table, "--n", "3")
    one = run_json(capsys, *point)
    assert [neighbour["id"] for neighbour in one["neighbours"]] == [an_id(6)]
    every = run_json(capsys, *point, "--all-artists", "--all-releases")
    assert [neighbour["id"] for neighbour in every["neighbours"]] == [an_id(6), an_id(5), an_id(7)]
    assert every["neighbours"][0]["artists"] == ["Ünü"]
    assert every["provenance"] == {"title": None, "mood": None}
    assert "id" not in every["seed"]


def test_a_song_that_was_placed_by_ear_lies_where_the_listener_put_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    OwnPlaces(settings.load().data_dir / f"{NAME}.sqlite").put(a_place(UNKNOWN))
    answer = run_json(capsys, UNKNOWN)
    assert (answer["seed"]["valence"], answer["seed"]["energy"]) == (0.2, 0.6)
    assert answer["provenance"]["mood"]["source"] == SOURCE


def test_people_read_words_and_links(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recommend", KNOWN]) == 0
    text = capsys.readouterr().out
    assert text.startswith("10,000 Hours (with Justin Bieber) – Dan + Shay, Justin Bieber\n")
    assert "livelier than 26 %" in text
    assert text.count("https://open.spotify.com/track/") == 5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "required"),
        (["recommend"], "Give a Spotify link or --at"),
        (["recommend", "hello"], "no Spotify link"),
        (["recommend", f"spotify:album:{KNOWN}"], "an album"),
        (["recommend", "--at", "0.1"], "valence,energy"),
        (["recommend", "--at", "2,0.1"], "between 0 and 1"),
        (["recommend", "--at", "nan,0.1"], "between 0 and 1"),
        (["recommend", KNOWN, "--n", "0"], "1 to 50"),
        (["recommend", KNOWN, "--n", "many"], "--n"),
        (["recommend", KNOWN, "--reference", "/nowhere.csv"], "/nowhere.csv"),
        (["dance"], "crawl"),
    ],
)
def test_bad_input_is_one_line_and_code_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert printed.err.startswith("moodrec: ")
    assert words in printed.err


def test_a_track_nobody_knows_is_code_4_and_a_broken_source_code_3(
    online: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["recommend", UNKNOWN]) == 4
    online.fail("/", Fault(500))
    assert main(["recommend", an_id(5)]) == 3
    assert main(["recommend", "https://spotify.link/abc"]) == 3
    assert capsys.readouterr().err.count("\n") == 3


def test_the_mood_of_a_new_track_names_its_source(
    online: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    online.reccobeats = {UNKNOWN: Song(UNKNOWN, features=FEATURES)}
    answer = run_json(capsys, UNKNOWN)
    assert answer["provenance"]["mood"]["source"] == "ReccoBeats"
    assert answer["provenance"]["mood"]["fetched_at"]
    assert answer["seed"]["name"] == "willow"


def test_the_module_runs_as_a_program_and_loads_no_page_library() -> None:
    program = (
        "import sys; from moodrec.cli import main; code = main(['recommend', '--at', '0.3,0.06']);"
        "heavy = {'streamlit', 'plotly', 'spotipy', 'moderndive'};"
        "assert not heavy & set(sys.modules); sys.exit(code)"
    )
    for command in (["-c", program], ["-m", "moodrec", "recommend", "--at", "0.3,0.06"]):
        done = subprocess.run(
            [sys.executable, *command], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.count("https://open.spotify.com/track/") == 5


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_titles_in_every_script_are_printed_whatever_the_terminal(
    encoding: str, tmp_path: Path
) -> None:
    table = table_of(tmp_path / "t.csv", [f"{an_id(1)},pop,夜に駆ける ş,Ünü,0.3,0.06"])
    done = subprocess.run(
        [*PROGRAM, "recommend", "--at", "0.3,0.06", "--reference", str(table)],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
    )
    assert "夜に駆ける ş – Ünü" in done.stdout.decode("utf-8")
    assert done.stderr == b""


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    with subprocess.Popen(
        [*PROGRAM, "recommend", "--at", "0.3,0.06", "--n", "50", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_full_disk_is_one_line_and_code_3() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full here")
    with full.open("w") as output:
        done = subprocess.run(
            [*PROGRAM, "recommend", "--at", "0.3,0.06"],
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "No space left" in done.stderr
