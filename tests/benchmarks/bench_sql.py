"""Queries through DuckDB and PostgreSQL: how long they take, and whether brute force agrees.

    python -m tests.benchmarks.bench_sql                            114,000 and a million tracks
    python -m tests.benchmarks.bench_sql --rows 100000000 --in DIR  DuckDB alone, 15 GB of disk

All tracks are synthetic. Times are of a machine that does other things too.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from moodrec.beyond import metric
from moodrec.engines import Answer, Engine, Question, duck, postgres
from moodrec.engines.facts import Facts
from moodrec.engines.sql import SqlEngine
from moodrec.filters import Filters
from moodrec.metrics.contract import Keys
from moodrec.model import MoodPoint, Seed
from moodrec.servers import Server
from moodrec.wishes import Wishes
from tests.benchmarks.arranged_sets import synthetic
from tests.benchmarks.report import Report, seconds

ROWS = (114_000, 1_000_000)
LISTS = 30  # of each metric
METRICS = ("euclidean", "z-scored", "whitened")
A_GENRE = Filters(genres=("rock",))
MOST_SENT = 10_000_000  # rows that PostgreSQL is sent
COMPARED = 50  # tracks of each list
SHARES = (50, 95)  # of the questions that are answered sooner
MEMORY = "the whole process, GB of memory at most"
STATUS = Path("/proc/self/status")


def main() -> None:
    """Prints what was measured; fails when one misses its bound, or a list differs."""
    options = _options()
    if options.ask:
        print(json.dumps(asked(duck.engine(duck.read(options.ask)))))
        return
    missed = False
    for rows in options.rows or ROWS:
        with tempfile.TemporaryDirectory(prefix="moodrec-bench-") as scratch:
            folder = (options.folder or Path(scratch)) / str(rows)
            missed |= _of(rows, synthetic(rows, folder))
    sys.exit(1 if missed else 0)


def asked(engine: SqlEngine) -> dict[str, float]:
    """Milliseconds of each kind of question, and this process's largest memory in GB."""
    told = {
        "n = 5": _times(engine, questions(engine.facts), 5),
        "n = 50": _times(engine, questions(engine.facts), 50),
        "n = 5 of a genre": _times(engine, questions(engine.facts, A_GENRE), 5),
    }
    lines = {
        f"{what}: {share} of 100, milliseconds": float(np.percentile(times, share))
        for what, times in told.items()
        for share in SHARES
    }
    return lines | {MEMORY: _peak()}


def _peak() -> float:
    """The largest memory of this process so far, in GB."""
    (line,) = [one for one in STATUS.read_text().splitlines() if one.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024 / 1e9


def questions(facts: Facts, filters: Filters | None = None) -> list[Question]:
    """The places, in each metric in turn."""
    draw = np.random.default_rng(5)
    fitted = [metric(facts, Wishes(metric=name)) for name in METRICS]
    places = [MoodPoint(*one) for one in draw.random((LISTS, 2)).round(3).tolist()]
    return [
        Question(*one.asked(Seed(place)), filters=filters or Filters())
        for place in places
        for one in fitted
    ]


def _of(rows: int, arranged: duck.Arranged) -> bool:
    report = Report(f"{rows:,} tracks (synthetic) that are not loaded")
    command = [sys.executable, "-m", "tests.benchmarks.bench_sql", "--ask", str(arranged.folder)]
    child = subprocess.run(command, check=True, capture_output=True, text=True)
    told = json.loads(child.stdout)
    _tell(report, "DuckDB", told)
    engine = duck.engine(arranged)
    plain = _plain(arranged)
    _compare(report, "DuckDB", engine, plain)
    if rows <= MOST_SENT:
        _in_postgres(arranged, report, plain)
    report.noise()
    return report.missed


def _tell(report: Report, engine: str, told: dict[str, float]) -> None:
    """The times, of which the medians have a bound, and the memory."""
    for what, value in told.items():
        bound = 2.5 if what == MEMORY else 20 if ": 50 of" in what else float("inf")
        report.line(f"{engine}, {what}", value, most=bound)


def _compare(report: Report, name: str, engine: Engine, plain: dict[Question, Answer]) -> None:
    differing = sum(engine.nearest(one, COMPARED) != answer for one, answer in plain.items())
    what = f"{name}, of {len(plain)} lists those that brute force makes otherwise"
    report.line(what, differing, most=0)


def _in_postgres(arranged: duck.Arranged, report: Report, plain: dict[Question, Answer]) -> None:
    from tests import cluster  # noqa: PLC0415  # it needs a server

    own = cluster.started()
    server = Server(own.url)
    postgres.make_of(server, "tracks", map(pq.read_table, arranged.tracks().files))
    engine = postgres.engine(server, "tracks", arranged.facts)
    times = asked(engine)
    del times[MEMORY]  # it is the server's that counts
    _tell(report, "PostgreSQL", times)
    _compare(report, "PostgreSQL", engine, plain)
    server.close()


def _times(engine: Engine, asked_: list[Question], n: int) -> list[float]:
    """Milliseconds of each question, after one that does not count."""
    engine.nearest(asked_[0], n)
    return [1000 * seconds(lambda one=one: engine.nearest(one, n)) for one in asked_]  # type: ignore[misc]


def _plain(arranged: duck.Arranged) -> dict[Question, Answer]:
    """The lists that a look at every track gives, of all tracks and of a genre, file by file."""
    pairs = zip(questions(arranged.facts), questions(arranged.facts, A_GENRE), strict=True)
    best = [(_Best(every), _Best(of_genre)) for every, of_genre in pairs]
    for file in arranged.tracks().files:
        table = pq.read_table(file, columns=["id", "genre", "whole_valence", "whole_energy"])
        valence, energy = (column.to_numpy().astype(np.int64) for column in table.columns[2:])
        rows = np.arange(len(table))
        parts = (rows, rows[np.array(pc.equal(table["genre"], *A_GENRE.genres))])
        for both in best:
            across, up = both[0].question.at
            keys = both[0].question.measure.key((valence - across, energy - up))
            for one, part in zip(both, parts, strict=True):
                one.see(keys, part, table["id"])
    return {one.question: one.answer() for both in best for one in both}


class _Best:
    """The first tracks of those seen so far, by a full sort of all that may be among them."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self._found: list[tuple[int, str]] = []

    def see(self, keys: Keys, rows: NDArray[np.intp], ids: pa.ChunkedArray) -> None:
        if len(self._found) == COMPARED:
            rows = rows[keys[rows] <= self._found[-1][0]]
        if len(rows) > COMPARED:
            rows = rows[keys[rows] <= np.partition(keys[rows], COMPARED - 1)[COMPARED - 1]]
        pairs = zip(keys[rows].tolist(), ids.take(rows).to_pylist(), strict=True)
        self._found = sorted([*self._found, *pairs])[:COMPARED]

    def answer(self) -> Answer:
        return Answer(tuple(one for _, one in self._found), tuple(key for key, _ in self._found))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, action="append", help="how many tracks")
    parser.add_argument("--in", dest="folder", type=Path, help="where they are, or are put to stay")
    parser.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
