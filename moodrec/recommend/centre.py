"""The centre of several seeds, added and subtracted.

By Rocchio's rule the centre of the added seeds is moved away from that of the subtracted
ones: J. J. Rocchio, "Relevance feedback in information retrieval", 1971.
"""

from __future__ import annotations

from collections.abc import Sequence

from moodrec.model import AXES, FEATURE_NAMES, FEATURE_RANGES, AudioFeatures, MoodPoint, Seed
from moodrec.texts import counted

_PUSH = 0.25
"""Which part of the way from the subtracted centre to the added one is added to it."""


def centre(added: Sequence[Seed], subtracted: Sequence[Seed]) -> Seed:
    """What neighbours are sought for: the only seed itself, else the centre without a track.

    A feature that no added seed has is None; one that no subtracted seed has is not moved.
    """
    if len(added) == 1 and not subtracted:
        return added[0]
    values = {name: _moved(name, added, subtracted) for name in FEATURE_NAMES}
    valence, energy = (values[axis] for axis in AXES)
    if valence is None or energy is None:
        raise AssertionError("every seed has a place")
    songs = counted(len(added) + len(subtracted), "seed")
    source = f"the centre of {songs}"
    features = AudioFeatures(track_id="", source=source, fetched_at=None, **values)
    return Seed(MoodPoint(valence, energy), features=features)


def on_features_of(centre: Seed, seed: Seed) -> Seed:
    """A seed to be compared with the centre: only the centre's features count.

    Those that the seed has not are taken from the centre, and so decide nothing.
    """
    told = {name: _value(name, centre) for name in FEATURE_NAMES}
    own = {name: _value(name, seed) for name, value in told.items() if value is not None}
    values = told | {name: value for name, value in own.items() if value is not None}
    features = AudioFeatures(track_id="", source="", fetched_at=None, **values)
    return Seed(seed.point, features=features)


def _moved(name: str, added: Sequence[Seed], subtracted: Sequence[Seed]) -> float | None:
    middle, away = _mean(name, added), _mean(name, subtracted)
    if middle is None or away is None:
        return middle
    low, high = FEATURE_RANGES[name]
    return min(max(middle + _PUSH * (middle - away), low), high)


def _mean(name: str, seeds: Sequence[Seed]) -> float | None:
    values = [value for seed in seeds if (value := _value(name, seed)) is not None]
    return sum(values) / len(values) if values else None


def _value(name: str, seed: Seed) -> float | None:
    if name in AXES:
        return float(getattr(seed.point, name))
    value: float | None = getattr(seed.features, name, None)
    return value
