"""Distances on the mood plane; a new one is one entry in METRICS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from moodrec.errors import QueryError
from moodrec.metrics import forms, rank, weighted
from moodrec.metrics.contract import Columns, Metric
from moodrec.metrics.whole import MILLIONTHS, NOT_COMPARABLE, to_millionths
from moodrec.wishes import Weights

__all__ = [
    "METRICS",
    "MILLIONTHS",
    "NOT_COMPARABLE",
    "Columns",
    "Metric",
    "fitted",
    "to_millionths",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """A metric: what it is, in a sentence, and how it is fitted to a reference set."""

    about: str
    fit: Callable[[Columns, Weights], Metric]


METRICS: dict[str, Entry] = {
    "euclidean": Entry(
        "The article's: the plain distance on the plane. A circle.",
        lambda columns, _: forms.euclidean(columns),
    ),
    "z-scored": Entry(
        "Each axis in units of its own spread. An upright ellipse.",
        lambda columns, _: forms.z_scored(columns),
    ),
    "whitened": Entry(
        "Mahalanobis: as z-scored, without the correlation of the axes. A slanted ellipse.",
        lambda columns, _: forms.whitened(columns),
    ),
    "rank": Entry(
        "How many songs lie between, on each axis. A curve that is wide where songs are few.",
        lambda columns, _: rank.rank(columns),
    ),
    "weighted": Entry(
        "Any of the features, as much as you like. An ellipse that all songs inside share.",
        weighted.weighted,
    ),
}
"""The metrics by name: read by the page, the command line, the tests and the documents."""


def fitted(name: str, columns: Columns, weights: Weights) -> Metric:
    """The metric of that name for one reference set; `weights` matter to the weighted one.

    Raises QueryError for an unknown name and MetricUndefined where the set has no such metric.
    """
    if name not in METRICS:
        raise QueryError(f"There is no metric {name}. There are {', '.join(METRICS)}.")
    return METRICS[name].fit(columns, weights)
