"""The numbers of each figure in a few lines of pandas, for a notebook of one's own.

Each piece loads what the page "Reference set" gives away and needs no moodrec. In all but the
intervals and the spread over releases it comes to moodrec's own numbers, as the tests hold.
"""

from __future__ import annotations

from types import MappingProxyType

FILE = "moodrec-reference.parquet"
"""The name under which a browser keeps the reference set."""

_LOADED = f'songs = pd.read_parquet("{FILE}")  # or read_csv for the CSV'
_ANY_TRACK = 'songs["id"].iloc[0]'

LOAD = f"import pandas as pd\n\n{_LOADED}"
"""The reference set as a frame."""

CODE = MappingProxyType(
    {
        "How valence and energy are distributed": f"""\
import numpy as np
{LOAD}
axes = songs[["valence", "energy"]]
whole = axes.mul(1e6).round().astype("int64")  # millionths: 0.3 is no edge of a float
bins = (whole * 40 // 1_000_000).clip(upper=39)
counts = bins.apply(np.bincount, minlength=40)
quantiles = axes.quantile([0.05, 0.25, 0.5, 0.75, 0.95])
shape = axes.agg(["mean", "std", "skew"])""",
        "Whether they are normal": f"""\
from scipy.stats import kstest, norm, normaltest
{LOAD}
axes = songs[["valence", "energy"]]
tests = {{axis: normaltest(axes[axis]) for axis in axes}}
normal = {{axis: norm(axes[axis].mean(), axes[axis].std()) for axis in axes}}
gaps = {{axis: kstest(axes[axis], normal[axis].cdf).statistic for axis in axes}}""",
        "Energy on valence": f"""\
import numpy as np
{LOAD}
x, y = songs["valence"].to_numpy(), songs["energy"].to_numpy()
slope, intercept = np.polyfit(x, y, 1)
r = np.corrcoef(x, y)[0, 1]
chance = np.random.default_rng(0)  # samples of one's own: the ends of the interval differ a little
samples = [chance.integers(len(x), size=len(x)) for _ in range(1000)]
interval = np.quantile([np.polyfit(x[one], y[one], 1)[0] for one in samples], [0.025, 0.975])""",
        "Energy on valence within genres": f"""\
{LOAD}
axes, genre = songs[["valence", "energy"]], songs["genre"].mask(songs["genre"] == "")
large = genre.where(genre.map(genre.value_counts()) >= 30)
apart = axes - axes.groupby(genre).transform("mean")
products = apart.mul(apart["valence"], axis=0)  # of each song: valence squared, and with energy
sums = products.groupby(large).sum()
slopes = sums["energy"] / sums["valence"]
within = products["energy"].sum() / products["valence"].sum()""",
        "The ten nearest songs": f"""\
{LOAD}
track = {_ANY_TRACK}  # or another id
whole = songs[["valence", "energy"]].mul(1e6).round().astype("int64")  # so that ties are ties
squares = (whole - whole[songs["id"] == track].iloc[0]) ** 2
ranked = songs.assign(square=squares.sum(axis=1)).sort_values(["square", "id"])
nearest = ranked[ranked["id"] != track].head(10)
distances = nearest["square"] ** 0.5 / 1e6""",
        "What two metrics share": f"""\
{LOAD}
track = {_ANY_TRACK}  # or another id
whole = songs[["valence", "energy"]].mul(1e6).round().astype("int64")
squares = (whole - whole[songs["id"] == track].iloc[0]) ** 2
weights = (2**22 * whole.var() / whole.var().sum()).round().astype("int64").to_numpy()[::-1]
keys = {{"euclidean": squares.sum(axis=1), "z-scored": (squares * weights).sum(axis=1)}}
by = {{name: songs.assign(key=key).sort_values(["key", "id"])["id"] for name, key in keys.items()}}
common = set.intersection(*(set(ids[ids != track][:10]) for ids in by.values()))""",
        "How far releases lie apart": f"""\
import numpy as np
{LOAD}
key = (songs["artists"] + ", " + songs["name"]).str.casefold()  # moodrec knows more: ISRCs,
key = key.mask((songs["artists"] == "") | (songs["name"] == ""))  # remasters, folded releases
once = songs.assign(key=key).dropna(subset="key").drop_duplicates(["key", *songs.columns[4:13]])
pairs = once.merge(once, on="key", suffixes=("", "2")).query("id < id2").set_index("key")
apart = pd.DataFrame({{a: pairs[a] - pairs[a + "2"] for a in ["valence", "energy"]}}).abs()
medians = apart.assign(distance=np.hypot(*apart.T.values)).groupby(level=0).mean().median()""",
    }
)
"""The pieces by the title of their figure, each of at most ten lines."""


def of_track(title: str, track_id: str) -> str:
    """The piece of that title, asking about this track where it asks about one."""
    return CODE[title].replace(_ANY_TRACK, f'"{track_id}"')
