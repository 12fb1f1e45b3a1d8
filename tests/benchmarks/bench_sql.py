"""Queries through DuckDB and PostgreSQL: how long they take, and whether brute force agrees.

    python -m tests.benchmarks.bench_sql                            114,000 and a million tracks
    python -m tests.benchmarks.bench_sql --rows 100000000 --in DIR  DuckDB alone, 10 GB of disk

All tracks are synthetic. Times are of a machine that does other things too.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from moodrec.beyond import metric
from moodrec.engines import Answer, Engine, Question, duck, postgres
from moodrec.engines.facts import Facts
from moodrec.engines.ready import BATCH
from moodrec.engines.sql import SqlEngine
from moodrec.filters import Filters
from moodrec.model import MoodPoint, Seed
from moodrec.servers import Server
from moodrec.wishes import Wishes
from tests.benchmarks.arranged_sets import synthetic
from tests.benchmarks.report import Report

ROWS = (114_000, 1_000_000)
LISTS = 30  # of each metric
METRICS = ("euclidean", "z-scored", "whitened")
A_GENRE = Filters(genres=("rock",))
MOST_BRUTE = 10_000_000  # rows for which brute force makes all lists
FEW = 9


def main() -> None:
    """Prints medians; fails when one misses its bound, or a list differs."""
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
    """Median milliseconds of each kind of question, and this process's largest memory in GB."""
    told = {
        "n = 5": _median(engine, questions(engine.facts), 5),
        "n = 50": _median(engine, questions(engine.facts), 50),
        "a genre": _median(engine, questions(engine.facts, A_GENRE), 5),
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {**told, "GB": peak}


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
    report.line("DuckDB, n = 5: median milliseconds", told["n = 5"], most=20)
    report.line("DuckDB, n = 50: median milliseconds", told["n = 50"], most=20)
    report.line("DuckDB, n = 5 of a genre: median milliseconds", told["a genre"], most=20)
    report.line("DuckDB: GB of memory at most, the whole process", told["GB"], most=2.5)
    engine = duck.engine(arranged)
    report.line(
        "DuckDB: lists that brute force makes otherwise", _differing(engine, arranged), most=0
    )
    if rows <= MOST_BRUTE:
        _in_postgres(arranged, report)
    return report.missed


def _in_postgres(arranged: duck.Arranged, report: Report) -> None:
    from tests import cluster  # noqa: PLC0415  # it needs a server

    own = cluster.started()
    server = Server(own.url)
    file = pq.ParquetFile(arranged.tracks)
    postgres.make_of(
        server, "tracks", (pa.Table.from_batches([one]) for one in file.iter_batches(BATCH))
    )
    engine = postgres.engine(server, "tracks", arranged.facts)
    told = asked(engine)
    report.line("PostgreSQL, n = 5: median milliseconds", told["n = 5"], most=20)
    report.line("PostgreSQL, n = 50: median milliseconds", told["n = 50"], most=20)
    report.line("PostgreSQL, n = 5 of a genre: median milliseconds", told["a genre"], most=20)
    differing = _differing(engine, arranged)
    report.line("PostgreSQL: lists that brute force makes otherwise", differing, most=0)
    server.close()


def _median(engine: Engine, asked_: list[Question], n: int) -> float:
    engine.nearest(asked_[0], n)
    times = []
    for one in asked_:
        start = time.perf_counter()
        engine.nearest(one, n)
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def _differing(engine: SqlEngine, arranged: duck.Arranged) -> int:
    """How many lists of 50 differ from those that a look at every track gives."""
    wanted = questions(engine.facts)
    if len(engine) > MOST_BRUTE:
        wanted = wanted[:FEW]
    columns = pq.read_table(arranged.tracks, columns=["whole_valence", "whole_energy"])
    valence, energy = (column.to_numpy().astype(np.int64) for column in columns.columns)
    ids = pq.read_table(arranged.tracks, columns=["id"])["id"]
    differing = 0
    for one in wanted:
        keys = one.measure.key((valence - one.at[0], energy - one.at[1]))
        rows = np.flatnonzero(keys <= np.partition(keys, 49)[49])
        pairs = sorted(zip(keys[rows].tolist(), ids.take(rows).to_pylist(), strict=True))[:50]
        expected = Answer(tuple(name for _, name in pairs), tuple(key for key, _ in pairs))
        differing += engine.nearest(one, 50) != expected
    return differing


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, action="append", help="how many tracks")
    parser.add_argument("--in", dest="folder", type=Path, help="where they are, or are put to stay")
    parser.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
