"""The article's crawl of 11,085 tracks: how many calls, and what the journal costs beside them."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from moodrec import settings
from moodrec.collection import open_reference
from moodrec.crawl import Crawls
from moodrec.genres import GENRE_SEEDS
from moodrec.plan import Plan
from moodrec.sources import spotify_of
from moodrec.sources.limits import SPOTIFY_FEATURES, SPOTIFY_RECOMMENDED
from tests import catalogue
from tests.benchmarks.report import Report
from tests.loopback import CLIENT_ID, CLIENT_SECRET, Loopback, Song

ROWS = 11_085
ROUNDS = 3


def songs() -> tuple[list[Song], str]:
    """The article's tracks where they are, else as many made-up ones."""
    try:
        return catalogue.real(), "real"
    except pytest.skip.Exception:
        made = catalogue.pretended(GENRE_SEEDS, 1 + ROWS // len(GENRE_SEEDS))
        return made[:ROWS], "made up"


def serve() -> None:
    """Plays Spotify in this process until its input ends; prints where, and counts on demand."""
    made, kind = songs()
    with Loopback().serving() as server:
        server.mode = "extended"
        server.stock(made)
        print(server.url, kind, flush=True)
        for line in sys.stdin:
            print(line.strip(), *sorted(server.counts().items()), sep="|", flush=True)


def bare_calls() -> int:
    """The same calls with the same client and nothing kept; returns how many songs they told."""
    spotify = spotify_of(settings.load())
    assert spotify is not None
    found: dict[str, object] = {}
    waiting: list[str] = []
    for genre in GENRE_SEEDS:
        waiting += [track.id for track in spotify.recommended(genre, SPOTIFY_RECOMMENDED)]
        while len(waiting) >= SPOTIFY_FEATURES:
            found |= spotify.features(waiting[:SPOTIFY_FEATURES])
            del waiting[:SPOTIFY_FEATURES]
    found |= spotify.features(waiting)
    return len(found)


def crawl() -> int:
    """The crawl, journal, check and new set included; returns how many songs are in use."""
    with tempfile.TemporaryDirectory() as folder:
        kept = settings.load(data_dir=Path(folder))
        Crawls(kept).start(Plan("article", pause=0, at_least=ROWS)).join()
        return len(open_reference(kept))


@contextmanager
def server() -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """The server in a process of its own, so that it shares no lock with the crawl."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_crawl", "serve"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        url, _, kind = process.stdout.readline().strip().partition(" ")
        yield url, kind, process
        process.stdin.close()


def calls_so_far(process: subprocess.Popen[str]) -> int:
    """The calls beyond tokens that the server has counted."""
    assert process.stdin
    assert process.stdout
    process.stdin.write("counts\n")
    process.stdin.flush()
    counted = process.stdout.readline().strip().split("|")[1:]
    return sum(int(one.strip("()").split(",")[1]) for one in counted if "token" not in one)


def main() -> None:
    """Prints the ratios; fails when one misses its bound."""
    warnings.simplefilter("ignore")  # spotipy's, of calls that are made on purpose
    with server() as (url, kind, process):
        os.environ |= {
            "MOODREC_SPOTIFY_API_URL": f"{url}/spotify/v1",
            "MOODREC_SPOTIFY_ACCOUNTS_URL": f"{url}/accounts",
            "MOODREC_SPOTIFY_CLIENT_ID": CLIENT_ID,
            "MOODREC_SPOTIFY_CLIENT_SECRET": CLIENT_SECRET,
        }
        told = crawl()
        calls = calls_so_far(process)
        ratios, shares = [], []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            assert bare_calls() == told
            between = time.perf_counter()
            assert crawl() == told
            end = time.perf_counter()
            ratios.append((end - between) / (between - start))
            own = (end - between) - (between - start)
            shares.append(own / (calls * Plan("article").pause))
    report = Report(f"The article's crawl of {told:,} tracks ({kind}), pause 0, local server")
    report.line("songs in use after it", told, least=ROWS)
    report.line("calls beyond tokens: 126 genres, 111 batches and", calls - 126 - 111, most=5)
    report.line("the crawl / the same calls with nothing kept", statistics.median(ratios), most=6)
    report.line(
        "the crawl's own time / its usual pauses between the calls",
        statistics.median(shares),
        most=0.15,
    )
    report.done()


if __name__ == "__main__":
    serve() if sys.argv[1:] == ["serve"] else main()
