"""How good the lists are on real held-out playlists: what is called better is held to it."""

from __future__ import annotations

import sys

from moodrec import reference
from moodrec.evaluation import Protocol, evaluate
from moodrec.wishes import PRESETS
from tests.benchmarks.report import Report
from tests.conftest import REAL_TABLES

TABLE = REAL_TABLES / "spotify_songs_32833.parquet"
DRAWS = (0, 1)
ERRORS = 2  # standard errors beyond which a gain is one


def main() -> None:
    """Prints each preset's gain over the article's rule in errors; fails below the bound."""
    if not TABLE.exists():
        print(f"\n{TABLE.name} is not on this machine: the quality of lists is not measured.")
        sys.exit(0)
    tracks = reference.load(TABLE)
    for draw in DRAWS:
        found = {row.method: row for row in evaluate(tracks, Protocol(seed=draw)).rows}
        report = Report(f"NDCG@10 on the playlists held out by draw {draw}, in standard errors")
        for name, preset in PRESETS.items():
            gain = found[name].gain
            if preset.better:
                in_errors = gain.value / gain.error
                report.line(f"gain of {name} over the article's rule", in_errors, least=ERRORS)
        chance = found["random songs"].gain
        report.line("loss of random songs", -chance.value / chance.error, least=ERRORS)
        if report.missed:
            report.done()


if __name__ == "__main__":
    main()
