"""Asks every method the same questions and measures the lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moodrec.evaluation import estimates, measures
from moodrec.evaluation.estimates import Estimate
from moodrec.evaluation.heldout import HeldOut, Protocol, Trial, hold_out
from moodrec.evaluation.methods import ARTICLE, Method, methods
from moodrec.metrics import MILLIONTHS
from moodrec.model import MAX_NEIGHBOURS
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from moodrec.wishes import RING_RADIUS

Rows = NDArray[np.int64]

SHORT, LONG = 10, MAX_NEIGHBOURS
"""The lengths of the two lists that every method makes."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one method reached: estimates by the names in MEASURES.

    `gain` is the paired difference to the article's rule in NDCG, which `gain.verdict` puts in
    a word.
    """

    method: str
    preset: bool
    measured: dict[str, Estimate]
    gain: Estimate


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The table, with what it was made from.

    `playlists` were held out of `all_playlists`; `tried` of them were asked about with
    `trials` songs, of which `known` are on a playlist that was left to learn from.
    """

    reference: str
    version: str
    songs: int
    all_playlists: int
    playlists: int
    tried: int
    trials: int
    known: int
    protocol: Protocol
    rows: tuple[Row, ...]


MEASURES = {
    "precision": f"the share of the first {SHORT} songs that are on the playlist",
    "recall": f"the share of the playlist that is among the first {LONG}",
    "ndcg": f"as precision, the first places counting most (NDCG@{SHORT})",
    "mood": f"the share of the first {SHORT} inside the ring of the same mood",
    "artists": f"the share of pairs among the first {SHORT} without a common artist",
    "genres": f"the share of pairs among the first {SHORT} of two genres",
    "known": f"the mean percentile of popularity of the first {SHORT}",
    "novelty": f"the mean self-information of the first {SHORT}, in bits",
    "repeats": f"the share of the first {SHORT} that are another release of a song before",
    "coverage": f"the share of all songs that are in any list of {LONG}",
}
"""What is measured, and in a sentence what it means."""


def evaluate(
    reference: ReferenceSet, protocol: Protocol, tell: Callable[[str], None] = lambda _: None
) -> Evaluated:
    """Measures all methods on playlists held out of those of the set.

    `tell` is told the name of each method as its turn comes. Raises QueryError when the set
    has too few playlists.
    """
    index = Index(reference)
    held = hold_out(reference.playlists, protocol)
    judge = _Judge(index, held)
    found = {}
    for method in methods(index, held.training):
        tell(method.name)
        found[method] = judge.measured(method)
    base = next(values for method, values in found.items() if method.name == ARTICLE).per_trial
    return Evaluated(
        reference=reference.summary.name,
        version=reference.version,
        songs=len(reference),
        all_playlists=len(reference.playlists.names),
        playlists=held.playlists,
        tried=len(np.unique(held.groups)),
        trials=len(held.trials),
        known=sum(int(judge.counts[trial.row] > 0) for trial in held.trials),
        protocol=protocol,
        rows=tuple(_row(method, values, base, held.groups) for method, values in found.items()),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """Each measure of each trial, shape (trials,), and the coverage of all."""

    per_trial: dict[str, NDArray[np.float64]]
    coverage: Estimate


class _Judge:
    """Measures lists on the trials of one set."""

    def __init__(self, index: Index, held: HeldOut) -> None:
        self._index, self._reference, self._held = index, index.reference, held
        self.counts = np.bincount(held.training.rows, minlength=len(index.reference))

    def measured(self, method: Method) -> _Found:
        """What the lists of a method are worth."""
        trials = self._held.trials
        long = [method.make(trial.row, LONG) for trial in trials]
        told = [
            dict(self._of(trial, method.make(trial.row, SHORT), many))
            for trial, many in zip(trials, long, strict=True)
        ]
        per_trial = {name: np.array([one[name] for one in told]) for name in told[0]}
        groups = self._held.groups
        return _Found(per_trial, estimates.coverage(long, groups, len(self._reference)))

    def _of(self, trial: Trial, few: Rows, many: Rows) -> Iterator[tuple[str, float]]:
        reference = self._reference
        yield "precision", measures.precision(few, trial.relevant, SHORT)
        yield "recall", measures.recall(many, trial.relevant, LONG)
        yield "ndcg", measures.ndcg(few, trial.relevant, SHORT)
        yield "mood", self._same_mood(trial.row, few)
        yield "artists", measures.diversity([frozenset(reference.artists(row)) for row in few])
        yield "genres", measures.diversity([self._genre(row) for row in few])
        yield "known", measures.mean(self._index.percentiles.column("popularity")[few])
        yield "novelty", measures.mean(self._novelty[few])
        recordings = [reference.recording(row) for row in few]
        yield "repeats", measures.repeats(recordings, reference.recording(trial.row))

    def _same_mood(self, row: int, found: Rows) -> float:
        across = self._reference.valence[found] - self._reference.valence[row]
        up = self._reference.energy[found] - self._reference.energy[row]
        return measures.mean((np.hypot(across, up) <= RING_RADIUS * MILLIONTHS).astype(np.float64))

    def _genre(self, row: int) -> frozenset[str]:
        genre = self._reference.text("genre", row)
        return frozenset([genre] if genre else [])

    @cached_property
    def _novelty(self) -> NDArray[np.float64]:
        return measures.self_information(self.counts, len(self._held.training.names))


def _row(method: Method, found: _Found, base: dict[str, NDArray[np.float64]], groups: Rows) -> Row:
    measured = {
        name: estimates.estimate(values, groups) for name, values in found.per_trial.items()
    }
    measured["coverage"] = found.coverage
    gain = estimates.estimate(found.per_trial["ndcg"] - base["ndcg"], groups)
    return Row(method.name, method.preset, measured, gain)
