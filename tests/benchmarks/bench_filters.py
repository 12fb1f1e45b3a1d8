"""A query with everything on among 114,000 tracks, against plain pandas masks alone."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from moodrec import recommend
from moodrec.filters import Filters, Range
from moodrec.kinds import KINDS
from moodrec.model import MoodPoint, Query, Seed
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from moodrec.schema import SCHEMA
from moodrec.wishes import Wishes
from tests.benchmarks.report import Report, median_seconds, seconds
from tests.benchmarks.sets import resampled

ROWS = 114_000
AT = MoodPoint(0.5, 0.6)
ENDINGS = (" - Live", " (Somebody Remix)", " (Karaoke Version)", " - Christmas", " - Skit")
MARKED = 0.05  # of the titles get each ending
BANDS = 12  # so many artists are made of each one

KIND_NAMES = tuple(
    kind.name for kind in KINDS.values() if not kind.above or kind.above[0] in SCHEMA.columns
)
RANGES = (Range("tempo", 80, 160), Range("popularity", 10, 100), Range("duration_ms", 6e4, 4e5))


def songs() -> ReferenceSet:
    """Synthetic songs of all kinds, by about as many artists as a real set has."""
    frame = resampled(ROWS)
    random = np.random.default_rng(seed=3)
    drawn = random.random(ROWS)
    for number, ending in enumerate(ENDINGS):
        marked = (drawn >= number * MARKED) & (drawn < (number + 1) * MARKED)
        frame.loc[marked, "name"] += ending
    bands = random.integers(BANDS, size=ROWS).astype(str)
    frame["artists"] = [
        tuple(f"{name} {band}" for name in names)
        for names, band in zip(frame["artists"], bands, strict=True)
    ]
    return ReferenceSet(frame, name=f"{ROWS:,} songs of all kinds (synthetic)", version="1")


def with_flags(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with a column for each kind, as one would prepare it for pandas."""
    flags = {}
    for kind in map(KINDS.__getitem__, KIND_NAMES):
        told = pd.Series(data=False, index=frame.index)
        for column, words in kind.words.items():
            texts = frame[column].str.join(";") if column == "artists" else frame[column]
            told |= texts.map(re.compile(words, re.IGNORECASE).search).notna()
        if kind.above:
            told |= frame[kind.above[0]] > kind.above[1]
        flags[kind.name] = told
    return frame.assign(**flags, first_artist=frame["artists"].str[0].fillna(""))


def main() -> None:
    """Prints the ratios; fails when one misses its bound."""
    tracks = songs()
    frame = tracks._tracks.frame
    genres = tuple(genre for genre, _ in tracks.summary.genres[:4])
    unwanted = tuple(frame["artists"].str[0].dropna().unique()[:3])
    filters = Filters(
        genres=genres, without_artists=unwanted, without_kinds=KIND_NAMES, ranges=RANGES
    )
    wishes = Wishes("same mood", sound=1, variety=0.5, surprise=0.5, familiar=0.5, dice=7)
    features = tracks.placed(0).features
    seed, query = Seed(AT, features=features), Query(AT, wishes=wishes, filters=filters)
    table = with_flags(frame)

    def masked() -> pd.Series[bool]:
        passing = table["genre"].isin(genres) & ~table["first_artist"].isin(unwanted)
        for kind in KIND_NAMES:
            passing &= ~table[kind]
        for one in RANGES:
            passing &= table[one.column].between(one.low, one.high)
        return passing

    index = Index(tracks)
    report = Report(f"Filters on {ROWS:,} tracks (synthetic): a list with everything on")
    first = seconds(lambda: recommend.search(index, [seed], [], query))
    sifted = index.sieve.sift(filters)
    if (sifted.passing & ~masked().to_numpy()).any():
        raise AssertionError("moodrec lets in what pandas leaves out")
    pandas = median_seconds(masked, 51)
    ours = median_seconds(lambda: recommend.search(index, [seed], [], query), 51)
    sieve = median_seconds(lambda: index.sieve.sift(filters).songs, 51)
    plain = Query(AT, wishes=Wishes("same mood"))
    bare = median_seconds(lambda: recommend.search(index, [seed], [], plain), 51)
    report.line("songs that pass, of a hundred", 100 * sifted.songs / ROWS, least=1, most=99)
    report.line("once a set, in units of pandas' time: titles, artists, ranks", first / pandas,
                most=200)  # fmt: skip
    report.line("our time with everything on / pandas' masks alone", ours / pandas, most=3)
    report.line("our time for the filters alone / pandas' masks alone", sieve / pandas, most=1)
    report.line("our time with everything on / without filters and knobs", ours / bare, most=4)
    report.done()


if __name__ == "__main__":
    main()
