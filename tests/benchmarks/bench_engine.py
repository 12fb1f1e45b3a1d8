"""The engine of this process against a raw k-d tree, the article's loop, and plain numpy.

All sets are resampled from the packaged one, their moods jittered: synthetic, for load alone.
Sizes may be given on the command line; 114,000, a million and ten million are the usual ones.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from moodrec import packaged, tables
from moodrec.engines import Question
from moodrec.engines.columns import WholeColumns
from moodrec.engines.contract import EVERYTHING
from moodrec.engines.local import Local
from moodrec.engines.order import first
from moodrec.engines.snapshot import Plane, beside, open_plane
from moodrec.filters import Filters, Range
from moodrec.metrics import forms
from moodrec.metrics.measure import Measure
from moodrec.model import MoodPoint, Seed
from tests.benchmarks.report import Report, alternately, median_seconds

SIZES = (114_000, 1_000_000, 10_000_000)
ASKED = 200  # questions of a round: each at a song of the set
ROUNDS = 5
SLOWEST = 1_000_000  # rows up to which the article's loop, and a start, are measured
ARTICLE = {114_000: 5_000, 1_000_000: 50_000}  # the article's time in units of ours, at least
BATCH = 1_000
A_THIRD = Filters(ranges=(Range("tempo", 90, 120),))
EUCLIDEAN = Measure()

Whole = NDArray[np.int64]
At = tuple[int, ...]


class Big(NamedTuple):
    """A large set: its places in whole millionths, shape (2, rows), and the engine."""

    places: Whole
    engine: Local

    @property
    def columns(self) -> SimpleNamespace:
        """As a metric takes them."""
        return SimpleNamespace(valence=self.places[0], energy=self.places[1])

    def asked(self) -> list[At]:
        """The places of some songs."""
        rows = np.random.default_rng(2).integers(self.places.shape[1], size=ASKED)
        return [tuple(at) for at in self.places[:, rows].T.tolist()]


@cache
def packaged_places() -> NDArray[np.float64]:
    """Where the packaged songs lie, shape (songs, 2)."""
    frame, _ = tables.read(packaged.locate())
    return frame[["valence", "energy"]].to_numpy()


def places(rows: int) -> Whole:
    """Drawn from the packaged set, jittered and rounded to three decimals."""
    random = np.random.default_rng(1)
    drawn = packaged_places()[random.integers(len(packaged_places()), size=rows)]
    jittered = (drawn + random.normal(0, 0.02, drawn.shape)).clip(0, 1)
    return np.ascontiguousarray(1000 * np.rint(1000 * jittered).astype(np.int64).T)


def engine_of(found: Whole) -> Local:
    """The engine of these places; a third of the songs passes the filters."""
    rows = found.shape[1]
    passing = np.less(np.random.default_rng(3).random(rows), 1 / 3)
    columns = WholeColumns(SimpleNamespace(valence=found[0], energy=found[1]))
    return Local(np.zeros(rows, "S22"), columns, lambda _: passing)


def a_query(work: Callable[[At], object], asked: Sequence[At]) -> float:
    """The median time of one question."""
    times = []
    for at in asked:
        start = time.perf_counter()
        work(at)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def ratio(
    ours: Callable[[At], object], theirs: Callable[[At], object], asked: Sequence[At]
) -> float:
    """Our time for one question in units of another's, both taken in turn."""
    mine, others = alternately(lambda: a_query(ours, asked), lambda: a_query(theirs, asked), ROUNDS)
    return mine / others


def asking(
    engine: Local, n: int, measure: Measure = EUCLIDEAN, filters: Filters = EVERYTHING
) -> Callable[[At], object]:
    """Asks the engine for the n nearest."""
    return lambda at: engine.nearest_rows(Question(measure, at, filters=filters), n)


def brute(found: Whole, n: int) -> Callable[[At], object]:
    """The plain way, ties closed: all keys, and the first of them."""
    rows = np.arange(found.shape[1])
    return lambda at: first(rows, EUCLIDEAN.key((found[0] - at[0], found[1] - at[1])), n)


def article(found: Whole) -> float:
    """The time of the article's loop over a table, for one question."""
    table = pd.DataFrame(found.T / 1e6, columns=["valence", "energy"])
    mood = np.array([0.3, 0.06])

    def distance(row: pd.Series[float]) -> float:
        return float(np.linalg.norm(mood - np.array(row)))

    start = time.perf_counter()
    table["distance"] = table[["valence", "energy"]].apply(distance, axis=1)
    table.sort_values("distance").head(5)
    return time.perf_counter() - start


def queries(report: Report, big: Big) -> None:
    """One question at a time, against a raw tree and the article."""
    rows, asked, engine = big.places.shape[1], big.asked(), big.engine
    tree = cKDTree(big.places.T.astype(np.float64))
    small = rows <= SLOWEST
    for n, most in ((5, 2 if small else 3), (50, 3)):
        value = ratio(asking(engine, n), lambda at, n=n: tree.query(at, k=n), asked)  # type: ignore[misc]
        report.line(f"n = {n}: our time / a raw k-d tree's", value, most=most)
    filtered = asking(engine, 5, filters=A_THIRD)
    value = ratio(filtered, lambda at: tree.query(at, k=5), asked)
    report.line("n = 5, filtered: our time / the unfiltered tree's", value, most=3)
    for name in ("z_scored", "whitened"):
        measure, _ = getattr(forms, name)(big.columns).asked(Seed(MoodPoint(0, 0)))
        value = ratio(asking(engine, 5, measure), asking(engine, 5), asked)
        report.line(f"n = 5: {name} / euclidean", value, most=1.5)
    many = np.random.default_rng(4).integers(rows, size=BATCH)
    batch = np.ascontiguousarray(big.places[:, many].T)
    ours, theirs = alternately(
        lambda: median_seconds(lambda: engine.nearest_of_each(EUCLIDEAN, batch, 5), 1),
        lambda: median_seconds(lambda: tree.query(batch, k=5), 1),
        ROUNDS,
    )
    report.line(f"{BATCH:,} at once: our time / a raw k-d tree's", ours / theirs, most=3)
    if rows in ARTICLE:
        value = article(big.places) / a_query(asking(engine, 5), asked)
        report.line("the article's time / ours", value, least=ARTICLE[rows])


def hostile(report: Report, rows: int) -> None:
    """Data that is in the way of an engine that expects an even plane."""
    random = np.random.default_rng(5)
    heaps = random.integers(1000, size=(2, rows)) + 999_000 * random.integers(2, size=rows)
    shapes = {
        "all rows on one point": np.full((2, rows), 300_000),
        "two heaps, asked in the gap": heaps,
        "all rows on a line": random.integers(1_000_001, size=(2, rows)) * np.array([[0], [1]]),
        "three values on an axis": np.vstack([random.integers(3, size=rows) * 500_000,
                                              1000 * random.integers(1001, size=rows)]),
    }  # fmt: skip
    for name, found in shapes.items():
        asked = [(300_000, 300_000), (500_000, 500_000), (0, 1_000_000), (1_000_000, 1)]
        value = ratio(asking(engine_of(found), 5), brute(found, 5), asked)
        report.line(f"{name}: our time / brute force's", value, most=2)


def written(found: Whole, folder: Path) -> Path:
    """The places as a set of the library, with the three columns that a start reads."""
    path = folder / f"{found.shape[1]:09d}.parquet"
    ids = pa.array(np.char.zfill(np.arange(found.shape[1]).astype("U22"), 22))
    axes = [pa.array(column / 1e6) for column in found]
    pq.write_table(pa.table([ids, *axes], ["id", "valence", "energy"]), path)
    return path


FIRST = """
import pathlib, sys
from moodrec.engines import Question
from moodrec.engines.local import Local
from moodrec.engines.snapshot import open_plane
from moodrec.metrics.measure import Measure
engine = Local.beside(open_plane(pathlib.Path(sys.argv[1])), exit)
assert len(engine.nearest(Question(Measure(), (300_000, 60_000)), 5).ids) == 5
"""


def start(report: Report, found: Whole) -> None:
    """From a new process to the first answer, and what the snapshot takes."""
    with tempfile.TemporaryDirectory() as folder:
        path = written(found, Path(folder))
        plane: Plane = open_plane(path)
        report.line(
            "bytes of index for each row", beside(path).stat().st_size / len(plane.ids), most=48
        )

        def run(*code: str) -> float:
            return median_seconds(
                lambda: subprocess.run([sys.executable, "-c", *code], check=True), 1
            )

        ours, streamlit = alternately(
            lambda: run(FIRST, str(path)), lambda: run("import streamlit"), ROUNDS
        )
        report.line("start to first answer / import streamlit", ours / streamlit, most=1.3)


def main() -> None:
    """Prints the ratios; fails when one misses its bound."""
    missed = False
    for rows in map(int, sys.argv[1:] or SIZES):
        report = Report(f"The engine over {rows:,} tracks (synthetic)")
        found = places(rows)
        queries(report, Big(found, engine_of(found)))
        if rows <= SLOWEST:
            hostile(report, rows)
            start(report, found)
        report.noise()
        missed |= report.missed
    sys.exit(missed)


if __name__ == "__main__":
    main()
