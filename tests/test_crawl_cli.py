"""`python -m moodrec crawl`: what it prints, what it ends with, and Ctrl-C."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from moodrec.cli import main
from tests import catalogue
from tests.browser import ROOT
from tests.crawling import GENRES, crawls, eventually
from tests.loopback import QUOTA_EXCEEDED, Fault, Loopback

RECOMMENDATIONS = "/spotify/v1/recommendations"
NAMED = ["--genres", ",".join(GENRES), "--pause", "0"]


@pytest.fixture
def spotify(online: Loopback, with_keys: None) -> Loopback:
    online.mode = "extended"
    online.stock(catalogue.pretended(GENRES, 60))
    return online


def test_a_crawl_is_done_and_written_in_the_articles_columns(
    spotify: Loopback, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "valence_arousal_dataset.csv"
    assert main(["crawl", *NAMED, "--per-genre", "60", "--out", str(path), "--article"]) == 0
    printed = capsys.readouterr()
    assert "Done: 240 songs found. They became set 1." in printed.out
    assert f"240 songs written to {path}." in printed.out
    assert printed.err == ""  # no bar where there is no terminal
    lines = path.read_text(encoding="utf-8").splitlines()
    assert (len(lines), lines[0]) == (241, "id,genre,track_name,artist_name,valence,energy")


def test_a_paused_crawl_is_resumed_accepted_or_given_up_but_never_unasked(
    spotify: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    spotify.fail(RECOMMENDATIONS, Fault.json(429, QUOTA_EXCEEDED), 2, about=GENRES[-1])
    assert main(["crawl", *NAMED]) == 3
    assert "100 songs found so far are kept. Go on with: python -m moodrec crawl --resume" in (
        capsys.readouterr().err
    )
    assert main(["crawl", *NAMED]) == 2
    assert "--anew" in capsys.readouterr().err
    assert main(["crawl", "--accept"]) == 0
    assert "100 songs found" in capsys.readouterr().out
    assert main(["crawl", "--resume"]) == 2
    assert main(["crawl", *NAMED]) == 3
    assert main(["crawl", *NAMED, "--anew"]) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--source", "radio"], "radio"),
        (["--genres", "rokc"], "Did you mean rock?"),
        (["--per-genre", "0"], "1 to 1,000"),
        (["--per-genre", "many"], "many"),
        (["--pause", "-1"], "pause"),
        (["--pause", "nan"], "pause"),
        (["--out", "songs.xlsx"], ".csv or .parquet"),
        (["--resume"], "no crawl to resume"),
        (["--accept"], "no crawl to resume"),
        (["--resume", "--accept"], "not allowed with"),
    ],
)
def test_a_wrong_call_is_one_line(
    arguments: list[str],
    words: str,
    spotify: Loopback,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["crawl", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.err.count("\n") == 1
    assert words in printed.err


def test_ctrl_c_stops_cleanly_and_says_how_to_resume(spotify: Loopback) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "moodrec", "crawl", *NAMED[:2], "--pause", "2"],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert eventually(lambda: spotify.counts()[RECOMMENDATIONS] >= 2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert err.startswith("moodrec: Stopped.")
    assert "crawl --resume" in err
    run = crawls().latest()
    assert run is not None
    assert run.state == "stopped"
