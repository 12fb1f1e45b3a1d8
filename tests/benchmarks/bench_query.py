"""One query on 114,000 tracks against the article's: a norm for every row, then a sort."""

from __future__ import annotations

import numpy as np
import pandas as pd

from moodrec import recommend
from moodrec.metrics import to_millionths
from moodrec.model import MoodPoint, Query, Seed
from moodrec.recommend import Index
from tests.benchmarks.report import Report, median_seconds
from tests.benchmarks.sets import large_set

ROWS = 114_000
AT = MoodPoint(0.30, 0.06)


def main() -> None:
    """Prints the ratios; fails when one misses its bound."""
    tracks = large_set(ROWS)
    table = tracks._tracks.frame.copy()
    index = Index(tracks)
    seed = Seed(AT)
    plain = Query(AT, one_per_artist=False, one_per_recording=False)

    mood = np.array([AT.valence, AT.energy])

    def distance(row: pd.Series[float]) -> float:
        return float(np.linalg.norm(mood - np.array(row)))

    def article() -> pd.DataFrame:
        table["distance"] = table[["valence", "energy"]].apply(distance, axis=1)
        return table.sort_values("distance").head(5)

    def numpy_alone() -> object:
        across = tracks.valence - to_millionths(AT.valence)
        up = tracks.energy - to_millionths(AT.energy)
        return np.argpartition(across * across + up * up, 5)[:5]

    expected = article()["distance"].tolist()
    found = [n.distance for n in recommend.nearest(index, seed, plain).neighbours]
    np.testing.assert_allclose(found, expected, atol=1e-9)

    report = Report(f"Query of {ROWS:,} tracks (synthetic): the same five distances as the article")
    slow = median_seconds(article, 3)
    ours = median_seconds(lambda: recommend.nearest(index, seed, plain), 51)
    ruled = median_seconds(lambda: recommend.nearest(index, seed, Query(AT)), 51)
    bare = median_seconds(numpy_alone, 51)
    report.line("the article's time / ours, its rules", slow / ours, least=500)
    report.line("the article's time / ours, one per artist and recording", slow / ruled, least=250)
    report.line("our time / plain numpy without ties, ids or tracks", ours / bare, most=5)
    report.done()


if __name__ == "__main__":
    main()
