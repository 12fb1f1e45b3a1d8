"""The weighted metric: any of the audio features, each as much as one wants."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moodrec.errors import MetricUndefined, QueryError
from moodrec.metrics.contract import EVERY, Columns, Keys, Outline, Rows, circle
from moodrec.metrics.measure import Asked, Measure
from moodrec.metrics.whole import MILLIONTHS, NOT_COMPARABLE, largest_key, to_millionths
from moodrec.model import AXES, FEATURE_NAMES, MoodPoint, Seed
from moodrec.texts import counted
from moodrec.wishes import Weights

_USUAL_SPANS = {"loudness": (-60.0, 0.0), "tempo": (0.0, 250.0)}
_UNIT = 1000  # the key's weight of a feature that counts fully
_FARTHEST = 1000.0  # half width of an outline along an axis that does not count: off the plane


class Feature(NamedTuple):
    """A feature in whole numbers, 0 where it is not known; both of shape (rows,)."""

    values: NDArray[np.int64]  # in millionths of the usual span
    known: NDArray[np.bool_]


class Weighings:
    """The weighted metrics of one reference set: any weights, the features' columns shared.

    A column is made once, when a weight first asks for it.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._features: dict[str, Feature] = {}
        self._lock = Lock()

    def __call__(self, weights: Weights) -> Weighted:
        """The metric of these weights. Raises QueryError and MetricUndefined."""
        if unknown := [name for name, _ in weights if name not in FEATURE_NAMES]:
            raise QueryError(
                f"There is no feature {unknown[0]}. There are {', '.join(FEATURE_NAMES)}."
            )
        most = max((weight for _, weight in weights), default=0.0)
        if not most:
            raise QueryError("All weights are zero. Give at least one feature a weight.")
        units = {
            name: max(1, round(weight / most * _UNIT)) for name, weight in weights if weight > 0
        }
        return Weighted(units, {name: self._feature(name) for name in units})

    def _feature(self, name: str) -> Feature:
        with self._lock:
            if name not in self._features:
                self._features[name] = feature(self._columns, name)
            return self._features[name]


@dataclass(frozen=True, eq=False)
class Weighted:
    """The sum of squared differences, each times its weight; the largest weight counts as 1.

    Loudness from -60 to 0 dB and tempo from 0 to 250 a minute count as 0 to 1. A track
    without one of the features cannot be compared; a feature that the seed has not is
    passed over.
    """

    weights: dict[str, int]
    features: dict[str, Feature]

    def asked(self, seed: Seed) -> Asked:
        """The squares of the features that the seed has, each times its weight."""
        used = self._used(seed)
        at = (int(to_millionths(spanned(name, value))) for name, value in used.items())
        squares = tuple(self.weights[name] for name in used)
        return Asked(Measure(tuple(used), squares), tuple(at))

    def keys(self, seed: Seed, rows: Rows = EVERY) -> Keys:
        """The weighted squares, in whole numbers."""
        measure, at = self.asked(seed)
        features = [self.features[name] for name in measure.axes]
        apart = (one.values[rows] - here for one, here in zip(features, at, strict=True))
        keys: Keys = measure.key(tuple(apart))
        keys[~np.logical_and.reduce([one.known[rows] for one in features])] = NOT_COMPARABLE
        return keys

    def distances(self, keys: Keys) -> NDArray[np.float64]:
        """The roots of the keys."""
        return np.sqrt(keys.astype(np.float64) / _UNIT) / MILLIONTHS

    def within(self, radius: float) -> int:
        """The largest key inside, in exact arithmetic."""
        return largest_key(radius, _UNIT)

    def outline(self, point: MoodPoint, radius: float) -> Outline:
        """The shadow of the ring on the plane: beyond it no song is inside, whatever its sound."""
        weights = (self.weights.get(axis, 0) for axis in AXES)
        reach = [radius * (_UNIT / weight) ** 0.5 if weight else _FARTHEST for weight in weights]
        outline: Outline = circle(*reach) + np.array([point.valence, point.energy])
        return outline

    def notices(self, seed: Seed) -> tuple[str, ...]:
        """Which features the seed has not, and how many songs cannot be compared."""
        used = self._used(seed)
        lost = [name for name in self.features if name not in used]
        unknown = int(np.sum(~np.logical_and.reduce([self.features[n].known for n in used])))
        return (
            *(f"{name.capitalize()} does not count: that of the seed is not known."
              for name in lost),
            *([f"{counted(unknown, 'song')} without these features cannot be compared."]
              if unknown else []),
        )  # fmt: skip

    def _used(self, seed: Seed) -> dict[str, float]:
        """The seed's values of the weighted features. Raises QueryError when it has none."""
        at = dict(zip(AXES, (seed.point.valence, seed.point.energy), strict=True))
        told = {name: at.get(name, getattr(seed.features, name, None)) for name in self.features}
        used = {name: value for name, value in told.items() if value is not None}
        if not used:
            raise QueryError(
                f"The seed has no {' and no '.join(self.features)}, which alone count in this "
                "metric. Give valence or energy a weight too."
            )
        return used


def feature(columns: Columns, name: str) -> Feature:
    """A feature of all tracks in millionths of its usual span. Raises MetricUndefined."""
    values = columns.numbers(name)
    known = ~np.isnan(values)
    if not known.any():
        raise MetricUndefined("weighted", f"no song of this reference set has a known {name}")
    shares = np.where(known, spanned(name, values), 0.0)
    made = Feature(to_millionths(shares), known)
    for column in made:
        column.setflags(write=False)
    return made


def spanned(name: str, value: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Values of a feature as shares of its usual span, of the same shape; they may lie outside."""
    low, high = _USUAL_SPANS.get(name, (0.0, 1.0))
    return (np.asarray(value) - low) / (high - low)
