"""What a metric changes: the lists of two of them side by side, and how much they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from moodrec.engines import Question
from moodrec.engines.order import Rows
from moodrec.errors import MetricUndefined, QueryError
from moodrec.method.intervals import SEED
from moodrec.metrics import METRICS, Metric
from moodrec.model import MAX_NEIGHBOURS, PlacedTrack, Seed
from moodrec.recommend import Index
from moodrec.texts import counted
from moodrec.wishes import HALVES, Wishes

LENGTHS = (5, 50)
"""The lengths of lists whose overlap is told."""
SEEDS = 1000
"""The songs whose lists are compared: then the error of a share is 0.016 at most."""

_Rows = NDArray[np.int64]
_NONE = -1  # the place of a list where no song is left


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The nearest songs of one seed by two metrics, and the places (from 0) of the common ones."""

    seed: Seed
    metrics: tuple[str, str]
    lists: tuple[tuple[PlacedTrack, ...], tuple[PlacedTrack, ...]]
    common: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """The mean share (0 to 1) that two metrics' lists of `length` have in common, and its error.

    Over `seeds` songs drawn from the set; both are None where a metric has no such lists there,
    and `why` says why not. The mean of one song has no error.
    """

    metrics: tuple[str, str]
    length: int
    seeds: int
    mean: float | None
    error: float | None
    why: str = ""


def side_by_side(index: Index, seed: Seed, first: str, second: str, n: int = 10) -> SideBySide:
    """The `n` nearest songs by each of two metrics, nothing else wished for.

    As in an answer the seed's own track and its releases are left out, and of songs equally
    near the lower id comes first. There are fewer than n where no more can be compared.
    Raises QueryError for a metric that there is not, a seed that it cannot compare or n out
    of range, MetricUndefined where the set has no such metric.
    """
    if not 1 <= n <= MAX_NEIGHBOURS:
        raise QueryError(f"Ask for 1 to {MAX_NEIGHBOURS} songs, not {n}.")
    own = _own(index, seed)
    asked = [Question(*_metric(index, name).asked(seed)) for name in (first, second)]
    rows = [index.engine.nearest_rows(one, n, own).rows.tolist() for one in asked]
    place = {row: at for at, row in enumerate(rows[1])}
    return SideBySide(
        seed,
        (first, second),
        (tuple(index.reference.placed_many(rows[0])), tuple(index.reference.placed_many(rows[1]))),
        tuple((at, place[row]) for at, row in enumerate(rows[0]) if row in place),
    )


def overlaps(  # noqa: PLR0913  # names and settings, each told apart by its own
    index: Index,
    first: str,
    second: str,
    lengths: Sequence[int] = LENGTHS,
    seeds: int = SEEDS,
    *,
    seed: int = SEED,
) -> tuple[Overlap, ...]:
    """How much two metrics' lists share, one Overlap a length, from the same songs of the set.

    As many songs as `seeds` are drawn without repetition, all where there are fewer; each
    list is of the other songs, releases of the same recording among them. The error is that
    of a mean. Raises QueryError for a metric that there is not, and for no length or seed.
    """
    return _compared(index, [(first, second)], lengths, seeds, seed)


def all_overlaps(
    index: Index, lengths: Sequence[int] = LENGTHS, seeds: int = SEEDS, *, seed: int = SEED
) -> tuple[Overlap, ...]:
    """As overlaps(), of all pairs of metrics, each metric's lists made once."""
    return _compared(index, list(combinations(METRICS, 2)), lengths, seeds, seed)


def _metric(index: Index, name: str) -> Metric:
    weights = HALVES if name == "weighted" else Wishes().weights
    return index.metric(Wishes(metric=name, weights=weights))


def _own(index: Index, seed: Seed) -> _Rows:
    """The rows of the seed's track and of its releases."""
    if seed.track is None:
        return np.empty(0, dtype=np.int64)
    row = index.reference.row_of(seed.track.id)
    rows = [*index.releases_of([seed.track]), *([] if row is None else [row])]
    return np.unique(np.array(rows, dtype=np.int64))


def _compared(
    index: Index,
    pairs: Sequence[tuple[str, str]],
    lengths: Sequence[int],
    seeds: int,
    seed: int,
) -> tuple[Overlap, ...]:
    if seeds < 1 or not lengths or min(lengths) < 1:
        raise QueryError("Ask for lists of one song or more, from one seed or more.")
    songs = len(index.reference)
    rows = np.random.default_rng(seed).choice(songs, min(seeds, songs), replace=False)
    lists = _Lists(index, rows, max(lengths))
    return tuple(lists.overlap(pair, length) for pair in pairs for length in lengths)


class _Lists:
    """The lists of the songs of some rows by any metric; each metric's are made once."""

    def __init__(self, index: Index, rows: _Rows, longest: int) -> None:
        self._index, self._rows, self._longest = index, rows, longest
        songs = index.reference.placed_many(rows)
        self._seeds = [Seed(song.point, song.track, song.features) for song in songs]
        self._made: dict[str, _Rows | str] = {}

    def overlap(self, metrics: tuple[str, str], length: int) -> Overlap:
        """What the lists of two metrics share, or why they cannot be compared."""
        seeds = len(self._rows)
        lists: list[_Rows] = []
        for name in metrics:
            found = self._cut(name, length)
            if isinstance(found, str):
                return Overlap(metrics, length, seeds, None, None, found)
            lists.append(found)
        both = np.sort(np.concatenate(lists, axis=1), axis=1)  # a common song stands there twice
        shares = np.count_nonzero(both[:, 1:] == both[:, :-1], axis=1) / length
        error = float(shares.std(ddof=1)) / seeds**0.5 if seeds > 1 else None
        return Overlap(metrics, length, seeds, float(shares.mean()), error)

    def _cut(self, name: str, length: int) -> _Rows | str:
        """The first songs of each list, shape (seeds, length), or why there are not so many."""
        if name not in self._made:
            self._made[name] = self._by(name)
        lists = self._made[name]
        if isinstance(lists, str):
            return lists
        if len(self._index.reference) <= length:
            return (
                f"This set has {counted(len(self._index.reference), 'song')}, too few for lists "
                f"of {length}. Choose a larger set."
            )
        if (lists[:, length - 1] == _NONE).any():
            return f"Too few songs have the features of the {name} metric for lists of {length}."
        return lists[:, :length]

    def _by(self, name: str) -> _Rows | str:
        """The list of each seed by a metric, shape (seeds, longest), filled up with _NONE."""
        try:
            metric = _metric(self._index, name)
        except MetricUndefined as undefined:
            return str(undefined)
        asked = [metric.asked(seed) for seed in self._seeds]
        lists = np.full((len(asked), self._longest), _NONE, dtype=np.int64)
        for measure in {one.measure for one in asked}:  # a seed may lack a feature
            which = [at for at, one in enumerate(asked) if one.measure == measure]
            places = np.array([asked[at].at for at in which], dtype=np.int64)
            found = self._index.engine.nearest_of_each(measure, places, self._longest + 1)
            lists[which] = _others(found.rows, self._rows[which])
        return lists


def _others(lists: Rows, own: _Rows) -> _Rows:
    """Lists that are one song shorter: without their own song, or else without the last."""
    last = np.argsort(lists == own[:, None], axis=1, kind="stable")
    others: _Rows = np.take_along_axis(lists, last[:, :-1], axis=1).astype(np.int64)
    return others
