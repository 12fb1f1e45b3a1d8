"""Importing tables as large as the open set, and ten times larger: time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

from moodrec import settings
from moodrec.collection import import_tables
from tests.benchmarks.report import Report, alternately, seconds
from tests.benchmarks.sets import open_set

ROWS = 114_000
MANY = 1_200_000
PEAK = """
import resource, sys
from pathlib import Path
from moodrec import settings
from moodrec.collection import import_tables
import_tables(settings.load(), [Path(sys.argv[1])])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak_megabytes(table: Path, folder: Path) -> float:
    """The most memory that a fresh program takes to import `table`."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(table)],
        env={**os.environ, "MOODREC_DATA_DIR": str(folder / "peak")},
        capture_output=True,
        text=True,
        check=True,
    )
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
    return int(done.stdout) * unit / 1e6


def main() -> None:
    """Prints the ratio and the peak; fails when one misses its bound."""
    report = Report(f"Importing {ROWS:,} and {MANY:,} rows of the open set's kind (synthetic)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = settings.load().model_copy(update={"data_dir": folder / "data"})
        table = open_set(ROWS, folder)
        ours, parsing = alternately(
            lambda: seconds(lambda: import_tables(found, [table])),
            lambda: seconds(lambda: pd.read_csv(table)),
            rounds=15,
        )
        report.line("parse, check, write / pandas.read_csv alone", ours / parsing, most=4)
        peak = peak_megabytes(open_set(MANY, folder), folder)
        report.line(f"MB at most while {MANY:,} rows are imported", peak, most=1000)
    report.done()


if __name__ == "__main__":
    main()
