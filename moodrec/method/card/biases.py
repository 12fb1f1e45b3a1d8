"""How a reference set leans, measured on the set itself, and what holds of all such sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from moodrec.layouts import ARTIST_SEPARATOR
from moodrec.method.spread import RELEASES_APART, Spread
from moodrec.metrics import MILLIONTHS
from moodrec.overview import Overview
from moodrec.reference import ReferenceSet

AGREEMENT = {"valence": 0.42, "energy": 0.34}
"""Rank correlation of Spotify's values with what listeners judge."""
_HALF = MILLIONTHS // 2
_QUARTER, _CORNER = "25 %", "16 %"  # of the plane


@dataclass(frozen=True, slots=True)
class Bias:
    """One way in which the set leans, in a sentence with its number.

    `values` are the numbers by name, shares from 0 to 1; empty where nothing is known.
    """

    name: str
    values: tuple[tuple[str, float], ...]
    sentence: str


def biases(reference: ReferenceSet, seen: Overview, apart: Spread) -> Iterator[Bias]:
    """What is measured on the set, then what holds in general."""
    yield _bright_and_energetic(reference)
    yield _calm_and_happy(seen)
    yield _largest_genre(reference)
    yield _most_credited(reference)
    yield _popularity(reference)
    yield _years(reference)
    yield _releases(apart)
    yield Bias("arousal", (), "Energy stands in for arousal, the second axis of Russell's plane.")
    yield _estimates()


def share(part: int, whole: int) -> str:
    """A part of the songs in words, such as "12 of 60 songs (20.0 %)"."""
    songs = "song" if whole == 1 else "songs"
    return f"{part:,} of {whole:,} {songs} ({100 * part / whole:.1f} %)"


def _bright_and_energetic(reference: ReferenceSet) -> Bias:
    inside = (reference.valence >= _HALF) & (reference.energy >= _HALF)
    found = int(np.count_nonzero(inside))
    return Bias(
        "bright and energetic",
        (("share", found / len(reference)),),
        f"Bright and energetic, with valence and energy of at least 0.5: "
        f"{share(found, len(reference))}, on {_QUARTER} of the plane.",
    )


def _calm_and_happy(seen: Overview) -> Bias:
    return Bias(
        "calm and happy",
        (("share", seen.calm_and_happy / seen.songs),),
        "Calm and happy, with valence of at least 0.6 and energy of at most 0.4: "
        f"{share(seen.calm_and_happy, seen.songs)}, on {_CORNER} of the plane.",
    )


def _largest_genre(reference: ReferenceSet) -> Bias:
    if not reference.summary.genres:
        return Bias("largest genre", (), "The genre of no song is known.")
    genre, songs = reference.summary.genres[0]
    as_large = sum(count == songs for _, count in reference.summary.genres)
    told = share(songs, len(reference))
    return Bias(
        "largest genre",
        (("share", songs / len(reference)),),
        f"No genre has more songs than {genre}: {told}."
        if as_large == 1
        else f"{as_large} genres are the largest, each with {told}.",
    )


def _most_credited(reference: ReferenceSet) -> Bias:
    found = _busiest(reference.texts("artists"))
    if found is None:
        return Bias("one artist", (), "The artists of no song are known.")
    artist, songs = found
    return Bias(
        "one artist",
        (("share", songs / len(reference)),),
        f"No artist is credited on more songs than {artist}: {share(songs, len(reference))}.",
    )


def _busiest(artists: pa.Array) -> tuple[str, int] | None:
    """The artist of the most rows and how many, of several the first by name."""
    names = pc.split_pattern(artists, ARTIST_SEPARATOR)
    credits_ = pa.table({"row": pc.list_parent_indices(names), "name": pc.list_flatten(names)})
    known = credits_.filter(pc.not_equal(credits_["name"], ""))
    rows = known.group_by("name").aggregate([("row", "count_distinct")])
    first = rows.sort_by([("row_count_distinct", "descending"), ("name", "ascending")]).slice(0, 1)
    return next(((one["name"], one["row_count_distinct"]) for one in first.to_pylist()), None)


def _popularity(reference: ReferenceSet) -> Bias:
    known = reference.popularity[~np.isnan(reference.popularity)]
    if not len(known):
        return Bias("popularity", (), "The popularity of no song is known.")
    median = float(np.median(known))
    return Bias(
        "popularity",
        (("median", median),),
        f"The median of popularity, from 0 to 100, is {median:g}, where it is known: "
        f"{share(len(known), len(reference))}.",
    )


def _years(reference: ReferenceSet) -> Bias:
    years = reference.numbers("year")
    known = years[~np.isnan(years)]
    if not len(known):
        return Bias("years", (), "The year of no song is known.")
    first, median, last = (float(np.quantile(known, part)) for part in (0, 0.5, 1))
    return Bias(
        "years",
        (("first", first), ("median", median), ("last", last)),
        f"Releases are from {first:.0f} to {last:.0f}, the median is {median:g}, where the year "
        f"is known: {share(len(known), len(reference))}.",
    )


def _releases(apart: Spread) -> Bias:
    if apart.distance is None:
        return Bias("releases", (), apart.why)
    found = apart.distance
    return Bias(
        "releases",
        (("distance", found.value), ("low", found.low), ("high", found.high)),
        f"Releases of one recording lie {found.value:.3f} apart on the plane in the median "
        f"({found.low:.3f} to {found.high:.3f}), over {apart.recordings:,} recordings whose "
        "releases differ.",
    )


def _estimates() -> Bias:
    low, high = RELEASES_APART
    return Bias(
        "estimates",
        (*AGREEMENT.items(), ("releases apart, least", low), ("releases apart, most", high)),
        "Values are a model's estimates: they agree with listeners' own judgement moderately "
        f"(rank correlation {AGREEMENT['valence']} for valence, {AGREEMENT['energy']} for energy), "
        f"and where it was measured two releases of one recording lie {low} to {high} apart.",
    )
