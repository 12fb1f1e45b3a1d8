"""Distances on the mood plane; a new one is one entry in METRICS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

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
    "Fit",
    "Metric",
    "fit",
    "fitted",
    "to_millionths",
]


Fit: TypeAlias = Callable[[Weights], Metric]
"""What is fitted to a reference set: the metric of any weights, which few metrics look at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A metric: what it is, in a sentence, and how it is fitted to a reference set."""

    about: str
    fit: Callable[[Columns], Fit]


def _whatever_the_weights(fit: Callable[[Columns], Metric]) -> Callable[[Columns], Fit]:
    def fit_once(columns: Columns) -> Fit:
        metric = fit(columns)
        return lambda _: metric

    return fit_once


METRICS: dict[str, Entry] = {
    "euclidean": Entry(
        "The article's: the plain distance on the plane. A circle.",
        _whatever_the_weights(forms.euclidean),
    ),
    "z-scored": Entry(
        "Each axis in units of its own spread. An upright ellipse.",
        _whatever_the_weights(forms.z_scored),
    ),
    "whitened": Entry(
        "Mahalanobis: as z-scored, without the correlation of the axes. A slanted ellipse.",
        _whatever_the_weights(forms.whitened),
    ),
    "rank": Entry(
        "How many songs lie between, on each axis. A curve that is wide where songs are few.",
        _whatever_the_weights(rank.rank),
    ),
    "weighted": Entry(
        "Any of the features, as much as you like. An ellipse that all songs inside share.",
        weighted.Weighings,
    ),
}
"""The metrics by name: read by the page, the command line, the tests and the documents."""


def fitted(name: str, columns: Columns, weights: Weights) -> Metric:
    """The metric of that name for one reference set; `weights` matter to the weighted one.

    Raises QueryError for an unknown name and MetricUndefined where the set has no such metric.
    """
    return fit(name, columns)(weights)


def fit(name: str, columns: Columns) -> Fit:
    """What all metrics of that name share for one reference set, to be kept.

    Raises QueryError for an unknown name and MetricUndefined where the set has no such metric.
    """
    if name not in METRICS:
        raise QueryError(f"There is no metric {name}. There are {', '.join(METRICS)}.")
    return METRICS[name].fit(columns)
