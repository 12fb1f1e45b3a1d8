"""Sets the seed and a pick side by side, over all features."""

from __future__ import annotations

import math

from moodrec.model import AXES, Compared, PlacedTrack, Seed
from moodrec.percentiles import RANKED, Percentiles


def compare(percentiles: Percentiles, seed: Seed, pick: PlacedTrack) -> tuple[Compared, ...]:
    """The features in the order of RANKED, without those in which neither has a percentile."""
    rows = (_compared(percentiles, name, seed, pick) for name in RANKED)
    return tuple(row for row in rows if (row.seed_percentile, row.pick_percentile) != (None, None))


def _compared(percentiles: Percentiles, name: str, seed: Seed, pick: PlacedTrack) -> Compared:
    values = _of_seed(name, seed), _of_pick(name, pick)
    places = (percentiles.of(name, value) for value in values)
    known = [None if math.isnan(place) else place for place in places]
    return Compared(name, values[0], known[0], values[1], known[1])


def _of_seed(name: str, seed: Seed) -> float | None:
    if name in AXES:
        return float(getattr(seed.point, name))
    told = seed.track if name == "popularity" else seed.features
    value: float | None = getattr(told, name, None)
    return value


def _of_pick(name: str, pick: PlacedTrack) -> float | None:
    told = pick.track if name == "popularity" else pick.features
    value: float | None = getattr(told, name)
    return value
