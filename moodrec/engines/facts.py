"""What an engine beside this process knows of its tracks as a whole: small, counted once."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moodrec.errors import MetricUndefined
from moodrec.kinds import KINDS
from moodrec.metrics import MILLIONTHS, forms, rank, to_millionths
from moodrec.metrics.forms import Moments
from moodrec.metrics.measure import EVEN_AXES, VALENCE_AND_ENERGY
from moodrec.metrics.rank import Counted
from moodrec.model import AXES, FEATURE_NAMES, MoodPoint

_LAYOUT = 1  # of what is made of the tracks: a new number makes it anew
FEATURES = tuple(name for name in FEATURE_NAMES if name not in AXES)
"""The audio features beside the axes of the plane."""


def layout() -> str:
    """A text that changes when tracks are to be made ready in another way."""
    kinds = repr([(kind.name, dict(kind.words), kind.above) for kind in KINDS.values()])
    return hashlib.sha256(f"{_LAYOUT} {kinds}".encode()).hexdigest()[:16]


@dataclass(frozen=True, eq=False)
class Facts:
    """A set of tracks as a whole.

    `known` says how many tracks have a value of each of FEATURES, `genres` how many are of
    each genre, the largest first. `valence` and `energy` are the distinct whole millionths
    with how many tracks have each.
    """

    known: Mapping[str, int]
    genres: tuple[tuple[str, int], ...]
    valence: Counted
    energy: Counted
    sums: Moments

    @property
    def rows(self) -> int:
        """How many tracks there are."""
        return self.sums.rows

    def require(self, axes: Iterable[str]) -> None:
        """Raises MetricUndefined for an axis on which no track has a value."""
        for axis in axes:
            if axis in EVEN_AXES:
                rank.counted(self.valence, self.energy)
            elif axis not in VALENCE_AND_ENERGY and not self.known[axis]:
                raise MetricUndefined(
                    "weighted", f"no song of this reference set has a known {axis}"
                )

    def share_below(self, point: MoodPoint) -> tuple[float, float]:
        """The shares (0 to 1) of tracks with lower valence and with lower energy than a point."""
        valence, energy = to_millionths([point.valence, point.energy]).tolist()
        return _below(self.valence, valence), _below(self.energy, energy)

    def to_text(self) -> str:
        """All of it as JSON."""
        return json.dumps(
            {
                "known": dict(self.known),
                "genres": self.genres,
                "valence": [one.tolist() for one in self.valence],
                "energy": [one.tolist() for one in self.energy],
                "sums": self.sums,
            }
        )

    @classmethod
    def of_text(cls, text: str) -> Self:
        """What to_text() wrote. Raises ValueError, KeyError or TypeError."""
        told: dict[str, Any] = json.loads(text)
        return cls(
            told["known"],
            tuple((name, count) for name, count in told["genres"]),
            _counted(*told["valence"]),
            _counted(*told["energy"]),
            Moments(*told["sums"]),
        )


class Counting:
    """Counts the facts of a set, batch by batch."""

    def __init__(self) -> None:
        self._known: Counter[str] = Counter(dict.fromkeys(FEATURES, 0))
        self._genres: Counter[str] = Counter()
        self._axes = {axis: np.zeros(MILLIONTHS + 1, dtype=np.int64) for axis in AXES}
        self._sums = Moments(0, 0, 0, 0, 0, 0)

    def add(self, batch: pa.Table) -> None:
        """Counts tracks in moodrec's columns (see `schema.STORED`), fewer than a million."""
        valence, energy = (whole(batch[axis]) for axis in AXES)
        for axis, values in zip(AXES, (valence, energy), strict=True):
            self._axes[axis] += np.bincount(values, minlength=MILLIONTHS + 1)
        self._sums += forms.moments(_Plane(valence, energy))
        self._known.update({name: int(pc.count(batch[name]).as_py()) for name in FEATURES})
        counts = pc.value_counts(batch["genre"].combine_chunks()).to_pylist()
        self._genres.update({one["values"]: one["counts"] for one in counts if one["values"]})

    def facts(self) -> Facts:
        """All that was counted."""
        genres = sorted(self._genres.items(), key=lambda pair: (-pair[1], pair[0]))
        valence, energy = (_distinct(self._axes[axis]) for axis in AXES)
        return Facts(dict(self._known), tuple(genres), valence, energy, self._sums)


@dataclass(frozen=True, eq=False)
class _Plane:
    """Places alone, shape (rows,) each: what sums are made of."""

    valence: NDArray[np.int64]
    energy: NDArray[np.int64]

    def numbers(self, column: str) -> NDArray[np.float64]:
        raise AssertionError(column)


def whole(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """A column of numbers from 0 to 1, none missing, in whole millionths."""
    return to_millionths(column.to_numpy())


def _distinct(counts: NDArray[np.int64]) -> Counted:
    found = np.flatnonzero(counts)
    return found, counts[found]


def _counted(values: list[int], counts: list[int]) -> Counted:
    return np.array(values, dtype=np.int64), np.array(counts, dtype=np.int64)


def _below(counted: Counted, value: int) -> float:
    values, counts = counted
    return float(counts[: values.searchsorted(value)].sum() / max(int(counts.sum()), 1))
