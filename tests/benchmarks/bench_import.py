"""What importing the service costs, and what it must not load."""

from __future__ import annotations

import subprocess
import sys

from tests.benchmarks.report import Report, median_seconds

HEAVY = ("streamlit", "plotly", "spotipy", "moderndive", "polars", "statsmodels", "scipy")


def python(code: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout


def main() -> None:
    """Prints the ratio and what was loaded; fails when a bound is missed."""
    loaded = python(
        "import sys, moodrec.opening; moodrec.opening.open_service(moodrec.settings.load());"
        f"print(' '.join(set(sys.modules) & set({HEAVY!r})))"
    ).split()
    opening = median_seconds(lambda: python("import moodrec.opening"), 5)
    streamlit = median_seconds(lambda: python("import streamlit, pandas"), 5)
    report = Report("Importing moodrec.opening and opening the packaged set")
    report.line(f"heavy modules loaded {loaded or ''}", len(loaded), most=0)
    report.line("import moodrec.opening / import streamlit, pandas", opening / streamlit, most=2)
    report.done()


if __name__ == "__main__":
    main()
